"""The flow chart, drawn for a case type as long as the law's longest."""

import itertools
import re

import pytest
from django.template.loader import render_to_string

from qualitysup.casework import flowchart
from qualitysup.casework.workflow import WORKFLOWS, Step, Workflow, states
from tests.casework.errands.models import Errand
from tests.casework.errands.workflow import ERRAND

WORDS = {f"s{n}": f"第{n}种状态" for n in range(14)}


@pytest.fixture
def long(monkeypatch):
    """14 states and 25 steps: the main line, short cuts, ways back, loops and a way out of all."""
    monkeypatch.setattr("qualitysup.casework.workflow.WORKFLOWS", dict(WORKFLOWS))
    main = [Step(f"on{n}", f"前进{n}", states(f"s{n}"), f"s{n + 1}", "", "法") for n in range(12)]
    cuts = [Step(f"cut{n}", f"跳过{n}", states(f"s{n}"), f"s{n + 3}", "", "法") for n in range(5)]
    back = [Step(f"back{n}", f"退回{n}", states(f"s{n}"), f"s{n - 2}", "", "法") for n in (4, 6, 8)]
    loop = [Step(f"loop{n}", f"延长{n}", states(f"s{n}"), f"s{n}", "", "法") for n in (2, 3, 5, 7)]
    out = Step("out", "撤销", states(*list(WORDS)[:13]), "s13", "", "法")
    return Workflow("tests.Long", *main, *cuts, *back, *loop, out)


def test_every_state_and_every_step_is_drawn(long):
    chart = flowchart.draw(long, WORDS, current="s4")

    assert len(long.steps) == 25
    assert [box.label for box in chart.boxes] == list(WORDS.values())
    drawn = {line.label for line in chart.lines} | {note.label for note in chart.notes}
    assert drawn == {str(step.label) for step in long.steps.values()}


def test_nothing_is_written_across_anything_else(long):
    chart = flowchart.draw(long, WORDS, current="s4")

    rows = [(line.y - 8, line.y + 8) for line in [*chart.lines, *chart.notes]]
    rows += [(box.y, box.y + box.height) for box in chart.boxes]
    rows.sort()
    assert all(above[1] <= below[0] for above, below in itertools.pairwise(rows))
    assert all(box.y > 0 and box.y + box.height < chart.height for box in chart.boxes)
    assert all(line.x + flowchart.width_of(line.label) < chart.width for line in chart.lines)


def test_rails_to_different_states_never_run_on_top_of_each_other(long):
    chart = flowchart.draw(long, WORDS, current="s4")

    rails = {}
    for line in chart.lines:
        if found := re.search(r"M\d+ (\d+)H(\d+)q5 0.*V(-?\d+)q", line.path):
            start, x, end = map(int, found.groups())
            rails.setdefault((x, line.target), []).extend([start, end])
    spans = [(x, target, min(ys), max(ys)) for (x, target), ys in rails.items()]
    for x, target, top, bottom in spans:
        for other_x, other, other_top, other_bottom in spans:
            if x == other_x and target != other:
                assert bottom < other_top or top > other_bottom


def test_a_step_from_nearly_everywhere_is_noted_once_and_drawn_where_the_case_stands(long):
    chart = flowchart.draw(long, WORDS, current="s4")

    assert [(note.label, note.sources) for note in chart.notes] == [("撤销", 13)]
    assert [line.source for line in chart.lines if line.label == "撤销"] == [WORDS["s4"]]


def test_the_chart_lights_the_present_the_past_and_what_is_open():
    words = dict(Errand.State.choices)

    chart = flowchart.draw(
        ERRAND, words, current="back", taken=[("send", "draft"), ("bring_back", "out")]
    )

    assert [box.label for box in chart.boxes if box.is_current] == ["brought back"]
    assert [box.label for box in chart.boxes if box.is_past] == ["being written", "under way"]
    assert {line.label for line in chart.lines if line.is_taken} == {"Send out", "Bring back"}
    assert {line.label for line in chart.lines if line.is_open} == {
        "Send again",
        "Receive",
        "Drop",
    }


def test_the_drawing_says_it_in_words_too_and_carries_no_style():
    chart = flowchart.draw(ERRAND, dict(Errand.State.choices), current="draft")

    svg = render_to_string("casework/flowchart.html", {"chart": chart})

    assert "style" not in svg
    assert "<script" not in svg
    assert "<title>being written → under way · 民法典 510</title>" in svg
    assert 'role="img" aria-label=' in svg


def test_a_chinese_letter_is_as_wide_as_it_is_high():
    assert flowchart.width_of("责令改正") == 4 * flowchart.TEXT
    assert flowchart.width_of("abcd") < 4 * flowchart.TEXT


def test_a_case_that_ended_without_a_turn_is_drawn_as_well(monkeypatch):
    """Every step hangs under the one before, so that there is no rail to lay out."""
    monkeypatch.setattr("qualitysup.casework.workflow.WORKFLOWS", {})
    straight = Workflow(
        "errands.Straight", Step("go", "Go", states("here"), "there", "errands.go", "民法典 1")
    )

    chart = flowchart.draw(straight, {"here": "here", "there": "there"}, current="there")

    assert chart.height > chart.boxes[-1].y
    assert all(box.x + box.width < chart.width for box in chart.boxes)
