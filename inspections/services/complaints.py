"""Everything that changes a complaint, a report or a clue."""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import Complainant, Complaint, Consequence
from inspections.signals import complaint_ended
from inspections.workflow.complaint import COMPLAINT
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines

Kind = Complaint.Kind
CHECK = "inspections.check_complaint"
# The term that begins with the day on which it came in.
FIRST_TERM = {
    Kind.COMPLAINT: "complaint-accept",
    Kind.REPORT: "clue-check",
    Kind.CLUE: "clue-check",
}


@transaction.atomic
def register(*, by, complainant=None, division=None, **facts):
    """Write down what was told; who told it is kept apart.

    It lies where the enterprise lies, or where it is said to, or else with the person at the desk.
    """
    refuse_if(
        not by.has_perm("inspections.add_complaint"),
        "forbidden",
        _("You may not register complaints."),
    )
    complaint = Complaint(created_by=by, **facts)
    _resolve(complaint)
    if complaint.enterprise:
        complaint.division_id = complaint.enterprise.division_id
    else:
        complaint.division_id = division.pk if division else by.home_id
    known = {name: value.strip() for name, value in (complainant or {}).items() if value.strip()}
    complaint.has_contact = bool(known.get("phone") or known.get("address"))
    save(complaint)
    if known:
        save(Complainant(complaint=complaint, **known))
    deadlines.start(
        complaint,
        FIRST_TERM[complaint.kind],
        on=complaint.received_on,
        holder=by,
        title=complaint.title,
    )
    return complaint


@transaction.atomic
def keep(complaint, *, by, version=None):
    """Keep what was corrected while it is still being looked into, the enterprise among it."""
    stored = Complaint.objects.locked().get(pk=complaint.pk)
    refuse_if(
        not by.has_perm("inspections.change_complaint"),
        "forbidden",
        _("You may not change this complaint."),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(
        stored.kind != complaint.kind or stored.received_on != complaint.received_on,
        "terms_run",
        _("Its terms run by kind and day of receipt; register it anew and join the two."),
    )
    complaint.state, complaint.version = stored.state, stored.version + 1
    _resolve(complaint)
    save(complaint)
    return complaint


def _resolve(complaint):
    """What was merged is told of the one that stayed."""
    if complaint.enterprise_id:
        complaint.enterprise = complaint.enterprise.survivor


def accept(complaint, *, by, **words):
    """Accept it; the time to mediate a complaint begins."""
    with COMPLAINT.step(complaint, "accept", by=by, **words) as complaint:
        complaint.accepted_on = complaint.on
    return complaint


def refuse(complaint, *, by, note, **words):
    """Do not accept it; the note says why, as the complainant is told."""
    with COMPLAINT.step(complaint, "refuse", by=by, note=note, **words) as complaint:
        _end(complaint)
    return complaint


def join(complaint, *, by, to, **words):
    """It tells of the same thing as another, which goes on for both."""
    with COMPLAINT.step(complaint, "join", by=by, **words) as complaint:
        refuse_if(to.pk == complaint.pk, "itself", _("A complaint is not joined to itself."))
        refuse_if(
            to.state not in Complaint.OPEN_STATES,
            "ended",
            _("The other one has ended; join to one that goes on."),
        )
        complaint.duplicate_of = to
        _end(complaint)
    return complaint


def assign(complaint, *, by, to, **words):
    """Give it to somebody to look into; its deadlines are theirs from then on."""
    return _give(complaint, "assign", by=by, to=to, **words)


def reassign(complaint, *, by, to, **words):
    """Give it to somebody else, with its deadlines."""
    return _give(complaint, "reassign", by=by, to=to, **words)


@transaction.atomic
def _give(complaint, step, *, by, to, **words):
    with COMPLAINT.step(complaint, step, by=by, **words) as complaint:
        refuse_if(
            not to.is_active or not to.has_perm(CHECK) or not to.reaches(complaint.division_id),
            "not_theirs",
            _("%s does not look into complaints of this place.") % to,
        )
        complaint.holder = to
    deadlines.hand_over(Deadline.objects.of(complaint).open(), to=to, by=by)
    return complaint


def extend(complaint, *, by, note, days=15, **words):
    """Extend the time to check it, once and by fifteen working days at most."""
    with COMPLAINT.step(complaint, "extend", by=by, note=note, **words) as complaint:
        term = deadlines.of(complaint, "clue-check")
        deadlines.extend(term, by=by, reason=note, amount=days, on=complaint.on)
    return complaint


def check(complaint, *, by, result, finding, **words):
    """Record what was found, and what came of it."""
    with COMPLAINT.step(complaint, "check", by=by, **words) as complaint:
        complaint.checked_on = complaint.on
        complaint.result, complaint.finding = result, finding
    return complaint


def reply(complaint, *, by, answer, **words):
    """Record what the complainant was told."""
    with COMPLAINT.step(complaint, "reply", by=by, **words) as complaint:
        complaint.answered_on, complaint.answer = complaint.on, answer
    return complaint


def close(complaint, *, by, **words):
    """It is done: looked into, and answered where there is anybody to answer."""
    with COMPLAINT.step(complaint, "close", by=by, **words) as complaint:
        _end(complaint)
    return complaint


def _end(complaint):
    """On the day of the step; whoever sent it here is told once that is committed."""
    complaint.closed_on = complaint.on
    news = partial(complaint_ended.send_robust, Complaint, complaint=complaint)
    transaction.on_commit(news, robust=True)


def led_to(complaint, target, *, by) -> Consequence:
    """Link an order or a result that it led to; linked twice it is linked once."""
    refuse_if(not by.has_perm(CHECK), "forbidden", _("You may not say what this complaint led to."))
    refuse_if(
        complaint.enterprise_id is not None
        and target.enterprise_id not in _of_the_same(complaint.enterprise_id),
        "other_party",
        _("That is about another enterprise."),
    )
    return _link(complaint, target, by=by)


def visited(complaint, visit) -> Consequence:
    """The visit that was made for it is done, whoever the party turned out to be."""
    return _link(complaint, visit, by=visit.received_by)


def _link(complaint, target, *, by):
    linked, _created = Consequence.objects.get_or_create(
        complaint=complaint,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        defaults={"by": by},
    )
    return linked


def _of_the_same(enterprise_id):
    return {
        enterprise_id,
        *Enterprise.objects.filter(merged_into=enterprise_id).values_list("pk", flat=True),
    }


def contact(complaint, *, by, request=None) -> Complainant | None:
    """Who complained, for somebody who may know; the look is written down first."""
    refuse_if(
        not by.has_perm("inspections.view_contact"),
        "forbidden",
        _("You may not see who complained."),
    )
    access.record(
        by=by,
        action=AccessLog.Action.READ,
        target=complaint,
        detail="complainant",
        request=request,
    )
    return Complainant.objects.filter(complaint=complaint).first()
