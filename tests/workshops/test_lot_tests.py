"""What a laboratory reports of a lot is recorded once, holds what failed, and decides alone."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Notice
from tests.workshops.factories import lab
from tests.workshops.factories.zone import LaboratoryFactory, ZoneFactory, acts_for, ahead
from workshops.models import Lot, LotTest, LotTestItem
from workshops.services import lot_tests, lots

pytestmark = pytest.mark.django_db
State = Lot.State


def at_the_laboratory():
    return lab.made(state=State.TESTING)


def check_now():
    """What is judged at the end of a transaction is judged here."""
    connection.check_constraints()


def save_and_check(test):
    test.save()
    check_now()


def test_a_sample_for_release_takes_the_lot_along(officer):
    lot = lab.made()

    test = lot_tests.sample(lot, by=officer, laboratory=LaboratoryFactory())

    lot.refresh_from_db()
    assert (lot.state, test.reported_on, test.passed) == (State.TESTING, None, None)


def test_a_mandatory_sample_leaves_the_lot_where_it_is(officer):
    lot = lab.released()

    lot_tests.sample(
        lot, by=officer, purpose=LotTest.Purpose.MANDATORY, laboratory=LaboratoryFactory()
    )

    lot.refresh_from_db()
    assert lot.state == State.RELEASED


def test_a_report_of_good_items_passes_and_lets_the_lot_go_on(officer):
    test = lab.sampled(at_the_laboratory())

    test = lot_tests.report(test, by=officer, number="检2026001", items=lab.GOOD)

    check_now()
    assert test.passed
    assert test.items.get().value == "1200 CFU/g"
    assert Lot.objects.get(pk=test.lot_id).state == State.PASSED


def test_one_item_that_fails_fails_the_lot_and_holds_it(officer):
    test = lab.sampled(at_the_laboratory())

    test = lot_tests.report(test, by=officer, number="检2026002", items=lab.BAD)

    check_now()
    lot = Lot.objects.get(pk=test.lot_id)
    assert not test.passed
    assert lot.state == State.HELD
    assert "检2026002" in lot.held_because


def test_a_failed_mandatory_test_holds_what_was_released_and_tells_officers(officer, chief):
    lot = lab.released()
    operator = acts_for(lot.workshop.enterprise)

    lab.fails(lot, by=officer)

    lot.refresh_from_db()
    told = Notice.objects.filter(topic__startswith="lot-test:").values_list("recipient", flat=True)
    assert lot.state == State.HELD
    assert {chief.pk, operator.pk} <= set(told)
    assert officer.pk not in told


def test_a_report_is_recorded_once(officer):
    test = lab.sampled(at_the_laboratory())
    lot_tests.report(test, by=officer, number="检1", items=lab.BAD)

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.report(test, by=officer, number="检2", items=lab.GOOD)

    assert refusal.value.code == "reported"
    assert LotTest.objects.get(pk=test.pk).number == "检1"


@pytest.mark.parametrize(
    "change",
    [
        lambda test: LotTest.objects.filter(pk=test.pk).update(passed=True),
        lambda test: LotTestItem.objects.filter(test=test).update(passed=True),
        lambda test: LotTestItem.objects.create(test=test, position=9, passed=True, **ITEM),
        lambda test: test.items.all().delete(),
        lambda test: LotTest.objects.filter(pk=test.pk).delete(),
    ],
)
def test_no_hand_in_the_database_changes_a_report(change):
    test = lab.reported(at_the_laboratory(), lab.BAD)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(test)

    assert not LotTest.objects.get(pk=test.pk).passed


ITEM = {"name": "水分", "limit": "≤ 60 g/100g", "value": "50 g/100g"}


def test_the_database_takes_no_pass_that_its_items_do_not_say(officer):
    test = lab.sampled(at_the_laboratory())
    LotTestItem.objects.create(test=test, position=1, passed=False, **ITEM)
    test.number, test.reported_on, test.passed = "检9", ahead(0), True
    test.reported_by, test.reported_at = officer, test.created_at

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        save_and_check(test)

    assert refusal.value.__cause__.diag.constraint_name == "lot_test_judged_by_its_items"


def test_the_database_takes_no_report_without_items(officer):
    test = lab.sampled(at_the_laboratory())
    test.number, test.reported_on, test.passed = "检9", ahead(0), True
    test.reported_by, test.reported_at = officer, test.created_at

    with pytest.raises(IntegrityError), transaction.atomic():
        save_and_check(test)


def test_a_wrong_report_is_corrected_by_another_that_names_it(officer):
    old = lab.reported(at_the_laboratory(), lab.BAD)

    new = lot_tests.correct(
        old, by=officer, correction="样品编号录错", number="检更1", items=lab.GOOD
    )

    old.refresh_from_db()
    check_now()
    assert (new.replaces, old.passed, old.is_corrected) == (old, False, True)
    assert list(old.lot.tests.standing()) == [new]
    assert Lot.objects.get(pk=old.lot_id).state == State.PASSED


def test_a_correction_to_failed_holds_a_lot_that_was_released(officer):
    lot = lab.released()

    lot_tests.correct(
        lot.tests.get(), by=officer, correction="判定错误", number="检更2", items=lab.BAD
    )

    lot.refresh_from_db()
    assert lot.state == State.HELD
    assert not lot.tests.passed().exists()


def test_only_the_latest_report_is_corrected(officer):
    lot = at_the_laboratory()
    first = lab.reported(lot, lab.BAD)
    lab.reported(lot, lab.BAD)

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.correct(first, by=officer, correction="x", number="检3", items=lab.GOOD)

    assert refusal.value.code == "not_latest"


def test_a_correction_says_why(officer):
    old = lab.reported(at_the_laboratory(), lab.BAD)

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.correct(old, by=officer, correction=" ", number="检3", items=lab.GOOD)

    assert refusal.value.code == "no_reason"


def test_a_lot_is_not_released_while_its_test_fails(officer):
    lot = at_the_laboratory()
    lab.reported(lot, lab.BAD)
    leader_of_it = acts_for(lot.workshop.enterprise)

    with pytest.raises(TransitionRefused):
        lots.pass_test(lot, by=officer)
    with pytest.raises(TransitionRefused):
        lots.release(lot, by=leader_of_it)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(state=State.RELEASED)

    lot.refresh_from_db()
    assert lot.state == State.TESTING


def test_a_zone_lot_is_tested_for_release_by_the_zones_laboratory(officer):
    zone = ZoneFactory()
    lot = lab.made(zone=zone)

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.sample(lot, by=officer, laboratory=LaboratoryFactory())
    test = lot_tests.sample(lot, by=officer)

    assert refusal.value.code == "zone_laboratory"
    assert test.laboratory == zone.laboratory


def test_a_mandatory_test_is_made_by_an_accredited_laboratory(officer):
    expired = LaboratoryFactory(cma_valid_to=ahead(-1))

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.sample(
            lab.released(), by=officer, purpose=LotTest.Purpose.MANDATORY, laboratory=expired
        )

    assert refusal.value.code == "not_accredited"


def test_the_zones_people_record_release_tests_of_their_own_zone_only():
    zone = ZoneFactory()
    lead = acts_for(zone.lead, Role.ZONE_OPERATOR)
    inside, outside = lab.made(zone=zone), lab.made(zone=ZoneFactory())

    test = lot_tests.sample(inside, by=lead)
    test = lot_tests.report(test, by=lead, number="场1", items=lab.GOOD)

    assert test.passed
    for lot, purpose in ((outside, "release"), (inside, "mandatory")):
        with pytest.raises(TransitionRefused) as refusal:
            lot_tests.sample(lot, by=lead, purpose=purpose)
        assert refusal.value.code == "forbidden"


def test_a_workshop_operator_records_no_test_of_its_own_lot():
    lot = lab.made()
    operator = acts_for(lot.workshop.enterprise)

    with pytest.raises(TransitionRefused):
        lot_tests.sample(lot, by=operator, laboratory=LaboratoryFactory())
    with pytest.raises(TransitionRefused):
        lot_tests.report(lab.sampled(lot), by=operator, number="1", items=lab.GOOD)


def test_one_sample_of_a_lot_is_under_way_at_a_time(officer):
    lot = at_the_laboratory()
    lab.sampled(lot)

    with pytest.raises(IntegrityError), transaction.atomic():
        lab.sampled(lot)


def test_the_same_report_number_is_not_recorded_twice(officer):
    laboratory = LaboratoryFactory()
    first, second = (lab.sampled(at_the_laboratory(), laboratory=laboratory) for _ in range(2))
    lot_tests.report(first, by=officer, number="检7", items=lab.GOOD)

    with pytest.raises(Exception, match="number already"):
        lot_tests.report(second, by=officer, number="检7", items=lab.GOOD)


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-1, "before_it_was_made")])
def test_a_sample_is_of_a_day_on_which_the_lot_was_there(officer, days, code):
    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.sample(
            lab.made(), by=officer, laboratory=LaboratoryFactory(), sampled_on=ahead(days)
        )

    assert refusal.value.code == code
