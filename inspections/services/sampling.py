"""Plans of what is to be sampled, and what the superior authority sampled itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import SamplingPlan
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if


@transaction.atomic
def keep_laboratory(laboratory, *, by):
    """Enter a laboratory, or what changed of it."""
    verb = "change" if laboratory.pk else "add"
    refuse_if(
        not by.has_perm(f"inspections.{verb}_laboratory"),
        "forbidden",
        _("You may not enter laboratories."),
    )
    save(laboratory)
    return laboratory


@transaction.atomic
def keep_plan(plan, *, by):
    """Lay down a plan, or change what it wants; what was drawn under it stays as it is."""
    verb = "change" if plan.pk else "add"
    refuse_if(
        not by.has_perm(f"inspections.{verb}_samplingplan"),
        "forbidden",
        _("You may not plan samplings."),
    )
    if plan.pk:
        stored = SamplingPlan.objects.locked().get(pk=plan.pk)
        drawn = plan.samples.drawn()
        refuse_if(
            (plan.product, plan.ordered_by) != (stored.product, stored.ordered_by)
            and drawn.exists(),
            "drawn",
            _("Samples were drawn under this plan: its product and who ordered it stay."),
        )
        refuse_if(
            drawn.exclude(drawn_on__range=(plan.starts_on, plan.ends_on)).exists(),
            "drawn_outside",
            _("Samples were drawn under this plan on days that it would no longer cover."),
        )
    else:
        plan.created_by = by
    save(plan)
    return plan


@transaction.atomic
def record_superiors(sampling, *, by):
    """Keep that the superior authority sampled a product of an enterprise, as it told us."""
    refuse_if(
        not by.has_perm("inspections.add_superiorsampling"),
        "forbidden",
        _("You may not record samplings of the superior authority."),
    )
    sampling.division_id = sampling.enterprise.division_id
    sampling.recorded_by = by
    save(sampling)
    return sampling
