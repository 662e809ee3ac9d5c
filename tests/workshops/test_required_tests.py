"""Mandatory tests are planned by class, fulfilled by reports, and stay missed once they were."""

import datetime as dt
from itertools import pairwise

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from enterprises.models.enterprise import RiskClass
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.workshops.factories import lab
from tests.workshops.factories.zone import LaboratoryFactory, ahead, workshop
from workshops import tasks
from workshops.models import LotTest, RequiredTest, TestFrequency, Workshop
from workshops.services import lot_tests, required_tests

pytestmark = pytest.mark.django_db
Purpose = LotTest.Purpose


@pytest.fixture
def rules():
    """Twice a year for class A, monthly and in three items for class D."""
    TestFrequency.objects.all().delete()
    lab.frequency("", 4)
    lab.frequency(RiskClass.A, 2)
    lab.frequency(RiskClass.D, 12, items=3)


def of_class(letter):
    of = workshop()
    raise_to(of, letter)
    return of


def raise_to(of, letter):
    of.enterprise.risk_class, of.enterprise.risk_reason = letter, "测试" if letter else ""
    of.enterprise.save(update_fields=["risk_class", "risk_reason"])


def days(of):
    return [each.isoformat() for each in of.required_tests.order_by("due_on").values_list(
        "due_on", flat=True
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "ends"),
    [
        (1, ["2026-12-31"]),
        (2, ["2026-06-30", "2026-12-31"]),
        (4, ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        (5, ["2026-03-14", "2026-05-26", "2026-08-07", "2026-10-19", "2026-12-31"]),
    ],
)
def test_a_year_falls_into_as_many_periods_as_the_class_asks_for(times, ends):
    periods = required_tests.periods(2026, times)

    assert [period.ends_on.isoformat() for period in periods] == ends
    assert periods[0].starts_on == dt.date(2026, 1, 1)
    for one, next_one in pairwise(periods):
        assert next_one.starts_on - one.ends_on == dt.timedelta(days=1)


def test_every_shipped_class_is_tested_no_less_often_than_the_one_below_it():
    on = timezone.localdate()
    rules = [TestFrequency.objects.of_class(letter, on) for letter in "ABCD"]

    assert all(rules)
    assert [rule.times for rule in rules] == sorted(rule.times for rule in rules)
    assert [rule.items for rule in rules] == sorted(rule.items for rule in rules)


@time_machine.travel("2026-01-10")
def test_planning_owes_each_operator_what_its_class_asks_for(rules):
    low, high, unknown = of_class("A"), of_class("D"), of_class("")

    tasks.plan_required_tests()

    assert days(low) == ["2026-06-30", "2026-12-31"]
    assert len(days(high)) == 12
    assert days(unknown) == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]


@time_machine.travel("2026-01-10")
def test_planning_twice_owes_nothing_twice(rules):
    of = of_class("A")
    required_tests.plan()

    assert required_tests.plan() == 0
    assert len(days(of)) == 2


@time_machine.travel("2026-01-10")
def test_each_is_a_deadline(rules):
    of = of_class("A")

    required_tests.plan()

    first = of.required_tests.order_by("due_on").first()
    deadline = Deadline.objects.of(first).get()
    assert (deadline.term, deadline.due_on) == ("required-test", first.due_on)
    assert deadline.division_id == of.division_id


def test_a_class_that_is_raised_asks_for_more_from_then_on(rules):
    with time_machine.travel("2026-01-10"):
        of = of_class("A")
        required_tests.plan()
    with time_machine.travel("2026-08-05"):
        raise_to(of, "D")

        required_tests.plan()

    assert days(of) == [
        "2026-06-30", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31",
    ]  # fmt: skip


@time_machine.travel("2026-06-20")
def test_a_period_that_is_nearly_over_asks_for_nothing(rules):
    of = of_class("A")

    required_tests.plan()

    assert days(of) == ["2026-12-31"]


@time_machine.travel("2026-01-10")
def test_a_closed_workshop_owes_nothing_more(rules):
    of = of_class("A")
    required_tests.plan()
    Workshop.objects.filter(pk=of.pk).update(
        status="closed", closed_on=dt.date(2026, 1, 10), closed_because="歇业"
    )

    required_tests.plan()

    assert not of.required_tests.owed().exists()
    assert not Deadline.objects.open().filter(term="required-test").exists()


def test_a_report_fulfils_the_test_of_its_day_passed_or_not(officer):
    lot = lab.released()
    required = lab.owed(lot.workshop)

    test = lab.fails(lot, by=officer)

    required.refresh_from_db()
    assert (required.test, required.done_on, required.missed_on) == (test, ahead(0), None)


def test_a_release_test_fulfils_nothing(officer):
    lot = lab.made(state="testing")
    lab.owed(lot.workshop)

    lot_tests.report(lab.sampled(lot), by=officer, number="检11", items=lab.GOOD)

    assert RequiredTest.objects.open().count() == 1


def test_a_missed_one_stays_missed_when_it_is_made_late(officer):
    lot = lab.released()
    required = lab.owed(lot.workshop, window_from=ahead(-90), due_on=ahead(-2))
    tasks.note_missed_tests()

    lab.fails(lot, by=officer)

    required.refresh_from_db()
    assert required.missed_on == ahead(-1)
    assert required.done_on == ahead(0)
    assert RequiredTest.objects.missed().count() == 1
    assert not RequiredTest.objects.done_in_time().exists()


def test_nobody_takes_a_miss_back():
    required = lab.owed(due_on=ahead(-2))
    required_tests.note_missed()

    for change in ({"missed_on": None}, {"due_on": ahead(9), "missed_on": ahead(10)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RequiredTest.objects.filter(pk=required.pk).update(**change)

    required.refresh_from_db()
    assert required.missed_on == ahead(-1)


def test_noting_misses_twice_notes_them_once():
    lab.owed(due_on=ahead(-2))

    assert (required_tests.note_missed(), required_tests.note_missed()) == (1, 0)


def test_a_report_of_too_few_items_does_not_do(officer):
    lot = lab.released()
    lab.owed(lot.workshop, items=3)
    test = lab.sampled(lot, purpose=Purpose.MANDATORY)

    with pytest.raises(TransitionRefused) as refusal:
        lot_tests.report(test, by=officer, number="检5", items=lab.BAD)

    assert refusal.value.code == "too_few_items"


def test_a_corrected_report_stays_the_one_that_was_owed(officer):
    lot = lab.released()
    required = lab.owed(lot.workshop)
    wrong = lab.fails(lot, by=officer)

    right = lot_tests.correct(
        wrong, by=officer, correction="样品错", number="检更9", items=lab.GOOD
    )

    required.refresh_from_db()
    assert required.test == right


def test_calling_it_off_needs_a_reason_and_ends_its_deadline(officer, inspector):
    required = lab.owed()

    with pytest.raises(TransitionRefused):
        required_tests.cancel(required, by=inspector, reason="停业")
    with pytest.raises(TransitionRefused):
        required_tests.cancel(required, by=officer, reason=" ")
    required_tests.cancel(required, by=officer, reason="停业整改")

    required.refresh_from_db()
    assert required.cancelled_because == "停业整改"
    assert not RequiredTest.objects.owed().exists()


def test_the_beat_plans_and_notes_by_itself():
    beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {"workshops.plan_required_tests", "workshops.note_missed_tests"} <= beat


def test_a_mandatory_test_is_planned_against_done_for_each_operator(officer):
    lot = lab.released()
    lab.owed(lot.workshop)
    lab.owed(lot.workshop, nth=2, window_from=ahead(-90), due_on=ahead(-61), missed_on=ahead(-60))
    lab.fails(lot, by=officer)
    lot_tests.sample(
        lab.released(),
        by=officer,
        purpose=Purpose.MANDATORY,
        laboratory=LaboratoryFactory(),
    )

    (row,) = RequiredTest.objects.by_workshop()

    assert (row["planned"], row["done"], row["in_time"], row["missed"]) == (2, 1, 1, 1)
