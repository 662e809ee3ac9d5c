"""Re-inspections: called, held, and what follows from what was found."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import OrderItem, RectificationOrder, Reinspection, ReinspectionItem
from inspections.workflow.order import ORDER
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines

State = RectificationOrder.State
Round = Reinspection.Round

# By the state that the order is in: the re-inspection that is next.
NEXT = {
    State.ISSUED: Round.FIRST,
    State.REPORTED: Round.FIRST,
    State.ANNOUNCED: Round.ANNOUNCED,
    State.HALTED: Round.HALTED,
}
CALLS = {
    Round.FIRST: "call_reinspection",
    Round.ANNOUNCED: "call_after_announcement",
    Round.HALTED: "call_after_halt",
}
FAILURES = {
    State.REINSPECTING: "fail_reinspection",
    State.REINSPECTING_ANNOUNCED: "fail_again",
    State.REINSPECTING_HALTED: "fail_finally",
}


def call(order, *, by, **words):
    """Call the re-inspection that is next: it carries forward only what is not yet put right."""
    stored = RectificationOrder.objects.get(pk=order.pk)
    return _call(order, NEXT.get(stored.state, Round.FIRST), by=by, **words)


def call_within_term(order, *, by, **words):
    """Call the re-inspection that the law wants within 75 days of the order."""
    return _call(order, Round.FIRST, by=by, **words)


def call_after_announcement(order, *, by, **words):
    """Call the re-inspection between 60 and 90 days after the announcement."""
    return _call(order, Round.ANNOUNCED, by=by, **words)


def call_after_halt(order, *, by, **words):
    """Call the re-inspection at the end of the halt."""
    return _call(order, Round.HALTED, by=by, **words)


def _call(order, round_, *, by, planned_on=None, **words):
    with ORDER.step(order, CALLS[round_], by=by, **words) as order:
        reinspection = Reinspection.objects.create(
            order=order, round=round_, called_on=order.on, planned_on=planned_on or order.on
        )
        ReinspectionItem.objects.bulk_create(
            ReinspectionItem(reinspection=reinspection, item=item) for item in order.items.open()
        )
    return order


@transaction.atomic
def conclude(order, *, by, inspectors, findings, report_number="", note="", visit=None, **words):
    """Record what a re-inspection found and move the order accordingly.

    ``findings`` maps the id of each item carried forward to ``(passed, words)``. All passed: the
    re-inspection passed. Otherwise it failed, and only what failed is carried to the next one.
    """
    order = RectificationOrder.objects.locked().get(pk=order.pk)
    refuse_if(
        order.state not in FAILURES,
        "wrong_state",
        _("No re-inspection of this order is under way."),
    )
    reinspection = order.reinspections.under_way().get()
    held_on = words.get("on") or order.day
    _check_inspectors(inspectors, held_on)
    carried = list(reinspection.items.select_related("item"))
    refuse_if(
        {entry.item_id for entry in carried} != set(findings),
        "items_missing",
        _("Say of each of the %(count)s items whether it is put right.") % {"count": len(carried)},
    )
    for entry in carried:
        entry.passed, entry.finding = findings[entry.item_id]
    ReinspectionItem.objects.bulk_update(carried, ["passed", "finding"])
    put_right = [entry.item_id for entry in carried if entry.passed]
    OrderItem.objects.filter(pk__in=put_right).update(verified_on=held_on, percent_done=100)
    for entry in carried:
        if entry.passed and entry.item.due_on:
            deadlines.meet(entry.item, ["correct-item"], on=held_on)

    reinspection.passed = len(put_right) == len(carried)
    reinspection.held_on, reinspection.visit = held_on, visit
    reinspection.report_number, reinspection.note = report_number, note
    save(reinspection)
    reinspection.inspectors.add(*inspectors)

    name = "pass_reinspection" if reinspection.passed else FAILURES[order.state]
    with ORDER.step(order, name, by=by, note=note, **words) as order:
        if reinspection.passed:
            order.passed_on = held_on
    return order


def _check_inspectors(inspectors, on):
    """行政处罚法 art. 42: at least two, each with a badge valid on that day."""
    people = set(inspectors)
    refuse_if(
        len(people) < 2, "two_inspectors", _("A re-inspection is held by at least two inspectors.")
    )
    unfit = sorted(str(person) for person in people if not person.has_valid_badge(on))
    refuse_if(
        unfit,
        "no_valid_badge",
        _("No valid enforcement badge on that day: %(people)s.") % {"people": _(", ").join(unfit)},
    )
