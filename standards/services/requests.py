"""Everything that moves a service of the institute: asked for, worked on, signed off."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Representation
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import tidy
from standards.models import LabelFinding, Service, ServiceRequest
from standards.workflow.service import SERVICE, WORK, accreditation_for

State, Verdict = ServiceRequest.State, ServiceRequest.Verdict


# --- Asked for ------------------------------------------------------------------------------------


ASKED_BY_A_PARTY = ("service", "enterprise", "client", "subject", "asked_on")


@transaction.atomic
def draft(*, by, institute, **facts) -> ServiceRequest:
    """Take down what is asked for; an enterprise's account asks for its own enterprise.

    The terms of the money are the counter's: an account's own words on them do not count.
    """
    if by.is_party:
        facts = {name: value for name, value in facts.items() if name in ASKED_BY_A_PARTY}
    request = ServiceRequest(
        institute=institute, division_id=institute.division_id, created_by=by, **facts
    )
    _refuse_others(request, by=by, permission="standards.add_servicerequest")
    _check(request)
    save(request)
    return request


# What stays as it was asked for, in each state that is edited at all: a fee is paid and a mark is
# done without until the report is signed.
KEPT = {
    State.RECEIVED: (),
    State.WORKING: ("service", "institute_id"),
    State.CHECKED: (
        "service",
        "institute_id",
        "enterprise_id",
        "client",
        "subject",
        "asked_on",
    ),
}


@transaction.atomic
def keep(request, *, by, version=None) -> ServiceRequest:
    """Keep what was typed; what is asked for stays as it was once somebody works on it."""
    stored = ServiceRequest.objects.visible_to(by).for_step(request.pk)
    _refuse_others(stored, by=by, permission="standards.change_servicerequest")
    refuse_if(
        stored.state not in KEPT,
        "wrong_state",
        _("In the state “%s” it is no longer edited.") % stored.get_state_display(),
    )
    refuse_if(
        any(getattr(stored, name) != getattr(request, name) for name in KEPT[stored.state]),
        "under_way",
        _("It is being worked on: what was asked for stays."),
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    request.state, request.version = stored.state, stored.version + 1
    request.division_id = request.institute.division_id
    _check(request)
    save(request)
    return request


def _check(request):
    today = timezone.localdate()
    refuse_if(request.asked_on > today, "future", _("This day lies in the future."))
    late = request.paid_on and request.paid_on > today
    refuse_if(late, "future", _("This day lies in the future."))
    request.subject = tidy(request.subject)
    request.client = tidy(request.client) or (request.enterprise.name if request.enterprise else "")


def _refuse_others(request, *, by, permission):
    if by.is_party:
        its_own = Representation.objects.acts_for(by, request.enterprise_id)
    else:
        its_own = register.reaches(by, request.institute.division_id)
    refuse_if(
        not by.has_perm(permission) or not its_own,
        "forbidden",
        _("You may not ask for services of this institute."),
    )


# --- Moved ----------------------------------------------------------------------------------------


def accept(request, *, by, **words) -> ServiceRequest:
    """Take it on: the promised working days begin to run."""
    with SERVICE.step(request, "accept", by=by, **words) as request:
        request.accepted_on, request.worker = request.on, by
    return request


def decline(request, *, by, **words) -> ServiceRequest:
    """The institute cannot or may not; the note says why."""
    with SERVICE.step(request, "decline", by=by, **words) as request:
        request.ended_on = request.on
    return request


def finish(request, *, by, **words) -> ServiceRequest:
    """The work is done; somebody else signs it off."""
    with SERVICE.step(request, "finish", by=by, **words) as request:
        request.checked_by, request.checked_on = by, request.on
        request.verdict = verdict_of(request)
    return request


def send_back(request, *, by, **words) -> ServiceRequest:
    with SERVICE.step(request, "send_back", by=by, **words) as request:
        request.verdict = ""
    return request


def report(request, *, by, **words) -> ServiceRequest:
    """Sign it off: the report is numbered, under the mark that covers it on this day."""
    with SERVICE.step(request, "report", by=by, **words) as request:
        request.reported_on, request.signed_by = request.on, by
        request.accreditation = accreditation_for(request) if request.marked else None
    return request


def withdraw(request, *, by, **words) -> ServiceRequest:
    """The client wants it no longer."""
    with SERVICE.step(request, "withdraw", by=by, **words) as request:
        request.ended_on = request.on
    return request


# --- What it comes to -----------------------------------------------------------------------------


def verdict_of(request) -> Verdict:
    """From what was found; a search and a translation state, and judge nothing."""
    if request.service == Service.BARCODE:
        wrong = any(each["ok"] is False for each in request.barcode.found)
        return Verdict.FAILS if wrong else Verdict.CONFORMS
    if request.service == Service.LABEL:
        said = set(request.label.findings.values_list("verdict", flat=True))
        if LabelFinding.Verdict.NOT_MET in said:
            return Verdict.FAILS
        return Verdict.FLAWED if LabelFinding.Verdict.FLAW in said else Verdict.CONFORMS
    return Verdict.STATED


@transaction.atomic
def under_way(request, *, by) -> ServiceRequest:
    """The request, locked, while a result may be entered into it; otherwise a refusal."""
    stored = ServiceRequest.objects.visible_to(by).for_step(request.pk)
    refuse_if(
        not by.has_perm(WORK) or not register.reaches(by, stored.division_id),
        "forbidden",
        _("You may not enter results of services."),
    )
    refuse_if(
        stored.state != State.WORKING,
        "wrong_state",
        _("In the state “%s” no result is entered.") % stored.get_state_display(),
    )
    return stored


def of_service(request, service) -> None:
    refuse_if(request.service != service, "other_service", _("It asks for another service."))
