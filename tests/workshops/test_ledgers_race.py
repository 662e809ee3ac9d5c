"""Two hands at one lot: the same remainder goes once, and a failing test wins over a release."""

from decimal import Decimal

import pytest

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.factories import UserFactory
from tests.inspections.clients import api_of, at_once
from tests.workshops.factories import lab, ledger
from workshops.models import Lot, Sale
from workshops.services import ledgers, lot_tests

pytestmark = pytest.mark.django_db(transaction=True)
State = Lot.State


def attempt(action, *args, **kwargs):
    def act():
        try:
            action(*args, **kwargs)
        except TransitionRefused as refusal:
            return refusal.code
        return "done"

    return act


def test_the_same_remainder_is_sold_once():
    keeper = ledger.keeper()
    lot = ledger.released(keeper)

    outcome = at_once(
        *(attempt(ledger.sale, keeper, lot, quantity=Decimal(30)) for _each in range(2))
    )

    assert sorted(outcome) == ["done", "lot_not_used_beyond_what_there_is"]
    assert Sale.objects.get().quantity == Decimal(30)
    assert Lot.objects.get(pk=lot.pk).remaining == Decimal(20)


def test_the_same_remainder_goes_into_one_lot():
    keeper = ledger.keeper()
    oil = ledger.in_stock(keeper, quantity=Decimal(15))

    outcome = at_once(
        attempt(ledger.production, keeper, oil, product="烧鹅"),
        attempt(ledger.production, keeper, oil, product="烧鸭"),
    )

    assert sorted(outcome) == ["done", "lot_not_used_beyond_what_there_is"]
    assert Lot.objects.get(pk=oil.pk).remaining == Decimal(5)
    assert Lot.objects.production().count() == 1


def test_two_lots_of_the_same_inputs_in_another_order_do_not_lock_each_other_out():
    keeper = ledger.keeper()
    oil, salt = ledger.in_stock(keeper), ledger.in_stock(keeper, product="盐")

    outcome = at_once(
        attempt(ledger.production, keeper, oil, salt),
        attempt(ledger.production, keeper, salt, oil),
    )

    assert outcome == ["done", "done"]
    batches = Lot.objects.production().values_list("batch", flat=True)
    assert len(set(batches)) == 2


def test_a_sale_is_taken_in_once():
    one, two, _zone = ledger.neighbours()
    sold = ledger.sale(one, buyer_workshop=two.workshop)

    outcome = at_once(*(attempt(ledgers.take_over, sold, by=two) for _each in range(2)))

    assert sorted(outcome) == ["done", "workshops_lot_sale_id_key"]
    assert Lot.objects.filter(sale=sold).count() == 1


def test_a_lot_released_over_the_api_while_its_test_fails_ends_on_hold():
    """Whoever comes first: the lot is never let out with a failed test on record."""
    keeper, officer = ledger.keeper(), UserFactory(roles=[Role.CASE_OFFICER])
    lot = ledger.production(keeper)
    ledger.passes(lot, officer)
    again = lab.sampled(lot)
    api = api_of(keeper)

    release, _report = at_once(
        lambda: api.post(f"/api/v1/lots/{lot.pk}/release/", {}, format="json"),
        lambda: lot_tests.report(again, by=officer, number="检失败1", items=lab.BAD),
    )

    assert release.status_code in (200, 409)
    lot.refresh_from_db()
    assert lot.state == State.HELD
    assert api.post(f"/api/v1/lots/{lot.pk}/release/", {}, format="json").status_code == 409


def test_a_lot_that_is_held_in_the_same_moment_is_not_sold_after_it():
    keeper, officer = ledger.keeper(), UserFactory(roles=[Role.CASE_OFFICER])
    lot = ledger.released(keeper)

    outcome = at_once(
        attempt(ledger.sale, keeper, lot),
        lambda: lab.fails(lot, by=officer) and "failed",
    )

    lot.refresh_from_db()
    assert lot.state == State.HELD
    assert outcome[0] in ("done", "lot_is_released")
    assert Sale.objects.count() == (outcome[0] == "done")
