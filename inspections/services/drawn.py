"""What becomes of drawn enterprises: checked, gone from the register, other inspectors."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import drawing, notifications
from inspections.models import Draw, DrawnEnterprise, DrawnInspector
from inspections.querysets.draw import GONE
from inspections.services.selection import as_inspector
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines, many

State = DrawnEnterprise.State
TERM = "random-check"

# The checks of a draw that are owed, as ``many.start_set`` takes them.
OWED = """
    SELECT drawn.id AS case_id, drawn.division_id, drawn.party_name AS title,
        replace(%s, '/0/', '/' || drawn.id || '/') AS path, first.person_id AS holder_id,
        least(%s, drawn.due_on - 1) AS started_on, drawn.due_on
    FROM inspections_drawnenterprise AS drawn
    LEFT JOIN LATERAL (
        SELECT person_id FROM inspections_drawninspector
        WHERE drawn_id = drawn.id AND released_on IS NULL ORDER BY position LIMIT 1
    ) AS first ON true
    WHERE drawn.draw_id = %s AND drawn.state = 'to_check'
"""


def hand_out(draw) -> int:
    """Each check that is owed becomes a deadline of its first inspector. In the step's transaction.

    One statement, however many were drawn.
    """
    path = reverse("admin:inspections_drawnenterprise_change", args=[0])
    return many.start_set(DrawnEnterprise, TERM, OWED, [path, draw.starts_on, draw.pk], on=draw.day)


def call_off(draw, *, note) -> None:
    """What a cancelled draw still owed is owed no longer. In the step's transaction."""
    owed = draw.drawn.to_check()
    many.void_set(owed, TERM, reason=note.strip())
    owed.update(state=State.CANCELLED, ended_on=draw.day, note=note.strip()[:300])


def check(drawn, *, visit) -> DrawnEnterprise:
    """A finished visit is what was drawn for; a second one, or the same again, changes nothing."""
    drawn = DrawnEnterprise.objects.locked().get(pk=drawn.pk)
    if drawn.state == State.TO_CHECK:
        drawn.state, drawn.visit = State.DONE, visit
        drawn.ended_on = timezone.localdate(visit.ended_at)
        drawn.save(update_fields=["state", "visit", "ended_on"])
        deadlines.meet(drawn, [TERM], on=drawn.ended_on)
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
    deadlines.void(drawn, [TERM], reason=drawn.note)
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
    term = deadlines.of(drawn, TERM)
    if term is not None and term.holder_id == assigned.person_id:
        deadlines.hand_over([term], to=substitute.person, by=by, tell=False)
    if drawn.draw.state == Draw.State.UNDER_WAY:
        notifications.check_handed_on(
            drawn, released=assigned.person, substitute=substitute.person, by=by
        )
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
