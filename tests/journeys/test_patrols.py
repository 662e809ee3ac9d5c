"""The pages of plans, patrols and rounds by axe, and a round put in order with the keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.services import planning, plans, routes
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, StationFactory, UserFactory
from tests.inspections.factories import CapacityFactory, PatrolFactory, PatrolPlanFactory
from tests.journeys.conftest import PHONE
from tests.journeys.test_look import (
    assert_every_page_is_accessible_and_fits,
)


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD, Role.INSPECTOR], badged=True)


@pytest.fixture
def round_(head):
    for step in (1, 2):
        firm = EnterpriseFactory(lng=113.2 + step / 100, lat=22.9)
        PatrolFactory(enterprise=firm, inspector=head, planned_on=timezone.localdate())
    return routes.plan(head, timezone.localdate(), by=head)


@pytest.fixture
def pages(head, round_):
    station = StationFactory(division_id=CHENCUN)
    CapacityFactory(person__station=station)
    firms = EnterpriseFactory.create_batch(3, division_id=CHENCUN)
    plan = PatrolPlanFactory()
    plans.add_reason(plan, by=head, kind="chosen", times=12, enterprises=firms)
    exclusion = plans.exclude(plan, by=head, enterprise=firms[0], reason="省局已检查")
    plan = plans.compute(plan, by=head)
    planning.run(plan.runs.get().pk)
    patrol = PatrolFactory(due_in=-2)
    stop = round_.stops.first()
    return {
        "plans": "/admin/inspections/patrolplan/",
        "plan": plan.get_absolute_url(),
        "new plan": "/admin/inspections/patrolplan/add/",
        "reason": plan.get_absolute_url().replace("change/", "reason/"),
        "pass over": plan.get_absolute_url().replace("change/", "pass-over/"),
        "lift": plan.get_absolute_url().replace("change/", f"lift/{exclusion.pk}/"),
        "adopt": plan.get_absolute_url().replace("change/", "step/adopt/"),
        "patrols": "/admin/inspections/patrol/",
        "patrol": patrol.get_absolute_url(),
        "assign": patrol.get_absolute_url().replace("change/", "step/assign/"),
        "new patrol": "/admin/inspections/patrol/add/",
        "rounds": "/admin/inspections/round/",
        "round": round_.get_absolute_url(),
        "new round": "/admin/inspections/round/add/",
        "hours": round_.get_absolute_url().replace("change/", f"window/{stop.pk}/"),
        "my round": "/inspections/round/",
        "frequencies": "/admin/inspections/patrolfrequency/",
        "capacities": "/admin/inspections/capacity/",
    }


def test_every_page_is_accessible_and_fits(signed_in, head, pages):
    assert_every_page_is_accessible_and_fits(signed_in(head), pages)


def test_a_stop_is_put_further_up_with_the_keyboard_alone(signed_in, head, round_):
    page = signed_in(head, width=PHONE)
    first, second = round_.stops.order_by("position")
    page.goto("/inspections/round/")

    page.get_by_role("button", name=f"{second.enterprise} earlier").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=f"1. {second.enterprise}")).to_be_visible()
    keys = list(round_.stops.order_by("position").values_list("pk", flat=True))
    assert keys == [second.pk, first.pk]
