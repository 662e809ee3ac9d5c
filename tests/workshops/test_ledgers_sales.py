"""To whom it went (销售台账), and how a neighbour takes it in."""

from decimal import Decimal

import pytest
from django.db import transaction

from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from tests.workshops.refusals import broken_by, code_of
from workshops.models import Lot, Sale
from workshops.services import ledgers, lots

pytestmark = pytest.mark.django_db
State = Lot.State


def left_of(lot):
    return Lot.objects.get(pk=lot.pk).remaining


def test_a_sale_takes_off_what_is_left(keeper):
    lot = ledger.released(keeper)

    sold = ledger.sale(keeper, lot)

    assert left_of(lot) == Decimal(45)
    assert (sold.sold_on, sold.days_late) == (ahead(0), 0)


def test_only_released_lots_are_sold(keeper):
    lot = ledger.production(keeper)

    assert code_of(ledger.sale, keeper, lot) == "lot_is_released"


@pytest.mark.parametrize(
    ("field", "instead"),
    [("best_before", ahead(-1)), ("produced_on", ahead(-40))],
)
def test_what_was_past_its_shelf_life_as_it_really_is_is_not_sold(keeper, field, instead):
    lot = ledger.released(keeper, shelf_life_days=30)
    ledger.sale(keeper, lot, quantity=Decimal(1))

    ledgers.correct(lot, by=keeper, field=field, instead=str(instead), reason="标签写错")

    assert code_of(ledger.sale, keeper, lot) == "lot_not_expired"
    ledgers.correct(lot, by=keeper, field="best_before", instead=str(ahead(20)), reason="核对后")
    assert ledger.sale(keeper, lot).pk


def test_no_more_is_sold_than_was_made(keeper):
    lot = ledger.released(keeper)
    ledger.sale(keeper, lot, quantity=Decimal(45))

    assert code_of(ledger.sale, keeper, lot, quantity=Decimal(6)) == (
        "lot_not_used_beyond_what_there_is"
    )
    assert left_of(lot) == Decimal(5)


def test_nobody_sets_what_is_left_by_hand(keeper):
    lot = ledger.released(keeper)
    ledger.sale(keeper, lot)

    Lot.objects.filter(pk=lot.pk).update(remaining=1000)

    assert left_of(lot) == Decimal(45)


def test_a_held_lot_is_not_sold(keeper, officer):
    lot = lots.hold(ledger.released(keeper), by=officer, reason="可疑")

    assert code_of(ledger.sale, keeper, lot) == "lot_is_released"


def test_a_sale_is_of_a_day_on_which_the_lot_was_there_and_good(keeper):
    lot = ledger.released(keeper, shelf_life_days=0)

    assert code_of(ledger.sale, keeper, lot, sold_on=ahead(-1)) == "sold_after_it_was_made"
    assert code_of(ledger.sale, keeper, lot, sold_on=ahead(1)) in (
        "lot_not_expired",
        "sold_by_today",
    )


def test_a_sale_is_taken_back_by_a_counter_entry(keeper):
    sold = ledger.sale(keeper)

    counter = ledgers.take_back(sold, by=keeper, quantity=Decimal(2), reason="多记")

    assert (counter.quantity, counter.corrects) == (Decimal(-2), sold)
    assert left_of(sold.lot) == Decimal(47)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Sale.objects.filter(pk=sold.pk).update(quantity=1)


def test_a_neighbour_takes_in_what_it_bought_in_one_step():
    one, two, _zone = ledger.neighbours()
    sold = ledger.sale(one, buyer_workshop=two.workshop, quantity=Decimal(8))

    lot = ledgers.take_over(sold, by=two)

    assert (lot.state, lot.quantity, lot.sale) == (State.IN_STOCK, Decimal(8), sold)
    assert lot.supplier_name == str(one.workshop)
    assert (lot.batch, lot.best_before) == (sold.lot.batch, sold.lot.best_before)
    assert lot.conformity_proof == sold.lot.tests.get().number
    assert code_of(ledgers.take_over, sold, by=two) == "workshops_lot_sale_id_key"
    assert code_of(ledgers.take_back, sold, by=one, quantity=Decimal(1), reason="多记") == (
        "sale_not_taken_in"
    )


def test_a_neighbour_takes_in_the_shelf_life_as_it_was_corrected():
    one, two, _zone = ledger.neighbours()
    sold = ledger.sale(one, ledger.released(one, shelf_life_days=30), buyer_workshop=two.workshop)
    ledgers.correct(sold.lot, by=one, field="best_before", instead=str(ahead(9)), reason="写错")
    ledgers.correct(sold.lot, by=one, field="shelf_life_days", instead="12", reason="核对后")

    lot = ledgers.take_over(sold, by=two)

    assert (lot.shelf_life_days, lot.best_before) == (12, ahead(12))


def test_what_was_sold_to_one_is_not_taken_in_by_another():
    one, two, _zone = ledger.neighbours()
    sold = ledger.sale(one, buyer_workshop=two.workshop)

    assert code_of(ledgers.take_over, sold, by=one) == "forbidden"
    guard = broken_by(
        lambda: Lot.objects.create(
            workshop=one.workshop,
            division_id=one.workshop.division_id,
            kind="purchased",
            product="烧鹅",
            quantity=sold.quantity,
            sale=sold,
            created_by=one,
        )
    )
    assert guard == "sale_to_this_workshop"


def test_a_sale_links_neighbours_only():
    one, _two, _zone = ledger.neighbours()
    stranger, _other, _elsewhere = ledger.neighbours()

    assert code_of(ledger.sale, one, buyer_workshop=stranger.workshop) == "not_a_neighbour"
