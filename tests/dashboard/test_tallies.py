"""Tallies agree with the rows whatever happens to these, and are put right where they do not."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from enterprises.models import Enterprise
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.dashboard import registry
from qualitysup.dashboard.models import Tally, TallyChange, TallyCheck
from qualitysup.dashboard.projection import NotKept, Projection
from qualitysup.dashboard.registry import figure_of
from qualitysup.dashboard.selectors import sums
from qualitysup.dashboard.services import tallies
from qualitysup.dashboard.timing import on
from qualitysup.notices.models import Notice
from tests.brands.factories import granted
from tests.clock.factories import ON, DeadlineFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
PROVINCE = "440000000000"


def amount(key, place, day=None, value="", dimension=""):
    day = day or timezone.localdate()
    return sums([key], [place], [day], dimension)[key, value, place, day]


def late(days=3, **facts):
    due = timezone.localdate() - dt.timedelta(days)
    return DeadlineFactory(due_on=due, nominal_on=due, started_on=min(ON, due), **facts)


@pytest.fixture(params=["appended", "folded"])
def settle(request):
    """Figures are the same before the task has folded what was appended, and after it."""
    return tallies.fold if request.param == "folded" else lambda: None


def test_a_row_counts_where_it_lies_and_everywhere_above(settle):
    late(division_id=CHENCUN)
    late(division_id=BEIJIAO)
    settle()
    counted = [amount("overdue", place) for place in (CHENCUN, BEIJIAO, SHUNDE, PROVINCE)]
    assert counted == [1, 1, 2, 2]


def test_it_counts_while_it_stands_and_not_before_or_after(settle):
    today = timezone.localdate()
    deadline = late(days=40, division_id=CHENCUN)
    Deadline.objects.filter(pk=deadline.pk).update(
        met_on=today - dt.timedelta(10), next_reminder_at=None
    )
    settle()
    days = [today - dt.timedelta(back) for back in (40, 39, 11, 10, 0)]
    found = sums(["overdue"], [CHENCUN], days)
    assert [found["overdue", "", CHENCUN, day] for day in days] == [0, 1, 1, 0, 0]


def test_a_change_past_the_orm_counts_as_well(settle):
    late(division_id=CHENCUN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clock_deadline SET division_id = %s", [BEIJIAO])
    settle()
    assert (amount("overdue", CHENCUN), amount("overdue", BEIJIAO)) == (0, 1)


def test_many_at_once_are_one_change_and_a_deleted_row_is_taken_away(settle):
    for _ in range(3):
        late(days=2, division_id=CHENCUN)
    TallyChange.objects.all().delete()

    Deadline.objects.update(division_id=BEIJIAO)

    moved = TallyChange.objects.filter(dimension="").values_list("division_id", "amount")
    assert sorted(moved) == [(CHENCUN, -3), (BEIJIAO, 3)]
    Deadline.objects.all().delete()
    settle()
    assert amount("overdue", SHUNDE) == -3  # what was appended for the three was thrown away


def test_what_changes_nothing_that_is_counted_appends_nothing():
    deadline = late()
    TallyChange.objects.all().delete()
    Deadline.objects.filter(pk=deadline.pk).update(title="anders", path="/x/")
    assert not TallyChange.objects.exists()


def test_rows_move_along_with_the_row_that_says_where_they_are(settle):
    honour = granted(EnterpriseFactory(division_id=CHENCUN))
    Enterprise.objects.filter(pk=honour.enterprise_id).update(division_id=BEIJIAO)
    settle()
    day = honour.granted_on
    assert amount("honours-granted", CHENCUN, day) == 0
    assert amount("honours-granted", BEIJIAO, day) == 1


def test_values_are_told_apart(settle):
    chen = UserFactory()
    late(division_id=CHENCUN, holder=chen)
    late(division_id=CHENCUN, holder=None)
    settle()
    assert amount("overdue", CHENCUN, value=str(chen.pk), dimension="holder") == 1
    assert amount("overdue", CHENCUN, value="", dimension="holder") == 1


def appended(count):
    TallyChange.objects.bulk_create(
        TallyChange(indicator="visits", division_id=CHENCUN, day=dt.date(2026, 1, 1), amount=1)
        for _change in range(count)
    )


def test_folding_what_came_at_once_reads_each_change_a_few_times_and_no_more():
    """The planner learned of a table that is empty most of the time; then a register came."""
    appended(100)
    tallies.fold()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dashboard_tallychange")
        read = {}
        for count in (1000, 4000):
            appended(count)
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {tallies.FOLD}", [count])
            plan = cursor.fetchone()[0][0]["Plan"]
            taken = next(part for part in plan["Plans"] if part["Subplan Name"] == "CTE taken")
            read[count] = taken["Shared Hit Blocks"] + taken["Shared Read Blocks"]

    assert not TallyChange.objects.exists()
    assert read[4000] < 6 * read[1000]


def test_folding_twice_adds_nothing(settle):
    late(division_id=CHENCUN)
    assert tallies.fold() > 0
    assert tallies.fold() == 0
    assert amount("overdue", CHENCUN) == 1


def test_what_is_rolled_back_was_never_counted():
    with transaction.atomic():
        late(division_id=CHENCUN)
        transaction.set_rollback(True)
    assert amount("overdue", CHENCUN) == 0


@pytest.mark.parametrize("span", Tally.Span)
def test_a_tally_that_somebody_spoilt_is_found_told_of_and_put_right(span):
    administrator = UserFactory(roles=[Role.SYSTEM_ADMINISTRATOR], divisions=[])
    late(days=400, division_id=CHENCUN)
    late(division_id=BEIJIAO)
    tallies.fold()
    spoilt = Tally.objects.filter(indicator="overdue", span=span, division_id=CHENCUN, value="")
    spoilt.filter(dimension="").update(amount=7)
    late(division_id=CHENCUN)  # appended and not folded yet: no drift

    tallies.compare()

    [check] = TallyCheck.objects.differed()
    assert (check.indicator, check.wrong, check.off_by) == ("overdue", 1, 6)
    assert amount("overdue", CHENCUN) == 2
    assert "overdue" in Notice.objects.get(recipient=administrator).body
    tallies.compare()
    assert TallyCheck.objects.differed().count() == 1
    assert Notice.objects.filter(recipient=administrator).count() == 1


def test_rows_written_past_the_triggers_are_counted_by_night():
    late(division_id=CHENCUN)
    TallyChange.objects.all().delete()
    assert amount("overdue", CHENCUN) == 0
    tallies.compare()
    assert amount("overdue", CHENCUN) == 1


def test_an_indicator_that_is_new_is_counted_when_it_is_installed():
    late(division_id=CHENCUN)
    tallies.fold()
    Tally.objects.filter(indicator="overdue").delete()
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON FUNCTION tally_clock_deadline IS 'an earlier declaration'")

    assert tallies.install() == ["tally_clock_deadline"]

    assert amount("overdue", CHENCUN) == 1
    assert TallyCheck.objects.filter(indicator="overdue", built=True).exists()
    assert tallies.install() == []


def test_what_nobody_declares_any_longer_is_dropped(monkeypatch):
    late(division_id=CHENCUN)
    for name in ("overdue", "deadlines-met", "deadlines-met-in-time"):
        monkeypatch.delitem(registry._indicators, name)
    tallies.projections.cache_clear()
    tallies.watched.cache_clear()
    try:
        tallies.install()
        assert not TallyChange.objects.filter(indicator="overdue").exists()
        late(division_id=CHENCUN)
        assert not TallyChange.objects.filter(indicator="overdue").exists()
    finally:
        tallies.projections.cache_clear()
        tallies.watched.cache_clear()


def test_an_indicator_that_asks_other_tables_is_refused():
    asks = figure_of(
        Deadline,
        "asks",
        "",
        "",
        lambda rows: rows.filter(pk__in=Deadline.objects.overdue().values("pk")),
        timing=on("met_on"),
        theme="",
    )
    with pytest.raises(NotKept, match="ask other tables"):
        _ = Projection(asks).parts


def test_no_projection_depends_on_the_day_on_which_it_is_made(time_machine):
    def all_parts():
        return [Projection(one).parts for one in registry.kept_indicators()]

    time_machine.move_to(dt.datetime(2026, 5, 6, tzinfo=dt.UTC))
    then = all_parts()
    time_machine.move_to(dt.datetime(2031, 1, 2, tzinfo=dt.UTC))
    assert all_parts() == then


@pytest.mark.django_db(transaction=True)
def test_writers_folders_and_comparers_at_once_leave_nothing_out():
    EnterpriseFactory()
    stop = threading.Event()

    def again_and_again(work):
        def run():
            try:
                while not stop.is_set():
                    work()
            finally:
                connection.close()

        return threading.Thread(target=run)

    others = [again_and_again(tallies.fold), again_and_again(tallies.reconcile)]
    for each in others:
        each.start()
    try:
        for _ in range(30):
            late(division_id=CHENCUN)
    finally:
        stop.set()
        for each in others:
            each.join()

    assert amount("overdue", CHENCUN) == 30
    tallies.fold()
    assert amount("overdue", CHENCUN) == 30
    assert not TallyCheck.objects.differed().exists()
