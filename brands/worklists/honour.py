"""What waits of honours: those that run out, are at risk or lack a patrol; titles to re-review."""

from django.utils.translation import gettext_lazy as _

from brands.models import Honour, RegionalTitle
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def seen(user):
    return Honour.objects.visible_to(user)


def row_of(honour, **more):
    return WorkRow(
        title=honour.enterprise.name,
        url=honour.get_absolute_url(),
        note=f"{honour} {honour.number}".strip(),
        **more,
    )


def honour_rows(honours):
    return [row_of(honour, state=honour.shown_state) for honour in honours]


def expiring_rows(honours):
    return [row_of(honour, due_on=honour.valid_to) for honour in honours]


def title_rows(titles):
    return [
        WorkRow(
            title=str(title),
            url=title.get_absolute_url(),
            note=title.division.name,
            due_on=title.review_due_on,
        )
        for title in titles
    ]


register_worklist(
    worklist_of(
        Honour,
        "honours-at-risk",
        _("Honours at risk: an order is open"),
        lambda user: seen(user).at_risk().order_by("valid_to", "pk"),
        {"standing": "at-risk"},
        said=honour_rows,
        permission="brands.change_honour",
        tone=Tone.LATE,
        order=24,
    ),
    worklist_of(
        Honour,
        "honours-patrol-overdue",
        _("Honours whose enterprise has a patrol overdue"),
        lambda user: seen(user).patrol_overdue().order_by("enterprise", "pk"),
        {"standing": "patrol-overdue"},
        said=honour_rows,
        permission="brands.change_honour",
        tone=Tone.LATE,
        order=25,
    ),
    worklist_of(
        Honour,
        "honours-expiring",
        _("Honours whose last day is within 90 days"),
        lambda user: seen(user).expiring().order_by("valid_to", "pk"),
        {"standing": "expiring"},
        said=expiring_rows,
        permission="brands.change_honour",
        tone=Tone.SOON,
        order=26,
    ),
    worklist_of(
        Honour,
        "honours-unprotected",
        _("Honours without a patrol planned"),
        lambda user: seen(user).unprotected().order_by("enterprise", "pk"),
        {"standing": "unprotected"},
        said=honour_rows,
        permission="brands.change_honour",
        tone=Tone.SOON,
        order=28,
    ),
    worklist_of(
        RegionalTitle,
        "titles-to-review",
        _("Regional titles to re-review within 180 days"),
        lambda user: (
            RegionalTitle.objects.visible_to(user).review_due().order_by("review_due_on", "pk")
        ),
        {"standing": "review"},
        said=title_rows,
        permission="brands.change_regionaltitle",
        tone=Tone.SOON,
        order=29,
    ),
)
