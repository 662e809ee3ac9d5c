"""What honours hear of and what they bring about: orders that put them at risk, patrol plans."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import Honour
from brands.services import honours
from inspections.models import PatrolPlan, PlanReason
from inspections.selection import SELECTIONS
from inspections.services import orders, planning, plans
from inspections.signals import order_issued
from qualitysup.accounts.roles import Role
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.brands.factories import granted
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories.order import RectificationOrderFactory
from tests.inspections.factories.patrol import PatrolPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


def held(head, **facts):
    today = timezone.localdate()
    return granted(by=head, of="guangdong-excellent", granted_on=today, **facts)


# --- At risk -------------------------------------------------------------------------------------


def issue(honour, *, by, capture):
    """An order is issued to the holder, as the inspectors do it."""
    order = RectificationOrderFactory(enterprise=honour.enterprise)
    with capture(execute=True):
        return orders.issue(order, by=by)


def told(person):
    return Notice.objects.filter(recipient=person, topic__startswith="honour-at-risk")


def test_an_order_tells_the_officer_and_the_desk_once(
    head, leader, officer, django_capture_on_commit_callbacks
):
    honour = held(head, officer=officer)
    held(head, enterprise=honour.enterprise, product="电风扇", officer=officer)

    order = issue(honour, by=officer, capture=django_capture_on_commit_callbacks)
    order_issued.send_robust(type(order), order=order)

    for person in (officer, head, leader):
        notice = told(person).get()
        assert notice.url == order.get_absolute_url()
        # Both honours of the enterprise in one notice.
        assert "电风扇" in notice.body
        assert "测试燃气灶" in notice.body


def test_an_order_to_somebody_without_an_honour_that_stands_tells_nobody(
    head, officer, django_capture_on_commit_callbacks
):
    honour = held(head, officer=officer)
    honours.give_up(honour, by=head, because="停产")

    issue(honour, by=officer, capture=django_capture_on_commit_callbacks)

    assert not Notice.objects.filter(topic__startswith="honour-at-risk").exists()


def test_a_listener_that_fails_does_not_undo_the_order(
    head, officer, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*args):
        raise RuntimeError("no connection")

    monkeypatch.setattr("brands.notifications.at_risk", fail)
    honour = held(head, officer=officer)

    order = issue(honour, by=officer, capture=django_capture_on_commit_callbacks)

    order.refresh_from_db()
    assert order.state == "issued"
    assert not told(officer).exists()


# --- Patrol plans --------------------------------------------------------------------------------


def chosen(kind, target="", *, starts_on):
    plan = PatrolPlanFactory(
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=300),
        state=PatrolPlan.State.DRAFT,
    )
    reason = PlanReason(plan=plan, kind=kind, target=target)
    return set(SELECTIONS[kind].find(reason).values_list("pk", flat=True))


def test_a_plan_chooses_everybody_with_an_honour_on_its_first_day(head):
    starts_on = timezone.localdate() + dt.timedelta(days=30)
    ours, run_out = held(head), granted(by=head)
    ended = held(head)
    honours.revoke(ended, by=head, because="抽查不合格")
    expiring = held(head, valid_to=starts_on - dt.timedelta(days=1))
    on_the_day = held(head, valid_to=starts_on)

    found = chosen("honour", starts_on=starts_on)

    assert found == {ours.enterprise_id, on_the_day.enterprise_id}
    assert not found & {row.enterprise_id for row in (run_out, ended, expiring)}
    assert SELECTIONS["honour"].at_least_once


def test_a_plan_chooses_by_kind_and_offers_the_kinds(head):
    starts_on = timezone.localdate() + dt.timedelta(days=1)
    excellent = held(head)
    lasting = {"valid_to": starts_on + dt.timedelta(days=900)}
    bay = granted(by=head, of="bay-area-certification", granted_on=timezone.localdate(), **lasting)

    def by_kind(key):
        return chosen("honour-kind", key, starts_on=starts_on)

    assert by_kind("guangdong-excellent") == {excellent.enterprise_id}
    assert by_kind("bay-area-certification") == {bay.enterprise_id}
    assert not by_kind("china-name-brand")
    offered = dict(SELECTIONS["honour-kind"].targets(PatrolPlanFactory()))
    assert offered["bay-area-certification"] == "湾区认证"


def test_whoever_holds_an_honour_is_protected_by_the_plan_that_is_adopted(head):
    """The way from an honour to a patrol, as the desk takes it."""
    honour = held(head)
    first = timezone.localdate() + dt.timedelta(days=10)
    place = Division.objects.get(pk=SHUNDE)
    days = {"starts_on": first, "ends_on": first + dt.timedelta(days=300)}
    plan = plans.draft(by=head, division=place, name="名优企业巡查", **days)
    plans.add_reason(plan, by=head, kind="honour", times=2, years=1)
    assert Honour.objects.unprotected().get() == honour

    plan = plans.compute(plan, by=head)
    planning.run(plan.runs.get().pk)
    plan.refresh_from_db()
    plans.adopt(plan, by=UserFactory(roles=[Role.BUREAU_LEADER]), override="演示")
    for run in plan.runs.all():
        planning.run(run.pk)

    assert {patrol.enterprise_id for patrol in plan.patrols.all()} == {honour.enterprise_id}
    assert Honour.objects.protected().get() == honour
    assert not Honour.objects.unprotected().exists()
