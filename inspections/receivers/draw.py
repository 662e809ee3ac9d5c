"""A finished visit of a random check ends the check that it was made for."""

from django.dispatch import receiver

from inspections.models import DrawnEnterprise, Visit
from inspections.services import drawn
from inspections.signals import visit_finished


@receiver(visit_finished)
def drawn_enterprise_was_checked(sender, visit, **kwargs):
    if visit.kind == Visit.Kind.DRAW and visit.errand:
        found = DrawnEnterprise.objects.filter(pk=visit.errand, enterprise=visit.enterprise_id)
        if row := found.first():
            drawn.check(row, visit=visit)
