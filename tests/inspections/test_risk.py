"""Scoring: what counts, once a month, and what a person makes of it."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from enterprises.models import Enterprise
from enterprises.services import merging
from enterprises.services import risk as classes
from inspections.models import RiskFormula, RiskRun, RiskScore, RiskWeight
from inspections.scoring import explained, sentences
from inspections.services import risk
from inspections.tasks import score_risk
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.services import deadlines
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, browser_of, queries, told
from tests.inspections.factories import (
    ComplaintFactory,
    RectificationOrderFactory,
    RiskRunFactory,
    RiskScoreFactory,
    TestResultFactory,
    VisitFactory,
)

Decision = RiskScore.Decision
SCORES, RUNS = "/admin/inspections/riskscore/", "/admin/inspections/riskrun/"
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _on_a_day_in_november():
    with time_machine.travel("2026-11-20 09:00+08:00"):
        yield


@pytest.fixture
def shunde(db):
    return Division.objects.get(pk=SHUNDE)


def refused(code, call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code


def firm(**facts):
    """One that is new, so that nobody can blame the bureau for not having been there."""
    return EnterpriseFactory(established_on=TODAY, **facts)


def score(enterprise, division):
    run = risk.start(division)
    risk.work(run.pk)
    return run.scores.get(enterprise=enterprise)


def parts(found):
    return {part["factor"]: (part["count"], part["points"]) for part in found.parts}


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


# --- What counts ---------------------------------------------------------------------------------


def test_nothing_counts_against_a_firm_of_which_nothing_is_known(shunde):
    found = score(firm(risk_class="A", risk_reason="无"), shunde)

    assert (found.points, found.parts, found.proposed_class) == (0, [], "A")
    assert found.decision == Decision.NONE


def test_every_factor_is_counted_with_its_points(shunde):
    party = firm()
    VisitFactory(enterprise=party, failed_count=3, started_at=days_ago(30))
    TestResultFactory(enterprise=party)
    order = RectificationOrderFactory(enterprise=party, state="issued")
    deadlines.start(order, "correct", on=TODAY - dt.timedelta(days=90), holder=order.officer)
    ComplaintFactory.create_batch(2, enterprise=party, state="accepted")

    found = score(party, shunde)

    assert parts(found) == {
        "findings": (3, 6),
        "failed_tests": (1, 15),
        "overdue_orders": (1, 20),
        "complaints": (2, 6),
    }
    assert (found.points, found.proposed_class, found.decision) == (47, "C", Decision.PENDING)


def test_one_factor_never_gives_more_than_its_cap(shunde):
    party = firm()
    TestResultFactory.create_batch(5, enterprise=party)

    assert parts(score(party, shunde)) == {"failed_tests": (5, 45)}


def test_what_lies_too_far_back_no_longer_counts(shunde):
    party = firm()
    VisitFactory(enterprise=party, failed_count=9, started_at=days_ago(740))
    VisitFactory(enterprise=party, failed_count=0, started_at=days_ago(10))
    TestResultFactory(enterprise=party, tested_on=TODAY - dt.timedelta(days=1100))
    ComplaintFactory(enterprise=party, state="accepted", received_on=TODAY - dt.timedelta(days=370))

    assert score(party, shunde).points == 0


@pytest.mark.parametrize("state", ["registered", "refused", "joined"])
def test_a_complaint_that_was_not_accepted_does_not_count(state, shunde):
    party = firm()
    ComplaintFactory(enterprise=party, state=state)

    assert score(party, shunde).points == 0


def test_a_visit_still_arriving_does_not_count(shunde):
    party = firm()
    VisitFactory(enterprise=party, failed_count=5, state="receiving")

    assert score(party, shunde).points == 0


def test_a_met_term_and_a_right_that_lapsed_are_not_overdue(shunde):
    order = RectificationOrderFactory(enterprise=firm(), state="issued")
    long_ago = TODAY - dt.timedelta(days=200)
    deadlines.start(order, "correct", on=long_ago, holder=order.officer)
    deadlines.start(order, "objection", on=long_ago, holder=order.officer)
    deadlines.meet(order, ["correct"])

    found = score(order.enterprise, shunde)

    assert "overdue_orders" not in parts(found)


def test_months_without_a_visit_count_beyond_those_that_are_free(shunde):
    seen, never = firm(), EnterpriseFactory(established_on=dt.date(2024, 5, 20))
    VisitFactory(enterprise=seen, started_at=days_ago(365 * 2 + 100))

    assert parts(score(seen, shunde)) == {"months_unseen": (27, 3)}
    found = RiskScore.objects.get(enterprise=never)
    assert parts(found) == {"months_unseen": (30, 6)}
    with translation.override("en"):
        assert sentences(found.parts) == [
            "Never visited in the 30 months since it was established: 6 points."
        ]


def test_not_being_visited_alone_raises_no_class(shunde):
    assert score(EnterpriseFactory(risk_class="A", risk_reason="无"), shunde).proposed_class == "A"


@pytest.mark.parametrize(
    "facts", [{"status": "cancelled"}, {"division_id": HUANGSHI}, {"status": "moved_out"}]
)
def test_only_operating_firms_of_the_division_are_scored(facts, shunde):
    other = firm(**facts)

    run = risk.work(risk.start(shunde).pk)

    assert not run.scores.filter(enterprise=other).exists()


def test_the_explanation_is_in_sentences(shunde):
    party = firm()
    TestResultFactory(enterprise=party)

    with translation.override("en"):
        words = explained(score(party, shunde))

    assert words == (
        "15 points in the scoring of 2026-11: class B. "
        "1 test failed in the last 36 months: 15 points."
    )


def test_another_formula_is_another_score_and_the_old_run_keeps_its_own(shunde):
    party = firm()
    TestResultFactory(enterprise=party)
    before = score(party, shunde)
    RiskWeight.objects.filter(factor="failed_tests").update(points=40)

    with time_machine.travel("2026-12-01 09:00+08:00"):
        after = score(party, shunde)

    assert (before.points, after.points) == (15, 40)
    assert before.run.weights != after.run.weights


def test_a_formula_is_in_force_from_its_day(shunde):
    RiskFormula.objects.create(
        name="新办法", valid_from=dt.date(2027, 1, 1), from_b=1, from_c=2, from_d=3,
        legal_basis="试行", confidence="I",
    )  # fmt: skip

    assert RiskFormula.objects.on(dt.date(2026, 12, 31)).name != "新办法"
    assert RiskFormula.objects.on(dt.date(2027, 1, 1)).name == "新办法"
    refused("no_formula", risk.start, shunde, on=dt.date(2021, 12, 31))


# --- Once a month, however often -----------------------------------------------------------------


def test_there_is_one_run_a_month_and_division(shunde):
    firm()
    run = risk.start(shunde)
    risk.work(run.pk)

    assert risk.start(shunde) == run
    risk.work(run.pk)

    assert RiskRun.objects.count() == 1
    assert run.scores.count() == Enterprise.objects.operating().count()


def test_the_schedule_scores_every_bureau_once_a_month(db):
    firm()

    for _ in range(3):
        score_risk()

    run = RiskRun.objects.get()
    assert (run.division_id, run.state, run.done) == (SHUNDE, "done", 1)
    assert run.created_by is None


def test_a_schedule_that_stood_still_catches_up_in_the_month(db):
    with time_machine.travel("2026-12-28 09:00+08:00"):
        score_risk()

    assert RiskRun.objects.get().month == dt.date(2026, 12, 1)


def test_a_killed_worker_is_gone_on_with_where_it_stood(shunde, monkeypatch):
    firms = [firm() for _ in range(7)]
    monkeypatch.setattr(risk, "BATCH", 3)
    run = risk.start(shunde)

    assert risk._score_a_batch(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("running", 3, 7)
    risk.work(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done) == ("done", 7)
    assert set(run.scores.values_list("enterprise", flat=True)) == {each.pk for each in firms}


def test_a_batch_costs_the_same_for_two_firms_and_twelve(shunde):
    def cost(on):
        run = risk.start(shunde, on=on)
        with CaptureQueriesContext(connection) as captured:
            risk.work(run.pk)
        return len(captured)

    for _ in range(2):
        firm()
    two = cost(dt.date(2026, 10, 1))
    for _ in range(10):
        firm()

    assert cost(dt.date(2026, 11, 1)) == two


def test_every_score_has_its_history(shunde):
    found = score(firm(), shunde)

    assert found.history.count() == 1


# --- Decisions -----------------------------------------------------------------------------------


def test_confirmed_the_enterprise_has_the_class_and_the_reason(shunde, chief):
    party = firm()
    TestResultFactory(enterprise=party)

    found = risk.confirm(score(party, shunde), by=chief, why="同意")

    party.refresh_from_db()
    assert (party.risk_class, found.decision, found.decided_by) == ("B", "confirmed", chief)
    assert party.risk_reason == found.why
    assert "15" in party.risk_reason
    assert party.risk_reason.endswith("同意")
    assert party.risk_assessments.get().by == chief


def test_kept_the_enterprise_stays_and_it_says_why(chief):
    found = RiskScoreFactory()

    refused("no_reason", risk.keep, found, by=chief, why=" ")
    found = risk.keep(found, by=chief, why="已整改")

    assert (found.decision, found.why) == ("kept", "已整改")
    assert not found.enterprise.risk_assessments.exists()


@pytest.mark.parametrize("decide", [risk.confirm, risk.keep])
def test_it_is_decided_once(decide, chief):
    found = risk.confirm(RiskScoreFactory(), by=chief)

    refused("decided", decide, found, by=chief, why="再来")


def test_a_class_that_was_changed_meanwhile_is_not_overwritten(chief):
    found = RiskScoreFactory()
    classes.assess(found.enterprise, by=chief, risk_class="D", reason="事故")

    refused("moved_on", risk.confirm, found, by=chief)
    found.enterprise.refresh_from_db()
    assert found.enterprise.risk_class == "D"


def test_a_firm_that_was_merged_meanwhile_is_not_classed(chief):
    found = RiskScoreFactory()
    RiskScoreFactory(run=found.run, enterprise=(survivor := EnterpriseFactory()))
    merging.merge(survivor, found.enterprise, by=chief)

    refused("merged", risk.confirm, RiskScore.objects.get(pk=found.pk), by=chief)


def test_what_a_later_scoring_has_overtaken_is_not_decided(chief):
    found = RiskScoreFactory(run=RiskRunFactory(month=dt.date(2026, 10, 1)))
    RiskRunFactory(month=dt.date(2026, 11, 1))

    refused("overtaken", risk.confirm, found, by=chief)
    assert not RiskScore.objects.pending().exists()


def test_an_inspector_decides_no_class(inspector):
    refused("forbidden", risk.confirm, RiskScoreFactory(), by=inspector)


def test_the_database_wants_somebody_behind_every_decision(db):
    found = RiskScoreFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RiskScore.objects.filter(pk=found.pk).update(decision="confirmed")


# --- Through the doors ---------------------------------------------------------------------------


def test_many_are_confirmed_at_once_and_the_refused_are_named(chief):
    found = RiskScoreFactory.create_batch(3)
    classes.assess(found[0].enterprise, by=chief, risk_class="D", reason="事故")
    browser = browser_of(chief)
    chosen = {"action": "confirm_many", "_selected_action": [each.pk for each in found]}

    asked = browser.post(SCORES, chosen)
    assert "3 enterprises" in asked.content.decode()
    response = browser.post(SCORES, chosen | {"confirmed": "1", "why": ""}, follow=True)

    done, other = told(response)
    assert done == "2 done."
    assert other.startswith("1 refused: The class was changed to D")
    assert found[0].enterprise.name in other


def test_keeping_needs_a_reason_on_the_screen_too(chief):
    found = RiskScoreFactory()
    chosen = {"action": "keep_many", "_selected_action": [found.pk], "confirmed": "1"}

    response = browser_of(chief).post(SCORES, chosen | {"why": ""})

    assert "why" in response.context["form"].errors
    assert RiskScore.objects.pending().exists()


def test_an_inspector_is_not_offered_the_decision(inspector):
    RiskScoreFactory()

    assert "confirm_many" not in browser_of(inspector).get(SCORES).content.decode()


def test_a_scoring_is_started_and_found_again(chief, django_capture_on_commit_callbacks):
    firm()
    browser = browser_of(chief)

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(f"{RUNS}add/", {"division": SHUNDE})
    run = RiskRun.objects.get()
    again = browser.post(f"{RUNS}add/", {"division": SHUNDE})

    assert response["Location"] == again["Location"] == run.get_absolute_url()
    assert browser.get(f"{RUNS}{run.pk}/progress/").json() == {
        "done": 1, "total": 1, "finished": True,
    }  # fmt: skip
    assert "Classes before and after" in browser.get(run.get_absolute_url()).content.decode()


def test_a_scoring_under_way_shows_how_far_it_is(chief):
    run = RiskRunFactory(state="running", finished_at=None, total=1000, done=400)

    words = browser_of(chief).get(run.get_absolute_url()).content.decode()

    assert 'value="400"' in words
    assert 'max="1000"' in words


def test_the_distribution_counts_before_and_after(db):
    run = RiskRunFactory()
    RiskScoreFactory.create_batch(2, run=run)
    RiskScoreFactory(run=run, current_class="D", proposed_class="A")

    found = run.scores.distribution()

    assert (found[""], found["D"], found["B"], found["A"]) == ((2, 0), (1, 0), (0, 2), (0, 1))
    assert run.scores.rising().count() == 2
    assert run.scores.falling().count() == 1


def test_the_api_explains_and_decides(chief):
    found, api = RiskScoreFactory(), api_of(chief)

    (row,) = api.get("/api/v1/risk-scores/").json()["results"]
    assert row["explanation"] == ["1 test failed in the last 36 months: 15 points."]
    response = api.post(f"/api/v1/risk-scores/{found.pk}/keep/", {"why": "已整改"})
    assert response.json()["decision"] == "kept"
    again = api.post(f"/api/v1/risk-scores/{found.pk}/confirm/", {})
    assert (again.status_code, again.json()["code"]) == (409, "decided")


def test_a_list_costs_the_same_for_two_rows_and_twelve(chief):
    browser, api = browser_of(chief), api_of(chief)

    def costs():
        return [
            queries(lambda: browser.get(SCORES)),
            queries(lambda: api.get("/api/v1/risk-scores/")),
        ]

    RiskScoreFactory.create_batch(2)
    two = costs()
    RiskScoreFactory.create_batch(10)

    assert costs() == two


@pytest.mark.parametrize(("home", "sees"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_sees_the_scores_of_its_firms_and_no_others(home, sees, db):
    RiskScoreFactory()
    person = UserFactory(home_id=home, divisions=[home], roles=[Role.SECTION_HEAD])

    assert RiskScore.objects.visible_to(person).exists() == sees
    assert not RiskRun.objects.visible_to(person).exists()
