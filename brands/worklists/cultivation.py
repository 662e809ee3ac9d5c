"""What waits on the way to honours: one's own commitments, and applications with a veto."""

from django.utils.translation import gettext_lazy as _

from brands.models import Commitment
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def mine(user):
    rows = Commitment.objects.visible_to(user).open().of_person(user)
    return rows.filter(cultivation__closed_on=None).order_by("due_on", "pk")


def said(commitments):
    return [
        WorkRow(
            title=each.words,
            url=each.get_absolute_url(),
            note=str(each.cultivation.enterprise),
            state=each.shown_state,
        )
        for each in commitments
    ]


register_worklist(
    worklist_of(
        Commitment,
        "brand-commitments",
        _("Commitments that I answer for"),
        mine,
        {"standing": "mine"},
        said=said,
        permission="brands.change_commitment",
        tone=Tone.SOON,
        order=53,
        in_field=True,
    )
)
