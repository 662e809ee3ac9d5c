"""Disclosures and complaints against tables typed out again from the rules, state by state."""

import pytest

from inspections.models import Complaint, Disclosure
from inspections.workflow.complaint import COMPLAINT
from inspections.workflow.disclosure import DISCLOSURE

# Typed out on purpose: a change to a workflow has to be made here too.
PUBLICITY = {
    ("approve", "queued", "approved"),
    ("send_back", "approved", "queued"),
    ("publish", "approved", "published"),
    ("refuse", "queued", "refused"),
    ("refuse", "approved", "refused"),
    ("annul", "published", "published"),
    ("withdraw", "published", "withdrawn"),
    ("expire", "published", "expired"),
}
TELLING = {
    ("accept", "registered", "accepted"),
    ("refuse", "registered", "refused"),
    ("assign", "accepted", "assigned"),
    ("reassign", "assigned", "assigned"),
    ("extend", "assigned", "assigned"),
    ("check", "assigned", "checked"),
    ("reply", "checked", "answered"),
    ("close", "checked", "closed"),
    ("close", "answered", "closed"),
    ("join", "registered", "joined"),
    ("join", "accepted", "joined"),
    ("join", "assigned", "joined"),
}
# The permission of each step, the clocks that it starts, and those that it meets.
PROMISES = {
    DISCLOSURE: {
        "approve": ("approve", set(), set()),
        "send_back": ("publish", set(), set()),
        "publish": ("publish", {"penalty-shown"}, {"disclose"}),
        "refuse": ("approve", set(), set()),
        "annul": ("annul", {"withdraw-disclosure"}, set()),
        "withdraw": ("publish", set(), {"withdraw-disclosure"}),
        "expire": ("publish", set(), {"penalty-shown"}),
    },
    COMPLAINT: {
        "accept": ("accept", {"complaint-mediate"}, {"complaint-accept"}),
        "refuse": ("accept", set(), {"complaint-accept"}),
        "assign": ("assign", set(), set()),
        "reassign": ("assign", set(), set()),
        "extend": ("assign", set(), set()),
        "check": ("check", {"clue-answer"}, {"clue-check"}),
        "reply": ("check", set(), {"complaint-mediate", "clue-answer"}),
        "close": ("close", set(), {"complaint-mediate"}),
        "join": ("accept", set(), set()),
    },
}
TABLES = [(DISCLOSURE, PUBLICITY, Disclosure), (COMPLAINT, TELLING, Complaint)]
GRID = [
    pytest.param(workflow, table, name, state.value, id=f"{model.__name__}-{name}-{state}")
    for workflow, table, model in TABLES
    for name in workflow.steps
    for state in model.State
]
STEPS = [(workflow, name) for workflow, _, _ in TABLES for name in workflow.steps]


@pytest.mark.parametrize(("workflow", "table", "name", "state"), GRID)
def test_a_case_moves_only_as_its_rules_allow(workflow, table, name, state):
    step = workflow.steps[name]

    assert (state in step.sources) == ((name, state, str(step.target)) in table)


@pytest.mark.parametrize(("workflow", "table", "model"), TABLES)
def test_the_retyped_table_names_no_step_that_is_gone(workflow, table, model):
    assert {name for name, *_ in table} == set(workflow.steps) == set(PROMISES[workflow])


@pytest.mark.parametrize(("workflow", "name"), STEPS)
def test_a_step_keeps_its_promises(workflow, name):
    step = workflow.steps[name]
    permission, starts, meets = PROMISES[workflow][name]

    assert step.permission.removeprefix("inspections.").startswith(permission)
    assert {clock.term for clock in step.starts} == starts
    assert set(step.meets) == meets
    assert step.legal_basis


@pytest.mark.parametrize(
    ("workflow", "ends"),
    [
        (DISCLOSURE, {"withdrawn", "expired", "refused"}),
        (COMPLAINT, {"closed", "refused", "joined"}),
    ],
)
def test_only_what_has_ended_is_left_by_no_step(workflow, ends):
    reached = {str(step.target) for step in workflow.steps.values()}
    left = {source for step in workflow.steps.values() for source in step.sources}

    assert reached - left == ends
