"""One figure of the divisions right below a place, side by side as they lie.

Where the bureau imported the boundaries of all of them they are drawn; else each is a tile of the
same size, where the table of positions says, or in the order of the codes.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qualitysup.dashboard import steps
from qualitysup.dashboard.figures import Measured, PlaceRow
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.regions.models import Boundary, Division
from qualitysup.regions.shapes import Drawing, draw
from qualitysup.states import Tone

POSITIONS = Path(__file__).parent / "data" / "tiles.csv"
# More names would lie over one another; the rest is told by the titles and the table.
NAMED = 15


@dataclass(frozen=True)
class Tile:
    """One division with its figure; ``url`` is the same page of it."""

    place: Division
    url: str
    measured: Measured
    step: int | None
    # As a table counts them, from 1; ``None`` where nobody said where it lies.
    position: tuple[int, int] | None = None
    drawing: Drawing | None = None


@dataclass(frozen=True)
class TownMap:
    """What is drawn, what stands as tiles, and the figures to choose from."""

    indicator: Indicator
    choices: list[Indicator]
    # As a drawing says how large it is; "" where tiles stand for the divisions.
    box: str
    # Drawn, or standing where they lie.
    placed: list[Tile]
    others: list[Tile]
    most: object

    @property
    def has_names(self) -> bool:
        return len(self.placed) <= NAMED


def town_map(
    lens: Lens, indicators: list[Indicator], rows: list[PlaceRow], chosen: str = ""
) -> TownMap | None:
    """Of the figures by place, the chosen one; ``None`` where there is nothing to lay out."""
    if not indicators or len(rows) < 2:
        return None
    column = _chosen(indicators, chosen)
    most = steps.highest(row.cells[column].figure for row in rows)
    box, drawings = _drawn(lens, [row.place for row in rows])
    tiles = [
        Tile(
            place=row.place,
            url=row.url,
            measured=row.cells[column],
            step=steps.step(row.cells[column].figure, most),
            position=positions().get(row.place.pk),
            drawing=drawings.get(row.place.pk),
        )
        for row in rows
    ]
    is_placed = (lambda one: one.drawing) if drawings else (lambda one: one.position)
    return TownMap(
        indicator=indicators[column],
        choices=indicators,
        box=box,
        placed=[one for one in tiles if is_placed(one)],
        others=[one for one in tiles if not is_placed(one)],
        most=most,
    )


def _chosen(indicators, key):
    """The column asked for; else the first of what should be low, else the first."""
    keys = [one.key for one in indicators]
    if key in keys:
        return keys.index(key)
    low = (place for place, one in enumerate(indicators) if one.tone in (Tone.LATE, Tone.SOON))
    return next(low, 0)


def _drawn(lens, places: Iterable[Division]):
    """The drawings by code, if each division that is in force has a boundary."""
    rows = Boundary.objects.visible_to(lens.user).filter(division__in=places)
    shapes = dict(rows.values_list("division_id", "shape"))
    if any(place.valid_to is None and place.pk not in shapes for place in places):
        return "", {}
    return draw(shapes)


@cache
def positions() -> dict[str, tuple[int, int]]:
    """Column and row of the divisions of which somebody said where they roughly lie."""
    with POSITIONS.open(encoding="utf-8", newline="") as lines:
        return {
            row["division"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(lines)
        }
