"""Commitments: promised with an owner and a day, met with a word of proof, or not needed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Commitment, Cultivation, Requirement
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files

TERM = "brand-commitment"
CHANGE = "brands.change_commitment"
State = Commitment.State


@transaction.atomic
def promise(commitment, *, by) -> Commitment:
    """Enter what somebody promised; its last day is a deadline of whoever answers for it."""
    refuse_if(
        not by.has_perm("brands.add_commitment"), "forbidden", _("You may not enter commitments.")
    )
    cultivation = Cultivation.objects.visible_to(by).locked().get(pk=commitment.cultivation_id)
    refuse_if(
        not cultivation.is_open, "ended", _("This cultivation has ended: nothing is promised.")
    )
    refuse_if(
        commitment.due_on < timezone.localdate(), "past", _("A promise is due today or later.")
    )
    commitment.cultivation, commitment.division_id = cultivation, cultivation.division_id
    save(commitment)
    watch(commitment)
    return commitment


def open_requirements(cultivation, *, owner, due_on) -> list[Commitment]:
    """The checklist of a firm that is cultivated now: everything that its honour asks.

    What it has already is there once; called again it adds what is new.
    """
    has = set(cultivation.commitments.of_requirements().values_list("requirement", flat=True))
    asked = Requirement.objects.asked_of(cultivation.kind, cultivation.day).exclude(pk__in=has)
    made = []
    for requirement in asked.order_by("area", "position", "pk"):
        commitment = Commitment(
            cultivation=cultivation,
            division_id=cultivation.division_id,
            requirement=requirement,
            area=requirement.area,
            words=requirement.words,
            owner=owner,
            due_on=due_on,
        )
        save(commitment)
        watch(commitment)
        made.append(commitment)
    return made


@transaction.atomic
def meet(commitment, *, by, result, on=None, paper=None) -> Commitment:
    """It was done, as something shows; the paper itself becomes evidence of the case."""
    return _settle(commitment, State.MET, by=by, words=result, on=on, paper=paper)


@transaction.atomic
def waive(commitment, *, by, because, on=None, paper=None) -> Commitment:
    """It is not needed of this firm, for a reason."""
    refuse_if(
        not by.has_perm("brands.decide_cultivation"),
        "forbidden",
        _("Whoever decides on cultivations says what is not needed."),
    )
    return _settle(commitment, State.WAIVED, by=by, words=because, on=on, paper=paper)


def _settle(commitment, state, *, by, words, on, paper):
    today = timezone.localdate()
    refuse_if(not words.strip(), "no_reason", _("Say in a few words why, or what."))
    refuse_if(
        on is not None and on > today, "future", _("A step is recorded on its day, not before it.")
    )
    commitment = _open(commitment, by=by)
    commitment.state, commitment.result = state, words.strip()[:300]
    commitment.settled_on, commitment.settled_by = on or today, by
    save(commitment)
    deadlines.meet(commitment, [TERM], on=commitment.settled_on)
    if paper is not None:
        # What the store refuses refuses the whole: nothing is settled by a paper that is not there.
        files.attach(
            commitment.cultivation,
            paper,
            by=by,
            caption=commitment.words,
            kind=Attachment.Kind.SCAN,
        )
    return commitment


@transaction.atomic
def give(commitment, *, by, owner, due_on, because="") -> Commitment:
    """Another person answers for it, or it is due on another day; later needs a reason."""
    commitment = _open(commitment, by=by)
    refuse_if(
        due_on > commitment.due_on and not because.strip(),
        "no_reason",
        _("Say why it takes longer."),
    )
    commitment.owner, commitment.due_on = owner, due_on
    save(commitment)
    deadlines.void(commitment, [TERM], reason=because.strip() or _("due on another day"))
    watch(commitment)
    return commitment


def drop_all(cultivation, *, reason) -> None:
    """What ended owes nothing; the promises stay written as they were."""
    for commitment in cultivation.commitments.open():
        deadlines.void(commitment, [TERM], reason=reason)


def _open(commitment, *, by) -> Commitment:
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not settle commitments."))
    # The case first: no step ends it meanwhile.
    case = Cultivation.objects.visible_to(by).locked().get(pk=commitment.cultivation_id)
    refuse_if(not case.is_open, "ended", _("This cultivation has ended."))
    commitment = Commitment.objects.locked().get(pk=commitment.pk)
    refuse_if(not commitment.is_open, "settled", _("This commitment is settled already."))
    return commitment


def watch(commitment) -> None:
    today = timezone.localdate()
    length = max((commitment.due_on - today).days, 1)
    start = deadlines.Start(TERM, today, amount=length, rule_on=today)
    deadlines.start_all(commitment, [start], holder=commitment.owner, title=commitment.title)
