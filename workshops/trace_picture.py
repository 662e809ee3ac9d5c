"""A trace as a picture: a column for every step, what went in on the left, what came of it right.

Only places and words are worked out here; the template draws them. The boxes that do not fit are
counted in the last one of their column, and are in the table below the picture.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.tracing import Direction, Node, Trace

WIDTH, HEIGHT = 216, 76
ACROSS, DOWN = 56, 12
HEAD = 28
# More boxes than this in a column are a list, and the list is below.
IN_A_COLUMN = 8
LETTERS = 15


@dataclass(frozen=True)
class Box:
    node: Node
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def is_hidden(self) -> bool:
        return self.node.lot is None

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        return [(self.y + 22 + 20 * row, line) for row, line in enumerate(self.lines)]

    @property
    def first_y(self) -> int:
        return self.y + 22

    @property
    def last_y(self) -> int:
        return self.y + 64


@dataclass(frozen=True)
class Column:
    """``layer`` counts the steps from the failed lot: below zero back, above zero forward."""

    layer: int
    x: int
    more: int
    more_y: int

    @property
    def head(self) -> str:
        if self.layer == 0:
            return _("The lot and its siblings")
        if self.layer < 0:
            return ngettext("%d step back", "%d steps back", -self.layer) % -self.layer
        return ngettext("%d step forward", "%d steps forward", self.layer) % self.layer

    @property
    def more_text_y(self) -> int:
        return self.more_y + 14


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    columns: list[Column]
    boxes: list[Box]
    curves: list[str]

    # With room for the lines around the outermost boxes.
    @property
    def drawn_width(self) -> int:
        return self.width + 4

    @property
    def drawn_height(self) -> int:
        return self.height + 2


def draw(trace: Trace) -> Picture:
    layers = _layers(trace)
    columns = defaultdict(list)
    for node in trace.nodes:
        columns[layers[node.step.lot]].append(node)
    first = min(columns)
    boxes, heads = {}, []
    for layer, nodes in sorted(columns.items()):
        x = (layer - first) * (WIDTH + ACROSS)
        shown = nodes[:IN_A_COLUMN]
        for row, node in enumerate(shown):
            y = HEAD + row * (HEIGHT + DOWN)
            boxes[node.step.lot] = Box(node, x, y, _lines(node))
        heads.append(Column(layer, x, len(nodes) - len(shown), HEAD + len(shown) * (HEIGHT + DOWN)))
    deepest = max(head.more_y + (HEIGHT // 2 if head.more else -DOWN) for head in heads)
    return Picture(
        width=max(box.x for box in boxes.values()) + WIDTH,
        height=deepest,
        columns=heads,
        boxes=list(boxes.values()),
        curves=[
            _curve(boxes[source], boxes[made])
            for source, made in trace.links
            if source in boxes and made in boxes
        ],
    )


def _layers(trace) -> dict[int, int]:
    """Sources lie as far to the left as they are away, products to the right.

    A sibling stands right of whichever source it is nearest to.
    """
    layers = {}
    sources = defaultdict(list)
    for source, made in trace.links:
        sources[made].append(source)
    for node in trace.nodes:  # the nearest first, so that what a sibling hangs on has its place
        step = node.step
        if step.direction == Direction.SOURCE:
            layers[step.lot] = -step.depth
        elif step.direction == Direction.SIBLING:
            known = [layers[source] + 1 for source in sources[step.lot] if source in layers]
            layers[step.lot] = min(known, default=0)
        else:
            layers[step.lot] = step.depth
    return layers


def _lines(node) -> tuple[str, ...]:
    lot = node.lot
    if lot is None:
        return ()
    words = (f"{lot.product} {lot.batch}", str(lot.workshop))
    return tuple(_short(text.strip()) for text in words)


def _short(text: str) -> str:
    """As much as a box holds; a letter takes half the room of a character."""
    room = 2 * LETTERS
    for place, letter in enumerate(text):
        room -= 1 if letter.isascii() else 2
        if room < 0:
            return f"{text[: place - 1]}…"
    return text


def _curve(source, made) -> str:
    """From the right edge of one box to the left edge of the other."""
    x1, y1 = source.x + WIDTH, source.y + HEIGHT // 2
    x2, y2 = made.x, made.y + HEIGHT // 2
    bend = max((x2 - x1) // 2, 24)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


# --- The same for a narrow screen ----------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    node: Node
    branches: list["Branch"]


def tree(trace: Trace) -> tuple[list[Branch], list[Branch]]:
    """Back to the sources, each with what else was made of it; and forward; each lot once."""
    nodes = {node.step.lot: node for node in trace.nodes}
    nearest = {lot: place for place, lot in enumerate(nodes)}
    above, below = defaultdict(list), defaultdict(list)
    for source, made in trace.links:
        above[made].append(source)
        below[source].append(made)
    seen = {trace.lot.pk}

    def grow(lot, directions):
        reached = [*above[lot], *below[lot]] if Direction.SOURCE in directions else below[lot]
        new = [
            key
            for key in sorted(set(reached) - seen, key=nearest.get)
            if nodes[key].step.direction in directions
        ]
        seen.update(new)
        return [Branch(nodes[key], grow(key, directions)) for key in new]

    back = grow(trace.lot.pk, {Direction.SOURCE, Direction.SIBLING})
    return back, grow(trace.lot.pk, {Direction.PRODUCT})
