"""The rectification order against a table typed out again from the law, state by state."""

import pytest

from inspections.models import Campaign, RectificationOrder
from inspections.workflow.campaign import CAMPAIGN
from inspections.workflow.order import ORDER

State = RectificationOrder.State

# Typed out on purpose: a change to the workflow has to be made here too.
LEGAL = {
    ("submit", "draft", "submitted"),
    ("send_back", "submitted", "draft"),
    ("issue", "draft", "issued"),
    ("issue", "submitted", "issued"),
    ("extend", "issued", "issued"),
    ("agree_halt", "issued", "issued"),
    ("report", "issued", "reported"),
    ("call_reinspection", "issued", "reinspecting"),
    ("call_reinspection", "reported", "reinspecting"),
    ("note_overdue", "issued", "failed"),
    ("note_overdue", "reported", "failed"),
    ("pass_reinspection", "reinspecting", "passed"),
    ("pass_reinspection", "reinspecting_announced", "passed"),
    ("pass_reinspection", "reinspecting_halted", "passed"),
    ("fail_reinspection", "reinspecting", "failed"),
    ("escalate", "failed", "escalated"),
    ("announce", "escalated", "announced"),
    ("call_after_announcement", "announced", "reinspecting_announced"),
    ("fail_again", "reinspecting_announced", "failed_again"),
    ("file_case", "failed_again", "filed"),
    ("notify_hearing", "filed", "hearing_notified"),
    ("request_hearing", "hearing_notified", "hearing_requested"),
    ("schedule_hearing", "hearing_requested", "hearing_scheduled"),
    ("hold_hearing", "hearing_scheduled", "hearing_held"),
    ("halt", "issued", "halted"),
    ("halt", "reported", "halted"),
    ("halt", "failed", "halted"),
    ("halt", "escalated", "halted"),
    ("halt", "announced", "halted"),
    ("halt", "failed_again", "halted"),
    ("halt", "filed", "halted"),
    ("halt", "hearing_notified", "halted"),
    ("halt", "hearing_held", "halted"),
    ("call_after_halt", "halted", "reinspecting_halted"),
    ("fail_finally", "reinspecting_halted", "failed_finally"),
    ("revoke", "failed_finally", "revoked"),
    ("resume", "passed", "closed"),
    *(
        ("withdraw", state, "withdrawn")
        for state in (
            "draft",
            "submitted",
            "issued",
            "reported",
            "reinspecting",
            "failed",
            "escalated",
            "announced",
            "reinspecting_announced",
            "failed_again",
            "filed",
            "hearing_notified",
            "hearing_requested",
            "hearing_scheduled",
            "hearing_held",
            "halted",
            "reinspecting_halted",
            "failed_finally",
            "passed",
        )
    ),
}
# Which step needs which permission, which clocks it starts, meets and voids, which paper it issues.
PROMISES = {
    "submit": ("submit", set(), set(), ""),
    "send_back": ("issue", set(), set(), ""),
    "issue": ("issue", {"correct", "reinspect", "objection"}, set(), "rectification_order"),
    "extend": ("issue", set(), set(), ""),
    "agree_halt": ("halt_campaign", set(), set(), "halt"),
    "report": ("reinspect", set(), set(), ""),
    "call_reinspection": ("reinspect", set(), set(), "reinspection_notice"),
    "note_overdue": ("escalate", set(), set(), ""),
    "pass_reinspection": (
        "reinspect",
        set(),
        {"correct", "reinspect", "announce-window", "halt-period"},
        "",
    ),
    "fail_reinspection": ("reinspect", set(), {"reinspect"}, ""),
    "escalate": ("escalate", set(), set(), ""),
    "announce": ("escalate", {"announce-window"}, set(), ""),
    "call_after_announcement": ("reinspect", set(), set(), "reinspection_notice"),
    "fail_again": ("reinspect", set(), {"announce-window"}, ""),
    "file_case": ("escalate", {"case-decision"}, set(), ""),
    "notify_hearing": ("halt", {"hearing-request"}, set(), ""),
    "request_hearing": ("escalate", set(), {"hearing-request"}, ""),
    "schedule_hearing": ("halt", set(), set(), ""),
    "hold_hearing": ("halt", set(), set(), ""),
    "halt": ("halt", {"service", "halt-period"}, {"case-decision"}, "halt"),
    "call_after_halt": ("reinspect", set(), set(), "reinspection_notice"),
    "fail_finally": ("reinspect", set(), {"halt-period"}, ""),
    "revoke": ("halt", set(), set(), ""),
    "resume": ("resume", set(), set(), "resumption"),
    "withdraw": ("issue", set(), set(), ""),
}


@pytest.mark.parametrize("name", ORDER.steps)
@pytest.mark.parametrize("state", State)
def test_an_order_moves_only_as_the_law_allows(name, state):
    step = ORDER.steps[name]

    moves = (name, state.value, str(step.target)) in LEGAL

    assert (state in step.sources) == moves


def test_the_retyped_table_names_no_step_that_is_gone():
    assert {name for name, *_ in LEGAL} == set(ORDER.steps) == set(PROMISES)


@pytest.mark.parametrize("name", ORDER.steps)
def test_a_step_keeps_its_promises(name):
    step = ORDER.steps[name]
    permission, starts, meets, document = PROMISES[name]

    assert step.permission.removeprefix("inspections.").startswith(permission)
    assert {clock.term for clock in step.starts} == starts
    assert set(step.meets) == meets
    assert step.document == document
    assert step.legal_basis


def test_no_state_is_a_dead_end_but_the_ended_ones():
    left = {source for step in ORDER.steps.values() for source in step.sources}

    assert {state.value for state in State} - left == {"closed", "revoked", "withdrawn"}


def test_every_state_can_be_reached():
    reached = {str(step.target) for step in ORDER.steps.values()}

    assert {state.value for state in State} - reached == set()


@pytest.mark.parametrize(
    ("name", "sources", "target"),
    [
        ("open", {"draft"}, "open"),
        ("close", {"open"}, "closed"),
        ("cancel", {"draft", "open"}, "cancelled"),
    ],
)
def test_a_campaign_moves_as_planned(name, sources, target):
    step = CAMPAIGN.steps[name]

    assert (step.sources, step.target) == (sources, target)
    assert set(CAMPAIGN.steps) == {"open", "close", "cancel"}
    assert {state.value for state in Campaign.State} == {"draft", "open", "closed", "cancelled"}
