"""What comes with a visit from a phone: a re-inspection that was held, sheets of samples."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections import follow_ups, packets
from inspections.models import Reinspection, Visit
from inspections.services import reinspections, sheets, visits
from qualitysup.casework.workflow import refuse_if
from qualitysup.evidence.models import Attachment
from qualitysup.wording import listed


def concludes_a_reinspection(visit):
    """Made for one and carried through; a closed door concludes nothing."""
    cut_short = (
        visit.disposition == Visit.Disposition.STOPPED or visit.outcome in Visit.NOT_LOOKED_AT
    )
    return visit.kind == Visit.Kind.REINSPECTION and visit.errand is not None and not cut_short


@follow_ups.register(
    "reinspection-held",
    gettext_lazy("The re-inspection is concluded"),
    basis="产品质量法 17；18号令 47、49",
    wanted=concludes_a_reinspection,
)
def reinspection_was_held(visit):
    """Every item as the visit found it, by the visit's inspectors, with the photos from then."""
    called = Reinspection.objects.select_related("order").filter(pk=visit.errand).first()
    refuse_if(called is None, "not_called", _("There is no such re-inspection."))
    if called.visit_id == visit.pk:
        return
    refuse_if(
        called.passed is not None,
        "held",
        _("This re-inspection was concluded already, without this visit (%s).") % called.held_on,
    )
    packet = packets.parse(visit.first_packet.content)
    reinspections.conclude(
        called.order,
        by=visit.received_by,
        on=visits.day_of(visit),
        inspectors=[each.inspector for each in visit.inspections.select_related("inspector")],
        findings={
            each["item"]: (each["passed"], each["finding"]) for each in packet["reinspected"]
        },
        note=visit.summary,
        visit=visit,
    )
    for entry in called.items.select_related("item__order"):
        visits.hang_photos_of_item(visit, entry.item, packet)


@follow_ups.register(
    visits.SCAN,
    gettext_lazy("The scan of what was signed on paper is attached"),
    basis="行政处罚法 55",
    wanted=lambda visit: visit.inspections.exclude(paper_reason="").exists(),
)
def signed_scan_is_here(visit):
    """Done by whoever attaches it; until then the desk is told who signs in ink."""
    scans = Attachment.objects.standing().of(visit).filter(kind=Attachment.Kind.SCAN)
    people = visit.inspections.exclude(paper_reason="").select_related("inspector")
    refuse_if(
        not scans.exists(),
        "no_scan",
        _("Issue the minutes, have %(people)s sign them and attach the scan under Evidence.")
        % {"people": listed(each.inspector for each in people)},
    )


# Named so that of one sheet the keeping comes before the issuing.
@follow_ups.register(
    "sheet",
    gettext_lazy("The sampling sheet is kept as a draft"),
    wanted=sheets.of_visit,
    parts=sheets.of_visit,
)
def sheet_is_kept(visit, key):
    sheets.keep(visit, key)


@follow_ups.register(
    "sample",
    gettext_lazy("The sample is drawn, or its refusal recorded"),
    basis="产品质量法 15",
    wanted=sheets.of_visit,
    parts=sheets.of_visit,
)
def sample_is_drawn(visit, key):
    sheets.issue(visit, key)
