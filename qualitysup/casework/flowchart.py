"""The flow chart of a case type, laid out from its workflow table.

States stand in one column, in the order in which they are declared. Under each hang its steps, a
line each. A step to the next state runs down the stem; any other runs out to the rail of the state
that it leads to, so that nothing is ever written across anything else. A step that may be taken
nearly anywhere is noted once, under its target, and hangs only where it matters.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

TEXT = 13
BOX = 32
ROW = 22
GAP = 14
STEM = 20
RAIL = 14
EDGE = 10
BEND = 5
# A step with more sources than this is not drawn from each of them.
MANY = 4
# What follows the label of such a step, at its longest.
FROM_MANY = ", from any of 22 states"


@dataclass(frozen=True)
class Box:
    """A state: where the case stands, where it has been, or where it may come."""

    label: str
    y: int
    width: int
    is_current: bool
    is_past: bool

    height = BOX
    x = EDGE

    @property
    def text_x(self) -> int:
        return self.x + self.width // 2

    @property
    def text_y(self) -> int:
        return self.y + BOX // 2


@dataclass(frozen=True)
class Line:
    """One way that a step leads: its words, and the line from its state to its target."""

    label: str
    legal_basis: str
    source: str
    target: str
    y: int
    path: str
    is_open: bool
    is_taken: bool

    x = EDGE + STEM + 12


@dataclass(frozen=True)
class Note:
    """A step into this state that may be taken from many others."""

    label: str
    sources: int
    y: int

    x = EDGE + STEM + 12


@dataclass(frozen=True)
class Stem:
    """The line down from a state that its steps hang on, as far as the next state or the last."""

    path: str
    is_open: bool
    is_taken: bool

    x = EDGE + STEM


@dataclass
class FlowChart:
    width: int
    height: int
    boxes: list[Box] = field(default_factory=list)
    stems: list[Stem] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def lines_by_weight(self):
        """What is open or taken is drawn last and so lies on top."""
        return sorted(self.lines, key=lambda line: (line.is_taken, line.is_open))


def draw(workflow, states: dict[str, str], *, current: str = "", taken=()) -> FlowChart:
    """Lay out a workflow. ``states`` are the words for the states, in order.

    ``taken`` holds a pair of step and source for every step that the case has taken.
    """
    return _Layout(workflow, states, current, set(taken)).chart()


class _Layout:
    def __init__(self, workflow, states, current, taken):
        self.current, self.taken = current, taken
        steps = workflow.steps.values()
        named = {current}.union(*(step.sources | {step.target} for step in steps))
        self.states = {name: str(words) for name, words in states.items() if name in named}
        self.order = {name: place for place, name in enumerate(self.states)}
        self.leaving = {
            name: [step for step in steps if self._hangs(name, step)] for name in self.states
        }
        self.entering = {
            name: [step for step in steps if step.target == name and len(step.sources) > MANY]
            for name in self.states
        }
        self.labels_end = Line.x + max((width_of(step.label) for step in steps), default=0)

    def chart(self) -> FlowChart:
        tops = self.tops  # the height comes with them
        chart = FlowChart(self.width, self.height)
        past = {source for _, source in self.taken}
        for name, label in self.states.items():
            top = tops[name]
            chart.boxes.append(Box(label, top, self.box_width, name == self.current, name in past))
            chart.lines += [self._line(name, step) for step in self.leaving[name]]
            chart.notes += [
                Note(str(step.label), len(step.sources), self._row(name, place))
                for place, step in enumerate(self.entering[name])
            ]
            if self.leaving[name]:
                chart.stems.append(self._stem(name))
        return chart

    @cached_property
    def tops(self) -> dict[str, int]:
        """Where each state's box begins."""
        tops, y = {}, EDGE
        for name in self.states:
            tops[name] = y
            rows = len(self.entering[name]) + len(self.leaving[name])
            y += BOX + rows * ROW + (GAP if rows else 0) + GAP
        self.height = y - GAP + EDGE
        return tops

    @cached_property
    def box_width(self) -> int:
        return max(map(width_of, self.states.values()), default=0) + 2 * STEM

    @cached_property
    def states_end(self) -> int:
        """Where the states and the words below them end."""
        return max(self.labels_end, EDGE + self.box_width)

    @property
    def notes_end(self) -> int:
        noted = (step for steps in self.entering.values() for step in steps)
        return max((Note.x + width_of(f"{step.label}{FROM_MANY}") for step in noted), default=0)

    @cached_property
    def rails(self) -> dict[str, int]:
        """The x of each target's rail; the shorter a rail, the nearer it lies to the states."""
        spans = {}
        for source, steps in self.leaving.items():
            for step in steps:
                if not self._is_next(source, step):
                    ends = spans.setdefault(step.target, [self._middle(step.target)])
                    ends.append(self._row_of(source, step))
        spans = {target: (min(ends), max(ends)) for target, ends in spans.items()}
        columns = defaultdict(list)
        rails = {}
        for target, (top, bottom) in sorted(spans.items(), key=lambda i: i[1][1] - i[1][0]):
            column = next(
                place
                for place in range(len(spans))
                if all(bottom + ROW < t or top - ROW > b for t, b in columns[place])
            )
            columns[column].append((top, bottom))
            rails[target] = self.states_end + RAIL * (column + 2)
        return rails

    @property
    def width(self) -> int:
        return max(self.states_end, self.notes_end, *self.rails.values()) + EDGE

    def _is_next(self, source, step) -> bool:
        return self.order[step.target] == self.order[source] + 1

    def _hangs(self, source, step) -> bool:
        if source not in step.sources:
            return False
        matters = source == self.current or (step.name, source) in self.taken
        return matters or source in step.waits_in or len(step.sources) <= MANY

    def _row_of(self, source, step) -> int:
        return self._row(source, len(self.entering[source]) + self.leaving[source].index(step))

    def _row(self, name, place) -> int:
        return self.tops[name] + BOX + ROW * place + ROW // 2 + 4

    def _middle(self, name) -> int:
        return self.tops[name] + BOX // 2

    def _stem(self, source) -> Stem:
        down = [step for step in self.leaving[source] if self._is_next(source, step)]
        if down:
            end = f"{self.tops[down[0].target] - 2}m-4-6l4 6l4-6"
        else:
            end = self._row_of(source, self.leaving[source][-1])
        return Stem(
            path=f"M{Stem.x} {self.tops[source] + BOX}V{end}",
            is_open=bool(down) and source == self.current,
            is_taken=any((step.name, source) in self.taken for step in down),
        )

    def _line(self, source, step) -> Line:
        y = self._row_of(source, step)
        down = self._is_next(source, step)
        tick = f"M{Stem.x} {y}h8"
        return Line(
            label=str(step.label),
            legal_basis=str(step.legal_basis),
            source=self.states[source],
            target=self.states[step.target],
            y=y,
            path=tick if down else f"{tick} {self._way(y, step)}",
            is_open=source == self.current,
            is_taken=(step.name, source) in self.taken,
        )

    def _way(self, y, step) -> str:
        """From the end of the words out to the target's rail, along it, and into the target."""
        start = Line.x + width_of(step.label) + 6
        rail, goal = self.rails[step.target], self._middle(step.target)
        turn = BEND if goal > y else -BEND
        return (
            f"M{start} {y}H{rail - BEND}q{BEND} 0 {BEND} {turn}"
            f"V{goal - turn}q0 {turn} {-BEND} {turn}H{EDGE + self.box_width + 2}m6-4l-6 4l6 4"
        )


def width_of(words) -> int:
    """How wide the words will be, near enough: a Chinese character is as wide as it is high."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in str(words))
    return round(TEXT * (wide + 0.58 * (len(str(words)) - wide)))
