import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.services import merging
from inspections import tasks
from inspections.models import Checklist, Patrol
from inspections.services import patrols, routes
from inspections.workflow.patrol import PATROL
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.notices.models import Notice
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, StationFactory, UserFactory
from tests.inspections.factories import (
    ChecklistVersionFactory,
    LeaveFactory,
    PatrolFactory,
    PatrolPlanFactory,
    RectificationOrderFactory,
    RoundFactory,
    VisitFactory,
)
from tests.inspections.stories import followed_up

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def station():
    return StationFactory(division_id=CHENCUN)


@pytest.fixture
def pair(station):
    return UserFactory.create_batch(2, badged=True, station=station, roles=[Role.INSPECTOR])


def open_deadline(patrol):
    return Deadline.objects.of(patrol).open().get()


def refused(code):
    return pytest.raises(TransitionRefused, check=lambda refusal: refusal.code == code)


# --- Who goes ------------------------------------------------------------------------------------


def test_two_with_a_valid_badge_are_sent_and_the_first_answers_for_the_deadline(chief, pair):
    patrol = patrols.assign(PatrolFactory(), by=chief, inspector=pair[0], partner=pair[1])

    assert (patrol.inspector, patrol.partner) == tuple(pair)
    assert patrol.station == pair[0].station
    assert open_deadline(patrol).holder == pair[0]
    assert Notice.objects.filter(recipient=pair[0]).count() == 1


def test_nobody_goes_on_a_badge_that_expired_yesterday(chief, pair):
    """行政处罚法 42, 55."""
    patrol = PatrolFactory(due_in=0)
    pair[1].badge_valid_to = timezone.localdate() - DAY
    pair[1].save()

    with refused("badge"):
        patrols.assign(patrol, by=chief, inspector=pair[0], partner=pair[1])

    patrol.refresh_from_db()
    assert patrol.inspector is None
    assert not patrol.log.exists()


def test_the_badge_has_to_be_valid_on_the_day_not_today(chief, pair):
    pair[0].badge_valid_to = timezone.localdate() + 3 * DAY
    pair[0].save()

    with refused("badge"):
        patrols.assign(PatrolFactory(due_in=5), by=chief, inspector=pair[0], partner=pair[1])


def test_one_person_is_not_two(chief, pair):
    with refused("same_person"):
        patrols.assign(PatrolFactory(), by=chief, inspector=pair[0], partner=pair[0])


def test_the_database_knows_that_one_person_is_not_two(pair):
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolFactory(inspector=pair[0], partner=pair[0])


def test_the_station_sends_its_own_people(chief, pair):
    patrol = PatrolFactory(station=StationFactory(division_id=BEIJIAO))

    with refused("other_station"):
        patrols.assign(patrol, by=chief, inspector=pair[0], partner=pair[1])


def test_nobody_is_sent_where_they_do_not_work(chief, pair):
    pair[1].divisions.set([BEIJIAO])

    with refused("elsewhere"):
        patrols.assign(PatrolFactory(), by=chief, inspector=pair[0], partner=pair[1])


def test_nobody_is_called_back_from_leave(chief, pair):
    patrol = PatrolFactory(due_in=3)
    day = timezone.localdate()
    LeaveFactory(person=pair[0], starts_on=day, ends_on=day + 3 * DAY)

    with refused("on_leave"):
        patrols.assign(patrol, by=chief, inspector=pair[0], partner=pair[1], planned_on=day + DAY)


def test_of_many_each_is_assigned_or_says_why_not(chief, pair):
    many = [*PatrolFactory.create_batch(3), PatrolFactory(due_in=600)]

    assigned, said = patrols.assign_many(many, by=chief, inspector=pair[0], partner=pair[1])

    assert len(assigned) == 3
    assert [(patrol.pk, refusal.code) for patrol, refusal in said] == [(many[3].pk, "badge")]


def test_the_list_assigns_many_and_reports_who_was_refused(chief, pair, client):
    client.force_login(chief, backend="qualitysup.accounts.backends.RoleBackend")
    many = [*PatrolFactory.create_batch(2), PatrolFactory(due_in=600)]

    response = client.post(
        "/admin/inspections/patrol/",
        {
            "action": "step_assign",
            "_selected_action": [patrol.pk for patrol in many],
            "confirmed": "1",
            "on": timezone.localdate().isoformat(),
            "inspector": pair[0].pk,
            "partner": pair[1].pk,
        },
        follow=True,
    )

    told = [str(message) for message in response.context["messages"]]
    assert Patrol.objects.filter(inspector=pair[0]).count() == 2
    assert told[0].startswith("2")
    assert told[1].startswith("1")


# --- When ----------------------------------------------------------------------------------------


def test_postponing_needs_a_reason_and_starts_the_deadline_anew(chief):
    patrol = PatrolFactory()
    was, later = patrol.due_on, patrol.due_on + 10 * DAY

    with refused("no_reason"):
        patrols.postpone(patrol, by=chief, due_on=later, note=" ")
    patrol = patrols.postpone(patrol, by=chief, due_on=later, note="企业停产检修")

    assert patrol.due_on == later
    assert open_deadline(patrol).due_on == later
    assert Deadline.objects.of(patrol).get(voided_at__isnull=False).due_on == was
    told = patrol.postponements.get()
    assert (told.from_on, told.to_on, told.reason) == (was, later, "企业停产检修")


def test_a_patrol_is_not_put_off_past_the_laws_floor_in_silence(chief, officer):
    """食品生产经营监督检查管理办法 22: once in two years."""
    patrol = PatrolFactory(due_in=10)
    whole = Checklist.objects.create(code="whole", name="全项检查表", covers_all=True)
    VisitFactory(
        enterprise=patrol.enterprise,
        checklist_version=ChecklistVersionFactory(checklist=whole),
        started_at=timezone.now() - 700 * DAY,
    )
    # Seen since, but not in full.
    VisitFactory(enterprise=patrol.enterprise)
    late = timezone.localdate() + 60 * DAY

    with refused("past_floor") as refusal:
        patrols.postpone(patrol, by=officer, due_on=late, note="停产")
    assert not refusal.value.overridable
    with refused("past_floor") as refusal:
        patrols.postpone(patrol, by=chief, due_on=late, note="停产")
    assert refusal.value.overridable

    patrol = patrols.postpone(patrol, by=chief, due_on=late, note="停产", override="企业整体停产")

    assert patrol.postponements.get().override == "企业整体停产"


def test_a_missed_patrol_is_not_postponed(chief):
    patrol = PatrolFactory(due_in=-1)

    with refused("not_missed"):
        patrols.postpone(patrol, by=chief, due_on=timezone.localdate() + 9 * DAY, note="晚了")


# --- How it ends ---------------------------------------------------------------------------------


def finished(patrol, on=None):
    visit = VisitFactory(
        enterprise=patrol.enterprise,
        errand=patrol.pk,
        received_by=UserFactory(roles=[Role.INSPECTOR], badged=True),
        started_at=timezone.make_aware(
            dt.datetime.combine(on or timezone.localdate(), dt.time(0, 1))
        ),
    )
    followed_up(visit)
    patrol.refresh_from_db()
    return visit


def test_the_visit_that_was_made_for_it_ends_a_patrol(chief):
    patrol = PatrolFactory()

    visit = finished(patrol)

    assert (patrol.state, patrol.visit, patrol.done_on) == ("done", visit, timezone.localdate())
    assert patrol.missed_on is None
    assert Deadline.objects.of(patrol).get().met_on == timezone.localdate()


def test_made_late_is_done_and_still_missed():
    patrol = PatrolFactory(due_in=-3)
    patrols.note_missed()

    finished(patrol)

    assert patrol.state == "done"
    assert patrol.missed_on == patrol.due_on + DAY
    assert patrol in Patrol.objects.missed()
    assert patrol not in Patrol.objects.done_in_time()


def test_a_visit_in_time_that_arrived_late_was_in_time():
    """The phone had no signal; the day of the visit decides."""
    patrol = PatrolFactory(due_in=-3)
    patrols.note_missed()

    finished(patrol, on=patrol.due_on)

    assert patrol.missed_on is None
    assert patrol.done_on == patrol.due_on
    assert Deadline.objects.of(patrol).get().met_on == patrol.due_on


def test_a_visit_changes_nothing_of_a_patrol_that_ended(chief):
    patrol = patrols.cancel(PatrolFactory(), by=chief, note="已注销")

    finished(patrol)

    assert (patrol.state, patrol.visit) == ("cancelled", None)


def test_a_visit_elsewhere_does_not_end_a_patrol():
    patrol, other = PatrolFactory(), EnterpriseFactory()
    visit = VisitFactory(enterprise=other, errand=patrol.pk)

    followed_up(visit)

    patrol.refresh_from_db()
    assert patrol.state == "planned"


def test_cancelling_needs_a_reason_and_nothing_is_owed_any_more(chief):
    patrol = PatrolFactory()

    with refused("no_reason"):
        patrols.cancel(patrol, by=chief, note="")
    patrols.cancel(patrol, by=chief, note="企业已注销")

    assert not Deadline.objects.of(patrol).open().exists()


# --- Missed --------------------------------------------------------------------------------------


def test_beat_missed_for_a_week_notes_each_patrol_once_with_its_true_day():
    with time_machine.travel("2026-11-02 09:00 +0800"):
        first, second = PatrolFactory(due_in=1), PatrolFactory(due_in=4)
    with time_machine.travel("2026-11-12 09:00 +0800"):
        tasks.note_missed_patrols()
        versions = list(Patrol.objects.order_by("pk").values_list("version", flat=True))
        tasks.note_missed_patrols()

    rows = list(Patrol.objects.order_by("pk").values_list("pk", "missed_on", "version"))
    assert rows == [
        (first.pk, dt.date(2026, 11, 4), versions[0]),
        (second.pk, dt.date(2026, 11, 7), versions[1]),
    ]


def test_a_patrol_is_not_missed_on_its_day():
    PatrolFactory(due_in=0)

    assert patrols.note_missed() == 0


def test_a_missed_day_is_not_moved_past_the_service():
    patrol = PatrolFactory(due_in=-3)
    patrols.note_missed()
    patrol.refresh_from_db()
    patrol.due_on += 9 * DAY
    patrol.missed_on += 9 * DAY

    with pytest.raises(DatabaseError), transaction.atomic():
        patrol.save()


def test_stations_are_counted_by_what_was_due(station):
    PatrolFactory(station=station)
    PatrolFactory(station=station, due_in=-3)
    finished(PatrolFactory(station=station, due_in=-3))
    finished(PatrolFactory(station=station))
    patrols.note_missed()

    counted = Patrol.objects.by_station().get(station=station.pk)

    assert (counted["due"], counted["in_time"], counted["late"]) == (4, 1, 2)


# --- By hand, and who sees it ---------------------------------------------------------------------


def test_a_patrol_entered_by_hand_is_owed_by_its_day(officer):
    firm, day = EnterpriseFactory(), timezone.localdate() + 30 * DAY

    patrol = patrols.enter(by=officer, enterprise=firm, due_on=day, note="群众反映")

    assert open_deadline(patrol).due_on == day
    assert patrol.why == "群众反映"


def test_an_enterprise_that_was_merged_away_is_not_patrolled(officer):
    firm = EnterpriseFactory(merged_into=EnterpriseFactory())

    with refused("merged"):
        patrols.enter(
            by=officer, enterprise=firm, due_on=timezone.localdate() + 9 * DAY, note="反映"
        )


def test_a_patrol_elsewhere_is_not_found_rather_than_forbidden(stranger, client):
    patrol = PatrolFactory()
    client.force_login(stranger, backend="qualitysup.accounts.backends.RoleBackend")

    assert client.get(patrol.get_absolute_url()).status_code == 404


def test_a_cancellation_is_taken_back_with_the_reason_and_owed_again(chief):
    patrol = patrols.cancel(PatrolFactory(), by=chief, note="已注销")

    patrol = patrols.reinstate(patrol, by=chief, note="登记有误，企业仍在生产")

    assert (patrol.state, open_deadline(patrol).due_on) == ("planned", patrol.due_on)


def test_whoever_went_out_of_business_is_not_owed_a_patrol_again(chief):
    patrol = patrols.cancel(PatrolFactory(enterprise__status="cancelled"), by=chief, note="注销")

    with refused("still_in_business"):
        patrols.reinstate(patrol, by=chief, note="再来")


# --- Two enterprises that are one ----------------------------------------------------------------


@pytest.fixture
def twins(chief):
    """The patrols that one plan owes to an enterprise and to its duplicate, each due."""
    plan = PatrolPlanFactory(state="adopted")
    reason = plan.reasons.create(position=1, kind="risk", times=1)
    of_plan = {"plan": plan, "reason": reason, "times": 1, "years": 1, "nth": 1, "note": ""}
    return [PatrolFactory(**of_plan) for _n in range(2)]


def test_what_a_plan_owes_to_both_is_owed_to_the_survivor_once(chief, twins):
    theirs, doubled = twins
    by_hand = PatrolFactory(enterprise=doubled.enterprise)

    record = merging.merge(theirs.enterprise, doubled.enterprise, by=chief)

    for patrol in (theirs, doubled, by_hand):
        patrol.refresh_from_db()
    assert (theirs.state, by_hand.state, doubled.state) == ("planned", "planned", "cancelled")
    assert by_hand.enterprise == theirs.enterprise
    assert theirs.enterprise.name in doubled.log.get().note
    assert not Deadline.objects.of(doubled).open().exists()

    merging.undo(record, by=chief)

    for patrol in (doubled, by_hand):
        patrol.refresh_from_db()
        assert (patrol.state, patrol.enterprise_id) == ("planned", record.duplicate_id)
        assert open_deadline(patrol).due_on == patrol.due_on


def test_a_patrol_whose_twin_was_cancelled_is_owed_by_the_survivor(chief, twins):
    theirs, doubled = twins
    patrols.cancel(theirs, by=chief, note="重复登记")

    record = merging.merge(theirs.enterprise, doubled.enterprise, by=chief)

    doubled.refresh_from_db()
    assert (doubled.state, doubled.enterprise) == ("planned", theirs.enterprise)
    assert open_deadline(doubled)

    merging.undo(record, by=chief)

    doubled.refresh_from_db()
    assert doubled.enterprise_id == record.duplicate_id
    theirs.refresh_from_db()
    assert theirs.state == "cancelled"


@pytest.mark.parametrize(
    ("state", "name"),
    [
        *(("done", name) for name in ("assign", "postpone", "fulfil", "cancel", "reinstate")),
        *(("cancelled", name) for name in ("assign", "postpone", "fulfil", "cancel")),
        ("planned", "reinstate"),
    ],
)
def test_a_step_that_is_not_of_its_state_is_refused_and_leaves_no_trace(name, state, chief):
    ends = {"state": state, "done_on": timezone.localdate() if state == "done" else None}
    patrol = PatrolFactory(**ends)

    with refused("wrong_state"), PATROL.step(patrol, name, by=chief, note="再来"):
        pass

    assert not patrol.log.exists()


# --- The API -------------------------------------------------------------------------------------


def test_the_api_lists_assigns_and_postpones(api, officer, pair):
    patrol = PatrolFactory()
    later = (patrol.due_on + 5 * DAY).isoformat()

    listed = api.get("/api/v1/patrols/", {"missed": "false"}).json()["results"]
    assigned = api.post(
        f"/api/v1/patrols/{patrol.pk}/assign/",
        {"inspector": pair[0].pk, "partner": pair[1].pk},
    )
    postponed = api.post(
        f"/api/v1/patrols/{patrol.pk}/postpone/", {"due_on": later, "note": "停产"}
    )

    assert [row["id"] for row in listed] == [patrol.pk]
    assert assigned.json()["inspector"] == pair[0].full_name
    assert postponed.json()["due_on"] == later


def test_an_expired_badge_is_refused_in_words_by_the_api(api, pair):
    patrol = PatrolFactory(due_in=600)

    answer = api.post(
        f"/api/v1/patrols/{patrol.pk}/assign/",
        {"inspector": pair[0].pk, "partner": pair[1].pk},
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "badge")


@pytest.mark.parametrize("route", ["patrols", "rounds", "patrol-plans"])
def test_api_lists_cost_the_same_for_two_rows_and_twelve(route, api):
    make = {"patrols": PatrolFactory, "rounds": RoundFactory, "patrol-plans": PatrolPlanFactory}
    make[route].create_batch(2)
    api.get(f"/api/v1/{route}/")
    with CaptureQueriesContext(connection) as two:
        api.get(f"/api/v1/{route}/")
    make[route].create_batch(10)
    with CaptureQueriesContext(connection) as twelve:
        answer = api.get(f"/api/v1/{route}/")

    assert len(answer.json()["results"]) == 12
    assert len(two) == len(twelve)


def test_an_open_order_stands_beside_a_patrol_on_the_round(inspector, api):
    order = RectificationOrderFactory(state="issued")
    PatrolFactory(enterprise=order.enterprise, planned_on=timezone.localdate(), inspector=inspector)

    found = routes.plan(inspector, timezone.localdate(), by=inspector)

    stop = api.get(f"/api/v1/rounds/{found.pk}/").json()["stops"][0]
    assert stop["enterprise"]["name"] == order.enterprise.name
    assert stop["open_orders"][0]["id"] == order.pk
