"""What becomes of drawn enterprises: checked, gone from the register, other inspectors."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import drawing
from inspections.models import DrawnEnterprise, DrawnInspector
from inspections.querysets.draw import GONE
from inspections.services.selection import as_inspector
from qualitysup.casework.workflow import refuse_if

State = DrawnEnterprise.State


def check(drawn, *, visit) -> DrawnEnterprise:
    """A finished visit is what was drawn for; a second one, or the same again, changes nothing."""
    drawn = DrawnEnterprise.objects.locked().get(pk=drawn.pk)
    if drawn.state == State.TO_CHECK:
        drawn.state, drawn.visit = State.DONE, visit
        drawn.ended_on = timezone.localdate(visit.ended_at)
        drawn.save(update_fields=["state", "visit", "ended_on"])
    return drawn


@transaction.atomic
def close_as_gone(drawn, *, by, note) -> DrawnEnterprise:
    """End the check of an enterprise that left the register; nobody is drawn in its stead."""
    drawn = _open(drawn, by=by)
    enterprise = drawn.enterprise
    refuse_if(
        enterprise.status not in GONE and enterprise.merged_into_id is None,
        "still_there",
        _("“%s” is still in the register: it has to be checked.") % enterprise,
    )
    refuse_if(not note.strip(), "no_reason", _("Say in a few words why, or what."))
    drawn.state, drawn.note, drawn.ended_on = State.GONE, note.strip()[:300], timezone.localdate()
    drawn.save(update_fields=["state", "note", "ended_on"])
    return drawn


@transaction.atomic
def replace_inspector(assigned, *, by, reason) -> DrawnInspector:
    """Release an inspector who cannot go after all; who goes instead is the draw's, not ours.

    The substitute is whoever of the frozen library comes next by the same ranking and still has a
    badge in force.
    """
    drawn = _open(assigned.drawn, by=by)
    assigned = drawn.inspectors.locked().get(pk=assigned.pk)
    refuse_if(
        assigned.released_on is not None, "released", _("This inspector was released already.")
    )
    refuse_if(not reason.strip(), "no_reason", _("Say in a few words why, or what."))
    substitute = _next_in_rank(drawn)
    refuse_if(
        substitute is None,
        "nobody_left",
        _("No other inspector of this draw serves the place with a badge in force."),
    )
    assigned.released_on, assigned.release_reason = timezone.localdate(), reason.strip()
    assigned.save(update_fields=["released_on", "release_reason"])
    return DrawnInspector.objects.create(
        drawn=drawn,
        person=substitute.person,
        badge_number=substitute.badge_number,
        position=drawn.inspectors.count() + 1,
        stands_in_for=assigned,
    )


def _next_in_rank(drawn):
    draw = drawn.draw
    taken = set(drawn.inspectors.values_list("person", flat=True))
    fit = [
        row
        for row in draw.library.filter(excluded="").select_related("person")
        if row.person_id not in taken
        and row.person.is_active
        and row.person.has_valid_badge()
        and as_inspector(row).may_check(drawn.public_id, drawn.division_id)
    ]
    return min(
        fit,
        key=lambda row: drawing.rank(draw.seed, drawn.public_id, row.badge_number),
        default=None,
    )


def _open(drawn, *, by):
    refuse_if(
        not by.has_perm("inspections.close_drawnenterprise"),
        "forbidden",
        _("You may not change who checks a drawn enterprise."),
    )
    drawn = DrawnEnterprise.objects.locked().get(pk=drawn.pk)
    refuse_if(drawn.state != State.TO_CHECK, "wrong_state", _("This check has ended already."))
    return drawn
