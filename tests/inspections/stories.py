"""Orders carried somewhere by the services, day by day, as in life: with log, clocks and papers."""

import datetime as dt

from django.utils import timezone

from inspections.models import Objection, RectificationOrder
from inspections.services import follow_ups, orders, penalties, reinspections
from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.inspections.factories import RectificationOrderFactory, TestResultFactory

State = RectificationOrder.State


class Story:
    """One order on its way. ``day`` moves on; everything is done by whoever may do all of it."""

    def __init__(self, order, *, begins_on, inspectors=None):
        self.order, self.day = order, begins_on
        self.by = UserFactory(
            roles=[Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER], full_name="测试科长"
        )
        self.inspectors = inspectors or UserFactory.create_batch(
            2, badged=True, roles=[Role.INSPECTOR]
        )

    def later(self, days):
        self.day += dt.timedelta(days=days)
        return self

    def take(self, service, **words):
        self.order = service(self.order, by=self.by, on=self.day, **words)
        return self

    def conclude(self, *, failing=()):
        """Pass every item but those at these places of the list that was carried forward."""
        carried = self.order.reinspections.under_way().get().items.all()
        findings = {
            entry.item_id: (place not in failing, "现场核实")
            for place, entry in enumerate(carried, start=1)
        }
        return self.take(
            reinspections.conclude,
            inspectors=self.inspectors,
            findings=findings,
            report_number="复查-1",
        )

    def decide_objection(self, *, upheld):
        objection = orders.object_to(
            self.order, by=self.by, filed_on=self.day, reasons="对检验结果有异议。"
        )
        orders.decide_objection(
            objection, by=self.by, upheld=upheld, on=self.day, reasons="复检合格。"
        )
        assert Objection.objects.get(pk=objection.pk).decision != Objection.Decision.PENDING
        return self


def issued(story):
    return story.take(orders.issue)


def reported(story):
    return issued(story).later(20).take(orders.report)


def failed(story):
    return reported(story).later(5).take(reinspections.call).later(2).conclude(failing=[1])


def announced(story):
    failed(story).later(3).take(orders.escalate)
    return story.later(10).take(orders.announce, announcement="粤市监质监〔2026〕1号")


def failed_again(story):
    announced(story).later(61).take(reinspections.call)
    return story.later(2).conclude(failing=[1])


def told_of_hearing(story):
    failed_again(story).later(5).take(penalties.file_case)
    return story.later(5).take(penalties.notify_hearing)


def asked_for_hearing(story):
    return told_of_hearing(story).later(1).take(penalties.request_hearing)


def hearing_set(story):
    asked_for_hearing(story)
    return story.later(1).take(
        penalties.schedule_hearing, hearing_on=story.day + dt.timedelta(days=25)
    )


def hearing_held(story):
    return hearing_set(story).later(25).take(penalties.hold_hearing, note="听证笔录第1号。")


def halted(story):
    return hearing_held(story).later(5).take(penalties.halt, months=6, legal_review="审核通过。")


def failed_finally(story):
    halted(story).later(190).take(reinspections.call)
    return story.later(2).conclude(failing=[1])


# By state: how many days ago the order was issued, and the way there.
WAYS = {
    State.DRAFT: (0, lambda story: story),
    State.SUBMITTED: (0, lambda story: story.take(orders.submit)),
    State.ISSUED: (10, issued),
    State.REPORTED: (25, reported),
    State.REINSPECTING: (27, lambda s: reported(s).later(5).take(reinspections.call)),
    State.FAILED: (40, failed),
    State.ESCALATED: (40, lambda s: failed(s).later(3).take(orders.escalate)),
    State.ANNOUNCED: (120, announced),
    State.REINSPECTING_ANNOUNCED: (
        110,
        lambda s: announced(s).later(61).take(reinspections.call),
    ),
    State.FAILED_AGAIN: (120, failed_again),
    State.FILED: (120, lambda s: failed_again(s).later(5).take(penalties.file_case)),
    State.HEARING_NOTIFIED: (116, told_of_hearing),
    State.HEARING_REQUESTED: (120, asked_for_hearing),
    State.HEARING_SCHEDULED: (150, hearing_set),
    State.HEARING_HELD: (150, hearing_held),
    State.HALTED: (360, halted),
    State.REINSPECTING_HALTED: (360, lambda s: halted(s).later(190).take(reinspections.call)),
    State.FAILED_FINALLY: (360, failed_finally),
    State.PASSED: (40, lambda s: reported(s).later(5).take(reinspections.call).conclude()),
    State.CLOSED: (
        40,
        lambda s: reported(s).later(5).take(reinspections.call).conclude().take(orders.resume),
    ),
    State.REVOKED: (
        360,
        lambda s: failed_finally(s).later(1).take(penalties.revoke, note="登记机关已吊销。"),
    ),
    State.WITHDRAWN: (
        10,
        lambda s: (
            issued(s)
            .later(2)
            .decide_objection(upheld=True)
            .take(orders.withdraw, note="异议成立。")
        ),
    ),
}


def order_in(state, *, tested=True, inspectors=None, days=None, **facts):
    """An order that came to this state by the services, on days that lead up to today.

    ``tested`` rests it on a failed result of which the party was told the day before; ``days`` is
    how long ago it was issued, where that matters.
    """
    usual, way = WAYS[State(state)]
    begins_on = timezone.localdate() - dt.timedelta(days=usual if days is None else days)
    if tested and "test_result" not in facts:
        about = {"enterprise": facts["enterprise"]} if "enterprise" in facts else {}
        result = TestResultFactory(
            **about,
            campaign=facts.get("campaign"),
            tested_on=begins_on - dt.timedelta(days=7),
            notified_on=begins_on - dt.timedelta(days=1),
        )
        facts |= {"test_result": result, "enterprise": result.enterprise}
    story = Story(RectificationOrderFactory(**facts), begins_on=begins_on, inspectors=inspectors)
    order = way(story).order
    assert order.state == state
    return RectificationOrder.objects.get(pk=order.pk)


def followed_up(visit):
    """A visit of a factory with all that a finished one entails, as far as it goes."""
    follow_ups.owe(visit)
    follow_ups.attempt_all(visit)
    return visit
