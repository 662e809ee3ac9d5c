"""Screening sheets: published for good; and what officers give a firm by them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Criterion, Cultivation, Screening, ScreeningPoint, ScreeningSheet
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if

FULL = 100


@transaction.atomic
def publish(sheet, *, by, on=None) -> ScreeningSheet:
    """Make the criteria known; from then on they stay as they are."""
    refuse_if(
        not by.has_perm("brands.publish_screeningsheet"),
        "forbidden",
        _("You may not publish screening sheets."),
    )
    sheet = ScreeningSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    refuse_if(sheet.is_published, "published", _("This sheet is published already."))
    total = sum(Criterion.objects.filter(sheet=sheet).values_list("most", flat=True))
    refuse_if(
        total != FULL,
        "not_of_100",
        _("The criteria bring %(total)d points together; make it %(full)d.")
        % {"total": total, "full": FULL},
    )
    sheet.published_on = on or timezone.localdate()
    save(sheet)
    return sheet


@transaction.atomic
def fill_in(cultivation, *, by, points, note="", on=None) -> Screening:
    """Screen a firm: ``points`` of every criterion, by its key. One's own sheet may be corrected.

    Several officers screen the same firm, each on a sheet of their own; the mean counts.
    """
    refuse_if(
        not by.has_perm("brands.screen_cultivation"), "forbidden", _("You may not screen firms.")
    )
    case = Cultivation.objects.visible_to(by).locked().get(pk=cultivation.pk)
    refuse_if(
        case.state != Cultivation.State.RECOMMENDED,
        "wrong_state",
        _("Firms are screened once they are recommended, and until they are selected."),
    )
    on = on or timezone.localdate()
    screening = Screening.objects.filter(cultivation=case, officer=by).first()
    sheet = screening.sheet if screening else sheet_for(case, on=on)
    criteria = list(sheet.criteria.all())
    _check(criteria, points)
    if screening is None:
        screening = Screening(cultivation=case, officer=by, sheet=sheet)
    screening.note, screening.on = note.strip(), on
    save(screening)
    for criterion in criteria:
        ScreeningPoint.objects.update_or_create(
            screening=screening,
            criterion=criterion,
            defaults={"points": points[criterion.pk]},
        )
    return screening


def sheet_for(cultivation, *, on) -> ScreeningSheet:
    """The sheet by which this firm is screened: the one that others began with, or today's."""
    begun = cultivation.screenings.select_related("sheet").order_by("pk").first()
    sheet = begun.sheet if begun else ScreeningSheet.objects.in_force(cultivation.kind, on)
    refuse_if(
        sheet is None, "no_sheet", _("No screening sheet is published for %s.") % cultivation.kind
    )
    return sheet


def _check(criteria, points):
    errors = []
    for criterion in criteria:
        given = points.get(criterion.pk)
        if given is None or not 0 <= given <= criterion.most:
            words = _("%(criterion)s: give 0 to %(most)d points.")
            errors.append(words % {"criterion": criterion, "most": criterion.most})
    if errors:
        raise ValidationError(errors, code="points")
