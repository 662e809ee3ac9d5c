"""A file that came in may be the last part of a visit; what a packet names is claimed."""

from django.dispatch import receiver

from inspections.models import Visit, VisitPacket
from inspections.services import visits
from qualitysup.evidence import claims
from qualitysup.evidence.signals import arrived


@receiver(arrived)
def finish_what_waited(sender, file, by, case, **kwargs):
    for visit in Visit.objects.waiting_for(file.sha256):
        visits.complete(visit)


@claims.register
def named_by_packets(hashes):
    """Photos of visits, also of those half here and of packets that lost a conflict."""
    return VisitPacket.objects.naming(hashes)
