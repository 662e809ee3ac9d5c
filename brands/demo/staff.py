"""Who of the demo bureau works on brands, and the days that the story is told by."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from qualitysup.accounts.models import User


@dataclass(frozen=True)
class Staff:
    officer: User
    brand: User
    chief: User
    leader: User
    inspectors: tuple[User, User]


def staff() -> Staff:
    people = {user.username: user for user in User.objects.all()}
    named = {name: people[name] for name in ("officer", "brand", "chief", "leader")}
    return Staff(**named, inspectors=(people["inspector2"], people["inspector"]))


def ago(days) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def ahead(days) -> dt.date:
    return ago(-days)
