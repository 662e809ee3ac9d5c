"""The halt that is a penalty (责令停业整顿): hearing right, decision, revocation."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Halt, RectificationOrder
from inspections.services import orders
from inspections.signals import penalty_decided
from inspections.workflow.order import ORDER
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services.deadlines import computed


def file_case(order, *, by, **words):
    """File the penalty case (立案); the decision is due 90 days later (行政处罚法 art. 60)."""
    with ORDER.step(order, "file_case", by=by, **words) as order:
        order.filed_on = order.on
    return order


def notify_hearing(order, *, by, **words):
    """Tell the party of the intended penalty and of its right to a hearing."""
    with ORDER.step(order, "notify_hearing", by=by, **words) as order:
        order.hearing_notified_on = order.on
    return order


def request_hearing(order, *, by, **words):
    """Record that the party asked for a hearing in time."""
    with ORDER.step(order, "request_hearing", by=by, **words) as order:
        order.hearing_requested_on = order.on
    return order


def schedule_hearing(order, *, by, hearing_on, **words):
    """Give notice of the hearing, seven working days ahead (行政处罚法 arts 64, 85)."""
    with ORDER.step(order, "schedule_hearing", by=by, **words) as order:
        earliest = computed("hearing-notice", order.on).due
        refuse_if(
            hearing_on < earliest,
            "notice_too_short",
            _("Notice is given seven working days ahead: not before %(day)s.")
            % {"day": earliest.isoformat()},
        )
        order.hearing_notice_on = order.on
        order.hearing_on = hearing_on
    return order


def hold_hearing(order, *, by, note, **words):
    """Record the hearing; the note says who was heard and where the record is."""
    with ORDER.step(order, "hold_hearing", by=by, note=note, **words) as order:
        return order


@transaction.atomic
def halt(
    order,
    *,
    by,
    months,
    legal_review,
    scope=Halt.Scope.WHOLE,
    requirements="",
    override="",
    **words,
):
    """Halt business for rectification for the months that the decision fixes.

    Needs the legal review before deciding (行政处罚法 art. 58). What the law asks for before it may
    be overridden only with a recorded reason, which the halt keeps.
    """
    refuse_if(
        not legal_review.strip(),
        "no_legal_review",
        _("Record the legal review first: the decision needs it."),
    )
    with ORDER.step(order, "halt", by=by, override=override, **words) as order:
        until = computed("halt-period", order.on, amount=months).due
        order.halted_on, order.halt_months, order.halt_until = order.on, months, until
        order.legal_review = legal_review
        decided = Halt.objects.create(
            order=order,
            division=order.division,
            kind=Halt.Kind.PENALTY,
            scope=scope,
            started_on=order.on,
            planned_until=until,
            requirements=requirements,
            failed_reinspection=order.reinspections.filter(round="announced", passed=False).first(),
            hearing_notified_on=order.hearing_notified_on,
            override=override,
            ordered_by=by,
        )
    # Now the decision has its number.
    penalty_decided.send(Halt, source=decided, by=by)
    return order


@transaction.atomic
def revoke(order, *, by, note, **words):
    """Record that the registrar revoked the licence (吊销营业执照)."""
    with ORDER.step(order, "revoke", by=by, note=note, **words) as order:
        order.closed_on = order.on
    orders.end_halts(order)
    penalty_decided.send(RectificationOrder, source=order, by=by)
    return order
