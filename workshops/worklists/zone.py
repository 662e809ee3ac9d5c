"""What waits in zones beside the steps themselves: who is to move in, and who should have."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import register_worklist, worklist_of
from qualitysup.states import SOON, Tone
from workshops.models import Relocation
from workshops.workflow.relocation import MOVE


def overdue(user):
    return Relocation.objects.visible_to(user).overdue().order_by("planned_on", "pk")


def soon(user):
    return Relocation.objects.visible_to(user).due_within(SOON).order_by("planned_on", "pk")


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
)
