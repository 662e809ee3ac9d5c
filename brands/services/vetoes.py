"""Vetoes on record: entered with their source, lifted with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import VetoRecord
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if


@transaction.atomic
def record(veto, *, by) -> VetoRecord:
    """Write down what stands against an honour and no other table says."""
    refuse_if(
        not by.has_perm("brands.add_vetorecord"), "forbidden", _("You may not record vetoes.")
    )
    register.refuse_out_of_reach(veto.enterprise.division_id, by=by)
    refuse_if(veto.happened_on > timezone.localdate(), "future", _("This day lies in the future."))
    veto.enterprise, veto.entered_by = veto.enterprise.survivor, by
    save(veto)
    return veto


@transaction.atomic
def lift(veto, *, by, because) -> VetoRecord:
    """It stands no longer: the brand was registered at home, the record was wrong."""
    refuse_if(
        not by.has_perm("brands.change_vetorecord"), "forbidden", _("You may not lift vetoes.")
    )
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    veto = VetoRecord.objects.visible_to(by).locked().get(pk=veto.pk)
    refuse_if(veto.lifted_on is not None, "lifted", _("This veto was lifted already."))
    veto.lifted_on, veto.lifted_because = timezone.localdate(), because.strip()[:300]
    save(veto)
    return veto
