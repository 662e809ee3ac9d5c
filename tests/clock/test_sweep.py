import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.clock import tasks
from qualitysup.clock.models import Deadline, ReminderStage
from qualitysup.clock.services import deadlines, sweep
from qualitysup.notices.models import Kind, Notice
from tests.clock.factories import DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory

D = dt.date.fromisoformat

# The ladder of a correction due on 6 May, typed out: day, who, kind.
LADDER = [
    ("2026-04-29", "officer", Kind.REMINDER),
    ("2026-05-03", "officer", Kind.REMINDER),
    ("2026-05-05", "officer", Kind.REMINDER),
    ("2026-05-06", "officer", Kind.REMINDER),
    ("2026-05-07", "chief", Kind.ESCALATION),
    ("2026-05-07", "officer", Kind.OVERDUE),
    ("2026-05-09", "leader", Kind.ESCALATION),
]


def eight(day):
    return timezone.make_aware(dt.datetime.combine(D(day), dt.time(8)))


def told():
    rows = Notice.objects.values_list("about", "recipient__username", "kind")
    return sorted((str(about), who, kind) for about, who, kind in rows)


@pytest.fixture
def people(officer, chief, leader):
    return officer, chief, leader


@pytest.fixture
def ordered(case, people, on_day):
    """A correction ordered on 2 March, due on 6 May."""
    with on_day("2026-03-02"):
        return deadlines.start(case, "correct", on=D("2026-03-02"), holder=people[0])


def test_every_stage_is_told_on_its_day_at_eight_and_to_whom_it_concerns(ordered, on_day):
    for day in (D("2026-04-20") + dt.timedelta(n) for n in range(30)):
        before = len(told())
        with on_day(str(day), 7, 59):
            sweep.sweep()
        assert len(told()) == before
        with on_day(str(day), 8):
            sweep.sweep()

    assert told() == LADDER
    ordered.refresh_from_db()
    assert ordered.next_reminder_at is None


def test_after_three_days_of_outage_everybody_is_told_once_how_it_stands(ordered, on_day):
    with on_day("2026-05-04"):
        sweep.sweep()
    with on_day("2026-05-07", 9):
        sweep.sweep()
        sweep.sweep()

    # The stages of the 5th and 6th passed unnoticed; the one of the 7th says what they would.
    assert told() == [
        ("2026-05-03", "officer", Kind.REMINDER),
        ("2026-05-07", "chief", Kind.ESCALATION),
        ("2026-05-07", "officer", Kind.OVERDUE),
    ]
    late = Notice.objects.get(recipient__username="officer", about="2026-05-07").subject
    assert "was due on 2026-05-06 Wed, late by 1 day" in late


def test_nobody_gets_two_notices_of_one_deadline_with_the_same_subject(ordered, people, on_day):
    with on_day("2026-05-10", 9):
        sweep.sweep()

    assert Counter(Notice.objects.values_list("recipient__username", flat=True)) == {
        "officer": 1,
        "chief": 1,
        "leader": 1,
    }
    assert Notice.objects.get(recipient=people[0]).kind == Kind.OVERDUE


def test_sweeping_again_owes_nothing_more(ordered, on_day):
    with on_day("2026-05-09", 9):
        assert sweep.sweep() == 3
        assert sweep.sweep() == 0
        tasks.sweep_deadlines()

    assert told() == LADDER[-3:]


def test_the_same_stage_owed_by_hand_again_stays_one_notice(ordered, on_day):
    with on_day("2026-04-29", 8):
        sweep.sweep()
        Deadline.objects.update(next_reminder_at=eight("2026-04-29"))
        assert sweep.sweep() == 0

    assert Notice.objects.count() == 1


def test_what_is_met_is_not_reminded_of(ordered, case, on_day):
    deadlines.meet(case, ["correct"], on=D("2026-04-01"))

    with on_day("2026-06-01"):
        assert sweep.sweep() == 0


def test_a_deadline_that_moved_reminds_again_of_its_new_day(case, people, chief, on_day):
    with on_day("2026-03-02"):
        row = deadlines.start(case, "case-decision", on=D("2026-03-02"), holder=people[0])
    with on_day("2026-05-25"):
        sweep.sweep()  # seven days before 31 May
        deadlines.extend(row, by=chief, reason="案情复杂", amount=30)
    with on_day("2026-06-24"):
        sweep.sweep()  # seven days before 30 June

    assert [about for about, _who, _kind in told()] == ["2026-05-24", "2026-06-23"]


def test_an_order_entered_late_tells_only_what_it_is_late_for(case, people, on_day):
    with on_day("2026-05-08"):
        deadlines.start(case, "correct", on=D("2026-03-02"), holder=people[0])
        sweep.sweep()

    # Due on the 6th: today's standing, not the reminders of April nor that of the day itself.
    assert told() == [row for row in LADDER if row[0] == "2026-05-07"]


def test_an_order_entered_on_its_last_day_says_so_at_once(case, people, on_day):
    with on_day("2026-05-06", 15):
        deadlines.start(case, "correct", on=D("2026-03-02"), holder=people[0])
        sweep.sweep()

    assert told() == [("2026-05-06", "officer", Kind.REMINDER)]


def test_a_right_that_ran_out_is_reported_to_the_desk_and_escalates_to_nobody(case, people, on_day):
    with on_day("2026-04-27"):
        deadlines.start(case, "objection", on=D("2026-04-27"), holder=people[0])
    with on_day("2026-06-01"):
        sweep.sweep()

    assert {(who, kind) for _about, who, kind in told()} == {("officer", Kind.REMINDER)}
    assert Notice.objects.get(about="2026-05-13").subject.startswith(
        "objection to the test result: ended on 2026-05-12"
    )


def test_the_window_is_announced_on_the_day_it_opens(case, people, on_day):
    with on_day("2026-06-01"):
        deadlines.start(case, "announce-window", on=D("2026-06-01"), holder=people[0])
    with on_day("2026-08-01", 8):
        sweep.sweep()

    assert "possible now, until 2026-08-29" in Notice.objects.get().subject


# --- Nobody is never the answer ------------------------------------------------------------------


@pytest.fixture
def due(people, on_day):
    return DeadlineFactory(holder=people[0], next_reminder_at=eight("2026-05-05"))


def recipients():
    return {notice.recipient.username for notice in Notice.objects.select_related("recipient")}


def test_the_reminder_of_somebody_who_left_falls_to_the_desk_of_the_division(due, people, on_day):
    desk = UserFactory(username="desk", divisions=[CHENCUN])
    UserFactory(username="elsewhere", divisions=[BEIJIAO])
    UserFactory(username="left", divisions=[CHENCUN], is_active=False)
    User.objects.filter(pk=people[0].pk).update(is_active=False)

    with on_day("2026-05-05"):
        sweep.sweep()

    assert recipients() == {desk.username}


def test_the_reminder_of_somebody_who_works_elsewhere_now_does_not_follow_them(due, people, on_day):
    people[0].divisions.set([HUANGSHI])

    with on_day("2026-05-05"):
        sweep.sweep()

    assert recipients() == {"chief"}


def test_without_anybody_at_the_desk_it_climbs_the_ladder(due, people, on_day):
    Deadline.objects.update(holder=None)
    User.objects.filter(roles__contains=[Role.CASE_OFFICER]).update(is_active=False)
    User.objects.filter(roles__contains=[Role.SECTION_HEAD]).update(is_active=False)

    with on_day("2026-05-05"):
        sweep.sweep()

    assert recipients() == {"leader"}


def test_with_nobody_at_all_it_stays_due_and_is_logged_until_somebody_comes(
    due, people, on_day, caplog
):
    other = DeadlineFactory(
        division_id=HUANGSHI,
        holder=UserFactory(username="hs", divisions=[HUANGSHI]),
        next_reminder_at=eight("2026-05-05"),
    )
    User.objects.exclude(pk=other.holder_id).update(is_active=False)

    with on_day("2026-05-05"):
        sweep.sweep()

    due.refresh_from_db()
    assert due.next_reminder_at == eight("2026-05-05")
    assert recipients() == {"hs"}
    assert f"nobody is there to be told, e.g. [{due.pk}]" in caplog.text

    UserFactory(username="new", divisions=[CHENCUN])
    with on_day("2026-05-06"):
        sweep.sweep()
    assert recipients() == {"hs", "new"}
    assert [about for about, who, _kind in told() if who == "new"] == ["2026-05-06"]


def test_somebody_who_is_both_officer_and_section_head_is_told_once_a_stage(case, on_day):
    both = UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD])
    row = DeadlineFactory(holder=both, next_reminder_at=eight("2026-05-07"))

    with on_day("2026-05-07"):
        sweep.sweep()

    assert Notice.objects.filter(topic=f"deadline:{row.pk}").count() == 1


def test_each_person_reads_in_their_own_language(ordered, people, on_day):
    people[0].language = "en"
    people[0].save()

    with on_day("2026-04-29", 8):
        sweep.sweep()

    notice = Notice.objects.get()
    assert notice.subject.startswith("correction ordered: due on 2026-05-06 Wed, 7 days left –")
    assert "Nominal day, before it moves for a holiday: 2026-05-01 Fri" in notice.body


def test_a_new_stage_gives_running_deadlines_a_new_next_moment(ordered, on_day):
    with on_day("2026-04-01"):
        ReminderStage.objects.create(offset=-14, audience="holder")
        assert deadlines.reschedule() == 1

    ordered.refresh_from_db()
    assert ordered.next_reminder_at == eight("2026-04-22")


# --- What it costs -------------------------------------------------------------------------------


def test_a_sweep_asks_the_same_for_one_due_among_few_and_twelve_among_many(
    people, on_day, django_assert_num_queries
):
    sleeping = {"holder": people[0], "next_reminder_at": eight("2026-05-31")}
    DeadlineFactory.create_batch(3, **sleeping)
    DeadlineFactory(holder=people[0], next_reminder_at=eight("2026-05-05"))
    with on_day("2026-05-05"):
        with django_assert_num_queries(8) as few:
            assert sweep.sweep() == 1

        DeadlineFactory.create_batch(60, **sleeping)
        DeadlineFactory.create_batch(12, holder=people[0], next_reminder_at=eight("2026-05-05"))
        with django_assert_num_queries(len(few)):
            assert sweep.sweep() == 12


def test_a_sweep_with_nothing_due_asks_for_the_stages_and_for_what_is_due(
    ordered, on_day, django_assert_num_queries
):
    with on_day("2026-04-01"), django_assert_num_queries(4):  # two of them a savepoint
        sweep.sweep()


def test_what_is_due_is_found_through_its_own_index(ordered):
    DeadlineFactory.create_batch(5)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = Deadline.objects.to_remind(timezone.now())[:200].explain()

    assert "deadline_next_reminder" in plan
    assert "Sort" not in plan


def test_more_than_one_batch_is_swept_in_one_run(people, on_day, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 4)
    DeadlineFactory.create_batch(10, holder=people[0], next_reminder_at=eight("2026-05-05"))

    with on_day("2026-05-05"):
        assert sweep.sweep() == 10


# --- Two at once ---------------------------------------------------------------------------------


def test_two_sweeps_at_the_same_time_share_the_work_and_owe_each_stage_once(
    transactional_db, monkeypatch
):
    monkeypatch.setattr(sweep, "BATCH", 5)
    due_on = timezone.localdate()
    officer = UserFactory()
    DeadlineFactory.create_batch(
        60,
        holder=officer,
        started_on=due_on - dt.timedelta(60),
        nominal_on=due_on,
        due_on=due_on,
        next_reminder_at=timezone.now() - dt.timedelta(days=1),
    )
    together = threading.Barrier(3)

    def run(_number):
        together.wait()
        try:
            return sweep.sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        owed = list(pool.map(run, range(3)))

    stages = Notice.objects.values_list("topic", "stage", "recipient")
    assert len(stages) == len(set(stages)) == sum(owed)
    assert Notice.objects.values("topic").distinct().count() == 60
    assert not Deadline.objects.to_remind(timezone.now()).exists()
    assert sum(bool(each) for each in owed) > 1
