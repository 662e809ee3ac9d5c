import pytest

from inspections.models import Laboratory, PatrolPlan
from inspections.services import planning
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories import ChecklistVersionFactory, PatrolFactory, PatrolPlanFactory

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/patrol-plans/"


@pytest.fixture
def planner(chief):
    return api_of(chief)


def at(plan, path=""):
    return f"{PLANS}{plan.pk}/{path}"


def test_a_plan_is_made_adopted_and_followed_by_the_next_through_the_api(planner):
    StationFactory(division_id=CHENCUN)
    EnterpriseFactory(division_id=CHENCUN, risk_class="D", risk_reason="测试")
    typed = {
        "name": "明年巡查计划",
        "division": SHUNDE,
        "starts_on": "2099-01-01",
        "ends_on": "2099-12-31",
        "window_weeks": 4,
    }

    drafted = planner.post(PLANS, typed)
    assert drafted.status_code == 201, drafted.json()
    plan = PatrolPlan.objects.get()
    edited = planner.patch(at(plan), {"window_weeks": 3}, headers={"if-match": drafted["ETag"]})
    assert edited.json()["window_weeks"] == 3
    reasons = planner.post(at(plan, "reasons/"), {"kind": "risk", "rule_set": "food"})
    assert [row["how_often"] for row in reasons.json()] != [""]
    assert planner.post(at(plan, "compute/")).json()["state"] == "computing"
    planning.run(plan.runs.first().pk)
    assert {week["over"] for week in planner.get(at(plan, "capacity/")).json()} == {True}

    refused = planner.post(at(plan, "adopt/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "within_capacity")
    adopted = planner.post(at(plan, "adopt/"), {"override": "增加人手"})
    assert adopted.json()["state"] == "adopted"
    planning.run(plan.runs.first().pk)
    assert plan.patrols.count() == 3

    following = planner.post(at(plan, "propose-next/"))
    assert following.status_code == 201
    assert following.json()["starts_on"] == "2100-01-01"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "moon", "times": 1}, "kind"),
        ({"kind": "town", "target": "420200000000", "times": 1}, "target"),
        ({"kind": "risk", "target": "x", "times": 1}, "target"),
        ({"kind": "risk", "rule_set": "none"}, "rule_set"),
        ({"kind": "chosen", "times": 1}, "enterprises"),
        ({"kind": "risk"}, "times"),
        ({"kind": "risk", "rule_set": "food", "times": 2}, "times"),
    ],
)
def test_a_reason_that_says_nothing_is_refused_by_its_field(planner, sent, field):
    plan = PatrolPlanFactory()

    answer = planner.post(at(plan, "reasons/"), sent)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not plan.reasons.exists()


def test_a_reason_names_what_is_looked_at_and_is_left_out_again(planner):
    plan, firm = PatrolPlanFactory(), EnterpriseFactory()
    checklist = ChecklistVersionFactory().checklist

    (added,) = planner.post(
        at(plan, "reasons/"),
        {"kind": "chosen", "times": 2, "enterprises": [firm.pk], "checklist": checklist.pk},
    ).json()
    assert (added["checklist"], added["chosen"]) == (checklist.pk, 1)

    left = planner.post(at(plan, "remove-reason/"), {"reason": added["id"]})
    assert left.json() == []


def test_an_enterprise_elsewhere_is_neither_chosen_nor_passed_over(planner):
    plan, elsewhere = PatrolPlanFactory(), EnterpriseFactory(division_id=HUANGSHI)

    chosen = planner.post(
        at(plan, "reasons/"), {"kind": "chosen", "times": 2, "enterprises": [elsewhere.pk]}
    )
    passed_over = planner.post(
        at(plan, "exclusions/"), {"enterprise": elsewhere.pk, "reason": "别处"}
    )

    assert (chosen.status_code, passed_over.status_code) == (400, 400)


def test_exclusions_are_entered_found_and_lifted(planner):
    plan, firm = PatrolPlanFactory(), EnterpriseFactory(name="测试木工带锯厂")
    planner.post(at(plan, "exclusions/"), {"enterprise": EnterpriseFactory().pk, "reason": "停产"})
    entered = planner.post(
        at(plan, "exclusions/"),
        {"enterprise": firm.pk, "kind": "superior", "reason": "省局已检查", "until": "2099-03-01"},
    )
    assert entered.status_code == 201

    found = planner.get(at(plan, "exclusions/"), {"search": "带锯"}).json()
    assert [row["why"] for row in found["results"]] == ["省局已检查"]
    assert planner.get(at(plan, "exclusions/"), {"kind": "other"}).json()["count"] == 1

    sent = {"exclusion": entered.json()["id"], "reason": "举报线索"}
    lifted = planner.post(at(plan, "lift/"), sent)
    assert lifted.json()["lifted_reason"] == "举报线索"


def test_a_page_of_exclusions_costs_the_same_for_two_and_twelve(planner, chief):
    plan = PatrolPlanFactory()

    def exclude(count):
        for firm in EnterpriseFactory.create_batch(count):
            plan.exclusions.create(enterprise=firm, kind="other", reason="停产", by=chief)

    exclude(2)
    two = queries(lambda: planner.get(at(plan, "exclusions/")))
    exclude(10)
    assert queries(lambda: planner.get(at(plan, "exclusions/"))) == two


@pytest.mark.parametrize("path", ["reasons/", "exclusions/", "propose-next/", "compute/"])
def test_whoever_may_only_look_writes_nothing(path, inspector):
    plan = PatrolPlanFactory()
    sent = {"kind": "risk", "rule_set": "food"}
    if path == "exclusions/":
        sent = {"enterprise": EnterpriseFactory().pk, "reason": "停产"}

    answer = api_of(inspector).post(at(plan, path), sent)

    assert answer.status_code == 403
    assert not plan.reasons.exists()
    assert not plan.exclusions.exists()


def test_a_plan_elsewhere_is_not_found(planner):
    plan = PatrolPlanFactory(division_id=HUANGSHI)

    for path in ("", "reasons/", "exclusions/", "capacity/"):
        assert planner.get(at(plan, path)).status_code == 404


# --- Assigning several ---------------------------------------------------------------------------


def test_several_are_assigned_at_once_and_the_refused_are_named(planner):
    station = StationFactory(division_id=CHENCUN)
    pair = UserFactory.create_batch(2, badged=True, station=station, roles=[Role.INSPECTOR])
    able, ended = PatrolFactory(), PatrolFactory(state="cancelled")

    answer = planner.post(
        "/api/v1/patrols/assign-many/",
        {"patrols": [able.pk, ended.pk], "inspector": pair[0].pk, "partner": pair[1].pk},
    ).json()

    assert answer["done"] == [able.pk]
    assert [(row["id"], row["code"]) for row in answer["refused"]] == [(ended.pk, "wrong_state")]
    able.refresh_from_db()
    assert able.inspector == pair[0]


def test_a_patrol_elsewhere_is_not_assigned_with_the_others(planner):
    pair = UserFactory.create_batch(2, badged=True, roles=[Role.INSPECTOR])
    elsewhere = PatrolFactory(enterprise__division_id=HUANGSHI, division_id=HUANGSHI)

    answer = planner.post(
        "/api/v1/patrols/assign-many/",
        {"patrols": [elsewhere.pk], "inspector": pair[0].pk, "partner": pair[1].pk},
    )

    assert answer.status_code == 400


# --- Laboratories --------------------------------------------------------------------------------

LABORATORY = {"name": "测试检验所", "cma_number": "2026001", "cma_valid_to": "2030-01-01"}


def test_a_laboratory_is_entered_and_its_accreditation_prolonged(planner):
    entered = planner.post("/api/v1/laboratories/", LABORATORY)
    assert entered.status_code == 201

    one = f"/api/v1/laboratories/{entered.json()['id']}/"
    assert planner.patch(one, {"cma_valid_to": "2036-01-01"}).status_code == 200
    assert planner.get(one).json()["cma_valid_to"] == "2036-01-01"
    assert planner.post("/api/v1/laboratories/", LABORATORY).status_code == 400


def test_whoever_may_not_enter_laboratories_in_the_admin_may_not_by_the_api(officer):
    assert api_of(officer).post("/api/v1/laboratories/", LABORATORY).status_code == 403
    assert not Laboratory.objects.exists()
