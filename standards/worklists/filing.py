"""What waits of filings beside their steps: reviews, records that run out, what is out of date."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import register_worklist, worklist_of
from qualitysup.states import Tone
from standards.models import Filing


def list_of(key, label, standing, tone, order):
    return worklist_of(
        Filing,
        key,
        label,
        lambda user: Filing.objects.visible_to(user).standing(standing).order_by("pk"),
        {"standing": standing},
        permission="standards.change_filing",
        tone=tone,
        order=order,
    )


register_worklist(
    list_of(
        "filings-review-overdue",
        _("Filings whose review is overdue"),
        "review-overdue",
        Tone.LATE,
        24,
    ),
    list_of(
        "filings-expiring",
        _("Filings that run out within 30 days"),
        "expiring",
        Tone.SOON,
        26,
    ),
    list_of(
        "filings-on-replaced",
        _("Filings that name a replaced standard"),
        "on-replaced",
        Tone.SOON,
        28,
    ),
)
