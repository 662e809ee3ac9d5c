"""A file that came in may be the last part of a visit."""

from django.dispatch import receiver

from inspections.models import Visit
from inspections.services import visits
from qualitysup.evidence.signals import arrived


@receiver(arrived)
def finish_what_waited(sender, file, by, case, **kwargs):
    for visit in Visit.objects.waiting_for(file.sha256):
        visits.complete(visit)
