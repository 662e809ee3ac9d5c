"""Filings and declarations: how many stand, in which state, and what is out of date."""

from functools import partial

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import Day, on, standing
from qualitysup.states import Tone
from standards.models import Filing, StatedFigure

THEME = _("Filings and declarations")

figure = partial(figure_of, Filing, theme=THEME)


def stated(figures) -> str | None:
    """What was last stated, with its bound, and of which place."""
    found = figures.latest(StatedFigure.Key.FILING, timezone.localdate())
    return found and f"{found.shown} ({found.division})"


def by_state(lens) -> list[Line]:
    rows = lens.rows(Filing).order_by().values_list("state")
    counted = dict(rows.annotate(count=Count("pk")))
    return [
        Line(words, counted[state], lens.list_url(Filing, state__exact=state))
        for state, words in Filing.State.choices
        if state in counted
    ]


AGED = {
    "age-0": _("less than a year"),
    "age-1": _("one to three years"),
    "age-3": _("three to five years"),
    "age-5": _("five years or longer"),
}


def by_age(lens) -> list[Line]:
    """By its days alone; the list of each has the same."""
    seen = lens.rows(Filing)
    lines = [
        Line(words, seen.standing(key).count(), lens.list_url(Filing, standing=key))
        for key, words in AGED.items()
    ]
    return [line for line in lines if line.figure]


register(
    figure(
        "filings-published",
        _("Filings and declarations that stand"),
        _("Filed and not ended on the day, also while they are corrected."),
        lambda filings: filings.all(),
        timing=standing("filed_on", "ended_on", Day("valid_to", plus=1)),
        headline=True,
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "filings-made",
        _("Filings and declarations made"),
        _("Filed or declared in the period, whatever became of them."),
        lambda filings: filings.all(),
        timing=on("filed_on"),
        by=("regime",),
        order=15,
    ),
    figure_of(
        StatedFigure,
        "filings-stated",
        _("Enterprise standards filed, as stated"),
        _("What a report states of the place, with its bound; nothing is added to it."),
        lambda figures: figures.filter(key=StatedFigure.Key.FILING),
        value=stated,
        theme=THEME,
        order=20,
    ),
    figure(
        "filings-expiring",
        _("Filings that run out within 30 days"),
        _("Records of three years, of which the last month has begun."),
        lambda filings: filings.expiring(),
        tone=Tone.SOON,
        order=30,
    ),
    figure(
        "filings-review-overdue",
        _("Filings whose review is overdue"),
        _("Nobody looked at them for longer than a year."),
        lambda filings: filings.review_overdue(),
        tone=Tone.LATE,
        order=40,
    ),
    figure(
        "filings-on-replaced",
        _("Filings that name a replaced standard"),
        _("A standard that they execute is replaced, abolished, or soon will be."),
        lambda filings: filings.on_replaced(),
        tone=Tone.SOON,
        order=50,
    ),
    Breakdown(
        key="filings-by-state",
        theme=THEME,
        name=_("Filings by state"),
        definition=_("All that were ever begun."),
        heads=(_("state"), _("filings")),
        lines=by_state,
        permission="standards.view_filing",
        order=10,
    ),
    Breakdown(
        key="filings-by-age",
        theme=THEME,
        name=_("Filings and declarations by age"),
        definition=_("Those that stand, by the years since they were published here."),
        heads=(_("published for"), _("filings")),
        lines=by_age,
        permission="standards.view_filing",
        order=20,
        kind="column",
    ),
)
