"""Everything that changes a rectification order outside its re-inspections and its penalty."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Halt, Objection, OrderItem, RectificationOrder
from inspections.signals import annulled, order_issued
from inspections.workflow.order import ORDER
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.services import deadlines

CHANGE = "inspections.change_rectificationorder"


@transaction.atomic
def draft(*, by, enterprise, items=(), **facts):
    """Begin an order; jurisdiction follows the enterprise until the order is issued."""
    refuse_if(
        not by.has_perm("inspections.add_rectificationorder"),
        "forbidden",
        _("You may not draft rectification orders."),
    )
    refuse_if(
        enterprise.merged_into_id is not None,
        "merged",
        _("This enterprise was merged into another; the order goes to that one."),
    )
    order = RectificationOrder(
        enterprise=enterprise,
        division_id=enterprise.division_id,
        officer=by,
        created_by=by,
        **facts,
    )
    _check_result(order)
    save(order)
    _keep_items(order, items)
    return order


@transaction.atomic
def save_draft(order, *, by, version=None):
    """Keep what was typed into a draft; a form left open does not undo what happened since."""
    stored = _editable(order, by=by, version=version)
    order.state, order.version = stored.state, stored.version + 1
    order.division_id = order.enterprise.division_id
    _check_result(order)
    save(order)
    return order


def _check_result(order):
    result = order.test_result
    refuse_if(
        result is not None and result.enterprise_id != order.enterprise_id,
        "other_party",
        _("The test result is another enterprise's."),
    )


def _editable(order, *, by, version=None):
    stored = RectificationOrder.objects.locked().get(pk=order.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this order."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.state not in RectificationOrder.NOT_ISSUED_STATES,
        "wrong_state",
        _("An issued order is not edited; what it says is on paper."),
    )
    return stored


@transaction.atomic
def set_items(order, items, *, by, version=None):
    """Replace the items of a draft, in this order.

    Each has kind and requirement, and maybe a clause and days of its own.
    """
    stored = _editable(order, by=by, version=version)
    order.version = stored.version + 1
    order.save(update_fields=["version"])
    order.items.all().delete()
    _keep_items(order, items)
    return order


def _keep_items(order, items):
    rows = [OrderItem(order=order, position=n, **item) for n, item in enumerate(items, start=1)]
    for row in rows:
        row.clean_fields(exclude=["order"])
    OrderItem.objects.bulk_create(rows)


@transaction.atomic
def record_progress(item, *, by, percent_done: int, measures: str):
    """Note how far the enterprise has come with one item, as told or as seen by a work group."""
    order = RectificationOrder.objects.locked().get(pk=item.order_id)
    refuse_if(
        not by.has_perm("inspections.change_orderitem"),
        "forbidden",
        _("You may not record progress."),
    )
    refuse_if(
        order.state not in RectificationOrder.OPEN_STATES,
        "wrong_state",
        _("Progress is recorded while the order is open."),
    )
    item = OrderItem.objects.locked().get(pk=item.pk)
    refuse_if(
        item.verified_on is not None,
        "verified",
        _("This item was found put right by a re-inspection already."),
    )
    item.percent_done, item.measures = percent_done, measures
    save(item)
    return item


def submit(order, *, by, **words):
    """Lay the draft before somebody who may issue it."""
    with ORDER.step(order, "submit", by=by, **words) as order:
        return order


def send_back(order, *, by, note, **words):
    """Return a submitted draft with what is to be changed."""
    with ORDER.step(order, "send_back", by=by, note=note, **words) as order:
        return order


def issue(order, *, by, **words):
    """Order the enterprise to rectify: both clocks start, the paper gets its number.

    The same product stops being made and sold at once (18号令 art. 45), which is not a decision
    but is kept on record.
    """
    with ORDER.step(order, "issue", by=by, **words) as order:
        party = order.enterprise
        order.issued_on = order.on
        order.party_name = party.name
        order.party_uscc = party.uscc or ""
        order.party_address = party.address
        order.party_representative = party.legal_representative
        _start_items(order)
        if order.test_result_id and not order.test_result.passed:
            Halt.objects.create(
                order=order,
                division=order.division,
                kind=Halt.Kind.AUTOMATIC,
                started_on=order.on,
                ordered_by=by,
            )
        news = partial(order_issued.send_robust, RectificationOrder, order=order)
        transaction.on_commit(news, robust=True)
    return order


def _start_items(order):
    """Items with a term of their own get their day, each a deadline that is watched."""
    for item in order.items.exclude(days=None):
        term = deadlines.start(
            item,
            "correct-item",
            on=order.on,
            holder=order.officer,
            title=item.title,
            amount=item.days,
        )
        item.due_on = term.due_on
        item.save(update_fields=["due_on"])


def issue_many(chosen, *, by, **words):
    """Issue several drafts, each by itself and with its own number.

    Return ``(issued, refused)``, the latter as pairs of order and refusal.
    """
    issued, refused = [], []
    for order in chosen:
        try:
            issued.append(issue(order, by=by, **words))
        except TransitionRefused as refusal:
            refused.append((order, refusal))
    return issued, refused


def extend(order, *, by, days: int, note, **words):
    """Extend the term to rectify, under the regime that knew extensions."""
    with ORDER.step(order, "extend", by=by, note=note, **words) as order:
        deadlines.extend(
            deadlines.of(order, "correct"), by=by, amount=days, reason=note, on=order.on
        )
    return order


def agree_halt(order, *, by, months=6, scope=Halt.Scope.WHOLE, requirements="", **words):
    """Halt production by agreement within a campaign, for as many months as were agreed."""
    with ORDER.step(order, "agree_halt", by=by, **words) as order:
        Halt.objects.create(
            order=order,
            division=order.division,
            kind=Halt.Kind.VOLUNTARY,
            scope=scope,
            started_on=order.on,
            planned_until=deadlines.computed("halt-period", order.on, amount=months).due,
            requirements=requirements,
            ordered_by=by,
        )
    return order


def report(order, *, by, **words):
    """Record the enterprise's report that all is put right and may be re-inspected."""
    with ORDER.step(order, "report", by=by, **words) as order:
        order.reported_on = order.on
    return order


def note_overdue(order, *, by, **words):
    """The term ran out and nothing was put right: as good as a failed re-inspection."""
    with ORDER.step(order, "note_overdue", by=by, **words) as order:
        return order


def escalate(order, *, by, **words):
    """Report the failure upwards, level by level, for the province to announce."""
    with ORDER.step(order, "escalate", by=by, **words) as order:
        order.escalated_on = order.on
    return order


def announce(order, *, by, announcement, announced_on=None, **words):
    """Record the province's announcement; the window of the next re-inspection opens."""
    with ORDER.step(order, "announce", by=by, **words) as order:
        order.announcement = announcement
        order.announced_on = announced_on or order.on
        refuse_if(
            order.announced_on > order.on,
            "future",
            _("The announcement is recorded once it was made."),
        )
    return order


@transaction.atomic
def resume(order, *, by, **words):
    """Let production resume: every item put right, the last re-inspection passed."""
    with ORDER.step(order, "resume", by=by, **words) as order:
        order.closed_on = order.on
    end_halts(order)
    return order


@transaction.atomic
def withdraw(order, *, by, note, **words):
    """Take the order back: an objection was upheld, or it was never issued."""
    with ORDER.step(order, "withdraw", by=by, note=note, **words) as order:
        order.closed_on = order.on
    end_halts(order)
    if order.issued_on:
        for source in filter(
            None, [order.test_result, *order.halts.filter(kind=Halt.Kind.PENALTY)]
        ):
            annulled.send(type(source), source=source, by=by, note=note)
    return order


def end_halts(order):
    """Every halt ends with its order; the database lets none end before."""
    order.halts.open().update(ended_on=order.closed_on)


@transaction.atomic
def object_to(order, *, by, filed_on, reasons):
    """Record an objection to the test result. It does not suspend the order.

    One that comes after the last day is recorded too, as not accepted.
    """
    order = RectificationOrder.objects.locked().get(pk=order.pk)
    refuse_if(
        not by.has_perm("inspections.add_objection"),
        "forbidden",
        _("You may not record objections."),
    )
    refuse_if(
        order.sample is not None,
        "sampled",
        _("The result came from the sample %(sample)s: a re-test is asked for there.")
        % {"sample": order.sample},
    )
    term = deadlines.of(order, "objection")
    refuse_if(
        term is None,
        "no_result",
        _("There is no test result to object to, or the party was not notified of it."),
    )
    late = filed_on > term.due_on
    objection = Objection(order=order, filed_on=filed_on, due_on=term.due_on, reasons=reasons)
    if late:
        objection.decision = Objection.Decision.LATE
        objection.decided_on, objection.decided_by = filed_on, by
    save(objection)
    if not late:
        deadlines.meet(order, ["objection"], on=filed_on)
    return objection


@transaction.atomic
def decide_objection(objection, *, by, upheld: bool, reasons: str, on):
    """Uphold or dismiss an objection; upheld, the order may be withdrawn."""
    objection = Objection.objects.locked().get(pk=objection.pk)
    refuse_if(
        not by.has_perm("inspections.change_objection"),
        "forbidden",
        _("You may not decide objections."),
    )
    refuse_if(
        objection.decision != Objection.Decision.PENDING,
        "decided",
        _("This objection is decided."),
    )
    refuse_if(not reasons.strip(), "no_reason", _("Give the reasons of the decision."))
    choices = Objection.Decision
    objection.decision = choices.UPHELD if upheld else choices.DISMISSED
    objection.decided_on, objection.decided_by, objection.decision_reasons = on, by, reasons
    save(objection)
    return objection
