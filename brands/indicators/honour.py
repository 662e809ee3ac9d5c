"""Honours: how many stand, of which kinds, which run out, and whether patrols protect them."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from brands.models import Honour
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import Day, on, standing
from qualitysup.states import Tone

THEME = _("Honours")

figure = partial(figure_of, Honour, theme=THEME)


def by_year(lens) -> list[Line]:
    """A year a row, a kind a column; the latest years first."""
    rows = lens.rows(Honour).by_year_and_kind()[: SHOWN * SHOWN]
    return [
        Line(
            str(row["year"]),
            row["count"],
            lens.list_url(Honour, kind__id__exact=row["kind"], granted_on__year=row["year"]),
            column=row["kind__name"],
        )
        for row in rows
    ]


register(
    figure(
        "honours-held",
        _("Honours held"),
        _("They stand on the day: neither run out nor ended."),
        lambda honours: honours.all(),
        timing=standing("valid_from", Day("valid_to", plus=1), "ended_on"),
        by=("kind",),
        headline=True,
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "honours-granted",
        _("Honours granted"),
        _("Granted in the period, whatever became of them; each once."),
        lambda honours: honours.once(),
        timing=on("granted_on"),
        by=("kind",),
        tone=Tone.GOOD,
        order=15,
    ),
    figure(
        "honours-expiring",
        _("Honours that run out within 90 days"),
        _("They stand, and their last day is near."),
        lambda honours: honours.expiring(),
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "honours-at-risk",
        _("Honours at risk"),
        _("They stand, and an order to put something right is open at their holder."),
        lambda honours: honours.at_risk(),
        tone=Tone.LATE,
        order=30,
    ),
    figure(
        "honours-protected",
        _("Honours protected by a patrol"),
        _("A patrol of their holder is planned, and none is overdue."),
        lambda honours: honours.protected(),
        tone=Tone.GOOD,
        order=40,
    ),
    figure(
        "honours-unprotected",
        _("Honours without a patrol"),
        _("No patrol of their holder is planned."),
        lambda honours: honours.unprotected(),
        tone=Tone.SOON,
        order=50,
    ),
    figure(
        "honours-patrol-overdue",
        _("Honours with an overdue patrol"),
        _("A patrol of their holder was not made by its day."),
        lambda honours: honours.patrol_overdue(),
        tone=Tone.LATE,
        order=60,
    ),
    Breakdown(
        key="honours-by-year",
        theme=THEME,
        name=_("Honours granted by year and kind"),
        definition=_("All that were ever granted, ended ones among them; the latest first."),
        heads=(_("year and kind"), _("granted")),
        lines=by_year,
        permission="brands.view_honour",
        order=20,
        kind="grid",
    ),
)
