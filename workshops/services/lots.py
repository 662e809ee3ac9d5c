"""What happens to a lot after it is entered: into stock, to the laboratory, out, held, gone."""

from django.utils.translation import gettext as _

from qualitysup.wording import for_the_record
from workshops.models import Lot
from workshops.services.keeping import check_keeper
from workshops.services.refusals import in_words
from workshops.workflow.lot import KEEP, LOT

State = Lot.State
MAY_BE_HELD = LOT.steps["hold"].sources


def take_in(lot, *, by, **words):
    """进货查验: supplier and papers are in order, the lot is in stock from now on."""
    check_keeper(lot.workshop, by=by, permission=KEEP)
    return _move(lot, "take_in", by=by, **words)


def turn_away(lot, *, by, note, **words):
    """拒收: it was not in order and did not stay; the entry says what came and why it went."""
    check_keeper(lot.workshop, by=by, permission=KEEP)
    return _move(lot, "turn_away", by=by, note=note, **words)


def make(lot, *, by, **words):
    """Everything that went into it is written down."""
    check_keeper(lot.workshop, by=by, permission=KEEP)
    return _move(lot, "make", by=by, **words)


def submit(lot, *, by, **words):
    """Send it to the laboratory for its release test."""
    return _move(lot, "submit_to_lab", by=by, **words)


def passed(test):
    """The laboratory reported: a lot that waits for its release test goes on."""
    lot = test.lot
    if test.purpose == test.Purpose.RELEASE and lot.state == State.TESTING:
        return _move(lot, "pass", by=test.reported_by, on=test.reported_on)
    return lot


def failed(test):
    """The laboratory reported a failure: wherever the lot stands, it goes no further."""
    lot = Lot.objects.get(pk=test.lot_id)
    with for_the_record():
        because = _("test %(number)s failed") % {"number": test.number}
    if lot.state == State.TESTING:
        with in_words(), LOT.step(lot, "fail", by=test.reported_by, on=test.reported_on) as lot:
            lot.held_because = because[:200]
        return lot
    if lot.state in MAY_BE_HELD:
        return hold(lot, by=test.reported_by, reason=because)
    return lot


def pass_test(lot, *, by, **words):
    """Let the lot go on after a test that is reported already."""
    return _move(lot, "pass", by=by, **words)


def fail_test(lot, *, by, note="", **words):
    """Hold a lot whose test failed."""
    with in_words(), LOT.step(lot, "fail", by=by, note=note, **words) as lot:
        lot.held_because = (note or _("test failed"))[:200]
    return lot


def release(lot, *, by, **words):
    """Let a lot out that passed; never while its latest test fails or an input is held."""
    return _move(lot, "release", by=by, **words)


def hold(lot, *, by, reason="", note="", **words):
    """Keep a lot where it is: nobody sells it or puts it into another."""
    why = reason or note
    with in_words(), LOT.step(lot, "hold", by=by, note=why, **words) as lot:
        lot.held_because = why[:200]
    return lot


def hold_for_input(lot, *, reason):
    """Something held was found to have gone in: the lot stops with it, by itself."""
    with in_words(), LOT.step(lot, "hold_for_input", by=None, note=reason) as lot:
        lot.held_because = reason[:200]
    return lot


def return_to_stock(lot, *, by, note, **words):
    """What came in and was held without cause may be used again."""
    return _let_go(lot, "return_to_stock", by=by, note=note, **words)


def unhold(lot, *, by, note, **words):
    """A lot that passed, and was held for another reason, may be released again."""
    return _let_go(lot, "unhold", by=by, note=note, **words)


def resubmit(lot, *, by, note, **words):
    """Test a held lot again."""
    return _let_go(lot, "resubmit", by=by, note=note, **words)


def recall(lot, *, by, reason="", note="", **words):
    """Take back what was sold of it."""
    return _move(lot, "recall", by=by, note=reason or note, **words)


def destroy(lot, *, by, note, **words):
    """What is left of it was destroyed, how and before whom (无害化处理)."""
    return _move(lot, "record_destruction", by=by, note=note, **words)


def _let_go(lot, step, *, by, **words):
    with in_words(), LOT.step(lot, step, by=by, **words) as lot:
        lot.held_because = ""
    return lot


def _move(lot, step, *, by, **words):
    with in_words(), LOT.step(lot, step, by=by, **words) as lot:
        pass
    return lot
