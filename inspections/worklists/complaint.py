"""What waits of complaints and clues: one's own."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Complaint
from qualitysup.casework.home import register_worklist, worklist_of
from qualitysup.states import Tone

register_worklist(
    worklist_of(
        Complaint,
        "complaints",
        _("Complaints and clues assigned to me"),
        lambda user: Complaint.objects.visible_to(user).held_by(user),
        {"standing": "mine"},
        permission="inspections.check_complaint",
        tone=Tone.SOON,
        order=26,
        in_field=True,
    )
)
