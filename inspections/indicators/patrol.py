"""Patrols of this year: to be made, made in time, missed."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Patrol
from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Patrols")

figure = partial(figure_of, Patrol, subject=SUBJECT)


def this_year(patrols):
    year = timezone.localdate().year
    return patrols.exclude(state="cancelled").filter(due_on__year=year)


def listed(standing):
    return lambda user: {"due_on__year": timezone.localdate().year, "standing": standing}


def missed_by_station(user) -> list[Line]:
    rows = this_year(Patrol.objects.visible_to(user)).by_station().order_by("-late", "name")
    return [
        Line(
            _("%(station)s: %(due)s due, %(in_time)s in time")
            % {**row, "station": row["name"] or _("no station")},
            row["late"],
            list_url(Patrol, standing="missed", station=row["station"] or ""),
        )
        for row in rows[:SHOWN]
    ]


register(
    figure(
        "patrols-due",
        _("Patrols to be made"),
        _("Owed by a day of this year, missed ones included, and not made yet."),
        lambda patrols: this_year(patrols).open(),
        listed("open"),
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "patrols-in-time",
        _("Patrols made in time"),
        _("Made by the day on which they were due."),
        lambda patrols: this_year(patrols).done_in_time(),
        listed("in-time"),
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "patrols-missed",
        _("Patrols missed"),
        _("Not made by their day; one that is made late stays missed."),
        lambda patrols: this_year(patrols).missed(),
        listed("missed"),
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="patrols-by-station",
        subject=SUBJECT,
        name=_("Missed patrols by station"),
        definition=_("Of those due this year; the most first."),
        heads=(_("station"), _("missed")),
        lines=missed_by_station,
        permission="inspections.view_patrol",
        order=10,
    ),
)
