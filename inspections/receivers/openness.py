"""What is formed goes in the queue for the public; a visit tells the complaint it was made for."""

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections import follow_ups
from inspections.models import Complaint, Visit
from inspections.services import complaints, disclosures
from inspections.signals import annulled, penalty_decided, result_formed
from qualitysup.casework.workflow import refuse_if


@follow_ups.register(
    "result-queued",
    gettext_lazy("The result waits for publication"),
    basis="广东省市场监管条例 25；食品生产经营监督检查管理办法 39",
    wanted=lambda visit: visit.kind in Visit.CHECKS,
)
def queue_the_check(visit):
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


@follow_ups.register(
    "complaint-told",
    gettext_lazy("The complaint or clue shows the visit"),
    wanted=follow_ups.made_for(Visit.Kind.COMPLAINT),
)
def tell_the_complaint(visit):
    complaint = Complaint.objects.filter(pk=visit.errand).first()
    refuse_if(complaint is None, "no_complaint", _("There is no such complaint or clue."))
    complaints.visited(complaint, visit)
