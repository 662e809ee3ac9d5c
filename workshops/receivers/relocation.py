"""A workshop moved into a zone or out of it: the register follows."""

from django.db import transaction
from django.dispatch import receiver

from workshops.models import Workshop
from workshops.services import register, varieties
from workshops.signals import moved_in, moved_out


@receiver(moved_in)
@transaction.atomic
def what_hangs_on_it_moves_along(sender, relocation, by, **kwargs):
    register.settle(Workshop.objects.locked().get(pk=relocation.workshop_id))


@receiver(moved_out)
def what_only_the_zone_allowed_ends(sender, relocation, by, **kwargs):
    varieties.leave_zone(relocation.workshop, on=relocation.moved_out_on)
