"""Patrols: to be made, planned, made in time, missed."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Patrol
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Patrols")

figure = partial(figure_of, Patrol, theme=THEME)


def this_year(patrols):
    year = timezone.localdate().year
    return patrols.exclude(state="cancelled").filter(due_on__year=year)


def missed_by_station(lens) -> list[Line]:
    rows = this_year(lens.rows(Patrol)).by_station().order_by("-late", "name")
    return [
        Line(
            _("%(station)s: %(due)s due, %(in_time)s in time")
            % {**row, "station": row["name"] or _("no station")},
            row["late"],
            lens.list_url(
                Patrol,
                due_on__year=timezone.localdate().year,
                standing="missed",
                station=row["station"] or "",
            ),
        )
        for row in rows[:SHOWN]
    ]


register(
    figure(
        "patrols-due",
        _("Patrols to be made"),
        _("Planned and not made yet, whenever they are due; missed ones are among them."),
        lambda patrols: patrols.open(),
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "patrols-planned",
        _("Patrols due in the period"),
        _("Owed by a day of the period, without those that were called off."),
        lambda patrols: patrols.exclude(state="cancelled"),
        timing=on("due_on"),
        by=("station", "inspector"),
        order=15,
    ),
    figure(
        "patrols-in-time",
        _("Patrols made in time"),
        _("Of those due in the period: made by their day."),
        lambda patrols: patrols.done_in_time(),
        timing=on("due_on"),
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "patrols-missed",
        _("Patrols missed"),
        _("Not made by their day; one that is made late stays missed."),
        lambda patrols: patrols.exclude(state="cancelled").missed(),
        timing=on("due_on"),
        by=("station", "inspector"),
        headline=True,
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="patrols-by-station",
        theme=THEME,
        name=_("Missed patrols by station"),
        definition=_("Of those due this year; the most first."),
        heads=(_("station"), _("missed")),
        lines=missed_by_station,
        permission="inspections.view_patrol",
        order=10,
    ),
)
