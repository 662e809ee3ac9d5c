"""The matrix of a sweep (一村一村查，一行一行找): villages down, trades across, one picture.

206 villages by 30 trades are 6,180 cells: each is read as a tuple and written as one short string,
and the number of queries does not depend on how many there are.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from brands.models import SweepCell
from qualitysup.regions import codes
from qualitysup.regions.models import Division

State = SweepCell.State

# What stands in a cell; where candidates were found, it is how many.
GLYPHS = {State.WAITING: "·", State.NONE: "○", State.PASSED_OVER: "×"}


@dataclass
class Row:
    village: Division
    # In the order of the trades; None where the sweep has no cell.
    cells: list[SafeString | None]


@dataclass
class Town:
    place: Division
    rows: list[Row] = field(default_factory=list)
    cells: int = 0
    settled: int = 0
    found: int = 0

    @property
    def percent(self) -> int:
        return self.settled * 100 // self.cells


class Matrix:
    """What one person sees of a sweep, or of a town of it, or of what a group goes through."""

    def __init__(self, sweep, *, by, place: Division | None = None, group=None):
        self.sweep = sweep
        cells = sweep.cells.visible_to(by)
        if place is not None:
            cells = cells.filter(cells.within(place.prefix))
        if group is not None:
            cells = cells.filter(group=group)
        self.cells = cells

    @cached_property
    def trades(self):
        return list(self.sweep.trades.all())

    @cached_property
    def towns(self) -> list[Town]:
        columns = {trade.pk: number for number, trade in enumerate(self.trades)}
        read = list(
            self.cells.order_by("division").values_list(
                "pk", "division_id", "trade_id", "state", "candidates"
            )
        )
        places = _places({code for _pk, code, *_rest in read})
        pen = Pen()
        towns, rows = {}, {}
        for pk, code, trade, state, candidates in read:
            place = places.get(codes.parent(code), places[code])
            town = towns.setdefault(place.pk, Town(place))
            if code not in rows:
                rows[code] = Row(places[code], [None] * len(columns))
                town.rows.append(rows[code])
            rows[code].cells[columns[trade]] = pen.cell(pk, state, candidates)
            town.cells += 1
            town.settled += state != State.WAITING
            town.found += candidates
        return list(towns.values())

    @cached_property
    def sums(self) -> dict:
        cells = sum(town.cells for town in self.towns)
        settled = sum(town.settled for town in self.towns)
        return {
            "cells": cells,
            "settled": settled,
            "left": cells - settled,
            "found": sum(town.found for town in self.towns),
            "percent": settled * 100 // cells if cells else None,
        }


class Pen:
    """Writes cells: the words of the states are translated once, and not for every cell."""

    def __init__(self):
        self._words = {str(value): str(label) for value, label in State.choices}
        self._page = reverse("admin:brands_sweepcell_change", args=[0])

    def cell(self, pk, state, candidates) -> SafeString:
        """A table cell as the page has it and as the script gets it back."""
        glyph = candidates if state == State.CANDIDATES else GLYPHS[state]
        return format_html(
            '<td class="cell cell--{}"><a href="{}" data-cell="{}" tabindex="-1"'
            ' aria-label="{}">{}</a></td>',
            state,
            self._page.replace("/0/", f"/{pk}/"),
            pk,
            self._words[state],
            glyph,
        )


def legend() -> list[tuple[SafeString, str]]:
    """Every sign of the matrix with its words."""
    signs = {**GLYPHS, State.CANDIDATES: "2"}
    return [
        (format_html('<span class="cell cell--{}">{}</span>', state, signs[state]), state.label)
        for state in State
    ]


def _places(villages: set[str]) -> dict[str, Division]:
    """The villages and their towns, in one query."""
    towns = {codes.parent(code) for code in villages}
    return Division.objects.in_bulk(villages | towns)
