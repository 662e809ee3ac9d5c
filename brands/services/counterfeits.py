"""Everything that changes a clue of a counterfeit, up to the inspectors and back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import CounterfeitClue
from brands.workflow.counterfeit import COUNTERFEIT, TERM
from enterprises.services import register as enterprises
from inspections.models import Complaint
from inspections.services import complaints
from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record, in_a_row, tidy

State = CounterfeitClue.State
CHANGE = "brands.change_counterfeitclue"


@transaction.atomic
def register(*, by, honour, **facts) -> CounterfeitClue:
    """Write down what was seen; it lies with the bureau of the holder, which checks it in time."""
    allowed = by.has_perm("brands.add_counterfeitclue")
    refuse_if(not allowed, "forbidden", _("You may not register counterfeit clues."))
    enterprises.refuse_out_of_reach(honour.division_id, by=by)
    clue = CounterfeitClue(honour=honour, created_by=by, **{"officer": by} | facts)
    clue.division_id = honour.division_id
    _check(clue)
    saving.save(clue)
    deadlines.start(clue, TERM, on=clue.received_on, holder=clue.officer, title=clue.title)
    return clue


@transaction.atomic
def keep(clue, *, by, version=None) -> CounterfeitClue:
    """Keep what was corrected before it is transferred: the maker is often found later."""
    stored = CounterfeitClue.objects.locked().get(pk=clue.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change this clue."))
    refuse_if(
        stored.state not in (State.REGISTERED, State.VERIFIED),
        "wrong_state",
        _("In the state “%s” it is no longer edited.") % stored.get_state_display(),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        (stored.honour_id, stored.received_on) != (clue.honour_id, clue.received_on),
        "terms_run",
        _("Honour and day of receipt stay: its term and its division go by them."),
    )
    clue.state, clue.version = stored.state, stored.version + 1
    _check(clue)
    saving.save(clue)
    return clue


def _check(clue):
    if clue.enterprise_id:
        clue.enterprise = clue.enterprise.survivor
    refuse_if(
        clue.received_on > timezone.localdate(),
        "future",
        _("It is registered once it has come in."),
    )
    refuse_if(
        clue.enterprise_id == clue.honour.enterprise_id,
        "its_own_holder",
        _("That is the holder of the honour: nobody counterfeits their own goods."),
    )


def verify(clue, *, by, verdict, statement, **words):
    """Record whether the holder knows the goods as theirs, in their own words."""
    with COUNTERFEIT.step(clue, "verify", by=by, **words) as clue:
        clue.verdict, clue.statement = verdict, statement.strip()
        clue.verified_on = clue.on
    return clue


def drop(clue, *, by, note, **words):
    """It is unfounded, for this reason."""
    with COUNTERFEIT.step(clue, "drop", by=by, note=note, **words) as clue:
        clue.closed_on, clue.outcome = clue.on, note.strip()
    return clue


def extend(clue, *, by, note, days=15, **words):
    """Extend the time to check it, once and by fifteen working days at most."""
    with COUNTERFEIT.step(clue, "extend", by=by, note=note, **words) as clue:
        term = deadlines.of(clue, TERM)
        deadlines.extend(term, by=by, reason=note, amount=days, on=clue.on)
    return clue


@transaction.atomic
def transfer(clue, *, by, **words):
    """Hand it to the inspectors as a clue of theirs; done again, it is the one there is."""
    there = CounterfeitClue.objects.visible_to(by).locked().get(pk=clue.pk)
    if there.complaint_id and by.has_perm("brands.transfer_counterfeitclue"):
        return there
    with COUNTERFEIT.step(clue, "transfer", by=by, **words) as clue:
        clue.complaint = complaints.register(by=by, **_as_told(clue, by))
    complaints.led_to(clue.complaint, clue, by=by)
    return clue


def _as_told(clue, by) -> dict:
    """The clue as the inspectors read it, in the office's language."""
    honour = clue.honour
    with for_the_record():
        where = tidy(f"{clue.seen_in or ''} {clue.place} {clue.url}")
        text = in_a_row(
            [
                _("Goods are sold under %(honour)s of %(holder)s (%(number)s).")
                % {"honour": honour, "holder": honour.enterprise, "number": honour.number or "—"},
                _("Seen: %s.") % where,
                clue.text,
                _("Statement of the holder: %s") % clue.statement,
            ]
        )
        number = str(clue)
    seen_in = clue.seen_in if clue.seen_in_id and by.reaches(clue.seen_in_id) else clue.division
    return {
        "kind": Complaint.Kind.CLUE,
        "source": Complaint.Source.ENTERPRISE,
        "source_number": number,
        "received_on": clue.day,
        "enterprise": clue.enterprise,
        "enterprise_name": clue.enterprise_name,
        "product": honour.product,
        "text": text,
        "division": seen_in,
    }


def learn(complaint) -> list[CounterfeitClue]:
    """The inspectors ended what clues had become: their result ends those, once."""
    if complaint.state == Complaint.State.JOINED:
        return []
    with for_the_record():
        result = complaint.get_result_display() or complaint.get_state_display()
    waiting = CounterfeitClue.objects.waiting_for(complaint).order_by("pk")
    return [_closed(clue, result, complaint) for clue in waiting]


def catch_up() -> int:
    """What ended at the inspectors' while nobody heard of it; returns how many clues it ends."""
    waiting = CounterfeitClue.objects.with_inspectors().select_related("complaint__duplicate_of")
    theirs = {clue.complaint.duplicate_of or clue.complaint for clue in waiting}
    over = [each for each in theirs if each.state not in Complaint.OPEN_STATES]
    return sum(len(learn(complaint)) for complaint in over)


def _closed(clue, result, complaint):
    with COUNTERFEIT.step(clue, "close", by=None) as clue:
        clue.closed_on = clue.on
        clue.outcome = in_a_row(filter(None, [f"{result}。", complaint.finding]))
    return clue
