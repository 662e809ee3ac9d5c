"""Who works in a workshop, and until when their health certificates are valid (食品安全法 45)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.wording import tidy
from workshops.models import HealthCertificate, Worker
from workshops.services import access

EXPIRY = "health-certificate"


@transaction.atomic
def add(workshop, *, by, name, job="") -> Worker:
    """Enter a person who works there; the operator may do so for their own workshop."""
    workshop = access.locked(workshop, by=by, permission="workshops.add_worker")
    refuse_if(workshop.is_closed, "closed", _("This workshop is closed."))
    worker = Worker(workshop=workshop, name=tidy(name), job=job.strip())
    save(worker)
    return worker


@transaction.atomic
def join(workshop, *, by, name, job="", number="", issued_on=None, valid_to=None) -> Worker:
    """Enter a person together with the certificate that they bring, if they bring one."""
    worker = add(workshop, by=by, name=name, job=job)
    if number:
        certify(worker, by=by, number=number, issued_on=issued_on, valid_to=valid_to)
    return worker


@transaction.atomic
def leave(worker, *, by, on=None) -> Worker:
    """A person no longer works there; nobody waits for their next certificate."""
    access.locked(worker.workshop, by=by, permission="workshops.change_worker")
    worker = Worker.objects.locked().get(pk=worker.pk)
    refuse_if(worker.left_on is not None, "left", _("This person has left already."))
    on = on or timezone.localdate()
    refuse_if(on > timezone.localdate(), "future", _("A step is recorded on its day, not before."))
    worker.left_on = on
    save(worker, update_fields=["left_on"])
    owe_no_more(worker.certificates.all(), reason=_("no longer works there"))
    return worker


@transaction.atomic
def certify(worker, *, by, number, issued_on, valid_to) -> HealthCertificate:
    """Enter a health certificate: its last day is watched instead of the earlier one's."""
    workshop = access.locked(worker.workshop, by=by, permission="workshops.add_healthcertificate")
    worker = Worker.objects.locked().get(pk=worker.pk)
    refuse_if(worker.left_on is not None, "left", _("This person has left already."))
    refuse_if(
        issued_on > timezone.localdate(), "future", _("A certificate is not issued in the future.")
    )
    certificate = HealthCertificate(
        worker=worker,
        division_id=workshop.division_id,
        number=number.strip(),
        issued_on=issued_on,
        valid_to=valid_to,
    )
    save(certificate)
    earlier = worker.certificates.exclude(pk=certificate.pk)
    for older in earlier.filter(valid_to__lte=valid_to):
        deadlines.meet(older, [EXPIRY])
    if not earlier.filter(valid_to__gt=valid_to).exists():
        watch(certificate, workshop, by=by)
    return certificate


def watch(certificate, workshop, *, by=None) -> None:
    """The day on which it ends; whoever of the bureau entered it is reminded, else its desk."""
    deadlines.start(
        certificate,
        EXPIRY,
        on=certificate.issued_on,
        amount=(certificate.valid_to - certificate.issued_on).days,
        holder=None if by is None or by.is_party else by,
        title=f"{workshop} · {certificate}",
    )


def owe_no_more(certificates, *, reason) -> None:
    for certificate in certificates:
        Deadline.objects.of(certificate).open().void(reason)
