"""Who may write in a ledger: whoever acts for its operator, and nobody for a neighbour."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Representation
from qualitysup.casework.workflow import refuse_if
from workshops.models import Workshop


def check_keeper(workshop, *, by, permission):
    """分散经营: the zone's operator sees the ledgers of those who moved in, and keeps its own."""
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not write in this ledger."))
    refuse_if(
        by.is_party and not workshops_of(by).filter(pk=workshop.pk).exists(),
        "forbidden",
        _("This ledger is kept by its own operator."),
    )


def workshops_of(user):
    """The workshops whose ledgers this person keeps."""
    acting = Representation.objects.in_force(timezone.localdate()).filter(user=user)
    kept = Workshop.objects.filter(enterprise__in=acting.values("enterprise"))
    return kept.select_related("enterprise").order_by("pk")
