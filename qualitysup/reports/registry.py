"""What sources say of a subject, beside what the bureau counts: with its bound, day and source.

Every app declares it in its own ``stated.py``. A figure that is stated is never mixed with rows.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from qualitysup import bounds
from qualitysup.bounds import Bound
from qualitysup.dashboard.lens import Lens


@dataclass(frozen=True)
class Stated:
    """One figure as a source states it of a day or of the time up to it."""

    name: str
    value: Decimal | int
    unit: str
    as_of: dt.date
    source: str
    bound: str = Bound.EXACT
    # The name of a year and no amount.
    is_year: bool = False

    @property
    def shown(self) -> str:
        return str(self.value) if self.is_year else bounds.shown(self.value, self.bound)


@dataclass(frozen=True)
class Statements:
    """Where an app finds what is stated, of the place and up to the last day of a lens."""

    subject: str
    permission: str
    lines: Callable[[Lens], Iterable[Stated]]
    order: int = 50


_declared: list[Statements] = []


def register(*declared: Statements) -> None:
    _declared.extend(declared)


def stated(lens: Lens, subject: str) -> list[Stated]:
    """What is stated of a subject, as far as the person may see it."""
    mine = [
        one for one in _declared if one.subject == subject and lens.user.has_perm(one.permission)
    ]
    return [line for one in sorted(mine, key=lambda one: one.order) for line in one.lines(lens)]
