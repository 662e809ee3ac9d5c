"""What waits in zones beside the steps themselves: who is to move in, and who should have."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import case_rows, register_worklist, worklist_of
from qualitysup.states import SOON, Tone
from workshops.models import Application, Relocation
from workshops.workflow.relocation import MOVE


def overdue(user):
    return Relocation.objects.visible_to(user).overdue().order_by("planned_on", "pk")


def soon(user):
    return Relocation.objects.visible_to(user).due_within(SOON).order_by("planned_on", "pk")


def owing_change(user):
    return Relocation.objects.visible_to(user).owing_change().order_by("moved_in_on", "pk")


def change_rows(relocations):
    """They lead to the application that is owed."""
    return [
        replace(row, url=Application.url_to_apply(Application.Kind.CHANGE, relocation.workshop_id))
        for row, relocation in zip(case_rows(relocations), relocations, strict=True)
    ]


register_worklist(
    worklist_of(
        Relocation,
        "relocations-overdue",
        _("Workshops that should have moved in"),
        overdue,
        {"standing": "overdue"},
        permission=MOVE,
        tone=Tone.LATE,
        order=38,
    ),
    worklist_of(
        Relocation,
        "relocations-soon",
        _("Workshops that move in within 7 days"),
        soon,
        {"standing": "soon"},
        permission=MOVE,
        tone=Tone.SOON,
        order=39,
    ),
    # Operators find their own here as well.
    worklist_of(
        Relocation,
        "relocations-owing-change",
        _("Moved, and the change of the registration not applied for"),
        owing_change,
        {"standing": "owing-change"},
        said=change_rows,
        permission="workshops.add_application",
        tone=Tone.LATE,
        order=36,
    ),
)
