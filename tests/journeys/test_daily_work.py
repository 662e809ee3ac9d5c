"""Whole stories of the daily work in the browser: a year planned, a failed sample followed to
its order and to the public."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Enterprise
from inspections.models import Disclosure, Patrol, PatrolPlan, RectificationOrder
from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, SHUNDE, StationFactory, UserFactory
from tests.inspections.factories import CapacityFactory, PublicPageFactory
from tests.inspections.sampled import sample_in


@pytest.fixture
def office(db):
    AgencyFactory(division_id=SHUNDE)
    officer = UserFactory(roles=[Role.CASE_OFFICER, Role.INSPECTOR])
    return officer, UserFactory(roles=[Role.SECTION_HEAD]), UserFactory(roles=[Role.BUREAU_LEADER])


def take(page, case, name, *, override="", **typed):
    """Take a step by its page; what is typed is named as its fields are.

    A reason to ``override`` what stands in the way is given if it is asked for.
    """
    page.goto(case.get_absolute_url())
    page.locator(f"a[href$='/step/{name}/']").click()
    for field, words in typed.items():
        page.locator(f"[name={field}]").fill(words)
    if page.locator("[name=override]").count():
        page.locator("[name=override]").fill(override)
    page.locator(".step-form button[type=submit]").click()
    page.locator(".messagelist").wait_for()
    case.refresh_from_db()


def test_a_planner_plans_a_year_and_it_becomes_patrols(signed_in, office):
    _officer, head, _leader = office
    CapacityFactory(person__station=StationFactory(division_id=CHENCUN))
    EnterpriseFactory.create_batch(4, division_id=CHENCUN)
    Enterprise.objects.update(risk_class="C", risk_reason="上年监督抽查不合格")
    begins = timezone.localdate() + dt.timedelta(days=40)
    page = signed_in(head)

    page.goto("/admin/inspections/patrolplan/add/")
    page.locator("#id_name").fill("下年度巡查计划")
    page.locator("#id_division").select_option(SHUNDE)
    page.locator("#id_starts_on").fill(begins.isoformat())
    page.locator("#id_ends_on").fill((begins + dt.timedelta(days=364)).isoformat())
    page.locator("[name=_continue]").click()
    page.locator("a[href$='/reason/']").click()
    page.locator("[name=kind]").select_option("risk")
    page.locator("[name=rule_set]").select_option("food")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("#content-start")).to_contain_text("by risk class")

    plan = PatrolPlan.objects.get()
    take(page, plan, "compute")
    assert plan.state == PatrolPlan.State.COMPUTED
    assert not Patrol.objects.filter(state=Patrol.State.PLANNED).exists()
    take(page, plan, "adopt", override="不足的一周由区局派员支援")

    assert plan.state == PatrolPlan.State.ADOPTED
    patrols = Patrol.objects.filter(plan=plan, state=Patrol.State.PLANNED)
    assert {patrol.enterprise for patrol in patrols} == set(Enterprise.objects.all())
    page.goto(f"/admin/inspections/patrol/?plan__id__exact={plan.pk}")
    expect(page.locator("#result_list tbody tr")).to_have_count(patrols.count())


def test_a_failed_sample_ends_as_an_order_and_before_the_public(signed_in, open_page, office):
    officer, head, leader = office
    sample = sample_in("testing", officer=officer)
    page = signed_in(officer)

    take(page, sample, "fail_test", report_number="检字2026-1", failed_items="急停：响应时间超标")
    take(page, sample, "notify")
    take(page, sample, "order")

    order = RectificationOrder.objects.get()
    assert (sample.state, order.enterprise, order.state) == (
        "ordered",
        sample.enterprise,
        RectificationOrder.State.DRAFT,
    )
    page.goto(sample.get_absolute_url())
    expect(page.locator(f"a[href^='{order.get_absolute_url()}']").first).to_be_visible()

    PublicPageFactory()
    shown = Disclosure.objects.get(source_id=sample.result.pk)
    take(signed_in(head), shown, "approve")
    anybody = open_page()
    anybody.goto("/public/results/")
    assert sample.enterprise.name not in anybody.locator("body").inner_text()
    take(signed_in(leader), shown, "publish")

    anybody.reload()
    assert sample.enterprise.name in anybody.locator("body").inner_text()
