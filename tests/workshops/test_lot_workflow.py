"""A lot moves as the table says, and never out before its test passed."""

import pytest
from django.db import IntegrityError, transaction

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.workshops.factories import lab, ledger
from tests.workshops.refusals import code_of
from workshops.models import Lot
from workshops.services import lot_tests, lots
from workshops.workflow.lot import LOT

State = Lot.State

# Typed out on purpose: a change to the workflow has to be made here too.
LEGAL = {
    ("take_in", State.RECORDED): State.IN_STOCK,
    ("turn_away", State.RECORDED): State.TURNED_AWAY,
    ("make", State.RECORDED): State.MADE,
    ("submit_to_lab", State.MADE): State.TESTING,
    ("submit_to_lab", State.IN_STOCK): State.TESTING,
    ("pass", State.TESTING): State.PASSED,
    ("fail", State.TESTING): State.HELD,
    ("release", State.PASSED): State.RELEASED,
    ("hold", State.IN_STOCK): State.HELD,
    ("hold", State.MADE): State.HELD,
    ("hold", State.TESTING): State.HELD,
    ("hold", State.PASSED): State.HELD,
    ("hold", State.RELEASED): State.HELD,
    ("hold_for_input", State.MADE): State.HELD,
    ("hold_for_input", State.TESTING): State.HELD,
    ("hold_for_input", State.PASSED): State.HELD,
    ("hold_for_input", State.RELEASED): State.HELD,
    ("return_to_stock", State.HELD): State.IN_STOCK,
    ("unhold", State.HELD): State.PASSED,
    ("resubmit", State.HELD): State.TESTING,
    ("recall", State.RELEASED): State.RECALLED,
    ("recall", State.HELD): State.RECALLED,
    ("record_destruction", State.IN_STOCK): State.DESTROYED,
    ("record_destruction", State.MADE): State.DESTROYED,
    ("record_destruction", State.PASSED): State.DESTROYED,
    ("record_destruction", State.RELEASED): State.DESTROYED,
    ("record_destruction", State.HELD): State.DESTROYED,
    ("record_destruction", State.RECALLED): State.DESTROYED,
}


@pytest.mark.parametrize("name", LOT.steps)
@pytest.mark.parametrize("state", State)
def test_a_lot_moves_only_as_the_table_says(name, state):
    step = LOT.steps[name]
    assert (state in step.sources) == ((name, state) in LEGAL)
    assert step.target == LEGAL.get((name, state), step.target)


def test_the_table_holds_every_step():
    assert {name for name, _state in LEGAL} == set(LOT.steps)


def refused_by_the_database(lot, state) -> str:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(state=state)
    return broken.value.__cause__.diag.constraint_name


def at_the_laboratory(keeper):
    return lots.submit(ledger.production(keeper), by=keeper)


def test_from_the_entry_to_the_release(keeper, officer):
    lot = at_the_laboratory(keeper)
    test = lab.sampled(lot)
    lot_tests.report(test, by=officer, number="检1", items=lab.GOOD)

    lot = lots.release(Lot.objects.get(pk=lot.pk), by=keeper)

    assert lot.state == State.RELEASED
    steps = [*lot.log.order_by("pk").values_list("name", flat=True)]
    assert steps == ["make", "submit_to_lab", "pass", "release"]


@pytest.mark.parametrize("state", [State.PASSED, State.RELEASED])
def test_nothing_goes_on_without_a_test(keeper, officer, state):
    lot = at_the_laboratory(keeper)

    assert code_of(lots.pass_test, lot, by=officer) == "test_passed"
    assert refused_by_the_database(lot, state) == "test_passed"


def test_a_failed_test_holds_the_lot_and_nothing_lets_it_out(keeper, officer, chief):
    lot = at_the_laboratory(keeper)
    lot_tests.report(lab.sampled(lot), by=officer, number="检2", items=lab.BAD)
    lot = Lot.objects.get(pk=lot.pk)

    assert lot.state == State.HELD
    assert "检2" in lot.held_because
    assert code_of(lots.unhold, lot, by=chief, note="看错") == "test_passed"
    assert refused_by_the_database(lot, State.RELEASED) == "test_passed"
    assert code_of(lots.release, lot, by=keeper) == "wrong_state"


def test_a_released_lot_is_held_when_a_later_test_fails(keeper, officer):
    lot = ledger.released(keeper)

    lab.fails(lot, by=officer)

    lot.refresh_from_db()
    assert lot.state == State.HELD


def test_a_held_lot_is_tested_again_and_goes_on(keeper, officer, chief):
    lot = at_the_laboratory(keeper)
    lot_tests.report(lab.sampled(lot), by=officer, number="检3", items=lab.BAD)
    lots.resubmit(Lot.objects.get(pk=lot.pk), by=chief, note="重新抽样")

    lot_tests.report(lab.sampled(lot), by=officer, number="检4", items=lab.GOOD)

    lot = Lot.objects.get(pk=lot.pk)
    assert (lot.state, lot.held_because) == (State.PASSED, "")


def test_a_lot_is_not_released_while_an_input_is_held(keeper, officer):
    oil = ledger.in_stock(keeper)
    lot = ledger.production(keeper, oil)
    ledger.passes(lot, officer)
    lots.hold(oil, by=officer, reason="可疑")
    lot = Lot.objects.get(pk=lot.pk)

    assert code_of(lots.release, lot, by=keeper) == "no_input_held"
    assert refused_by_the_database(lot, State.RELEASED) == "no_input_held"


def test_a_hold_says_why_and_its_end_as_well(keeper, officer):
    oil = ledger.in_stock(keeper)

    assert code_of(lots.hold, oil, by=officer) == "no_reason"
    held = lots.hold(oil, by=officer, reason="标签可疑")
    assert held.held_because == "标签可疑"
    back = lots.return_to_stock(held, by=officer, note="已核实")
    assert (back.state, back.held_because) == (State.IN_STOCK, "")


def test_whom_a_hold_concerns_does_not_end_it(keeper, officer):
    held = lots.hold(ledger.in_stock(keeper), by=officer, reason="可疑")

    assert code_of(lots.return_to_stock, held, by=keeper, note="没事") == "forbidden"


@pytest.mark.parametrize("role", Role)
def test_who_may_release(role, db):
    may = UserFactory(roles=[role]).has_perm("workshops.release_lot")

    assert may == (role in {Role.WORKSHOP_OPERATOR, Role.ZONE_OPERATOR})


def test_what_was_made_is_not_offered_to_be_taken_in(keeper):
    bought = ledger.purchase(keeper)
    made = ledger.production(keeper, go_on=False)

    def offered(lot):
        return [step.name for step, _refusal in LOT.outlook(lot, by=keeper)]

    assert offered(bought) == ["take_in", "turn_away"]
    assert offered(made) == ["make"]


def test_a_stale_page_loses(keeper):
    lot = ledger.purchase(keeper)
    lots.take_in(lot, by=keeper, version=0)

    assert code_of(lots.take_in, lot, by=keeper, version=0) in ("stale", "wrong_state")


def test_a_refused_step_changes_and_logs_nothing(keeper):
    lot = ledger.purchase(keeper, conformity_proof="")
    assert code_of(lots.take_in, lot, by=keeper) == "has_proof"

    lot.refresh_from_db()
    assert (lot.state, lot.version) == (State.RECORDED, 0)
    assert not lot.log.exists()
