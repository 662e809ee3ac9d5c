"""Which accounts act for which enterprises: named by the bureau, ended, never deleted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Representation
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if

CHANGE = "enterprises.change_representation"


@transaction.atomic
def name(user, enterprise, *, by, valid_from=None) -> Representation:
    """Let an account act for an enterprise: from then on it sees what is the enterprise's own."""
    enterprise = register.locked(enterprise)
    _refuse_others(enterprise, by=by)
    refuse_if(
        not (user.is_active and user.is_party),
        "no_party",
        _("Only an account with the role of a party acts for one: see its roles."),
    )
    representation = Representation(
        user=user,
        enterprise=enterprise,
        valid_from=valid_from or timezone.localdate(),
        named_by=by,
    )
    save(representation)
    return representation


@transaction.atomic
def end(representation, *, by, on=None) -> Representation:
    """The account acts for the enterprise no longer; ``on`` is its last day."""
    representation = Representation.objects.locked().get(pk=representation.pk)
    _refuse_others(representation.enterprise, by=by)
    refuse_if(
        representation.valid_to is not None,
        "ended",
        _("This account acts for the enterprise no longer."),
    )
    # Whoever was named today by mistake acted for a day.
    today = timezone.localdate()
    representation.valid_to = max(on or today, representation.valid_from)
    save(representation, update_fields=["valid_to"])
    return representation


def _refuse_others(enterprise, *, by):
    refuse_if(
        not by.has_perm(CHANGE) or not register.reaches(by, enterprise.division_id),
        "forbidden",
        _("You may not name accounts for this enterprise."),
    )
