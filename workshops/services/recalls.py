"""Everything that happens to a recall and to its lines."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.services import orders
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record, listed
from workshops import tracing
from workshops.models import Lot, Recall, RecallLine, Sale
from workshops.notifications import lab as notifications
from workshops.services import lots
from workshops.workflow.recall import FINISH, RECALL, TELL

ADD = "workshops.add_recall"
TELL_BUYERS = "workshops.tell_recallline"
SETTLE = "workshops.settle_recall"


@transaction.atomic
def open_for(lot, *, by, reason, level=Recall.Level.FIRST, test=None):
    """Open the recall of a failed lot: every lot that it touches is held, every buyer listed."""
    refuse_if(not by.has_perm(ADD), "forbidden", _("You may not open recalls."))
    lot = Lot.objects.for_step(lot.pk)
    refuse_if(
        test is not None and test.lot_id != lot.pk, "other_lot", _("The test is another lot's.")
    )
    today = timezone.localdate()
    recall = Recall(
        lot=lot,
        zone_id=lot.zone_id,
        division_id=lot.division_id,
        test=test or lot.tests.failed().first(),
        level=level,
        reason=reason,
        officer=by,
        created_by=by,
        opened_on=today,
    )
    save(recall)
    recall.log.create(
        by=by,
        on=today,
        name="open",
        from_state="",
        to_state=Recall.State.OPEN,
        legal_basis="食品安全法 63",
        note=reason,
    )
    _list_and_hold(recall, by=by)
    _start_clocks(recall)
    notifications.recall_opened(recall, by=by)
    return recall


def why(test) -> str:
    """What a failed report says, as the reason of a recall that is begun with it."""
    with for_the_record():
        failed = [str(item) for item in test.items.all() if not item.passed]
        return _("Report %(number)s: %(items)s.") % {
            "number": test.number,
            "items": listed(failed),
        }


def _start_clocks(recall):
    terms = (TELL[recall.level], FINISH[recall.level])
    starts = [deadlines.Start(term, recall.opened_on) for term in terms]
    deadlines.start_all(recall, starts, holder=recall.officer, title=recall.title)


def _list_and_hold(recall, *, by) -> int:
    """Add a line for every lot and buyer that has none, and hold those lots; how many are new."""
    reached = {step.lot: step for step in tracing.reach(recall.lot_id)}
    listed = set(recall.lines.lots().values_list("lot", flat=True))
    fresh = Lot.objects.filter(pk__in=reached.keys() - listed).order_by("pk")
    lines = [_line_of(recall, lot, reached[lot.pk], by=by) for lot in fresh]
    told = set(recall.lines.buyers().values_list("sale", flat=True))
    sales = Sale.objects.standing().filter(lot__in=reached).exclude(pk__in=told)
    lines += [
        RecallLine(
            recall=recall,
            lot_id=sale.lot_id,
            sale=sale,
            direction=reached[sale.lot_id].direction,
            depth=reached[sale.lot_id].depth,
        )
        for sale in sales.order_by("pk")
    ]
    RecallLine.objects.bulk_create(lines, batch_size=1000)
    return len(lines)


def _line_of(recall, lot, step, *, by):
    """One lot of the list; in the order of their keys, so that no two recalls wait in a circle."""
    held = lot.state in lots.MAY_BE_HELD
    if held:
        with for_the_record():
            because = _("Recall of %s") % recall.lot
        lots.hold(lot, by=by, reason=because)
    return RecallLine(recall=recall, lot=lot, direction=step.direction, depth=step.depth, held=held)


def extend(recall, *, by, **words):
    """Trace again: what was made or sold meanwhile is held and listed as well."""
    with RECALL.step(recall, "extend", by=by, **words) as recall:
        found = _list_and_hold(recall, by=by)
        refuse_if(not found, "nothing_new", _("Nothing more was found."))
        recall.notified_on = None
        _start_clocks(recall)
    return recall


def notify(recall, *, by, **words):
    """Every buyer was told; what they still have is on its way back."""
    with RECALL.step(recall, "notify", by=by, **words) as recall:
        recall.notified_on = recall.on
    return recall


def close(recall, *, by, note, **words):
    """Nothing of it is left anywhere that is not accounted for."""
    with RECALL.step(recall, "close", by=by, note=note, **words) as recall:
        recall.closed_on = recall.on
    return recall


# --- Its lines -----------------------------------------------------------------------------------


def _open_line(line, *, by, permission):
    """The line under lock, and its recall before it: a recall is not closed in between."""
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not record this of a recall."))
    recall = Recall.objects.locked().get(pk=line.recall_id)
    refuse_if(
        recall.state == Recall.State.CLOSED,
        "wrong_state",
        _("This recall is closed; what it was closed on stays."),
    )
    line = RecallLine.objects.locked().select_related("lot", "sale").get(pk=line.pk)
    line.recall = recall
    return line


@transaction.atomic
def tell(line, *, by, notified_on=None, notified_how):
    """Record that one buyer was told: on which day, and how."""
    line = _open_line(line, by=by, permission=TELL_BUYERS)
    day = notified_on or timezone.localdate()
    refuse_if(line.sale_id is None, "no_buyer", _("This line is a lot's: nobody is told of it."))
    _check_day(line, day)
    line.notified_on, line.notified_how, line.by = day, notified_how.strip(), by
    save(line)
    return line


@transaction.atomic
def tell_all(recall, *, by, notified_on=None, notified_how) -> int:
    """Record of every buyer that was not told yet that it was, in one and the same way."""
    told = [
        tell(line, by=by, notified_on=notified_on, notified_how=notified_how)
        for line in recall.lines.visible_to(by).to_notify().order_by("pk")
    ]
    return len(told)


@transaction.atomic
def recover(line, *, by, recovered, settled_on=None, note=""):
    """Record how much came back from one buyer; nothing is an answer as well, with a note."""
    line = _open_line(line, by=by, permission=TELL_BUYERS)
    day = settled_on or timezone.localdate()
    refuse_if(line.sale_id is None, "no_buyer", _("This line is a lot's: nothing comes back."))
    refuse_if(
        line.notified_on is None, "not_told", _("This buyer was not told yet; record that first.")
    )
    refuse_if(
        recovered > line.sale.quantity,
        "recall_line_of_what_was_sold",
        _("No more comes back than was sold: %(quantity)s %(unit)s.")
        % {"quantity": f"{line.sale.quantity.normalize():f}", "unit": line.lot.unit},
    )
    refuse_if(
        not recovered and not note.strip(),
        "no_reason",
        _("Say in a few words why nothing came back."),
    )
    _check_day(line, day, since=line.notified_on)
    line.recovered, line.settled_on, line.note, line.by = recovered, day, note.strip(), by
    save(line)
    return line


@transaction.atomic
def settle(line, *, by, outcome, settled_on=None, note=""):
    """Say what became of one lot: destroyed, cleared and let go on, or there is none left."""
    line = _open_line(line, by=by, permission=SETTLE)
    day = settled_on or timezone.localdate()
    refuse_if(line.sale_id is not None, "no_lot", _("This line is a buyer's."))
    refuse_if(bool(line.outcome), "settled", _("It was said already what became of this lot."))
    refuse_if(not note.strip(), "no_reason", _("Say in a few words why, or what."))
    _check_day(line, day)
    lot = line.lot
    if outcome == RecallLine.Outcome.DESTROYED and lot.state != Lot.State.DESTROYED:
        lots.destroy(lot, by=by, note=note)
    if outcome == RecallLine.Outcome.CLEARED and lot.state == Lot.State.HELD:
        _check_nobody_else_holds(line)
        _let_go_on(lot, by=by, note=note)
    line.outcome, line.settled_on, line.note, line.by = outcome, day, note.strip(), by
    save(line)
    return line


def _let_go_on(lot, *, by, note):
    """Back to where it was: in stock, passed, or still to be tested."""
    if lot.is_input:
        lots.return_to_stock(lot, by=by, note=note)
    elif lot.tests.for_release().passed().exists():
        lots.unhold(lot, by=by, note=note)
    else:
        lots.resubmit(lot, by=by, note=note)


def _check_nobody_else_holds(line):
    others = RecallLine.objects.filter(lot=line.lot_id, outcome="", sale=None)
    refuse_if(
        others.exclude(pk=line.pk).exists(),
        "other_recall",
        _("Another recall holds this lot as well; it is settled there first."),
    )


def _check_day(line, day, since=None):
    since = since or line.recall.opened_on
    refuse_if(day > timezone.localdate(), "future", _("It is recorded on its day, not before it."))
    refuse_if(
        day < since, "too_early", _("It cannot be before %(day)s.") % {"day": since.isoformat()}
    )


# --- The bureau's own answer ---------------------------------------------------------------------


@transaction.atomic
def draft_order(recall, *, by):
    """Draft the order to the operator of the failed lot; asked again, it is the same order."""
    recall = Recall.objects.locked().select_related("lot__workshop__enterprise").get(pk=recall.pk)
    if recall.order_id:
        return recall.order
    lot = recall.lot
    with for_the_record():
        facts = {"lot": lot, "reason": recall.reason}
        findings = _("Lot %(lot)s failed its test. %(reason)s") % facts
        items = [
            _("Take back all of lot %(lot)s that was sold, and tell every buyer.") % facts,
            _("Find the cause, and put it right before this product is made again."),
            _("Report what was taken back and how it was disposed of."),
        ]
    recall.order = orders.draft(
        by=by,
        enterprise=lot.workshop.enterprise,
        product=lot.product,
        standard="食品安全国家标准",
        findings=findings,
        violated="《中华人民共和国食品安全法》第三十四条",
        basis="《中华人民共和国食品安全法》第六十三条第五款",
        items=[
            {"kind": "product", "requirement": words, "clause": "食品安全法第六十三条"}
            for words in items
        ],
    )
    recall.version += 1
    recall.save(update_fields=["order", "version"])
    return recall.order
