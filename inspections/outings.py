"""What is written down outside at somebody who is in no register: forms, and who takes them.

Subjects above register a finder of such forms; a phone takes them along, keeps what is typed
without signal, and hands it in to the address that the form names. Sent again, it changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models


class Ask(models.TextChoices):
    """How a question is answered on a phone."""

    TICK = "tick"
    LINE = "line"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True)
class Question:
    name: str
    label: str
    ask: str = Ask.LINE
    required: bool = False


@dataclass(frozen=True)
class Outing:
    """One form of one person: at whom, on which day, what is known of them, what is asked."""

    key: str
    title: str
    on: date
    # Below ``/api/v1/``; takes the answers by the names of the questions, as JSON.
    address: str
    questions: tuple[Question, ...]
    why: str = ""
    known: str = ""


Finder = Callable[[object, date], Iterable[Outing]]
_finders: dict[str, Finder] = {}


def register(permission: str):
    """Above a function of person and last day that finds their forms; asked of whoever may."""

    def keep(finder: Finder) -> Finder:
        _finders[permission] = finder
        return finder

    return keep


def permission_of(person) -> str:
    """By which this person takes forms along, or "" if by none."""
    return next((each for each in _finders if person.has_perm(each)), "")


def of(person, until: date) -> list[Outing]:
    found = [
        outing
        for permission, finder in _finders.items()
        if person.has_perm(permission)
        for outing in finder(person, until)
    ]
    return sorted(found, key=lambda outing: (outing.on, outing.title, outing.key))
