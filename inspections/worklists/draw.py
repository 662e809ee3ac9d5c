"""What waits of random draws: enterprises that were drawn, the first due first."""

from django.utils.translation import gettext_lazy as _

from inspections.models import DrawnEnterprise
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def manages(user):
    return user.has_perm("inspections.close_drawnenterprise")


def to_check(user):
    """An inspector's own; everybody's for whoever manages them."""
    rows = DrawnEnterprise.objects.visible_to(user).to_check()
    rows = rows if manages(user) else rows.of_inspector(user)
    return rows.order_by("due_on", "position", "pk")


def drawn_rows(drawn):
    return [
        WorkRow(
            title=row.party_name,
            url=row.get_absolute_url(),
            note=row.draw.name,
            due_on=row.due_on,
        )
        for row in drawn
    ]


register_worklist(
    worklist_of(
        DrawnEnterprise,
        "drawn-to-check",
        _("Drawn enterprises to check"),
        to_check,
        lambda user: {"standing": "open" if manages(user) else "mine"},
        said=drawn_rows,
        permission="inspections.view_drawnenterprise",
        tone=Tone.SOON,
        order=24,
        in_field=True,
    )
)
