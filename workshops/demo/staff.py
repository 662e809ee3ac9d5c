"""Who of the demo bureau works on this, and the days that the story is told by."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from qualitysup.accounts.models import User

BEIJIAO = "440606102000"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Staff:
    officer: User
    inspectors: tuple[User, User]
    chief: User
    zone: User
    workshop: User


def staff() -> Staff:
    people = {user.username: user for user in User.objects.all()}
    return Staff(
        officer=people["officer"],
        inspectors=(people["inspector2"], people["inspector"]),
        chief=people["chief"],
        zone=people["zone"],
        workshop=people["workshop"],
    )


def ago(days) -> dt.date:
    return timezone.localdate() - days * DAY


def ahead(days) -> dt.date:
    return ago(-days)


def at(day, hour, minute=0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def analyse(*models) -> None:
    """The planner knows nothing of what this transaction wrote, and joins it row by row."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")
