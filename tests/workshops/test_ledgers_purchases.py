"""What came in, and who writes in which ledger (进货台账)."""

from decimal import Decimal

import pytest

from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from tests.workshops.refusals import broken_by, code_of
from workshops.models import Lot
from workshops.services import ledgers, lots

pytestmark = pytest.mark.django_db
State = Lot.State


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
