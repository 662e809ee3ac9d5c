"""Drafting: how many standards the place took part in, each once; who leads the leagues."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import IndustryClass
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.regions.models import Division
from qualitysup.states import Tone
from standards.models import Drafting, StatedFigure

THEME = _("Drafting of standards")

figure = partial(figure_of, Drafting, theme=THEME)
breakdown = partial(Breakdown, theme=THEME, permission="standards.view_drafting")


def standards_of(draftings) -> int:
    return draftings.standards()


def stated(figures) -> str | None:
    """What was last stated, with its bound, and of which place."""
    found = figures.latest(StatedFigure.Key.DRAFTING, timezone.localdate())
    return found and f"{found.shown} ({found.division})"


def by_enterprise(lens) -> list[Line]:
    rows = lens.rows(Drafting).by_enterprise()[:SHOWN]
    return [
        Line(
            row["enterprise__name"],
            row["found"],
            lens.list_url(Drafting, enterprise__id__exact=row["enterprise"]),
        )
        for row in rows
    ]


def by_town(lens) -> list[Line]:
    rows = list(lens.rows(Drafting).by_town()[:SHOWN])
    names = Division.objects.in_bulk([row["town"] for row in rows])
    return [
        Line(
            str(names.get(row["town"], row["town"])),
            row["found"],
            lens.list_url(Drafting, division=row["town"]),
        )
        for row in rows
    ]


def by_trade(lens) -> list[Line]:
    rows = list(lens.rows(Drafting).by_trade()[:SHOWN])
    names = IndustryClass.objects.in_bulk([row["trade"] for row in rows])
    return [
        Line(
            str(names.get(row["trade"], row["trade"])),
            row["found"],
            lens.list_url(Drafting, trade=row["trade"]),
        )
        for row in rows
    ]


register(
    figure(
        "standards-drafted",
        _("Standards drafted"),
        _("Each counted once, however many enterprises of the place took part."),
        lambda draftings: draftings.counted(),
        value=standards_of,
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "standards-drafted-reported",
        _("National and sector standards drafted"),
        _("Each counted once; as far as they are entered here."),
        lambda draftings: draftings.reported(),
        value=standards_of,
        order=20,
    ),
    figure_of(
        StatedFigure,
        "standards-drafted-stated",
        _("National and sector standards drafted, as stated"),
        _("What a report states of the place, with its bound; nothing is added to it."),
        lambda figures: figures.filter(key=StatedFigure.Key.DRAFTING),
        value=stated,
        theme=THEME,
        order=30,
    ),
    figure(
        "standards-led",
        _("Standards whose drafting was led"),
        _("An enterprise of the place is the drafting unit named first."),
        lambda draftings: draftings.led(),
        value=standards_of,
        order=40,
    ),
    breakdown(
        key="drafting-by-enterprise",
        name=_("Standards drafted by enterprise"),
        definition=_("Each standard once; the most first."),
        heads=(_("enterprise"), pgettext_lazy("of the catalogue", "standards")),
        lines=by_enterprise,
        order=10,
    ),
    breakdown(
        key="drafting-by-town",
        name=_("Standards drafted by town"),
        definition=_("Each standard once a town; the most first."),
        heads=(_("town"), pgettext_lazy("of the catalogue", "standards")),
        lines=by_town,
        order=20,
    ),
    breakdown(
        key="drafting-by-trade",
        name=_("Standards drafted by trade"),
        definition=_("Each standard once a division of GB/T 4754; the most first."),
        heads=(
            pgettext_lazy("of an enterprise", "trade"),
            pgettext_lazy("of the catalogue", "standards"),
        ),
        lines=by_trade,
        order=30,
    ),
)
