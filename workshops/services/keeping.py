"""Who may write in a ledger: whoever acts for its operator, and nobody for a neighbour."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Representation
from qualitysup.casework.workflow import refuse_if


def check_keeper(workshop, *, by, permission):
    """分散经营: the zone's operator sees the ledgers of those who moved in, and keeps its own."""
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not write in this ledger."))
    if by.is_party:
        acting = Representation.objects.in_force(timezone.localdate()).filter(
            user=by, enterprise=workshop.enterprise_id
        )
        refuse_if(not acting.exists(), "forbidden", _("This ledger is kept by its own operator."))
