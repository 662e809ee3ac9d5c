"""An entry on its own day, and what is corrected of it afterwards."""

from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from tests.workshops.refusals import broken_by, code_of
from workshops.models import Lot
from workshops.services import ledgers

pytestmark = pytest.mark.django_db


def left_of(lot):
    return Lot.objects.get(pk=lot.pk).remaining


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

    for change in ({"batch": "X"}, {"quantity": 1}, {"made_on": ahead(-1)}):
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
