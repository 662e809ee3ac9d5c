"""Vetoes on record: entered with their source, lifted with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands import notifications, vetoes
from brands.models import Cultivation, VetoRecord
from enterprises.models import Enterprise
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
    # Behind the lock that an application takes: it is made before this, or it meets this.
    veto.enterprise = Enterprise.objects.locked().get(pk=veto.enterprise.survivor.pk)
    veto.entered_by = by
    save(veto)
    tell_of(veto.enterprise_id, str(veto), veto)
    return veto


def tell_of(enterprise, words, source) -> None:
    """Whoever looks after an application that is prepared or made hears what may exclude it."""
    for cultivation in Cultivation.objects.filter(enterprise=enterprise).applying().for_list():
        notifications.news_of(cultivation, words, source, vetoes.against(cultivation))


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
