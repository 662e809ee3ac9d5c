"""What managers watch: every app declares its figures once, in its own ``indicators.py``.

A figure leads to its rows: its link opens the list that it counts, under the same filter and the
same ``visible_to``. What is not known is ``None`` and shown as "—", never as 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from qualitysup.lists import opens
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import COUNTED_TO, count_up_to, town_of
from qualitysup.states import Tone

# More lines would be a list, and the list is one click away.
SHOWN = 20


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


def figure_of(model, key, name, definition, rows, filters, **more) -> Indicator:
    """A figure of one model, for whoever may see it; ``filters`` open the rows that it counts."""
    return Indicator(
        key=key,
        name=name,
        definition=definition,
        rows=lambda user: rows(model.objects.visible_to(user)),
        url=opens(model, filters),
        permission=f"{model._meta.app_label}.view_{model._meta.model_name}",
        **more,
    )


def lines_by_town(rows, url: Callable[[str], str]) -> list[Line]:
    """In which towns these rows lie, the most first; ``url`` opens those of a town's code."""
    counted = rows.order_by().values(town=town_of("division_id")).annotate(found=Count("pk"))
    found = dict(counted.order_by("-found", "town").values_list("town", "found")[:SHOWN])
    names = Division.objects.in_bulk(found)
    return [Line(str(names.get(town, town)), found[town], url(town)) for town in found]


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
