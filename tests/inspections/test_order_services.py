"""What the services promise beyond the table: the days, what is carried forward, what refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from inspections.models import Halt, Objection, RectificationOrder
from inspections.services import campaigns, orders, penalties, reinspections, results
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from tests.factories import UserFactory
from tests.inspections.factories import (
    CampaignFactory,
    ConsultationFactory,
    RectificationOrderFactory,
    TestResultFactory,
)
from tests.inspections.stories import Story, order_in

pytestmark = pytest.mark.django_db
State = RectificationOrder.State


def today():
    return timezone.localdate()


def papers_of(order):
    return [paper.kind for paper in IssuedDocument.objects.of(order).order_by("pk")]


def open_terms(order):
    return set(Deadline.objects.of(order).open().values_list("term", flat=True))


# --- Issue ----------------------------------------------------------------------------------------


def test_issue_starts_the_clocks_draws_a_number_and_stops_the_product(officer):
    result = TestResultFactory(notified_on=dt.date(2026, 3, 1), tested_on=dt.date(2026, 2, 20))
    order = results.order_from(result, by=officer)

    order = orders.issue(order, by=officer, on=dt.date(2026, 3, 2))

    order.refresh_from_db()
    assert order.state == State.ISSUED
    assert order.number.endswith("责改〔2026〕1号")
    assert deadlines.of(order, "correct").due_on == dt.date(2026, 5, 6)
    assert deadlines.of(order, "reinspect").nominal_on == dt.date(2026, 5, 16)
    assert deadlines.of(order, "objection").started_on == dt.date(2026, 3, 1)
    assert order.halts.get().kind == Halt.Kind.AUTOMATIC
    assert papers_of(order) == ["rectification_order"]
    assert order.log.get().to_state == "issued"


def test_the_paper_says_what_was_true_when_it_was_issued(officer):
    order = orders.issue(RectificationOrderFactory(), by=officer)
    name = order.enterprise.name

    order.enterprise.name = "改名后的企业"
    order.enterprise.save()

    order.refresh_from_db()
    assert order.party_name == name
    assert IssuedDocument.objects.of(order).get().facts["party"]["name"] == name


def test_issue_without_an_item_changes_nothing(officer):
    order = RectificationOrderFactory()
    order.items.all().delete()

    with pytest.raises(TransitionRefused, match="no item") as refused:
        orders.issue(order, by=officer)

    order.refresh_from_db()
    assert refused.value.code == "has_items"
    assert order.state == State.DRAFT
    assert not order.log.exists()
    assert not IssuedDocument.objects.exists()
    assert not Deadline.objects.exists()


def test_an_order_for_a_merged_enterprise_is_refused(officer):
    survivor, gone = RectificationOrderFactory().enterprise, RectificationOrderFactory().enterprise
    type(gone).objects.filter(pk=gone.pk).update(merged_into=survivor)
    gone.refresh_from_db()

    with pytest.raises(TransitionRefused, match="merged"):
        orders.draft(by=officer, enterprise=gone, product="x", standard="y", findings="z")


def test_several_orders_are_issued_each_with_its_own_number(officer):
    drafts = RectificationOrderFactory.create_batch(3)
    drafts[1].items.all().delete()

    issued, refused = orders.issue_many(drafts, by=officer)

    assert [order.number[-7:] for order in issued] == [
        f"{today().year}〕1号",
        f"{today().year}〕2号",
    ]
    assert [(order.pk, refusal.code) for order, refusal in refused] == [(drafts[1].pk, "has_items")]


def test_asking_twice_for_the_order_of_a_failed_result_gives_the_same_order(officer):
    result = TestResultFactory()

    first = results.order_from(result, by=officer)

    assert results.order_from(result, by=officer) == first
    assert first.items.count() == len(result.failures)


# --- The regime of the day ------------------------------------------------------------------------


def test_an_order_of_2019_has_thirty_days_and_one_extension(officer):
    order = orders.issue(RectificationOrderFactory(), by=officer, on=dt.date(2019, 9, 2))
    assert deadlines.of(order, "correct").nominal_on == dt.date(2019, 10, 2)

    order = orders.extend(order, by=officer, on=dt.date(2019, 9, 20), days=20, note="模具改造")
    assert deadlines.of(order, "correct").nominal_on == dt.date(2019, 10, 22)
    with pytest.raises(TransitionRefused) as refused:
        orders.extend(order, by=officer, on=dt.date(2019, 9, 25), days=5, note="再延长")
    assert refused.value.code == "no_extension"


def test_an_old_order_is_not_bound_by_the_window_of_a_newer_rule(officer):
    story = Story(RectificationOrderFactory(), begins_on=dt.date(2019, 11, 4))
    story.take(orders.issue).later(20).take(reinspections.call).later(2).conclude(failing=[1])
    story.later(1).take(orders.escalate).later(60).take(orders.announce, announcement="公告")

    assert story.day > dt.date(2020, 1, 1)
    assert deadlines.of(story.order, "announce-window") is None
    assert story.later(5).take(reinspections.call).order.state == State.REINSPECTING_ANNOUNCED


def test_an_extension_asked_for_too_late_is_refused(officer):
    order = orders.issue(RectificationOrderFactory(), by=officer, on=dt.date(2019, 9, 2))

    with pytest.raises(TransitionRefused) as refused:
        orders.extend(order, by=officer, on=dt.date(2019, 9, 29), days=20, note="模具改造")

    assert refused.value.code == "too_late"
    assert order.log.count() == 1


def test_todays_law_knows_no_extension(officer):
    order = order_in("issued")

    with pytest.raises(TransitionRefused) as refused:
        orders.extend(order, by=officer, days=20, note="模具改造")

    assert refused.value.code == "term_can_be_extended"


# --- Objection ------------------------------------------------------------------------------------


def test_an_objection_in_time_does_not_suspend_the_order(officer):
    order = order_in("issued", days=5)
    due = deadlines.of(order, "correct").due_on

    objection = orders.object_to(order, by=officer, filed_on=today(), reasons="结果有误")

    assert objection.decision == Objection.Decision.PENDING
    order.refresh_from_db()
    assert order.state == State.ISSUED
    assert deadlines.of(order, "correct").due_on == due


def test_an_objection_after_the_last_day_is_kept_as_not_accepted(officer):
    order = order_in("issued", days=40)

    objection = orders.object_to(order, by=officer, filed_on=today(), reasons="结果有误")

    assert objection.decision == Objection.Decision.LATE


def test_an_issued_order_is_withdrawn_only_when_an_objection_was_upheld(officer, chief, leader):
    order = order_in("issued", days=5)
    with pytest.raises(TransitionRefused) as refused:
        orders.withdraw(order, by=officer, note="撤回")
    assert refused.value.code == "objection_upheld"

    objection = orders.object_to(order, by=officer, filed_on=today(), reasons="结果有误")
    orders.decide_objection(objection, by=leader, upheld=True, reasons="复检合格", on=today())
    order = orders.withdraw(order, by=chief, note="异议成立")

    assert order.state == State.WITHDRAWN
    assert open_terms(order) == set()
    assert not order.halts.open().exists()


# --- Re-inspection --------------------------------------------------------------------------------


def test_only_failed_items_are_carried_to_the_next_reinspection():
    story = Story(RectificationOrderFactory(), begins_on=today() - dt.timedelta(days=120))
    story.take(orders.issue).later(30).take(reinspections.call).later(2)
    items = story.order.items.count()
    story.conclude(failing=[2]).later(2).take(orders.escalate)
    story.later(5).take(orders.announce, announcement="公告").later(61).take(reinspections.call)

    carried = story.order.reinspections.under_way().get().items.all()

    assert items > 1
    assert [entry.item.position for entry in carried] == [2]


@pytest.mark.parametrize(
    ("inspectors", "code"),
    [
        (lambda: UserFactory.create_batch(1, badged=True), "two_inspectors"),
        (lambda: [UserFactory(badged=True), UserFactory()], "no_valid_badge"),
        (
            lambda: [
                UserFactory(badged=True),
                UserFactory(badged=True, badge_valid_to=today() - dt.timedelta(days=1)),
            ],
            "no_valid_badge",
        ),
    ],
    ids=["one", "no badge", "badge expired yesterday"],
)
def test_a_reinspection_needs_two_inspectors_with_valid_badges(inspectors, code, officer):
    order = order_in("reinspecting")
    carried = order.reinspections.under_way().get().items.all()

    with pytest.raises(TransitionRefused) as refused:
        reinspections.conclude(
            order,
            by=officer,
            inspectors=inspectors(),
            findings={entry.item_id: (True, "") for entry in carried},
        )

    assert refused.value.code == code
    assert order.items.open().exists()


def test_every_item_carried_forward_needs_a_finding(officer):
    order = order_in("reinspecting")

    with pytest.raises(TransitionRefused) as refused:
        reinspections.conclude(
            order, by=officer, inspectors=UserFactory.create_batch(2, badged=True), findings={}
        )

    assert refused.value.code == "items_missing"


@pytest.mark.parametrize(("days", "lawful"), [(60, False), (61, True), (89, True)])
def test_reinspection_after_the_announcement_keeps_to_its_window(days, lawful):
    story = Story(RectificationOrderFactory(), begins_on=today() - dt.timedelta(days=days + 30))
    story.take(orders.issue).later(20).take(reinspections.call).later(2).conclude(failing=[1])
    story.later(1).take(orders.escalate).later(7).take(orders.announce, announcement="公告")
    assert story.day == today() - dt.timedelta(days=days)
    story.later(days)

    if lawful:
        story.take(reinspections.call)
        assert story.order.state == State.REINSPECTING_ANNOUNCED
    else:
        with pytest.raises(TransitionRefused) as refused:
            story.take(reinspections.call)
        assert refused.value.code == "window_is_open"


# --- Halts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ([], ["chamber of commerce", "government"]),
        (["chamber"], ["government"]),
        (["government"], ["chamber of commerce"]),
        (["chamber", "government"], []),
    ],
)
def test_a_campaign_halts_only_after_consulting_both(held, missing, officer, settings):
    settings.LANGUAGE_CODE = "en"
    campaign = CampaignFactory(opened=True)
    for kind in held:
        ConsultationFactory(campaign=campaign, kind=kind)
    order = order_in("issued", campaign=campaign)

    halted, refused = campaigns.agree_halts(campaign, by=officer)

    if missing:
        (_, refusal) = refused[0]
        assert all(str(body) in refusal.reason for body in missing)
        assert not order.halts.filter(kind=Halt.Kind.VOLUNTARY).exists()
    else:
        assert halted == [order]
        assert order.halts.get(kind=Halt.Kind.VOLUNTARY).planned_until > today()


def test_half_a_year_is_six_months_and_safe_at_the_end_of_a_month(officer):
    campaign = CampaignFactory(opened=True)
    for kind in ("chamber", "government"):
        ConsultationFactory(campaign=campaign, kind=kind)
    order = RectificationOrderFactory(campaign=campaign)
    order = orders.issue(order, by=officer, on=dt.date(2025, 8, 31))

    orders.agree_halt(order, by=officer, on=dt.date(2025, 8, 31), months=6)

    assert order.halts.get().planned_until == dt.date(2026, 2, 28)


def test_a_penal_halt_before_its_time_needs_a_recorded_reason(leader):
    order = order_in("failed")
    words = {"by": leader, "months": 6, "legal_review": "审核意见"}
    with pytest.raises(TransitionRefused) as refused:
        penalties.halt(order, **words)
    assert refused.value.code == "failed_twice"

    order = penalties.halt(order, override="严重安全隐患，经集体讨论决定。", **words)

    assert order.log.last().override == "严重安全隐患，经集体讨论决定。"
    assert order.halts.get(kind=Halt.Kind.PENALTY).override == "严重安全隐患，经集体讨论决定。"


def test_only_who_may_override_can_override(chief):
    order = order_in("failed")

    with pytest.raises(TransitionRefused) as refused:
        penalties.halt(order, by=chief, months=6, legal_review="审核意见", override="急")

    assert refused.value.code == "forbidden"


def test_a_halt_waits_until_the_hearing_right_is_spent(leader):
    order = order_in("hearing_notified")

    with pytest.raises(TransitionRefused) as refused:
        penalties.halt(
            order, by=leader, months=6, legal_review="审核", on=order.hearing_notified_on
        )

    assert refused.value.code == "hearing_right_is_spent"


def test_notice_of_a_hearing_is_given_seven_working_days_ahead(leader):
    order = order_in("hearing_requested")

    with pytest.raises(TransitionRefused) as refused:
        penalties.schedule_hearing(order, by=leader, hearing_on=today() + dt.timedelta(days=3))

    assert refused.value.code == "notice_too_short"


def test_the_long_way_ends_halted_with_its_clocks_and_papers():
    order = order_in("halted")

    penalty = order.halts.get(kind=Halt.Kind.PENALTY)

    assert penalty.failed_reinspection.round == "announced"
    assert penalty.hearing_notified_on == order.hearing_notified_on
    assert {"service", "halt-period"} <= open_terms(order)
    assert papers_of(order) == [
        "rectification_order",
        "reinspection_notice",
        "reinspection_notice",
        "halt",
    ]


# --- Resumption -----------------------------------------------------------------------------------


def test_resumption_ends_every_halt_and_every_clock(chief):
    order = order_in("passed")

    order = orders.resume(order, by=chief)

    assert order.state == State.CLOSED
    assert not order.halts.open().exists()
    assert open_terms(order) == set()
    assert papers_of(order)[-1] == "resumption"


@pytest.mark.parametrize(
    "state",
    ["issued", "reported", "reinspecting", "failed", "announced", "failed_again", "halted"],
)
def test_nothing_resumes_before_a_reinspection_passed(state, chief):
    order = order_in(state)

    with pytest.raises(TransitionRefused):
        orders.resume(order, by=chief)


def test_the_database_refuses_to_resume_with_an_open_item():
    order = order_in("reinspecting")

    with pytest.raises(IntegrityError, match="open item"), transaction.atomic():
        _write("state = 'closed', passed_on = now(), closed_on = now()", order)


def test_the_database_refuses_to_resume_without_a_passed_reinspection():
    order = order_in("issued")
    order.items.update(percent_done=100, verified_on=today())

    with pytest.raises(IntegrityError, match="has not passed"), transaction.atomic():
        _write("state = 'closed', passed_on = now(), closed_on = now()", order)


def test_the_database_keeps_a_halt_as_long_as_its_order_is_open():
    order = order_in("issued")

    with pytest.raises(IntegrityError, match="cannot end"), transaction.atomic():
        order.halts.update(ended_on=today())


def test_the_database_refuses_a_penal_halt_without_hearing_notice():
    order = order_in("issued")

    with pytest.raises(IntegrityError, match="halt_as_penalty"), transaction.atomic():
        Halt.objects.create(
            order=order,
            division=order.division,
            kind=Halt.Kind.PENALTY,
            started_on=today(),
            ordered_by=order.officer,
        )


def test_the_items_of_a_resumed_order_are_frozen():
    order = order_in("closed")

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        order.items.update(verified_on=None)


def _write(assignments, order):
    """As a hand in psql would."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE inspections_rectificationorder SET {assignments} WHERE id = %s", [order.pk]
        )


# --- Before and after -----------------------------------------------------------------------------


def test_growth_is_counted_only_where_both_figures_are_stated(officer):
    campaign = CampaignFactory(opened=True)
    enterprises = [RectificationOrderFactory().enterprise for _ in range(3)]
    campaigns.add_enterprises(campaign, enterprises, by=officer)
    first, second, third = campaign.participations.order_by("pk")
    first.sales_before, first.sales_after = 1000, 1500
    second.sales_before = 400
    for row in (first, second, third):
        row.save()

    assert [row.sales_growth for row in (first, second, third)] == [50, None, None]
    totals = campaign.participations.totals()
    assert (totals["enterprises"], totals["sales_stated"]) == (3, 1)
    assert (totals["total_sales_before"], totals["total_sales_after"]) == (1000, 1500)
