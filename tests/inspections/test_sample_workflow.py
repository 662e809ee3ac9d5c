"""The sample against a table typed out again from the law, state by state."""

import pytest

from inspections.models import Sample
from inspections.workflow.sample import SAMPLE

State = Sample.State

# Typed out on purpose: a change to the workflow has to be made here too.
LEGAL = {
    ("draw", "draft", "drawn"),
    ("refuse_sampling", "draft", "refused"),
    ("send", "drawn", "sent"),
    ("receive", "sent", "testing"),
    ("pass_test", "testing", "passed"),
    ("fail_test", "testing", "failed"),
    ("notify", "passed", "notified"),
    ("notify", "failed", "notified"),
    ("object", "notified", "objected"),
    ("object", "ordered", "objected"),
    ("object", "referred", "objected"),
    ("accept_retest", "objected", "retest_accepted"),
    ("refuse_retest", "objected", "retest_refused"),
    ("order_retest", "retest_accepted", "retesting"),
    ("confirm", "retesting", "confirmed"),
    ("overturn", "retesting", "overturned"),
    ("refer", "notified", "referred"),
    ("refer", "retest_refused", "referred"),
    ("refer", "confirmed", "referred"),
    ("order", "notified", "ordered"),
    ("order", "retest_refused", "ordered"),
    ("order", "confirmed", "ordered"),
    ("order", "referred", "ordered"),
    ("close", "notified", "closed"),
    ("close", "overturned", "closed"),
    ("close", "referred", "closed"),
    ("discard", "draft", "discarded"),
    ("discard", "drawn", "discarded"),
    ("discard", "sent", "discarded"),
    ("discard", "testing", "discarded"),
}
# Which step needs which permission, which clocks it starts and meets, which paper it issues.
PROMISES = {
    "draw": ("draw_sample", set(), set(), "sampling_sheet"),
    "refuse_sampling": ("draw_sample", set(), set(), ""),
    "send": ("draw_sample", set(), set(), ""),
    "receive": ("test_sample", set(), set(), ""),
    "pass_test": ("test_sample", {"notify-result"}, set(), ""),
    "fail_test": ("test_sample", {"notify-result"}, set(), ""),
    "notify": ("notify_sample", set(), {"notify-result"}, "result_notice"),
    "object": ("test_sample", {"retest-decision"}, set(), ""),
    "accept_retest": ("retest_sample", set(), {"retest-decision"}, "retest_acceptance"),
    "refuse_retest": ("retest_sample", set(), {"retest-decision"}, "retest_refusal"),
    "order_retest": ("retest_sample", {"retest"}, set(), "retest_task"),
    "confirm": ("test_sample", set(), {"retest"}, ""),
    "overturn": ("test_sample", set(), {"retest"}, ""),
    "refer": ("notify_sample", set(), set(), "producer_report"),
    "order": ("add_rectificationorder", set(), set(), ""),
    "close": ("notify_sample", set(), set(), ""),
    "discard": ("draw_sample", set(), set(), ""),
}


@pytest.mark.parametrize("name", SAMPLE.steps)
@pytest.mark.parametrize("state", State)
def test_a_sample_moves_only_as_the_law_allows(name, state):
    step = SAMPLE.steps[name]

    moves = (name, state.value, str(step.target)) in LEGAL

    assert (state in step.sources) == moves


@pytest.mark.parametrize("name", SAMPLE.steps)
def test_a_step_keeps_its_promises(name):
    step = SAMPLE.steps[name]
    permission, starts, meets, document = PROMISES[name]

    assert step.permission == f"inspections.{permission}"
    assert {clock.term for clock in step.starts} == starts
    assert set(step.meets) == meets
    assert step.document == document
    assert step.legal_basis


def test_the_retyped_table_names_no_step_that_is_gone():
    assert {name for name, *_ in LEGAL} == set(SAMPLE.steps) == set(PROMISES)


def test_no_state_is_a_dead_end_but_the_ended_ones():
    left = {source for step in SAMPLE.steps.values() for source in step.sources}

    assert {state.value for state in State} - left == {"refused", "closed", "discarded"}


def test_every_state_can_be_reached():
    reached = {str(step.target) for step in SAMPLE.steps.values()}

    assert {state.value for state in State} - reached == {"draft"}
