"""Zones and relocations against tables typed out again, state by state."""

import pytest

from workshops.models import Relocation, Zone
from workshops.workflow.relocation import RELOCATION
from workshops.workflow.zone import ZONE

# Typed out on purpose: a change to the workflow has to be made here too.
ZONE_MOVES = {
    ("approve", "planned", "approved"),
    ("open", "approved", "operating"),
    ("suspend", "operating", "suspended"),
    ("resume", "suspended", "operating"),
    ("close", "planned", "closed"),
    ("close", "approved", "closed"),
    ("close", "operating", "closed"),
    ("close", "suspended", "closed"),
}
RELOCATION_MOVES = {
    ("agree", "candidate", "agreed"),
    ("allocate", "agreed", "planned"),
    ("allocate", "waiting", "planned"),
    ("wait", "agreed", "waiting"),
    ("wait", "planned", "waiting"),
    ("reallocate", "planned", "planned"),
    ("move_in", "planned", "moved_in"),
    ("transfer", "moved_in", "moved_in"),
    ("move_out", "moved_in", "moved_out"),
    ("decline", "candidate", "declined"),
    ("decline", "agreed", "declined"),
    ("decline", "waiting", "declined"),
    ("decline", "planned", "declined"),
    ("withdraw", "candidate", "withdrawn"),
    ("withdraw", "agreed", "withdrawn"),
    ("withdraw", "waiting", "withdrawn"),
    ("withdraw", "planned", "withdrawn"),
}
# Which step needs which permission, which terms it meets and voids, whether it needs words.
PROMISES = {
    "agree": ("agree_relocation", set(), set(), False),
    "allocate": ("allocate_relocation", set(), set(), False),
    "wait": ("allocate_relocation", set(), {"zone-move-in"}, False),
    "reallocate": ("allocate_relocation", set(), set(), True),
    "move_in": ("move_relocation", {"zone-move-in"}, set(), False),
    "transfer": ("allocate_relocation", set(), set(), True),
    "move_out": ("move_relocation", {"zone-lease"}, {"registration-change"}, True),
    "decline": ("agree_relocation", set(), {"zone-move-in"}, True),
    "withdraw": ("add_relocation", set(), {"zone-move-in"}, True),
}
TABLES = [(ZONE, Zone.State, ZONE_MOVES), (RELOCATION, Relocation.State, RELOCATION_MOVES)]
GRID = [
    (table, name, state) for table in TABLES for name in table[0].steps for state in table[1].values
]


@pytest.mark.parametrize(("table", "name", "state"), GRID)
def test_nothing_moves_but_by_the_table(table, name, state):
    workflow, _states, moves = table
    step = workflow.steps[name]

    assert (state in step.sources) == ((name, state, str(step.target)) in moves)
    assert step.legal_basis


@pytest.mark.parametrize("name", RELOCATION.steps)
def test_a_step_of_a_relocation_keeps_its_promises(name):
    step = RELOCATION.steps[name]
    permission, meets, voids, noted = PROMISES[name]

    assert step.permission == f"workshops.{permission}"
    assert (set(step.meets), set(step.voids), step.noted) == (meets, voids, noted)


@pytest.mark.parametrize("table", TABLES)
def test_the_retyped_table_names_no_step_that_is_gone(table):
    workflow, _states, moves = table

    assert {name for name, *_rest in moves} == set(workflow.steps)


def test_no_state_is_a_dead_end_but_the_ended_ones():
    left = {source for step in RELOCATION.steps.values() for source in step.sources}

    assert set(Relocation.State.values) - left == {"moved_out", "declined", "withdrawn"}
    assert {source for step in ZONE.steps.values() for source in step.sources} == (
        set(Zone.State.values) - {"closed"}
    )
