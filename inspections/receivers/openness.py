"""What is formed goes in the queue for the public; a visit tells the complaint it was made for."""

from django.dispatch import receiver

from inspections.models import Complaint, Visit
from inspections.services import complaints, disclosures
from inspections.signals import annulled, penalty_decided, result_formed, visit_finished


@receiver(visit_finished)
def queue_the_check(sender, visit, **kwargs):
    disclosures.queue(visit, by=visit.received_by)


@receiver(result_formed)
def queue_the_test(sender, result, by, **kwargs):
    disclosures.queue(result, by=by)


@receiver(penalty_decided)
def queue_the_penalty(sender, source, by, **kwargs):
    disclosures.queue(source, by=by)


@receiver(annulled)
def take_back_what_no_longer_holds(sender, source, by, note, **kwargs):
    disclosures.source_annulled(source, by=by, note=note)


@receiver(visit_finished)
def tell_the_complaint(sender, visit, **kwargs):
    if visit.kind != Visit.Kind.COMPLAINT or visit.errand is None:
        return
    complaint = Complaint.objects.filter(pk=visit.errand).first()
    if complaint is not None:
        complaints.visited(complaint, visit)
