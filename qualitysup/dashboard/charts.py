"""Tables that are drawn as well: where a figure comes from, and how it went month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from qualitysup.dashboard import steps
from qualitysup.dashboard.fields import field_at
from qualitysup.dashboard.figures import Point
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.registry import Breakdown, Line
from qualitysup.states import Tone


@dataclass(frozen=True)
class Cell:
    """Where a row and a column of a grid meet; without a line there is nothing to tell."""

    column: str
    line: Line | None
    # How strongly it is coloured; see ``steps``.
    step: int | None


@dataclass(frozen=True)
class GridRow:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Chart:
    """A table that is drawn as well: labels, figures and the rows behind each."""

    key: str
    name: str
    definition: str
    heads: tuple[str, str]
    lines: list[Line]
    # As of ``Breakdown``, or "line".
    kind: str = "bar"
    unit: str = ""
    tone: Tone = Tone.INFO

    @property
    def is_grid(self) -> bool:
        return self.kind == "grid"

    @cached_property
    def columns(self) -> list[str]:
        """Of a grid, in the order in which its lines name them."""
        return list(dict.fromkeys(line.column for line in self.lines))

    @cached_property
    def grid(self) -> list[GridRow]:
        """Its lines as rows and columns."""
        found = {(line.label, line.column): line for line in self.lines}
        most = steps.highest(line.figure for line in self.lines)

        def cell(label, column):
            line = found.get((label, column))
            return Cell(column, line, steps.step(line.figure, most) if line else None)

        labels = dict.fromkeys(line.label for line in self.lines)
        return [GridRow(label, [cell(label, one) for one in self.columns]) for label in labels]

    @property
    def header(self) -> list[str]:
        """Over the columns of its table, as it is taken away."""
        label, figure = map(str, self.heads)
        return [label, *self.columns] if self.is_grid else [label, figure]

    @property
    def cells(self) -> list[list]:
        """The rows of its table, as it is taken away."""
        if not self.is_grid:
            return [[line.label, line.figure] for line in self.lines]
        return [
            [row.label, *(cell.line.figure if cell.line else None for cell in row.cells)]
            for row in self.grid
        ]


def of_today(lens: Lens, table: Breakdown) -> Chart:
    return Chart(
        key=table.key,
        name=table.name,
        definition=table.definition,
        heads=table.heads,
        lines=list(table.lines(lens)),
        kind=table.kind,
    )


def by_value(one: Indicator, path: str, lines: list[Line]) -> Chart:
    label = field_at(one.model, path).verbose_name
    return Chart(
        key=f"{one.key}-by-{path}",
        name=_("%(figure)s by %(field)s") % {"figure": one.name, "field": label},
        definition=one.definition,
        heads=(label, one.name),
        lines=lines,
        tone=one.tone,
    )


def by_month(one: Indicator, points: Iterable[Point]) -> Chart:
    return Chart(
        key=f"{one.key}-by-month",
        name=one.name,
        definition=one.definition,
        heads=(_("month"), one.name),
        lines=[Line(f"{each.period.until:%Y-%m}", each.figure, each.url) for each in points],
        kind="line",
        unit=one.unit,
        tone=one.tone,
    )
