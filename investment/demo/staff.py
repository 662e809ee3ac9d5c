"""Who of the demo bureau of 黄石 works on investment, and the days that the story is told by."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from qualitysup.accounts.models import User

HUANGSHI = "420200000000"


@dataclass(frozen=True)
class Staff:
    officer: User
    chief: User
    leader: User


def staff() -> Staff:
    people = {user.username: user for user in User.objects.all()}
    return Staff(people["hs_invest"], people["hs_chief"], people["hs_leader"])


def ago(days) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def ahead(days) -> dt.date:
    return ago(-days)
