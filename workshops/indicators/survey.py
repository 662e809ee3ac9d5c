"""What surveys found: how many workshops were looked at, and how many are not fit as they are."""

from functools import partial

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import (
    SHOWN,
    Breakdown,
    Line,
    figure_of,
    lines_by_town,
    register,
)
from qualitysup.states import Tone
from workshops.models import Survey, SurveyVillage, Workshop

THEME = _("Surveys of workshops")
OPEN = "operating,suspended"

figure = partial(figure_of, Workshop, theme=THEME)


def incomplete(lens):
    return lens.rows(Workshop).incomplete()


def incomplete_by_trade(lens) -> list[Line]:
    counted = incomplete(lens).order_by().values("trade", name=F("trade__name"))
    counted = counted.annotate(found=Count("pk")).order_by("-found", "trade")[:SHOWN]
    return [
        Line(
            row["name"],
            row["found"],
            lens.list_url(
                Workshop,
                conditions__exact="incomplete",
                status__in=OPEN,
                trade__id__exact=row["trade"],
            ),
        )
        for row in counted
    ]


def incomplete_by_town(lens) -> list[Line]:
    return lines_by_town(
        incomplete(lens),
        lambda town: lens.list_url(
            Workshop, conditions__exact="incomplete", status__in=OPEN, division=town
        ),
    )


register(
    figure_of(
        Survey,
        "surveys-open",
        _("Surveys under way"),
        _("Opened, and not concluded yet."),
        lambda surveys: surveys.under_way(),
        theme=THEME,
        tone=Tone.INFO,
        order=10,
    ),
    figure_of(
        SurveyVillage,
        "survey-villages-waiting",
        _("Villages not looked at"),
        _("Of surveys under way; neither looked at nor passed over with a reason."),
        lambda villages: villages.waiting().filter(survey__state="open"),
        theme=THEME,
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "workshops-surveyed",
        _("Workshops surveyed"),
        _("Open ones that a survey found at least once."),
        lambda workshops: workshops.open().exclude(conditions="unknown"),
        tone=Tone.GOOD,
        order=30,
    ),
    figure(
        "workshops-unsurveyed",
        _("Workshops not surveyed"),
        _("Open ones that no survey has found yet."),
        lambda workshops: workshops.open().filter(conditions="unknown"),
        tone=Tone.PLAIN,
        order=40,
    ),
    figure(
        "workshops-incomplete",
        _("Workshops with incomplete conditions"),
        _("Open ones, by their latest survey: a key item failed, or the score is too low."),
        lambda workshops: workshops.incomplete(),
        tone=Tone.LATE,
        order=50,
    ),
    Breakdown(
        key="workshops-incomplete-by-trade",
        theme=THEME,
        name=_("Incomplete conditions by trade"),
        definition=_("Open workshops, by their latest survey; the most first."),
        heads=(_("trade"), _("workshops")),
        lines=incomplete_by_trade,
        permission="workshops.view_workshop",
        order=10,
    ),
    Breakdown(
        key="workshops-incomplete-by-town",
        theme=THEME,
        name=_("Incomplete conditions by town"),
        definition=_("Open workshops, by their latest survey; the most first."),
        heads=(_("town"), _("workshops")),
        lines=incomplete_by_town,
        permission="workshops.view_workshop",
        order=20,
    ),
)
