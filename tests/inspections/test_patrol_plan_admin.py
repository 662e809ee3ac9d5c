import datetime as dt

import pytest

from inspections.admin.plan import SHOWN
from inspections.models import PatrolPlan
from inspections.services import planning
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory
from tests.inspections.clients import queries
from tests.inspections.factories import PatrolPlanFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/inspections/patrolplan/"


@pytest.fixture
def planner(client, chief):
    client.force_login(chief, backend="qualitysup.accounts.backends.RoleBackend")
    return client


def post(client, address, **typed):
    return client.post(address, typed, follow=True)


def test_a_plan_is_drafted_given_a_reason_computed_and_adopted_on_its_pages(planner):
    StationFactory(division_id=CHENCUN)
    EnterpriseFactory(division_id=CHENCUN, risk_class="D", risk_reason="测试")
    year = dt.date.today().year + 1

    drafted = post(
        planner,
        f"{LIST}add/",
        name="明年巡查计划",
        division=SHUNDE,
        starts_on=f"{year}-01-01",
        ends_on=f"{year}-12-31",
        window_weeks=4,
        version=0,
    )
    assert drafted.status_code == 200, drafted.context["errors"]
    plan = PatrolPlan.objects.get()
    page = f"{LIST}{plan.pk}/"
    post(planner, f"{page}reason/", kind="risk", rule_set="food", years=1)
    plan.refresh_from_db()
    today = dt.date.today().isoformat()
    post(planner, f"{page}step/compute/", on=today, version=plan.version)
    planning.run(plan.runs.first().pk)
    plan.refresh_from_db()

    shown = planner.get(f"{page}change/")
    assert shown.context["total"] == 3
    assert shown.context["compared"].over
    refused = post(planner, f"{page}step/adopt/", on=today, version=plan.version)
    assert refused.status_code == 409
    post(planner, f"{page}step/adopt/", on=today, version=plan.version, override="增加人手")
    planning.run(plan.runs.first().pk)

    standing = planner.get(f"{page}change/").context["standing"]
    assert [count for _label, count, _url in standing] == [0, 0, 3]
    assert planner.get(standing[2][2]).context["cl"].result_count == 3


def test_how_far_a_computation_is_can_be_asked(planner, chief):
    plan = PatrolPlanFactory()

    assert planner.get(f"{LIST}{plan.pk}/progress/").json()["finished"]


def test_somebody_chosen_by_hand_has_to_be_in_the_register(planner):
    plan = PatrolPlanFactory()

    answer = post(
        planner,
        f"{LIST}{plan.pk}/reason/",
        kind="chosen",
        times=2,
        years=1,
        enterprises="没有的企业有限公司",
    )

    assert "没有的企业有限公司" in str(answer.context["form"].errors["enterprises"])
    assert not plan.reasons.exists()


def test_a_reason_is_by_a_rule_or_by_a_number(planner):
    plan = PatrolPlanFactory()

    answer = post(planner, f"{LIST}{plan.pk}/reason/", kind="risk", years=1)

    assert answer.context["form"].errors["times"]


def test_an_exclusion_is_entered_and_lifted_with_reasons(planner):
    plan, firm = PatrolPlanFactory(), EnterpriseFactory()

    post(
        planner,
        f"{LIST}{plan.pk}/pass-over/",
        enterprise=firm.name,
        kind="superior",
        reason="省局已检查",
    )
    exclusion = plan.exclusions.get()
    assert "省局已检查" in planner.get(f"{LIST}{plan.pk}/change/").content.decode()
    post(planner, f"{LIST}{plan.pk}/lift/{exclusion.pk}/", reason="举报线索")

    exclusion.refresh_from_db()
    assert exclusion.lifted_reason == "举报线索"


def test_all_who_are_passed_over_are_found_beyond_the_first(planner, chief):
    plan = PatrolPlanFactory()
    firms = EnterpriseFactory.create_batch(SHOWN + 1)
    for firm in firms:
        plan.exclusions.create(enterprise=firm, kind="other", reason="停产", by=chief)
    elsewhere = PatrolPlanFactory(division_id=HUANGSHI)
    elsewhere.exclusions.create(enterprise=firms[0], kind="other", reason="停产", by=chief)

    whole = planner.get(f"{LIST}{plan.pk}/change/").context["excluded_url"]
    listed = planner.get(whole)
    searched = planner.get(f"{whole}&q={firms[-1].name}")

    assert listed.context["cl"].result_count == SHOWN + 1
    assert firms[-1].name in searched.content.decode()
    assert planner.get("/admin/inspections/planexclusion/").context["cl"].result_count == SHOWN + 1


def test_a_list_of_exclusions_costs_the_same_for_two_and_twelve(planner, chief):
    plan = PatrolPlanFactory()
    address = f"/admin/inspections/planexclusion/?plan={plan.pk}"

    def exclude(count):
        for firm in EnterpriseFactory.create_batch(count):
            plan.exclusions.create(enterprise=firm, kind="other", reason="停产", by=chief)

    exclude(2)
    two = queries(lambda: planner.get(address))
    exclude(10)
    assert queries(lambda: planner.get(address)) == two


def test_the_next_plan_is_drafted_from_an_adopted_one(planner):
    plan = PatrolPlanFactory(state="adopted")

    post(planner, f"{LIST}{plan.pk}/next/")

    assert plan.followers.get().starts_on == plan.ends_on + dt.timedelta(days=1)


def test_whoever_may_not_change_plans_is_refused(client):
    plan = PatrolPlanFactory()
    person = UserFactory(roles=[Role.INSPECTOR])
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")

    for slug in ("reason", "pass-over", "next"):
        assert client.get(f"{LIST}{plan.pk}/{slug}/").status_code == 403
