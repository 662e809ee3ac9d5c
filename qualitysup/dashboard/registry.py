"""What managers watch: every app declares its figures once, in its own ``indicators.py``.

A figure leads to its rows: its link opens the list that it counts, under the same filter and the
same ``visible_to``. What is not known is ``None`` and shown as "—", never as 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet, town_of

# More lines would be a list, and the list is one click away.
SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One figure of a table: of a place, a person or a kind, and the rows behind it."""

    label: str
    figure: object | None
    url: str
    # Of a table with several columns, the one that it stands in.
    column: str = ""


@dataclass(frozen=True)
class Breakdown:
    """A table that says where a figure of today comes from."""

    key: str
    theme: str
    name: str
    definition: str
    # Over the column of labels, and over the column of figures.
    heads: tuple[str, str]
    lines: Callable[[Lens], Iterable[Line]]
    permission: str
    order: int = 50
    # How it is drawn: "bar", "column", "funnel", or "grid" of lines that say their column.
    kind: str = "bar"
    # Of all that one sees, and of no single place.
    of_all: bool = False

    @property
    def subject(self) -> str:
        return self.permission.partition(".")[0]


_indicators: dict[str, Indicator] = {}
_breakdowns: dict[str, Breakdown] = {}


def register(*declared: Indicator | Breakdown) -> None:
    for one in declared:
        known = _indicators if isinstance(one, Indicator) else _breakdowns
        if one.key in known:
            raise ValueError(f"{one.key} is declared twice")
        if isinstance(one, Indicator) and one.is_kept:
            _check_scope(one)
        known[one.key] = one


def _check_scope(indicator):
    """What is kept by division must be seen by division, or somebody would see others' rows."""
    rows = indicator.model._default_manager.all()
    plain = isinstance(rows, ScopedQuerySet) and type(rows).seen_from is ScopedQuerySet.seen_from
    if not plain:
        raise ValueError(f"{indicator.key}: its rows are not seen by their division alone")


def figure_of(model, key, name, definition, rows, **more) -> Indicator:
    """A figure of one model, with what every figure has in order."""
    return Indicator(key=key, name=name, definition=definition, model=model, rows=rows, **more)


def indicator(key: str) -> Indicator | None:
    return _indicators.get(key)


def kept_indicators() -> list[Indicator]:
    return [one for one in _indicators.values() if one.is_kept]


def indicators_for(user) -> list[Indicator]:
    return _for(user, _indicators)


def breakdowns_for(user) -> list[Breakdown]:
    return _for(user, _breakdowns)


def _for(user, declared):
    allowed = (one for one in declared.values() if user.has_perm(one.permission))
    return sorted(allowed, key=lambda one: one.order)


def lines_by_town(rows, url: Callable[[str], str]) -> list[Line]:
    """In which towns these rows lie, the most first; ``url`` opens those of a town's code."""
    counted = rows.order_by().values(town=town_of("division_id")).annotate(found=Count("pk"))
    found = dict(counted.order_by("-found", "town").values_list("town", "found")[:SHOWN])
    names = Division.objects.in_bulk(found)
    return [Line(str(names.get(town, town)), found[town], url(town)) for town in found]
