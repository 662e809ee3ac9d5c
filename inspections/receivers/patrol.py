from django.dispatch import receiver

from inspections.models import Visit
from inspections.services import patrols
from inspections.signals import visit_finished


@receiver(visit_finished, dispatch_uid="patrol_made")
def patrol_made(sender, visit, **kwargs):
    """The patrol that a visit was made for is done with it."""
    if visit.kind == Visit.Kind.PATROL and visit.errand:
        patrols.fulfil_by_visit(visit)
