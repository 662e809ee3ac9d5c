"""Quarantine papers: each number once, good for as long as its kind is."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from workshops.models import PaperValidity, QuarantinePaper
from workshops.services.keeping import check_keeper
from workshops.services.refusals import in_words
from workshops.services.siting import zone_of


def record(*, by, workshop, kind, number, issued_on, issuer, origin, valid_to=None):
    """Write a paper down as it came; the same paper of the same consignment is found again.

    ``valid_to`` is what the paper says, where it says less than its kind may have.
    """
    check_keeper(workshop, by=by, permission="workshops.add_quarantinepaper")
    number = "".join(number.split())
    known = QuarantinePaper.objects.filter(number=number).first()
    if known is not None:
        refuse_if(
            (known.workshop_id, known.kind, known.issued_on) != (workshop.pk, kind, issued_on),
            "paper_number_used",
            _("The number %(number)s is recorded for another consignment.") % {"number": number},
        )
        return known
    refuse_if(
        issued_on > timezone.localdate(),
        "quarantine_paper_not_of_tomorrow",
        _("A paper is not issued on a day to come."),
    )
    rule = PaperValidity.objects.of(kind, issued_on)
    last = issued_on + timedelta(days=rule.days if rule else 0)
    refuse_if(
        valid_to is not None and valid_to > last,
        "quarantine_paper_within_its_kind",
        _("A paper of this kind is good until %(last)s at most.") % {"last": last.isoformat()},
    )
    paper = QuarantinePaper(
        division_id=workshop.division_id,
        workshop=workshop,
        zone=zone_of(workshop, issued_on),
        kind=kind,
        number=number,
        issued_on=issued_on,
        valid_to=valid_to or last,
        issuer=issuer,
        origin=origin,
        recorded_by=by,
        keep_until=last,
    )
    with in_words(), transaction.atomic():
        save(paper)
    paper.refresh_from_db()
    return paper
