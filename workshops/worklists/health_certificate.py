"""Whose health certificate ended or ends soon: an operator's own people, a bureau's operators'."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone
from workshops.models import HealthCertificate


def that_count(user):
    return HealthCertificate.objects.visible_to(user).that_count().order_by("valid_to", "pk")


def certificate_rows(certificates):
    """They lead to the workshop: the next certificate is entered on its page."""
    return [
        WorkRow(
            title=str(certificate.worker),
            url=certificate.worker.workshop.get_absolute_url(),
            note=str(certificate.worker.workshop),
            due_on=certificate.valid_to,
        )
        for certificate in certificates
    ]


register_worklist(
    worklist_of(
        HealthCertificate,
        "health-certificates-expired",
        _("Health certificates that expired"),
        lambda user: that_count(user).expired(),
        {"standing": "expired"},
        said=certificate_rows,
        permission="workshops.add_healthcertificate",
        tone=Tone.LATE,
        order=36,
    ),
    worklist_of(
        HealthCertificate,
        "health-certificates-expiring",
        _("Health certificates that end within 30 days"),
        lambda user: that_count(user).expiring(),
        {"standing": "expiring"},
        said=certificate_rows,
        permission="workshops.add_healthcertificate",
        tone=Tone.SOON,
        order=37,
    ),
)
