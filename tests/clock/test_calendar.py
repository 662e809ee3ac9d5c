import datetime as dt
import io

import pytest
from chinese_calendar import constants
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from qualitysup.accounts.roles import Role
from qualitysup.clock import tasks
from qualitysup.clock.models import CalendarDay, CalendarYear, Deadline
from qualitysup.clock.services import calendars, deadlines
from qualitysup.notices.models import Notice
from tests.factories import StationFactory, UserFactory

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


def test_the_tables_say_of_every_day_what_the_package_says():
    calendar = CalendarYear.objects.as_calendar()

    assert calendar.holidays == constants.holidays
    assert calendar.make_up_days == constants.workdays
    assert calendar.is_known(2004)
    assert calendar.is_known(2026)
    assert not calendar.is_known(2027)


def test_the_calendar_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        CalendarYear.objects.as_calendar(D("2026-05-01"))


@pytest.fixture
def provisional(officer, on_day):
    """Needs 2027: 20 working days from 4 December 2026 end, Monday to Friday, on New Year's Day."""
    with on_day("2026-12-04"):
        return deadlines.start(StationFactory(), "disclose", on=D("2026-12-04"), holder=officer)


def announce_2027(monkeypatch):
    """The package after an update: New Year's holiday of 2027 and its make-up Sunday."""
    holidays = {D("2027-01-01"): "New Year's Day", D("2027-01-02"): "New Year's Day"}
    monkeypatch.setattr(constants, "holidays", {**constants.holidays, **holidays})
    monkeypatch.setattr(
        constants, "workdays", {**constants.workdays, D("2027-01-03"): "New Year's Day"}
    )


def test_a_deadline_beyond_the_known_years_is_computed_and_marked(provisional):
    assert provisional.due_on == D("2027-01-01")
    assert provisional.provisional


def test_the_new_years_data_moves_provisional_deadlines_and_their_reminders(
    provisional, officer, monkeypatch, on_day
):
    certain = deadlines.start(StationFactory(), "correct", on=D("2026-03-02"), holder=officer)
    announce_2027(monkeypatch)
    out = io.StringIO()

    with on_day("2026-12-10"):
        call_command("import_calendar", "2027", stdout=out)

    provisional.refresh_from_db()
    assert provisional.due_on == D("2027-01-03")  # a Sunday that is worked
    assert not provisional.provisional
    assert provisional.next_reminder_at.date() == D("2026-12-27")
    assert Deadline.objects.get(pk=certain.pk).due_on == certain.due_on
    assert "1" in out.getvalue()


def test_importing_a_year_again_changes_nothing(provisional, monkeypatch):
    announce_2027(monkeypatch)
    assert calendars.import_year(2027) == 1
    assert calendars.import_year(2027) == 0
    assert CalendarDay.objects.filter(in_year=2027).count() == 3


def test_a_year_the_package_does_not_know_is_refused():
    with pytest.raises(CommandError, match="2004 to 2026"):
        call_command("import_calendar", "2027")
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_one_day_typed_in_moves_what_counted_across_it(officer):
    across = deadlines.start(StationFactory(), "service", on=D("2026-11-02"), holder=officer)
    after = deadlines.start(StationFactory(), "service", on=D("2026-11-05"), holder=officer)
    assert across.due_on == D("2026-11-11")

    day = CalendarDay(day=D("2026-11-05"), kind="holiday", name="台风停工")
    assert calendars.set_day(day) == 1

    across.refresh_from_db()
    assert across.due_on == D("2026-11-12")
    assert Deadline.objects.get(pk=after.pk).due_on == after.due_on

    assert calendars.clear_day(day) == 1
    across.refresh_from_db()
    assert across.due_on == D("2026-11-11")


def test_what_has_ended_keeps_the_day_it_had(provisional, monkeypatch):
    Deadline.objects.update(met_on=D("2026-12-20"), next_reminder_at=None)
    announce_2027(monkeypatch)

    assert calendars.import_year(2027) == 0


def test_recomputing_costs_the_same_for_two_deadlines_and_twelve(
    officer, django_assert_num_queries
):
    def start(count):
        for _ in range(count):
            deadlines.start(StationFactory(), "service", on=D("2026-11-02"), holder=officer)

    start(2)
    with django_assert_num_queries(23) as two:
        calendars.set_day(CalendarDay(day=D("2026-11-05"), kind="holiday"))
    start(10)
    with django_assert_num_queries(len(two)):
        assert calendars.set_day(CalendarDay(day=D("2026-11-06"), kind="holiday")) == 12


def test_a_day_lies_in_its_own_year():
    with pytest.raises(IntegrityError, match="calendar_day_in_its_year"), transaction.atomic():
        CalendarDay.objects.create(day=D("2026-11-05"), in_year_id=2025, kind="holiday")
    with pytest.raises(ValidationError):
        calendars.set_day(CalendarDay(day=D("2026-11-05"), kind="feast"))


# --- The alarm -----------------------------------------------------------------------------------


@pytest.fixture
def keepers(leader):
    return leader, UserFactory(username="sysadmin", roles=[Role.SYSTEM_ADMINISTRATOR])


@pytest.mark.parametrize(("day", "count"), [("2026-10-31", 0), ("2026-11-01", 2)])
def test_from_november_a_missing_year_alarms_the_administrator_and_the_leaders(
    keepers, officer, on_day, day, count
):
    with on_day(day):
        tasks.check_calendar()

    assert Notice.objects.count() == count
    assert set(Notice.objects.values_list("recipient__username", flat=True)) <= {
        "leader",
        "sysadmin",
    }


def test_the_alarm_comes_once_a_week_until_the_year_is_there(keepers, on_day, monkeypatch):
    for day in range(2, 16):  # two weeks, Monday to Sunday
        with on_day(f"2026-11-{day:02}"):
            tasks.check_calendar()
            tasks.check_calendar()
    assert Notice.objects.count() == 2 * len(keepers)

    announce_2027(monkeypatch)
    calendars.import_year(2027)
    with on_day("2026-11-16"):
        tasks.check_calendar()
    assert Notice.objects.count() == 2 * len(keepers)


def test_in_january_the_running_year_is_what_is_missing(keepers, on_day):
    with on_day("2027-01-04"):
        tasks.check_calendar()

    assert set(Notice.objects.values_list("topic", flat=True)) == {"calendar:2027"}
