"""The ledgers of an operator: what came in, what was made of it, what was sold, and corrections."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from qualitysup.casework.workflow import TransitionRefused
from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from workshops.models import Lot, LotInput, Sale
from workshops.services import ledgers, lots

pytestmark = pytest.mark.django_db
State = Lot.State


@pytest.fixture
def keeper(db):
    return ledger.keeper()


def code_of(action, *args, **kwargs) -> str:
    """Why it was refused."""
    with pytest.raises((TransitionRefused, ValidationError)) as refusal:
        action(*args, **kwargs)
    return refusal.value.code if isinstance(refusal.value, TransitionRefused) else "invalid"


def left_of(lot):
    return Lot.objects.get(pk=lot.pk).remaining


def broken_by(action) -> str:
    """The guard of the database that refused it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        action()
    return broken.value.__cause__.diag.constraint_name


# --- Purchases -----------------------------------------------------------------------------------


def test_a_purchase_in_order_is_in_stock_at_once(keeper):
    lot = ledger.in_stock(keeper, shelf_life_days=365, produced_on=ahead(-5))

    assert (lot.state, lot.remaining, lot.workshop) == (
        State.IN_STOCK,
        Decimal(100),
        keeper.workshop,
    )
    assert lot.best_before == ahead(360)


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"supplier_name": ""}, "names_its_supplier"),
        ({"supplier_address": "", "supplier_name": "新供货商"}, "names_its_supplier"),
        ({"batch": ""}, "names_its_supplier"),
        ({"conformity_proof": ""}, "has_proof"),
    ],
)
def test_a_purchase_says_what_the_law_asks_for_before_it_comes_in(keeper, missing, code):
    lot = ledger.purchase(keeper, **missing)

    assert code_of(lots.take_in, lot, by=keeper) == code
    assert broken_by(lambda: Lot.objects.filter(pk=lot.pk).update(state="in_stock")).startswith(
        "lot_in_stock"
    )


def test_a_supplier_named_before_need_not_be_spelled_out_again(keeper):
    ledger.in_stock(keeper)

    again = ledger.in_stock(keeper, supplier_address="", supplier_contact="")

    assert again.supplier_address == ledger.SUPPLIER["supplier_address"]


def test_a_supplier_of_another_operator_is_not_known(keeper):
    ledger.in_stock(ledger.keeper())

    lot = ledger.purchase(keeper, supplier_address="", supplier_contact="")

    assert lot.supplier_address == ""


def test_goods_past_their_day_do_not_come_in(keeper):
    assert code_of(ledger.purchase, keeper, best_before=ahead(-1)) == "invalid"


def test_what_is_not_in_order_is_turned_away_with_the_reason(keeper):
    lot = ledger.purchase(keeper, conformity_proof="")

    assert code_of(lots.turn_away, lot, by=keeper, note="") == "no_reason"
    lot = lots.turn_away(lot, by=keeper, note="无合格证明，拒收")

    assert lot.state == State.TURNED_AWAY
    assert lot.log.get().note == "无合格证明，拒收"


def test_an_entry_is_of_today_or_before(keeper):
    assert code_of(ledger.purchase, keeper, made_on=ahead(1)) == "lot_by_today"


def test_an_entry_made_late_is_shown_as_such(keeper):
    late, today = ledger.in_stock(keeper, made_on=ahead(-3)), ledger.in_stock(keeper)

    assert (late.days_late, today.days_late) == (3, 0)
    assert [*Lot.objects.entered_late()] == [late]


def test_nobody_writes_in_a_neighbours_ledger(keeper):
    other = ledger.keeper()
    lot = ledger.purchase(keeper)

    assert code_of(ledgers.enter, by=other, workshop=keeper.workshop, kind="purchased") == (
        "forbidden"
    )
    for service in (lots.take_in, lots.make):
        assert code_of(service, lot, by=other) == "forbidden"
    assert code_of(ledgers.correct, lot, by=other, field="batch", instead="1", reason="x") == (
        "forbidden"
    )


def test_the_bureau_reads_ledgers_and_writes_in_none(keeper, officer):
    assert code_of(
        ledgers.enter, by=officer, workshop=keeper.workshop, kind="purchased", product="油"
    ) == ("forbidden")


def test_the_zones_operator_keeps_its_own_ledger_only():
    one, _two, zone = ledger.neighbours()
    lot = ledger.in_stock(one)

    assert lot in Lot.objects.visible_to(zone)
    assert code_of(
        ledgers.enter, by=zone, workshop=one.workshop, kind="purchased", product="油"
    ) == ("forbidden")


# --- The day and after it ------------------------------------------------------------------------


def test_an_entry_is_changed_on_its_own_day(keeper):
    lot = ledger.purchase(keeper)
    lot.quantity = Decimal(120)

    lot = ledgers.save_entry(lot, by=keeper, version=lot.version)

    assert (lot.quantity, lot.remaining) == (Decimal(120), Decimal(120))


def test_two_who_change_one_entry_do_not_overwrite_each_other(keeper):
    lot = ledger.purchase(keeper)
    left_open = Lot.objects.get(pk=lot.pk)
    ledgers.save_entry(lot, by=keeper, version=0)

    assert code_of(ledgers.save_entry, left_open, by=keeper, version=0) == "stale"


def test_after_its_day_an_entry_stays_for_services_and_for_psql(keeper):
    with time_machine.travel(timezone.now() - timezone.timedelta(days=2)):
        lot = ledger.purchase(keeper, conformity_proof="")
    lot.quantity = Decimal(1)

    assert code_of(ledgers.save_entry, lot, by=keeper) == "lot_entry_stays"
    guard = broken_by(lambda: Lot.objects.filter(pk=lot.pk).update(supplier_name="别人"))
    assert guard == "lot_entry_stays"


def test_a_missing_paper_is_filled_in_later_and_never_replaced(keeper):
    with time_machine.travel(timezone.now() - timezone.timedelta(days=2)):
        lot = ledger.purchase(keeper, conformity_proof="")

    lot = Lot.objects.get(pk=lot.pk)
    lot.conformity_proof = "检1"
    lot = ledgers.save_entry(lot, by=keeper)
    assert lot.conformity_proof == "检1"

    lot.conformity_proof = "检2"
    assert code_of(ledgers.save_entry, lot, by=keeper) == "lot_entry_stays"


def test_once_in_stock_nothing_of_the_entry_changes(keeper):
    lot = ledger.in_stock(keeper)

    for change in ({"batch": "X"}, {"quantity": 1}, {"made_on": ahead(-1)}, {"plant": None}):
        if change == {"plant": None}:
            continue
        guard = broken_by(lambda change=change: Lot.objects.filter(pk=lot.pk).update(**change))
        assert guard == "lot_entry_stays"
    assert broken_by(lambda: Lot.objects.filter(pk=lot.pk).update(state="recorded")) == (
        "lot_is_recorded_once"
    )


def test_a_correction_stands_beside_the_entry(keeper):
    lot = ledger.in_stock(keeper)

    ledgers.correct(lot, by=keeper, field="supplier_name", instead="真供货商", reason="写错")

    correction = lot.corrections.get()
    assert (correction.was, correction.instead) == (lot.supplier_name, "真供货商")
    assert Lot.objects.get(pk=lot.pk).supplier_name == lot.supplier_name


def test_a_corrected_quantity_counts_from_the_last_correction(keeper):
    lot = ledger.in_stock(keeper)

    ledgers.correct(lot, by=keeper, field="quantity", instead="90", reason="复称")
    ledgers.correct(lot, by=keeper, field="quantity", instead="95", reason="再称")

    assert left_of(lot) == Decimal(95)


def test_a_correction_does_not_take_away_what_is_used(keeper):
    lot = ledger.in_stock(keeper)
    ledger.production(keeper, lot)

    assert code_of(
        ledgers.correct, lot, by=keeper, field="quantity", instead="5", reason="复称"
    ) == ("lot_not_used_beyond_what_there_is")


def test_a_correction_is_never_changed(keeper):
    lot = ledger.in_stock(keeper)
    correction = ledgers.correct(lot, by=keeper, field="batch", instead="B", reason="写错")

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        type(correction).objects.filter(pk=correction.pk).update(reason="x")
    assert broken_by(correction.delete) == "lot_correction_kept"


# --- Production ----------------------------------------------------------------------------------


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
    "situation", ["recorded", "held", "destroyed", "expired", "a neighbour's", "of a later day"]
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


# --- Sales ---------------------------------------------------------------------------------------


def test_a_sale_takes_off_what_is_left(keeper):
    lot = ledger.released(keeper)

    sold = ledger.sale(keeper, lot)

    assert left_of(lot) == Decimal(45)
    assert (sold.sold_on, sold.days_late) == (ahead(0), 0)


def test_only_released_lots_are_sold(keeper):
    lot = ledger.production(keeper)

    assert code_of(ledger.sale, keeper, lot) == "lot_is_released"


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
