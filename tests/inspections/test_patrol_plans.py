import datetime as dt
from collections import Counter

import pytest
import time_machine

from enterprises.models import Enterprise
from inspections import tasks
from inspections.capacity import comparison
from inspections.models import (
    Checklist,
    Leave,
    PatrolFrequency,
    PatrolPlan,
    PlanRun,
    ProposedPatrol,
)
from inspections.services import planning, plans
from inspections.services.spreading import monday, year_of
from inspections.workflow.plan import PLAN
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, StationFactory, UserFactory
from tests.inspections.factories import (
    CapacityFactory,
    ChecklistVersionFactory,
    PatrolPlanFactory,
    VisitFactory,
)

YEAR = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 31)}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day_before_the_plan():
    with time_machine.travel("2026-12-01 10:00 +0800"):
        yield


@pytest.fixture
def stations():
    return StationFactory(division_id=CHENCUN), StationFactory(division_id=BEIJIAO)


def of_class(risk_class, count, division=CHENCUN, **facts):
    return EnterpriseFactory.create_batch(
        count, division_id=division, risk_class=risk_class, risk_reason="测试", **facts
    )


def computed(chief, *, reasons=None, period=YEAR, on=None, **facts):
    plan = plans.draft(
        by=chief, division=Division.objects.get(pk=SHUNDE), name="测试计划", **period, **facts
    )
    for reason in reasons or [{"kind": "risk", "rule_set": "food"}]:
        plans.add_reason(plan, by=chief, **reason)
    return compute(plan, chief, on=on)


def compute(plan, chief, on=None):
    plan = plans.compute(plan, by=chief, on=on)
    planning.run(plan.runs.first().pk)
    plan.refresh_from_db()
    return plan


def test_each_class_is_patrolled_as_often_as_the_rule_demands(chief, stations):
    for risk_class in "ABCD":
        of_class(risk_class, 5)

    plan = computed(chief)

    rows = plan.proposals.values_list("enterprise__risk_class", "enterprise")
    times = Counter(rows)
    assert {(c, n) for (c, _firm), n in times.items()} == {("A", 1), ("B", 1), ("C", 2), ("D", 3)}
    assert len(times) == 20


def test_the_upper_end_of_a_range_is_planned_where_the_reason_says_so(chief, stations):
    of_class("D", 2)

    plan = computed(chief, reasons=[{"kind": "risk", "rule_set": "food", "at_most": True}])

    assert plan.proposals.count() == 8


def test_four_quarters_add_up_to_the_year(chief, stations):
    of_class("C", 15)
    of_class("D", 15)
    ends = [dt.date(2027, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    starts = [YEAR["starts_on"], *(end + dt.timedelta(days=1) for end in ends[:-1])]

    year = computed(chief).proposals.count()
    quarters = [
        computed(chief, period={"starts_on": first, "ends_on": last}).proposals.count()
        for first, last in zip(starts, ends, strict=True)
    ]

    assert sum(quarters) == year == 75


def test_once_in_two_years_comes_to_everybody_within_two_years(chief, stations):
    firms = of_class("A", 20)
    rare = [{"kind": "risk", "rule_set": "anhui-2022"}]
    second = {"starts_on": dt.date(2028, 1, 1), "ends_on": dt.date(2028, 12, 31)}

    first_year = set(computed(chief, reasons=rare).proposals.values_list("enterprise", flat=True))
    second_year = set(
        computed(chief, reasons=rare, period=second).proposals.values_list("enterprise", flat=True)
    )

    assert first_year | second_year == {firm.pk for firm in firms}
    assert not first_year & second_year


def test_a_stations_weeks_are_level_and_every_day_is_a_working_day(chief, stations):
    of_class("A", 104, CHENCUN)
    of_class("A", 26, BEIJIAO)

    plan = computed(chief)

    for station, most in zip(stations, (3, 1), strict=True):
        weeks = Counter(monday(row.due_on) for row in plan.proposals.filter(station=station))
        assert max(weeks.values()) <= most
    assert all(row.due_on.weekday() < 5 for row in plan.proposals.all())
    assert all(row.window_from <= row.due_on for row in plan.proposals.all())
    assert plan.provisional


def test_a_station_takes_on_towns_that_have_none(chief, stations):
    stations[0].also_serves.set(["440606103000", "440606104000"])
    for town in ("440606103000", "440606104000", CHENCUN, BEIJIAO, "440606105000"):
        of_class("A", 1, town)

    plan = computed(chief)

    taken = Counter(plan.proposals.values_list("station", flat=True))
    assert taken == {stations[0].pk: 3, stations[1].pk: 1, None: 1}


def test_a_village_that_another_station_serves_is_not_its_towns(chief, stations):
    village = "440606101001"
    stations[1].also_serves.set([village])
    of_class("A", 2, village)
    of_class("A", 1, CHENCUN)

    plan = computed(chief)

    taken = Counter(plan.proposals.values_list("station", flat=True))
    assert taken == {stations[0].pk: 1, stations[1].pk: 2}


def test_the_most_frequent_of_several_reasons_counts(chief, stations):
    firm = of_class("A", 1)[0]
    reasons = [
        {"kind": "risk", "rule_set": "food"},
        {"kind": "chosen", "times": 4, "enterprises": [firm]},
    ]

    plan = computed(chief, reasons=reasons)

    assert set(plan.proposals.values_list("reason__kind")) == {("chosen",)}
    assert plan.proposals.count() == 4


def test_who_was_not_checked_in_full_for_two_years_is_found(chief, stations):
    """食品生产经营监督检查管理办法 22: 覆盖全部检查要点的监督检查."""
    seen, unseen, partly, talked, closed, broken_off = EnterpriseFactory.create_batch(
        6, division_id=CHENCUN
    )
    whole, part = a_version("whole", covers_all=True), a_version("part")
    VisitFactory(enterprise=seen, checklist_version=whole)
    VisitFactory(enterprise=partly, checklist_version=part)
    VisitFactory(enterprise=talked, checklist_version=whole, kind="consultation")
    VisitFactory(enterprise=closed, checklist_version=whole, outcome="unreachable")
    VisitFactory(enterprise=broken_off, checklist_version=whole, disposition="stopped")

    plan = computed(chief, reasons=[{"kind": "floor", "rule_set": "floor"}])

    found = set(plan.proposals.values_list("enterprise", flat=True))
    assert found == {firm.pk for firm in (unseen, partly, talked, closed, broken_off)}


def a_version(code, **facts):
    checklist = Checklist.objects.create(code=code, name=f"检查表{code}", **facts)
    return ChecklistVersionFactory(checklist=checklist)


def test_who_is_out_of_business_is_passed_over_with_the_reason(chief, stations):
    gone = of_class("A", 1, status=Enterprise.Status.CANCELLED)[0]
    kept = of_class("A", 1)[0]

    plan = computed(chief)

    assert plan.proposals.get().enterprise == kept
    exclusion = plan.exclusions.get()
    assert (exclusion.enterprise, exclusion.kind) == (gone, "status")
    assert exclusion.why == str(Enterprise.Status.CANCELLED.label)


def test_what_a_superior_checked_is_left_alone_for_three_months(chief, stations):
    """食品生产经营监督检查管理办法 42."""
    firm = of_class("D", 1)[0]
    above = UserFactory(home_id="440600000000", badged=True)
    VisitFactory(
        enterprise=firm,
        received_by=above,
        started_at=dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC),
    )

    plan = computed(chief, reasons=[{"kind": "chosen", "times": 12, "enterprises": [firm]}])

    exclusion = plan.exclusions.get()
    assert exclusion.until == dt.date(2027, 2, 20)
    assert 0 < plan.proposals.count() < 12

    plans.lift(exclusion, by=chief, reason="举报线索")
    plan = compute(plan, chief)

    assert plan.proposals.count() == 12
    assert plan.exclusions.get().lifted_reason == "举报线索"


@pytest.mark.parametrize(
    ("looked_at", "planned", "patrols"),
    [
        ("safety", "safety", 3),  # the same items: nothing before three months are over
        ("safety", "hygiene", 4),  # other items: the superior's check is no obstacle
        (None, "hygiene", 3),  # what it looked at is not known: the enterprise is left alone
        ("safety", None, 3),
    ],
)
def test_only_what_a_superior_looked_at_is_left_alone(chief, stations, looked_at, planned, patrols):
    """食品生产经营监督检查管理办法 42: 不再重复检查已检查的项目."""
    versions = {name: a_version(name) for name in ("safety", "hygiene")}
    firm = of_class("D", 1)[0]
    seen = VisitFactory(
        enterprise=firm,
        received_by=UserFactory(home_id="440600000000", badged=True),
        checklist_version=versions.get(looked_at),
        started_at=dt.datetime(2026, 12, 31, 2, tzinfo=dt.UTC),
    )
    checklist = planned and versions[planned].checklist
    reason = {"kind": "chosen", "times": 4, "enterprises": [firm], "checklist": checklist}

    plan = computed(chief, reasons=[reason])

    assert plan.proposals.count() == patrols
    if patrols == 4:
        assert not plan.exclusions.exists()
    else:
        exclusion = plan.exclusions.get()
        assert (exclusion.visit, exclusion.until) == (seen, dt.date(2027, 3, 31))
        assert ("检查表safety" in exclusion.why) == (looked_at == "safety")


def test_a_superior_that_found_the_door_closed_has_checked_nothing(chief, stations):
    firm = of_class("D", 1)[0]
    VisitFactory(
        enterprise=firm,
        received_by=UserFactory(home_id="440600000000", badged=True),
        outcome="unreachable",
        started_at=dt.datetime(2026, 12, 31, 2, tzinfo=dt.UTC),
    )

    assert not computed(chief).exclusions.exists()


def test_computing_again_replaces_what_was_proposed(chief, stations):
    of_class("B", 3)

    plan = computed(chief)
    before = list(plan.proposals.order_by("pk").values_list("enterprise", "nth", "due_on"))
    plan = compute(plan, chief)

    after = list(plan.proposals.order_by("pk").values_list("enterprise", "nth", "due_on"))
    assert sorted(after) == sorted(before)
    assert ProposedPatrol.objects.count() == 3


def test_a_run_that_was_done_is_not_done_again(chief, stations):
    of_class("B", 1)
    plan = computed(chief)

    assert planning.run(plan.runs.first().pk) is None


def test_a_plan_on_which_every_worker_dies_is_given_up_in_words_and_may_be_tried_again(
    chief, stations
):
    of_class("B", 1)
    plan = plans.draft(by=chief, division=Division.objects.get(pk=SHUNDE), name="测试计划", **YEAR)
    plans.add_reason(plan, by=chief, kind="risk", rule_set="food")
    plan = plans.compute(plan, by=chief)
    plan.runs.update(attempts=planning.LEASE.attempts)

    run = planning.run(plan.runs.get().pk)

    assert (run.state, run.claim) == (PlanRun.State.FAILED, None)
    assert Notice.objects.get(topic=f"plan:{plan.pk}").body == run.failure
    plan.refresh_from_db()
    assert plan.state == "draft"
    assert compute(plan, chief).state == "computed"


def test_an_edit_during_the_computation_makes_the_plan_stale_not_wrong(
    chief, stations, monkeypatch
):
    of_class("A", 3)
    plan = plans.draft(by=chief, division=Division.objects.get(pk=SHUNDE), name="测试计划", **YEAR)
    plans.add_reason(plan, by=chief, kind="risk", rule_set="food")
    plan = plans.compute(plan, by=chief)
    spread = planning.spreading.spread

    def edited_meanwhile(*args):
        if PatrolFrequency.objects.exists() and plan.reasons.count() == 1:
            plans.add_reason(plan, by=chief, kind="floor", rule_set="floor")
        return spread(*args)

    monkeypatch.setattr(planning.spreading, "spread", edited_meanwhile)
    planning.run(plan.runs.get().pk)
    plan.refresh_from_db()

    assert plan.state == "computed"
    assert plan.is_stale
    with pytest.raises(TransitionRefused) as refused:
        plans.adopt(plan, by=chief, override="人员将增加")
    assert refused.value.code == "not_stale"


def test_a_rule_that_was_edited_since_makes_the_plan_stale(chief, stations):
    of_class("A", 1)
    plan = computed(chief)
    rule = PatrolFrequency.objects.get(rule_set="food", risk_class="A")

    rule.save()

    with pytest.raises(TransitionRefused) as refused:
        plans.adopt(plan, by=chief, override="人员将增加")
    assert refused.value.code == "not_stale"


# --- Capacity ------------------------------------------------------------------------------------


def test_a_station_can_do_what_its_people_attend_in_pairs(chief, stations):
    of_class("A", 52)
    CapacityFactory.create_batch(2, person__station=stations[0], visits_per_week=10)

    plan = computed(chief)

    usual = next(w for w in comparison(plan).weeks if w.monday == dt.date(2027, 3, 1))
    assert usual.capacity == 10
    assert not usual.is_over


def test_leave_and_an_expired_badge_take_from_the_capacity(chief, stations):
    of_class("A", 52)
    people = CapacityFactory.create_batch(2, person__station=stations[0], visits_per_week=10)
    first, second = people[0].person, people[1].person
    Leave.objects.create(person=first, starts_on=dt.date(2027, 3, 1), ends_on=dt.date(2027, 3, 7))
    second.badge_valid_to = dt.date(2027, 3, 14)
    second.save()

    plan = computed(chief)

    by_week = {week.monday: week.capacity for week in comparison(plan).weeks}
    assert by_week[dt.date(2027, 2, 22)] == 10
    assert by_week[dt.date(2027, 3, 1)] == 5
    assert by_week[dt.date(2027, 3, 8)] == 10
    assert by_week[dt.date(2027, 3, 15)] == 5


def test_a_plan_over_capacity_is_adopted_only_with_a_recorded_reason(chief, stations):
    of_class("A", 52)
    plan = computed(chief)

    with pytest.raises(TransitionRefused) as refused:
        plans.adopt(plan, by=chief)
    assert refused.value.code == "within_capacity"
    assert refused.value.overridable

    plan = plans.adopt(plan, by=chief, override="增加人手")

    assert plan.state == "adopted"
    assert plan.log.last().override == "增加人手"


# --- Adoption ------------------------------------------------------------------------------------


def adopted(chief, **options):
    plan = plans.adopt(computed(chief, **options), by=chief, override="增加人手")
    planning.run(plan.runs.first().pk)
    return plan


def test_an_adopted_plan_is_dated_patrols_with_their_deadlines(chief, stations):
    of_class("C", 5)

    plan = adopted(chief)

    assert plan.patrols.count() == Deadline.objects.filter(term="patrol").count() == 10
    assert not plan.proposals.exists()
    for patrol in plan.patrols.all():
        deadline = Deadline.objects.of(patrol).get()
        assert deadline.due_on == patrol.due_on
        assert deadline.path == patrol.get_absolute_url()
        assert deadline.title == patrol.enterprise.name


def test_deadlines_of_a_set_are_those_that_would_be_started_one_by_one(chief, stations):
    of_class("C", 3)

    plan = adopted(chief)

    compared = [f.attname for f in Deadline._meta.concrete_fields if f.name not in ("id", "title")]
    for patrol in plan.patrols.all():
        by_set = Deadline.objects.of(patrol).get()
        Deadline.objects.filter(pk=by_set.pk).delete()
        one = deadlines.start(
            patrol, "patrol", on=by_set.started_on, holder=None, amount=by_set.amount
        )
        one.refresh_from_db()
        for name in compared:
            assert getattr(one, name) == getattr(by_set, name), name


def test_laying_out_goes_on_where_a_worker_died(chief, stations, monkeypatch):
    of_class("C", 5)
    plan = plans.adopt(computed(chief), by=chief, override="增加人手")
    monkeypatch.setattr(planning, "MOVE", planning.MOVE.replace("LIMIT 20000", "LIMIT 4"))
    end, moved = planning._move, []

    def dies_after_the_first(plan, by):
        if moved:
            raise KeyboardInterrupt
        moved.append(end(plan, by))
        return moved[0]

    monkeypatch.setattr(planning, "_move", dies_after_the_first)
    run = plan.runs.first()
    with pytest.raises(KeyboardInterrupt):
        planning.run(run.pk)
    assert plan.patrols.count() == 4
    monkeypatch.setattr(planning, "_move", end)
    PlanRun.objects.filter(pk=run.pk).update(claimed_until=None)

    tasks.resume_plans()

    assert plan.patrols.count() == Deadline.objects.filter(term="patrol").count() == 10
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", 10, 10)


def test_who_went_since_the_computation_is_not_laid_out(chief, stations):
    firms = of_class("A", 2)
    plan = plans.adopt(computed(chief), by=chief, override="增加人手")
    Enterprise.objects.filter(pk=firms[0].pk).update(status=Enterprise.Status.CANCELLED)

    planning.run(plan.runs.first().pk)

    assert plan.patrols.get().enterprise == firms[1]


def test_a_plan_whose_first_patrols_are_due_already_is_computed_anew(chief, stations):
    of_class("A", 52)
    begun = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}

    with pytest.raises(TransitionRefused) as refused:
        plans.adopt(computed(chief, period=begun), by=chief, override="增加人手")

    assert refused.value.code == "none_due_yet"


def test_the_next_plan_follows_on_with_the_same_reasons(chief, stations):
    firms = of_class("A", 2)
    reasons = [
        {"kind": "risk", "rule_set": "food"},
        {"kind": "chosen", "times": 4, "enterprises": firms},
    ]
    quarter = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 3, 31)}

    following = plans.propose_next(adopted(chief, reasons=reasons, period=quarter), by=chief)

    assert (following.starts_on, following.ends_on) == (dt.date(2027, 4, 1), dt.date(2027, 6, 30))
    assert list(following.reasons.values_list("kind", "times")) == [("risk", None), ("chosen", 4)]
    assert following.reasons.get(kind="chosen").choices.count() == 2


def test_an_adopted_plan_is_not_edited(chief, stations):
    of_class("A", 1)
    plan = adopted(chief)

    with pytest.raises(TransitionRefused) as refused:
        plans.add_reason(plan, by=chief, kind="floor", rule_set="floor")

    assert refused.value.code == "wrong_state"


def test_a_plan_ends_when_nothing_of_it_is_left(chief, stations):
    of_class("A", 1)
    plan = adopted(chief)

    with pytest.raises(TransitionRefused) as refused:
        plans.close(plan, by=chief)
    assert refused.value.code == "nothing_left"


# (state, step) → what it becomes; anything else is refused. Retyped on purpose.
MOVES = {
    ("draft", "compute"): "computing",
    ("draft", "drop"): "dropped",
    ("computing", "computed"): "computed",
    ("computing", "fail"): "draft",
    ("computed", "compute"): "computing",
    ("computed", "adopt"): "adopted",
    ("computed", "send_back"): "draft",
    ("computed", "drop"): "dropped",
    ("adopted", "close"): "closed",
}


def test_the_table_of_steps_is_the_one_that_was_agreed():
    moves = {
        (source, step.name): step.target for step in PLAN.steps.values() for source in step.sources
    }

    assert moves == MOVES


@pytest.mark.parametrize("state", ["draft", "computing", "computed", "adopted", "closed"])
@pytest.mark.parametrize("name", list(PLAN.steps))
def test_a_step_from_another_state_changes_nothing(name, state, chief):
    plan = PatrolPlanFactory(state=state)
    if (state, name) in MOVES:
        return

    with pytest.raises(TransitionRefused) as refused, PLAN.step(plan, name, by=chief):
        pass

    assert refused.value.code == "wrong_state"
    plan.refresh_from_db()
    assert plan.state == state
    assert not plan.log.exists()


def test_an_inspector_neither_computes_nor_adopts(inspector):
    plan = PatrolPlanFactory()

    with pytest.raises(TransitionRefused) as refused:
        plans.compute(plan, by=inspector)

    assert refused.value.code == "forbidden"


def test_a_plan_elsewhere_is_not_seen(stranger):
    PatrolPlanFactory()

    assert not PatrolPlan.objects.visible_to(stranger).exists()


def test_a_year_is_divided_evenly():
    assert year_of(dt.date(2026, 1, 1)) == 2026
    assert year_of(dt.date(2028, 7, 1)) == pytest.approx(2028.497, abs=0.001)


def test_ten_thousand_patrols_are_right_while_somebody_edits(chief, stations, monkeypatch):
    """The edit is kept, the computation is out of date, and computing again has both."""
    firms = [*of_class("B", 20), *of_class("B", 20, BEIJIAO)]
    plan = plans.draft(by=chief, division=Division.objects.get(pk=SHUNDE), name="大计划", **YEAR)
    plans.add_reason(plan, by=chief, kind="chosen", times=250, enterprises=firms)
    plan = plans.compute(plan, by=chief)
    spread, edits = planning.spreading.spread, []

    def edited_meanwhile(plan, place, days):
        if place.station == stations[1]:
            edits.append(plans.exclude(plan, by=chief, enterprise=firms[0], reason="停业装修"))
        return spread(plan, place, days)

    monkeypatch.setattr(planning.spreading, "spread", edited_meanwhile)
    planning.run(plan.runs.get().pk)
    monkeypatch.undo()
    plan.refresh_from_db()

    assert len(edits) == 1
    assert plan.proposals.count() == 10_000
    assert plan.is_stale

    plan = compute(plan, chief)

    assert plan.proposals.count() == 39 * 250
    assert not plan.is_stale
    assert sum(plan.loads.values_list("patrols", flat=True)) == 39 * 250
