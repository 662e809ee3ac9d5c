"""食品安全法 50: no record goes before its time, and what is past it goes by one command."""

import calendar
import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qualitysup.clock.models import TermRule
from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from workshops.models import Lot, LotLog, QuarantinePaper, Sale
from workshops.services import ledgers, retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(db):
    person = ledger.keeper()
    person.representations.update(valid_from=ahead(-4000))
    return person


def years_ago(years):
    return time_machine.travel(timezone.now() - dt.timedelta(days=365 * years + 30))


def six_months_past(day):
    """As PostgreSQL and 民法典 202 count months: no later than the last day of the month."""
    month = (day.month + 5) % 12 + 1
    year = day.year + (day.month + 5) // 12
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last))


def purged(*arguments) -> list[str]:
    out = StringIO()
    call_command("purge_ledgers", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_with_a_shelf_life_six_months_past_it(keeper):
    lot = ledger.in_stock(keeper, best_before=dt.date(2027, 3, 31))

    assert lot.keep_until == dt.date(2027, 9, 30)


def test_without_a_shelf_life_two_years(keeper):
    lot = ledger.in_stock(keeper)

    assert lot.keep_until == lot.made_on.replace(year=lot.made_on.year + 2)


def test_a_longer_shelf_life_found_out_later_is_kept_for_as_well(keeper):
    lot = ledger.released(keeper, shelf_life_days=30)
    sold = ledger.sale(keeper, lot)
    before = lot.keep_until

    ledgers.correct(lot, by=keeper, field="shelf_life_days", instead="400", reason="标签写错")

    lot.refresh_from_db()
    sold.refresh_from_db()
    assert lot.keep_until == six_months_past(lot.made_on + dt.timedelta(days=400)) > before
    assert sold.keep_until == lot.keep_until


def test_the_last_correction_of_each_column_counts_together_with_the_others(keeper):
    lot = ledger.in_stock(keeper, shelf_life_days=30)

    for field, instead in (
        ("shelf_life_days", "300"),
        ("shelf_life_days", "360"),
        ("produced_on", ahead(-10).isoformat()),
        ("spec", "5L"),
    ):
        ledgers.correct(lot, by=keeper, field=field, instead=instead, reason="写错")

    lot.refresh_from_db()
    # The day of making was said last; the end that an earlier correction gave stays.
    assert lot.keep_until == six_months_past(ahead(360))
    ledgers.correct(lot, by=keeper, field="best_before", instead="2030-03-31", reason="写错")
    lot.refresh_from_db()
    assert lot.keep_until == dt.date(2030, 9, 30)


def test_a_shelf_life_found_out_later_beside_two_years_takes_nothing_away(keeper):
    lot = ledger.in_stock(keeper)
    two_years = lot.keep_until

    ledgers.correct(lot, by=keeper, field="shelf_life_days", instead="30", reason="漏写")
    lot.refresh_from_db()
    assert lot.keep_until == two_years

    ledgers.correct(lot, by=keeper, field="shelf_life_days", instead="900", reason="漏写")
    lot.refresh_from_db()
    assert lot.keep_until == six_months_past(ahead(900))


def test_a_shorter_shelf_life_shortens_no_keeping(keeper):
    lot = ledger.in_stock(keeper, shelf_life_days=900)
    before = lot.keep_until

    ledgers.correct(lot, by=keeper, field="shelf_life_days", instead="3", reason="写错")

    lot.refresh_from_db()
    assert lot.keep_until == before


@pytest.mark.parametrize("corrected", ["before it was taken in", "afterwards"])
def test_what_a_neighbour_bought_is_kept_as_long_as_the_sale(corrected):
    one, two, _zone = ledger.neighbours()
    lot = ledger.released(one, shelf_life_days=30)
    sale = ledger.sale(one, lot, buyer_workshop=two.workshop, quantity=Decimal(20))
    if corrected == "afterwards":
        ledgers.take_over(sale, by=two)
    ledgers.correct(lot, by=one, field="shelf_life_days", instead="900", reason="标签写错")
    if corrected != "afterwards":
        ledgers.take_over(sale, by=two)

    bought = Lot.objects.get(sale=sale)
    assert bought.keep_until == six_months_past(ahead(900))
    # Nothing that happens to it later takes that back.
    ledger.production(two, bought, shelf_life_days=1)
    bought.refresh_from_db()
    assert bought.keep_until == six_months_past(ahead(900))


def test_psql_gives_a_sale_no_less_time(keeper):
    sold = ledger.sale(keeper)

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Sale.objects.filter(pk=sold.pk).update(keep_until=ahead(-1))


def test_slaughter_is_kept_two_years_however_soon_the_meat_spoils(keeper):
    lot = ledger.meat(keeper, best_before=ahead(2))

    assert lot.keep_until == lot.made_on.replace(year=lot.made_on.year + 2)


def test_the_rule_of_the_day_decides(keeper):
    TermRule.objects.filter(term="ledger-without-shelf-life").update(valid_to=ahead(0))
    TermRule.objects.create(
        term="ledger-without-shelf-life",
        name="测试",
        valid_from=ahead(0),
        amount=36,
        unit="month",
        duty="lapse",
        legal_basis="测试",
        confidence="I",
    )

    assert ledger.in_stock(keeper).keep_until.year == ahead(0).year + 3
    assert ledger.in_stock(keeper, made_on=ahead(-1)).keep_until.year == ahead(-1).year + 2


def test_a_sale_long_afterwards_is_kept_two_years_from_its_day(keeper):
    with years_ago(1):
        lot = ledger.released(keeper)
    sold = ledger.sale(keeper, lot)

    assert sold.keep_until > lot.keep_until


@pytest.mark.parametrize("table", ["lot", "sale", "lotlog", "lotinput", "quarantinepaper"])
def test_psql_deletes_nothing_before_its_time(keeper, table):
    ledger.sale(keeper)
    ledger.meat(keeper)

    with (
        pytest.raises(IntegrityError, match=r"kept until|stay"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM workshops_{table}")


def test_the_end_of_keeping_is_not_moved_to_now(keeper):
    lot = ledger.in_stock(keeper)
    before = lot.keep_until

    Lot.objects.filter(pk=lot.pk).update(keep_until=ahead(-1))

    lot.refresh_from_db()
    assert lot.keep_until == before


def test_a_dry_run_says_what_would_go_and_touches_nothing(keeper):
    with years_ago(3):
        ledger.in_stock(keeper)
    ledger.in_stock(keeper)

    lines = purged()

    assert len(lines) == 1
    assert "1" in lines[0]
    assert Lot.objects.count() == 2


def test_what_is_past_its_time_goes_with_all_that_hangs_on_it(keeper):
    with years_ago(3):
        lot = ledger.released(keeper)
        sold = ledger.sale(keeper, lot)
        ledgers.take_back(sold, by=keeper, quantity=Decimal(1), reason="多记")
        ledgers.correct(lot, by=keeper, field="spec", instead="整只", reason="漏写")
        ledger.meat(keeper, plant=ledger.plant(valid_from=ahead(-3000)))
    young = ledger.sale(keeper).lot
    # What the database judges at the end of a transaction was judged long ago.
    connection.check_constraints()

    purged("--apply")

    assert set(Lot.objects.production()) == {young}
    assert Sale.objects.get().lot == young
    assert not LotLog.objects.exclude(case__keep_until__gte=ahead(0)).exists()
    assert not QuarantinePaper.objects.exists()
    assert purged("--apply")[0] == purged()[0].replace("Would go", "Taken out").replace(
        " Nothing was touched.", ""
    )


def test_a_source_stays_while_what_was_made_of_it_is_kept(keeper):
    with years_ago(3):
        old = ledger.in_stock(keeper, product="老卤")
    made = ledger.production(keeper, old)

    found = retention.purge(apply=True)

    assert Lot.objects.filter(pk=old.pk).exists()
    assert [(lot, reason) for lot, reason in found.stays] == [
        (old, "something that is kept was made of it")
    ]
    assert made.inputs.get().source == old
