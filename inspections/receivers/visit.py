"""A file that came in may be the last part of a visit; what a packet names is claimed."""

from django.dispatch import receiver

from inspections.models import Visit, VisitPacket, VisitReplacement
from inspections.services import follow_ups, visits
from qualitysup.evidence import claims
from qualitysup.evidence.signals import arrived


@receiver(arrived)
def finish_what_waited(sender, file, by, case, **kwargs):
    for visit in Visit.objects.waiting_for(file.sha256):
        visits.complete(visit)


@receiver(arrived)
def scan_that_was_owed(sender, file, by, case, **kwargs):
    """A paper that was signed in ink hangs on its visit: what waited for it is done."""
    if isinstance(case, Visit):
        for owed in case.follow_ups.open().filter(name=visits.SCAN):
            follow_ups.attempt(owed.pk)


@claims.register
def named_by_packets(hashes):
    """Photos of visits, also of those half here and of packets that lost a conflict."""
    hashes = list(hashes)
    standing_in = VisitReplacement.objects.filter(file__sha256__in=hashes)
    return VisitPacket.objects.naming(hashes) | set(
        standing_in.values_list("file__sha256", flat=True)
    )
