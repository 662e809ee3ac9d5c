import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from qualitysup.clock.models import Deadline, DeadlineChange
from qualitysup.clock.services import deadlines
from qualitysup.clock.services.deadlines import ChangeRefused
from qualitysup.notices.models import Notice
from tests.clock.factories import DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


def eight(day):
    return timezone.make_aware(dt.datetime.combine(D(day), dt.time(8)))


def test_starting_computes_the_dates_and_the_first_reminder(case, officer, on_day):
    with on_day("2026-03-02"):
        deadline = deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)

    deadline.refresh_from_db()
    assert (deadline.nominal_on, deadline.due_on) == (D("2026-05-01"), D("2026-05-06"))
    assert deadline.alarm_on == deadline.due_on
    assert deadline.next_reminder_at == eight("2026-04-29")
    assert (deadline.case, deadline.division_id) == (case, case.division_id)
    assert deadline.title == str(case)


def test_the_authoritys_own_term_is_watched_on_the_nominal_day(case, officer, on_day):
    with on_day("2026-03-02"):
        deadline = deadlines.start(case, "reinspect", on=D("2026-03-02"), holder=officer)

    assert (deadline.alarm_on, deadline.due_on) == (D("2026-05-16"), D("2026-05-18"))
    assert deadline.next_reminder_at == eight("2026-05-09")


def test_a_window_is_announced_when_it_opens(case, officer, on_day):
    with on_day("2026-06-01"):
        deadline = deadlines.start(case, "announce-window", on=D("2026-06-01"), holder=officer)

    assert (deadline.window_from, deadline.due_on) == (D("2026-08-01"), D("2026-08-29"))
    assert deadline.next_reminder_at == eight("2026-08-01")


def test_starting_again_changes_nothing_while_it_is_open(case, officer):
    first = deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)

    again = deadlines.start(case, "correct", on=D("2026-04-01"), holder=officer)

    assert again == first
    assert Deadline.objects.of(case).get().started_on == D("2026-03-02")


def test_the_database_holds_one_open_deadline_per_case_and_term(case, officer):
    first = deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)

    with pytest.raises(IntegrityError, match="open_once_per_case"), transaction.atomic():
        DeadlineFactory(case_type=first.case_type, case_id=case.pk)


def test_a_term_that_was_met_can_be_started_again(case, officer):
    deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)
    deadlines.meet(case, ["correct"], on=D("2026-04-01"))

    again = deadlines.start(case, "correct", on=D("2026-06-01"), holder=officer)

    assert deadlines.of(case, "correct") == again
    assert Deadline.objects.of(case).count() == 2


def test_meeting_ends_only_the_named_open_terms_and_silences_them(case, officer):
    for term in ("correct", "reinspect"):
        deadlines.start(case, term, on=D("2026-03-02"), holder=officer)

    assert deadlines.meet(case, ["correct", "objection"], on=D("2026-04-01")) == 1

    met = deadlines.of(case, "correct")
    assert (met.met_on, met.next_reminder_at) == (D("2026-04-01"), None)
    assert deadlines.of(case, "reinspect").is_open
    assert deadlines.meet(case, ["correct"]) == 0


def test_voiding_says_why(case, officer):
    deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)

    deadlines.void(case, ["correct"], reason="责令改正撤销")

    ended = deadlines.of(case, "correct")
    assert (ended.void_reason, ended.next_reminder_at) == ("责令改正撤销", None)
    assert not ended.is_open
    assert not Deadline.objects.overdue(on=D("2027-01-01")).exists()


def test_a_decision_sets_its_own_length_in_months(case, officer):
    deadline = deadlines.start(case, "halt-period", on=D("2026-08-31"), holder=officer, amount=6)

    assert deadline.due_on == D("2027-02-28")
    assert deadlines.computed("halt-period", D("2026-08-31"), amount=3).due == D("2026-11-30")


def test_the_length_that_the_law_sets_is_not_for_a_decision_to_change(case, officer):
    with pytest.raises(ChangeRefused) as refused:
        deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer, amount=90)
    assert refused.value.code == "fixed_length"


# --- Suspension, resumption, extension -----------------------------------------------------------


@pytest.fixture
def running(case, officer, on_day):
    with on_day("2026-03-02"):
        return deadlines.start(case, "case-decision", on=D("2026-03-02"), holder=officer)


def test_time_stands_still_while_suspended_and_counts_again_from_the_resumption(
    running, chief, on_day
):
    with on_day("2026-03-12"):
        suspended = deadlines.suspend(running, by=chief, reason="检验鉴定期间")
    assert (suspended.due_on, suspended.next_reminder_at) == (None, None)
    assert list(Deadline.objects.suspended()) == [running]

    with on_day("2026-03-22"):
        resumed = deadlines.resume(running, by=chief, reason="鉴定完毕")

    assert resumed.nominal_on == running.nominal_on + dt.timedelta(days=10)
    assert not resumed.paused
    assert resumed.next_reminder_at == eight("2026-06-03")
    assert [c.kind for c in running.changes.all()] == ["suspension", "resumption"]


def test_a_suspended_deadline_is_neither_overdue_nor_due_soon(running, chief):
    deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))

    assert not Deadline.objects.overdue(on=D("2030-01-01")).exists()
    assert not Deadline.objects.due_within(10_000, on=D("2026-03-12")).exists()


def test_the_stored_dates_follow_from_the_changes_alone(running, chief):
    deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))
    deadlines.resume(running, by=chief, reason="完毕", on=D("2026-03-22"))
    deadlines.extend(running, by=chief, reason="案情复杂", amount=30, on=D("2026-05-01"))
    stored = Deadline.objects.get()

    Deadline.objects.update(
        nominal_on=D("2026-04-01"), due_on=D("2026-04-01"), alarm_on=D("2026-04-01")
    )
    again = deadlines.recompute(running)

    assert (again.nominal_on, again.due_on) == (stored.nominal_on, stored.due_on)
    assert again.nominal_on == D("2026-03-02") + dt.timedelta(days=90 + 10 + 30)


@pytest.mark.parametrize(
    ("change", "facts", "code"),
    [
        ("resume", {}, "not_suspended"),
        ("suspend", {"on": D("2026-03-02")}, "outside_term"),
        ("suspend", {"on": D("2026-06-01")}, "outside_term"),
        ("suspend", {"reason": " "}, "no_reason"),
        ("extend", {"amount": 31}, "too_long"),
        ("extend", {"amount": 0}, "too_long"),
        ("extend", {"amount": 10, "on": D("2026-06-01")}, "too_late"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_leaves_no_trace(
    running, chief, change, facts, code
):
    facts = {"by": chief, "reason": "理由", "on": D("2026-03-20"), **facts}

    with pytest.raises(ChangeRefused) as refused:
        getattr(deadlines, change)(running, **facts)

    assert refused.value.code == code
    assert not DeadlineChange.objects.exists()


def test_what_is_suspended_is_not_suspended_again_nor_extended(running, chief):
    deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))

    for change, facts in [("suspend", {}), ("extend", {"amount": 10})]:
        with pytest.raises(ChangeRefused) as refused:
            getattr(deadlines, change)(
                running, by=chief, reason="理由", on=D("2026-03-13"), **facts
            )
        assert refused.value.code == "suspended"


def test_changes_come_in_the_order_of_time(running, chief):
    deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))
    with pytest.raises(ChangeRefused):
        deadlines.resume(running, by=chief, reason="完毕", on=D("2026-03-11"))
    deadlines.resume(running, by=chief, reason="完毕", on=D("2026-03-22"))
    with pytest.raises(ChangeRefused) as refused:
        deadlines.suspend(running, by=chief, reason="再鉴定", on=D("2026-03-21"))
    assert refused.value.code == "out_of_order"


def test_nothing_moves_a_deadline_that_has_ended(running, case, chief):
    deadlines.meet(case, ["case-decision"])

    with pytest.raises(ChangeRefused) as refused:
        deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))
    assert refused.value.code == "ended"


def test_the_old_regime_extends_once_by_thirty_days_asked_for_five_days_ahead(
    case, officer, chief, on_day
):
    with on_day("2019-09-02"):
        deadline = deadlines.start(case, "correct", on=D("2019-09-02"), holder=officer)
    assert deadline.nominal_on == D("2019-10-02")

    for facts, code in [
        ({"amount": 31, "on": D("2019-09-20")}, "too_long"),
        ({"amount": 30, "on": D("2019-09-28")}, "too_late"),
    ]:
        with pytest.raises(ChangeRefused) as refused:
            deadlines.extend(deadline, by=chief, reason="设备未到货", **facts)
        assert refused.value.code == code

    extended = deadlines.extend(
        deadline, by=chief, reason="设备未到货", amount=30, on=D("2019-09-27")
    )
    assert extended.nominal_on == D("2019-11-01")

    with pytest.raises(ChangeRefused, match="as often as"):
        deadlines.extend(deadline, by=chief, reason="仍未到货", amount=10, on=D("2019-10-10"))


def test_the_regime_since_2020_knows_no_extension(case, officer, chief):
    deadline = deadlines.start(case, "correct", on=D("2026-03-02"), holder=officer)

    with pytest.raises(ChangeRefused, match="no extension"):
        deadlines.extend(deadline, by=chief, reason="设备未到货", amount=10, on=D("2026-03-20"))


def test_changes_cannot_be_rewritten_or_removed(running, chief):
    deadlines.suspend(running, by=chief, reason="鉴定", on=D("2026-03-12"))

    for attempt in (
        lambda: DeadlineChange.objects.update(on=D("2026-03-20")),
        lambda: DeadlineChange.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
            attempt()


# --- Who answers, who sees -----------------------------------------------------------------------


def test_handing_over_tells_the_new_person_once(chief, officer):
    rows = DeadlineFactory.create_batch(3, holder=officer)
    heir = UserFactory()

    assert deadlines.hand_over(rows, to=heir, by=chief) == 3
    assert deadlines.hand_over(rows, to=heir, by=chief) == 0

    assert set(Deadline.objects.values_list("holder", flat=True)) == {heir.pk}
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (heir, "assigned")
    assert all(row.title in notice.body for row in rows)


def test_what_has_ended_is_not_handed_over(chief):
    row = DeadlineFactory(met_on=D("2026-04-01"))

    assert deadlines.hand_over([row], to=UserFactory(), by=chief) == 0


@pytest.mark.parametrize(
    ("reach", "seen"),
    [([SHUNDE], True), ([CHENCUN], True), ([BEIJIAO], False), ([HUANGSHI], False), ([], False)],
)
def test_a_deadline_is_seen_from_its_division_and_above(reach, seen):
    row = DeadlineFactory(division_id=CHENCUN)
    person = UserFactory(divisions=reach)

    assert (row in Deadline.objects.visible_to(person)) == seen


def test_overdue_is_after_the_due_day_and_due_soon_is_up_to_it():
    row = DeadlineFactory()  # due on 6 May, a nominal day on 1 May

    assert not Deadline.objects.overdue(on=D("2026-05-06")).exists()
    assert list(Deadline.objects.overdue(on=D("2026-05-07"))) == [row]
    assert row.is_overdue(on=D("2026-05-07"))
    assert list(Deadline.objects.due_within(7, on=D("2026-04-29"))) == [row]
    assert not Deadline.objects.due_within(7, on=D("2026-04-28")).exists()
    assert not Deadline.objects.due_within(7, on=D("2026-05-07")).exists()


def test_a_right_that_runs_out_is_never_overdue(case, officer):
    deadline = deadlines.start(case, "objection", on=D("2026-04-27"), holder=officer)

    assert not Deadline.objects.overdue(on=D("2026-06-01")).exists()
    assert not deadline.is_overdue(on=D("2026-06-01"))
    assert deadline.has_lapsed(on=D("2026-06-01"))


def test_a_step_that_starts_three_terms_costs_what_one_costs(officer, django_assert_num_queries):
    day = D("2026-03-02")
    deadlines.start(StationFactory(), "correct", on=day, holder=officer)
    case = StationFactory()
    terms = ["correct", "reinspect", "objection"]

    with django_assert_num_queries(5):
        started = deadlines.start_all(
            case, [deadlines.Start(term, day) for term in terms], holder=officer
        )

    assert [deadline.term for deadline in started] == terms
    assert Deadline.objects.of(case).open().count() == 3


def test_starting_several_leaves_out_what_the_law_of_the_day_did_not_know(case, officer):
    day = D("2019-06-03")
    first = deadlines.start(case, "objection", on=day, holder=officer)

    found = deadlines.start_all(
        case,
        [deadlines.Start(term, day) for term in ("correct", "reinspect", "objection")],
        holder=officer,
    )

    assert [d and d.term for d in found] == ["correct", None, "objection"]
    assert found[2] == first


@pytest.mark.parametrize(
    "broken",
    [
        {"due_on": None},
        {"paused": True},
        {"met_on": D("2026-04-01"), "next_reminder_at": eight("2026-04-29")},
        {"voided_at": eight("2026-04-01")},
        {"void_reason": "没有日期"},
        {"met_on": D("2026-04-01"), "voided_at": eight("2026-04-01"), "void_reason": "两种"},
        {"due_on": D("2026-04-30")},
        {"started_on": D("2026-05-02")},
    ],
)
def test_the_database_refuses_a_deadline_that_contradicts_itself(broken):
    row = DeadlineFactory()

    with pytest.raises(IntegrityError, match="deadline_"), transaction.atomic():
        Deadline.objects.filter(pk=row.pk).update(**broken)


# --- What the database expects ------------------------------------------------------------------


def test_the_planner_knows_that_few_of_the_days_in_the_past_are_still_owed(officer, on_day):
    def of(day, **more):
        dates = {"started_on": day, "nominal_on": day, "due_on": day} | more
        return DeadlineFactory.build(holder=officer, rule_id=1, **dates)

    days = [D("2024-01-01") + dt.timedelta(n % 500) for n in range(1000)]
    ended = [of(day, met_on=day) for day in days]
    ahead = [of(D("2026-12-01") + dt.timedelta(n % 50)) for n in range(500)]
    late = [of(D("2026-05-06")) for _ in range(5)]
    Deadline.objects.bulk_create(ended + ahead + late)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clock_deadline")

    [plan] = json.loads(Deadline.objects.overdue(D("2026-05-11")).explain(format="json"))

    assert plan["Plan"]["Plan Rows"] < 50
