"""What was made and of what (生产台账): nothing is used twice, nothing is made of nothing."""

from decimal import Decimal

import pytest
from django.db import transaction

from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from tests.workshops.refusals import broken_by, code_of
from workshops.models import Lot, LotInput
from workshops.services import ledgers, lots

pytestmark = pytest.mark.django_db
State = Lot.State


def left_of(lot):
    return Lot.objects.get(pk=lot.pk).remaining


def test_what_goes_in_is_taken_off_what_there_is(keeper):
    oil, salt = ledger.in_stock(keeper), ledger.in_stock(keeper, product="盐")

    lot = ledger.production(keeper, oil, salt)

    assert (lot.state, lot.inputs.count()) == (State.MADE, 2)
    assert (left_of(oil), left_of(salt)) == (Decimal(90), Decimal(90))


def test_batches_of_a_day_number_themselves(keeper):
    first, second = ledger.production(keeper), ledger.production(keeper)

    day = f"{ahead(0):%Y%m%d}"
    assert (first.batch, second.batch) == (day, f"{day}-2")


def test_nothing_is_made_of_nothing(keeper):
    lot = ledgers.enter(
        by=keeper, workshop=keeper.workshop, kind="produced", product="烧鹅", quantity=1
    )

    assert code_of(lots.make, lot, by=keeper) == "has_inputs"
    assert broken_by(lambda: Lot.objects.filter(pk=lot.pk).update(state="made")) == "has_inputs"


def test_no_more_goes_in_than_there_is(keeper):
    oil = ledger.in_stock(keeper, quantity=Decimal(5))

    assert code_of(ledger.production, keeper, oil) == "lot_not_used_beyond_what_there_is"
    assert (left_of(oil), Lot.objects.production().count()) == (Decimal(5), 0)


@pytest.mark.parametrize(
    "situation",
    [
        "recorded",
        "held",
        "destroyed",
        "expired",
        "expired as corrected",
        "a neighbour's",
        "of a later day",
    ],
)
def test_what_may_not_be_used_does_not_go_in(keeper, officer, situation):
    made_on = ahead(0)
    match situation:
        case "recorded":
            source = ledger.purchase(keeper)
        case "held":
            source = lots.hold(ledger.in_stock(keeper), by=officer, reason="可疑")
        case "destroyed":
            source = lots.destroy(ledger.in_stock(keeper), by=officer, note="变质")
        case "expired":
            source = ledger.in_stock(keeper, made_on=ahead(-9), best_before=ahead(-1))
        case "expired as corrected":
            source = ledger.in_stock(keeper, made_on=ahead(-9), best_before=ahead(9))
            ledgers.correct(
                source, by=keeper, field="best_before", instead=str(ahead(-1)), reason="写错"
            )
        case "a neighbour's":
            source = ledger.in_stock(ledger.keeper())
        case "of a later day":
            source, made_on = ledger.in_stock(keeper), ahead(-2)

    assert code_of(ledger.production, keeper, source, made_on=made_on) in (
        "input_may_be_used",
        "input_not_expired",
        "input_of_the_same_workshop",
        "input_was_there",
    )
    assert not LotInput.objects.exists()


def test_a_lot_that_is_still_written_may_be_changed_with_its_inputs(keeper):
    oil, salt = ledger.in_stock(keeper), ledger.in_stock(keeper, product="盐")
    lot = ledger.production(keeper, oil, go_on=False)

    ledgers.save_entry(lot, by=keeper, inputs=[(salt, Decimal(3))])

    assert (left_of(oil), left_of(salt)) == (Decimal(100), Decimal(97))


def test_inputs_of_a_made_lot_stay(keeper):
    entry = ledger.production(keeper).inputs.get()

    assert broken_by(entry.delete) == "lot_input_kept"
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        LotInput.objects.filter(pk=entry.pk).update(quantity=1)


def test_an_input_found_out_later_needs_a_reason(keeper):
    lot, salt = ledger.production(keeper), ledger.in_stock(keeper, product="盐")

    guard = broken_by(
        lambda: LotInput.objects.create(lot=lot, source=salt, quantity=1, recorded_by=keeper)
    )
    assert guard == "late_entry_has_a_reason"

    ledgers.add_input(lot, by=keeper, source=salt, quantity=Decimal(2), reason="漏记")
    assert (left_of(salt), lot.inputs.count()) == (Decimal(98), 2)


def test_an_input_found_out_later_that_is_held_stops_the_lot(keeper, officer):
    lot, salt = ledger.production(keeper), ledger.in_stock(keeper, product="盐")
    lots.hold(salt, by=officer, reason="可疑")

    ledgers.add_input(lot, by=keeper, source=salt, quantity=Decimal(2), reason="漏记")

    lot.refresh_from_db()
    assert lot.state == State.HELD
    assert "盐" in lot.held_because


def test_an_input_is_taken_back_with_a_reason_but_not_below_nothing(keeper):
    oil = ledger.in_stock(keeper)
    entry = ledger.production(keeper, oil).inputs.get()

    ledgers.take_back(entry, by=keeper, quantity=Decimal(4), reason="多记")
    assert left_of(oil) == Decimal(94)
    assert code_of(ledgers.take_back, entry, by=keeper, quantity=Decimal(7), reason="多记") == (
        "counter_entry_within_its_entry"
    )


def test_inputs_form_no_circle_even_when_said_afterwards(keeper):
    first = ledger.production(keeper)
    second = ledger.production(keeper, first, product="烧鹅饭")
    third = ledger.production(keeper, second, product="礼盒")

    assert code_of(
        ledgers.add_input, first, by=keeper, source=third, quantity=Decimal(1), reason="漏记"
    ) == ("inputs_form_no_circle")
