"""A service of the institute: accepted, worked on, signed off by somebody else, reported."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qualitysup.casework.workflow import Clock, Step, TransitionRefused, Workflow, states
from qualitysup.evidence.models import Attachment
from standards.models import Accreditation, Service, ServiceRequest

State = ServiceRequest.State
REPORT = "service-report"
TERMS = tuple(f"service-{service}" for service in Service.values)


# --- Complete -------------------------------------------------------------------------------------


def has_its_result(request):
    """Each service has one of its own."""
    return _RESULTS[request.service](request)


def _barcode(request):
    check = getattr(request, "barcode", None)
    if check is None:
        return _("Enter what the symbol says.")
    if check.photo is None or check.photo.withdrawn_at:
        return _("Add a photo of the symbol.")
    if check.grade is None:
        return _("Enter the grade that the verifier shows.")
    return ""


def _label(request):
    check = getattr(request, "label", None)
    if check is None or not check.findings.exists():
        return _("Enter what the label says to each item.")
    return ""


def _novelty(request):
    return "" if request.lines.exists() else _("List the standards that are looked up.")


def _translation(request):
    if getattr(request, "translation", None) is None:
        return _("Say what was translated, and by whom.")
    if not Attachment.objects.of(request).standing().exists():
        return _("Add the translation to the evidence.")
    return ""


_RESULTS = {
    Service.BARCODE: _barcode,
    Service.LABEL: _label,
    Service.NOVELTY: _novelty,
    Service.TRANSLATION: _translation,
}


def is_paid(request):
    if not request.fee or request.paid_on:
        return ""
    return _("The fee of %s yuan is not paid.") % request.fee


# --- Under which mark -----------------------------------------------------------------------------


def may_carry_the_mark(request):
    """A report says that it is accredited only while a certificate covers its service."""
    if not request.marked or accreditation_for(request):
        return ""
    words = {"service": request.get_service_display(), "day": request.day.isoformat()}
    gone = (
        Accreditation.objects.filter(
            institute=request.institute_id, services__contains=[request.service]
        )
        .order_by("-granted_on", "-pk")
        .first()
    )
    if gone is None:
        return _("No accreditation covers the service “%(service)s”: issue it without a mark.") % (
            words
        )
    words |= {"accreditation": gone, "end": gone.ended_by}
    return _(
        "On %(day)s no accreditation covers the service “%(service)s” (%(accreditation)s: until "
        "%(end)s). Have it renewed, or issue the report without a mark."
    ) % (words)


def accreditation_for(request):
    """The certificate under which a report may be issued on the day; the last to end, of many."""
    found = Accreditation.objects.covering(request.service, request.day)
    return found.filter(institute=request.institute_id).order_by("-valid_to", "pk").first()


class ServiceWorkflow(Workflow):
    def check(self, request, name, *, by, override=""):
        step = super().check(request, name, by=by, override=override)
        if name == "report" and by.pk == request.checked_by_id:
            raise TransitionRefused("own_work", _("Nobody signs off what they checked."))
        return step

    def decidable(self, cases, user):
        return cases.exclude(checked_by=user)


WORK = "standards.work_servicerequest"
SIGN = "standards.sign_servicerequest"
WITHDRAW = "standards.withdraw_servicerequest"
CLOCKS = tuple(
    Clock(term, f"{service}_from", optional=True)
    for term, service in zip(TERMS, Service.values, strict=True)
)
# What the institute promises; no law sets it.
PROMISE = "标准与条码所服务承诺"

SERVICE = ServiceWorkflow(
    "standards.ServiceRequest",
    Step(
        "accept", gettext_lazy("Accept"), states(State.RECEIVED), State.WORKING, WORK, PROMISE,
        waits_in=states(State.RECEIVED),
        starts=CLOCKS,
    ),
    Step(
        "decline", pgettext_lazy("of a service", "Decline"), states(State.RECEIVED),
        State.DECLINED, WORK, PROMISE, noted=True,
    ),
    Step(
        "finish", gettext_lazy("Finish and lay it before somebody else"), states(State.WORKING),
        State.CHECKED, WORK, PROMISE, guards=(has_its_result,), lays_before=True,
    ),
    Step(
        "send_back", gettext_lazy("Send back"), states(State.CHECKED), State.WORKING, SIGN,
        PROMISE, noted=True, sends_back=True,
    ),
    Step(
        "report", gettext_lazy("Sign off and issue the report"), states(State.CHECKED),
        State.REPORTED, SIGN, PROMISE, guards=(has_its_result, is_paid, may_carry_the_mark),
        meets=TERMS, document=REPORT, waits_in=states(State.CHECKED),
    ),
    Step(
        "withdraw", pgettext_lazy("of a service", "Withdraw"), states(*ServiceRequest.OPEN_STATES),
        State.WITHDRAWN, WITHDRAW, PROMISE, noted=True, voids=TERMS,
    ),
)  # fmt: skip
