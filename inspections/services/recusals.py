"""The register of recusals (回避, 行政处罚法 art. 43): entered, ended, never taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from qualitysup.casework import saving
from qualitysup.casework.workflow import refuse_if


@transaction.atomic
def record(recusal, *, by):
    """Keep who does not check which enterprise, and why; draws frozen from now on respect it."""
    verb = "change" if recusal.pk else "add"
    refuse_if(
        not by.has_perm(f"inspections.{verb}_recusal"),
        "forbidden",
        _("You may not record recusals."),
    )
    recusal.division_id = recusal.enterprise.division_id
    if not recusal.pk:
        recusal.recorded_by = by
    saving.save(recusal)
    return recusal
