"""Visits, and what they find."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from inspections.models import Visit, VisitAnswer
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Visits")

figure = partial(figure_of, Visit, theme=THEME)


def failed_items(lens) -> list[Line]:
    """What fails most often, whichever version asked it."""
    answers = lens.rows(VisitAnswer).filter(failed=True, visit__state="finished")
    counted = answers.order_by().values("item__key", "item__text").annotate(found=Count("pk"))
    return [
        Line(row["item__text"], row["found"], lens.list_url(Visit, standing="found"))
        for row in counted.order_by("-found", "item__key", "item__text")[:SHOWN]
    ]


register(
    figure(
        "visits",
        _("Visits"),
        _("Finished: every part of them has arrived."),
        lambda visits: visits.finished(),
        timing=on("ended_at"),
        by=("kind",),
        headline=True,
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "visits-found",
        _("Visits that found something"),
        _("Visits in which at least one item failed."),
        lambda visits: visits.finished().with_findings(),
        timing=on("ended_at"),
        by=("kind",),
        tone=Tone.SOON,
        order=20,
    ),
    Breakdown(
        key="visits-failed-items",
        theme=THEME,
        name=_("What fails most often"),
        definition=_("Failed items of finished visits, the most frequent first."),
        heads=(_("item"), _("times failed")),
        lines=failed_items,
        permission="inspections.view_visit",
        order=30,
    ),
)
