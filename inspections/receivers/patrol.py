from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.signals import merged, unmerged
from inspections import follow_ups
from inspections.models import Patrol, Visit
from inspections.services import patrols
from qualitysup.casework.workflow import refuse_if


@follow_ups.register(
    "patrol-made",
    gettext_lazy("The patrol counts as made"),
    basis="广东省市场监管条例 25",
    wanted=follow_ups.made_for(Visit.Kind.PATROL),
)
def patrol_made(visit):
    """The patrol that a visit was made for is done with it."""
    its = Patrol.objects.filter(pk=visit.errand, enterprise=visit.enterprise_id)
    refuse_if(not its.exists(), "not_its", _("This enterprise has no such patrol."))
    patrols.fulfil_by_visit(visit)


@receiver(merged)
def end_what_was_owed_twice(sender, record, by, **kwargs):
    patrols.settle_merge(record, by=by)


@receiver(unmerged)
def owe_it_again(sender, record, by, **kwargs):
    patrols.unsettle_merge(record, by=by)
