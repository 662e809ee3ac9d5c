"""What managers watch: every app declares its figures once, in its own ``indicators.py``.

A figure leads to its rows: its link opens the list that it counts, under the same filter and the
same ``visible_to``. What is not known is ``None`` and shown as "—", never as 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from qualitysup.regions.querysets import COUNTED_TO, count_up_to
from qualitysup.states import Tone


@dataclass(frozen=True)
class Indicator:
    """One figure of a subject, and how it is counted."""

    key: str
    subject: str
    name: str
    definition: str
    # What the person may see of it, from which the figure is taken.
    rows: Callable[[object], QuerySet]
    url: Callable[[object], str]
    permission: str
    unit: str = ""
    # Another figure of the rows than their number; ``None`` where nothing is known.
    value: Callable[[QuerySet], object | None] | None = None
    tone: Tone = Tone.PLAIN
    order: int = 50


@dataclass(frozen=True)
class Line:
    """One line of a table: a place, a person or a kind, its figure and the rows behind it."""

    label: str
    figure: int | None
    url: str


@dataclass(frozen=True)
class Breakdown:
    """A table that says where a figure comes from."""

    key: str
    subject: str
    name: str
    definition: str
    # Over the column of labels, and over the column of figures.
    heads: tuple[str, str]
    lines: Callable[[object], Iterable[Line]]
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Measured:
    """An indicator as one person finds it now."""

    indicator: Indicator
    figure: object | None
    url: str
    is_capped: bool = False


_indicators: dict[str, Indicator] = {}
_breakdowns: dict[str, Breakdown] = {}


def register(*declared: Indicator | Breakdown) -> None:
    for one in declared:
        (_indicators if isinstance(one, Indicator) else _breakdowns)[one.key] = one


def measure(user) -> dict[str, dict[str, list]]:
    """By subject, the figures and the tables that this person may see."""
    subjects: dict[str, dict[str, list]] = {}
    for indicator in _for(user, _indicators):
        group = subjects.setdefault(str(indicator.subject), {"figures": [], "tables": []})
        group["figures"].append(_measure(indicator, user))
    for breakdown in _for(user, _breakdowns):
        group = subjects.setdefault(str(breakdown.subject), {"figures": [], "tables": []})
        group["tables"].append((breakdown, list(breakdown.lines(user))))
    return subjects


def _for(user, declared):
    allowed = (one for one in declared.values() if user.has_perm(one.permission))
    return sorted(allowed, key=lambda one: one.order)


def _measure(indicator, user) -> Measured:
    rows, url = indicator.rows(user), indicator.url(user)
    if indicator.value:
        return Measured(indicator, indicator.value(rows), url)
    count, exact = count_up_to(rows, COUNTED_TO)
    return Measured(indicator, count, url, is_capped=not exact)
