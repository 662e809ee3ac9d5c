"""Keeping in touch: clocks of a fresh lead, the rhythm by intention, tasks, people, receptions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from investment.models import (
    Contact,
    ContactPerson,
    PolicyGiven,
    Prospect,
    ProspectTask,
    Reception,
    Requirement,
)
from investment.workflow.prospect import (
    ANSWER,
    ASSESSMENT,
    CLOCKS,
    FEEDBACK,
    RESPONSE,
    RHYTHM,
)
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines

CONTACT, CHANGE = "investment.contact_prospect", "investment.change_prospect"
UNMASK = "investment.unmask_contactperson"
TASK = "investment-task"
Purpose, Task = Contact.Purpose, ProspectTask

ENDS = {
    Purpose.ANSWER: (ANSWER,),
    Purpose.ASSESSMENT: (ASSESSMENT,),
    Purpose.FEEDBACK: (FEEDBACK,),
    Purpose.FOLLOW_UP: (),
}


# --- Clocks ---------------------------------------------------------------------------------------


def begin(prospect) -> None:
    """The clocks of a lead: only of one with an intention, and none that ended before it came."""
    if not prospect.is_warm:
        return
    today = timezone.localdate()
    starts = [
        deadlines.Start(term, prospect.found_on)
        for term in RESPONSE
        if deadlines.computed(term, prospect.found_on).due >= today
    ]
    deadlines.start_all(prospect, starts, holder=prospect.owner, title=prospect.title)
    keep_rhythm(prospect)


def keep_rhythm(prospect, since=None) -> None:
    """The next contact by its intention, from the last one or from a day; of the others none."""
    today = timezone.localdate()
    if not prospect.is_warm:
        deadlines.void(prospect, CLOCKS, reason=_("no intention to be followed"))
        prospect.next_contact_on = None
    else:
        deadlines.void(prospect, RHYTHM.values(), reason=_("another rhythm"))
        due = deadlines.start(
            prospect,
            RHYTHM[prospect.intention],
            on=since or today,
            holder=prospect.owner,
            title=prospect.title,
        )
        prospect.next_contact_on = due.due_on if due else None
    save(prospect, update_fields=["next_contact_on"])


def catch_up(prospect) -> None:
    """After another one was joined to it: the latest contact of both counts."""
    last = Contact.objects.filter(prospect__in=[prospect, *prospect.doubles.all()])
    if last := last.exclude(purpose=Purpose.ASSESSMENT).order_by("-on").first():
        spoken_with(prospect, last.on)


# --- Contacts -------------------------------------------------------------------------------------


def open_one(prospect, *, by, permission=CONTACT) -> Prospect:
    """The prospect, locked, if this person may work on it; what is closed is taken up first."""
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not work on prospects."))
    prospect = Prospect.objects.visible_to(by).locked().get(pk=prospect.pk)
    refuse_if(
        prospect.state == Prospect.State.CLOSED, "ended", _("It is closed: take it up again first.")
    )
    return prospect


@transaction.atomic
def contact(prospect, *, by, words, on=None, how="call", purpose=Purpose.FOLLOW_UP) -> Contact:
    """Write down one contact: it ends the clock it is for, and begins the rhythm anew."""
    prospect, on = open_one(prospect, by=by), on or timezone.localdate()
    refuse_if(on > timezone.localdate(), "future", _("This day lies in the future."))
    made = Contact(prospect=prospect, on=on, how=how, purpose=purpose, words=words, by=by)
    save(made)
    deadlines.meet(prospect, ENDS[purpose], on=on)
    if purpose != Purpose.ASSESSMENT:
        spoken_with(prospect, on)
    return made


def spoken_with(prospect, on) -> None:
    """The firm heard of us: the rhythm begins anew, unless what is planned comes later anyway."""
    if prospect.last_contact_on is None or on > prospect.last_contact_on:
        prospect.last_contact_on = on
        save(prospect, update_fields=["last_contact_on"])
    if not prospect.is_warm:
        return
    due = deadlines.computed(RHYTHM[prospect.intention], on).due
    if prospect.next_contact_on is None or due > prospect.next_contact_on:
        deadlines.meet(prospect, RHYTHM.values(), on=on)
        keep_rhythm(prospect, since=on)


# --- Conditions and tasks -------------------------------------------------------------------------


@transaction.atomic
def require(requirement, *, by) -> Requirement:
    """A condition that the firm named, beside its words."""
    prospect = open_one(requirement.prospect, by=by, permission=CHANGE)
    requirement.prospect, requirement.division_id = prospect, prospect.division_id
    save(requirement)
    return requirement


@transaction.atomic
def drop_requirement(requirement, *, by) -> Requirement:
    """The firm asks for it no longer; it stays on record and counts in no match."""
    open_one(requirement.prospect, by=by, permission=CHANGE)
    requirement.dropped_on = timezone.localdate()
    save(requirement, update_fields=["dropped_on"])
    return requirement


@transaction.atomic
def owe(task, *, by, requirements=()) -> ProspectTask:
    """Materials to send, or a promise of either side; its last day is somebody's deadline."""
    prospect = open_one(task.prospect, by=by)
    refuse_if(task.due_on < timezone.localdate(), "past", _("A promise is due today or later."))
    task.prospect, task.division_id = prospect, prospect.division_id
    save(task)
    for requirement in requirements:
        refuse_if(
            requirement.prospect_id != prospect.pk,
            "not_its_own",
            _("This condition is another firm's."),
        )
        requirement.task = task
        save(requirement, update_fields=["task"])
    _watch(task)
    return task


def _watch(task):
    today = timezone.localdate()
    length = max((task.due_on - today).days, 1)
    start = deadlines.Start(TASK, today, amount=length, rule_on=today)
    deadlines.start_all(task, [start], holder=task.owner, title=task.title)


@transaction.atomic
def settle(task, *, by, result, on=None, edition=None, needed=True) -> ProspectTask:
    """It was done, as the words show, or is not needed; a version that was sent is on record."""
    on = on or timezone.localdate()
    refuse_if(not result.strip(), "no_reason", _("Say in a few words why, or what."))
    refuse_if(on > timezone.localdate(), "future", _("This day lies in the future."))
    open_one(task.prospect, by=by)
    task = ProspectTask.objects.locked().get(pk=task.pk)
    refuse_if(not task.is_open, "settled", _("This task is settled already."))
    refuse_if(
        edition is not None and not edition.holds(on),
        "run_out",
        _("This version does not hold on that day: send one that does."),
    )
    task.state = Task.State.DONE if needed else Task.State.DROPPED
    task.result, task.settled_on, task.settled_by = result.strip()[:300], on, by
    task.edition = edition if needed else None
    save(task)
    if needed:
        deadlines.meet(task, [TASK], on=on)
    else:
        deadlines.void(task, [TASK], reason=task.result[:200])
    if task.edition:
        give(task.prospect, task.edition, by=by, on=on, words=task.words)
    return task


def give(prospect, edition, *, by, on=None, words="") -> PolicyGiven:
    """A version of a policy pack was given to a firm."""
    given = PolicyGiven(
        prospect=prospect,
        edition=edition,
        by=by,
        on=on or timezone.localdate(),
        words=words[:200],
    )
    save(given)
    return given


@transaction.atomic
def hand_out(prospect, *, by, edition, on=None, words="") -> PolicyGiven:
    """Give a version that holds to a firm, outside any task."""
    prospect, on = open_one(prospect, by=by), on or timezone.localdate()
    refuse_if(on > timezone.localdate(), "future", _("This day lies in the future."))
    refuse_if(
        not edition.holds(on),
        "run_out",
        _("This version does not hold on that day: send one that does."),
    )
    return give(prospect, edition, by=by, on=on, words=words)


def drop_tasks(prospect, *, by, because) -> None:
    """What is closed owes nothing; the promises stay written as they were."""
    for task in prospect.tasks.open():
        task.state, task.result = Task.State.DROPPED, because.strip()[:300]
        task.settled_on, task.settled_by = prospect.day, by
        save(task)
        deadlines.void(task, [TASK], reason=because.strip()[:200])


# --- People ---------------------------------------------------------------------------------------


@transaction.atomic
def keep_person(person, *, by) -> ContactPerson:
    """Somebody at the firm, with consent and a last day."""
    person.prospect = open_one(person.prospect, by=by)
    save(person)
    return person


def unmask(person, *, by, request=None) -> ContactPerson:
    """The whole of a contact person, for whoever may read it; that it was read is logged."""
    refuse_if(not by.has_perm(UNMASK), "forbidden", _("You may not read contact persons in full."))
    access.record(
        by=by, action=AccessLog.Action.READ, target=person, detail="contact person", request=request
    )
    return person


@transaction.atomic
def erase(person) -> None:
    person.name = person.phone = person.email = ""
    person.erased_on = timezone.localdate()
    save(person)


def erase_run_out() -> int:
    """Everybody whose agreed time is over; done again it finds nobody."""
    found = list(ContactPerson.objects.to_erase())
    for person in found:
        erase(person)
    return len(found)


# --- Receptions -----------------------------------------------------------------------------------


@transaction.atomic
def receive(reception, *, by) -> Reception:
    """An invitation, its answer, the visit that came of it and its result."""
    prospect = open_one(reception.prospect, by=by)
    reception.prospect, reception.division_id = prospect, prospect.division_id
    arrived = reception.state == Reception.State.RECEIVED
    refuse_if(
        arrived and reception.comes_on and reception.comes_on > timezone.localdate(),
        "future",
        _("It has not been here yet: record what came of it when it was."),
    )
    first = reception.pk is None
    save(reception)
    if first:
        words = reception.words or _("invited to look at the place")
        contact(prospect, by=by, on=reception.invited_on, how="letter", words=words)
    elif arrived:
        contact(prospect, by=by, on=reception.comes_on, how="meeting", words=reception.result)
    return reception
