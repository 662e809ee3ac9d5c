"""What the kernel itself has to show: deadlines, where they are late and with whom."""

from functools import partial

from django.db.models import F
from django.utils.translation import gettext_lazy

from qualitysup.clock.models import Deadline
from qualitysup.clock.terms import Duty
from qualitysup.dashboard import deadlines as tables
from qualitysup.dashboard.registry import Breakdown, figure_of, register
from qualitysup.dashboard.timing import Day, on, standing
from qualitysup.states import SOON, Tone

THEME = gettext_lazy("Terms and deadlines")
AHEAD = 30

# The list shows what runs unless it is told to show all.
figure = partial(figure_of, Deadline, theme=THEME, filters={"due": "all"})


def table(key, name, definition, heads, lines, **more) -> Breakdown:
    return Breakdown(
        key, THEME, name, definition, heads, lines, permission="clock.view_deadline", **more
    )


register(
    figure(
        "overdue",
        gettext_lazy("Overdue"),
        gettext_lazy("Open deadlines past their due day; what lapses is never late."),
        lambda deadlines: deadlines.exclude(rule__duty=Duty.LAPSE),
        timing=standing(Day("due_on", plus=1), "met_on", "voided_at"),
        by=("holder",),
        headline=True,
        tone=Tone.LATE,
        order=10,
    ),
    figure(
        "deadlines-met",
        gettext_lazy("Deadlines met"),
        gettext_lazy("What was owed by a day and was done, in time or late."),
        lambda deadlines: deadlines.exclude(rule__duty=Duty.LAPSE),
        timing=on("met_on"),
        by=("holder",),
        tone=Tone.GOOD,
        order=12,
    ),
    figure(
        "deadlines-met-in-time",
        gettext_lazy("Met in time"),
        gettext_lazy("Of the deadlines met, the share that was met by its day."),
        lambda deadlines: deadlines.exclude(rule__duty=Duty.LAPSE).filter(met_on__lte=F("due_on")),
        timing=on("met_on"),
        share_of="deadlines-met",
        unit="%",
        tone=Tone.GOOD,
        order=14,
        headline=True,
    ),
    figure(
        "due-soon",
        gettext_lazy("Due within 7 days"),
        gettext_lazy("Open deadlines due from today to the seventh day from now."),
        lambda deadlines: deadlines.due_within(SOON),
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "due-ahead",
        gettext_lazy("Due within 30 days"),
        gettext_lazy("Open deadlines due from today to the thirtieth day from now."),
        lambda deadlines: deadlines.due_within(AHEAD),
        tone=Tone.INFO,
        order=30,
    ),
    figure(
        "suspended",
        gettext_lazy("Suspended"),
        gettext_lazy("Open deadlines for which time stands still."),
        lambda deadlines: deadlines.suspended(),
        tone=Tone.HOLD,
        order=40,
    ),
    table(
        "overdue-by-age",
        gettext_lazy("How late"),
        gettext_lazy("Open deadlines past their due day, by the days that have gone by since."),
        (gettext_lazy("late for"), gettext_lazy("deadlines")),
        tables.by_age,
        kind="column",
        order=10,
    ),
    table(
        "work-by-person",
        gettext_lazy("Work by person"),
        gettext_lazy("Open deadlines of each person; who has most that is late comes first."),
        (gettext_lazy("person"), gettext_lazy("deadlines")),
        tables.by_person,
        kind="grid",
        order=20,
    ),
    table(
        "work-by-station",
        gettext_lazy("Work by station"),
        gettext_lazy("Open deadlines of the people of each station."),
        (gettext_lazy("station"), gettext_lazy("deadlines")),
        tables.by_station,
        kind="grid",
        order=30,
    ),
    table(
        "due-by-month",
        gettext_lazy("What comes next"),
        gettext_lazy("Open deadlines by term and by the month in which they fall due."),
        (gettext_lazy("statutory term"), gettext_lazy("deadlines")),
        tables.ahead,
        kind="grid",
        order=40,
    ),
)
