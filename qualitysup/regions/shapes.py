"""Boundaries as rings of points: made simple before they are kept, and drawn side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]
Ring = list[Point]

# Of a shape's own diagonal: what would not be seen on a page.
DETAIL = 1 / 400
WIDTH = 1000
DEGREES = (180, 90)


@dataclass(frozen=True)
class Drawing:
    """A shape as an SVG path, and the middle of the box around its largest ring."""

    path: str
    x: int
    y: int


def simplified(ring: Ring, tolerance: float) -> Ring:
    """The ring without the points that lie nearer than this to the line without them.

    After Douglas and Peucker, in two halves, because a ring ends where it begins.

    >>> simplified([(0, 0), (5, 0.1), (10, 0), (10, 10), (0, 10), (0, 0)], 1)
    [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    """
    far = max(range(len(ring)), key=lambda at: _apart(ring[0], ring[at]))
    kept = {0, far, len(ring) - 1}
    open_ends = [(0, far), (far, len(ring) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        between = range(first + 1, last)
        at = max(between, key=lambda n: _off(ring[n], ring[first], ring[last]), default=None)
        if at is not None and _off(ring[at], ring[first], ring[last]) > tolerance:
            kept.add(at)
            open_ends += [(first, at), (at, last)]
    return [ring[at] for at in sorted(kept)]


def simple(rings: list[Ring]) -> list[Ring]:
    """The rings of one shape with no more detail than is seen; specks are left out."""
    tolerance = hypot(*_size(rings)) * DETAIL
    found = [simplified(ring, tolerance) for ring in rings]
    # Less than three corners is no area.
    return [ring for ring in found if len(ring) > 3] or [max(rings, key=lambda one: area(one))]


def draw(shapes: Mapping[str, list[Ring]]) -> tuple[str, dict[str, Drawing]]:
    """The shapes on one sheet, as SVG says its size, with north at the top.

    Degrees are narrower the further one is from the equator. Shapes in degrees and shapes in metres
    do not go together: then nothing is drawn.
    """
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return "", {}
    in_degrees = {are_degrees(rings) for rings in shapes.values()}
    if len(in_degrees) > 1:
        return "", {}
    (left, right), (low, high) = (_ends([point[axis] for point in points]) for axis in (0, 1))
    narrow = cos(radians((low + high) / 2)) if in_degrees == {True} else 1
    scale = WIDTH / max((right - left) * narrow, high - low)

    def on_sheet(point):
        return round((point[0] - left) * narrow * scale), round((high - point[1]) * scale)

    sheet = {
        code: [[on_sheet(p) for p in ring] for ring in rings] for code, rings in shapes.items()
    }
    width, height = on_sheet((right, low))
    return f"0 0 {width} {height}", {code: _drawing(rings) for code, rings in sheet.items()}


def are_degrees(rings: list[Ring]) -> bool:
    """Whether all of it could lie on the globe; metres of a plane are larger."""
    return all(abs(p[axis]) <= DEGREES[axis] for ring in rings for p in ring for axis in (0, 1))


def _drawing(rings):
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring[:-1]) + "Z" for ring in rings)
    largest = max(rings, key=area)
    x, y = (sum(_ends([point[axis] for point in largest])) // 2 for axis in (0, 1))
    return Drawing(path, x, y)


def _ends(values):
    return min(values), max(values)


def _size(rings):
    for axis in (0, 1):
        low, high = _ends([point[axis] for ring in rings for point in ring])
        yield high - low


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def _apart(one, other):
    return hypot(one[0] - other[0], one[1] - other[1])


def _off(point, first, last):
    """How far a point lies from the line between two others."""
    along = _apart(first, last)
    if not along:
        return _apart(point, first)
    across = (last[0] - first[0]) * (first[1] - point[1])
    return abs(across - (first[0] - point[0]) * (last[1] - first[1])) / along
