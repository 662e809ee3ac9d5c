"""What a plan asks of each station's people in each week, beside what they can do."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _

from inspections.models import Capacity, Leave, Patrol
from qualitysup.accounts.models import Station
from qualitysup.clock.models import CalendarYear
from qualitysup.states import Tone, state

DAY = dt.timedelta(days=1)
WORKDAYS_A_WEEK = 5
# 行政处罚法 42: no fewer than two at every inspection.
PEOPLE_A_VISIT = 2


@dataclass(frozen=True)
class Week:
    """One station in one ISO week; ``others`` fall due there beside the plan."""

    station: Station | None
    monday: dt.date
    patrols: int
    others: int
    capacity: int

    @property
    def load(self) -> int:
        return self.patrols + self.others

    @property
    def is_over(self) -> bool:
        return self.load > self.capacity

    @property
    def iso(self) -> str:
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def shown(self):
        """Its assessment as a word in a colour."""
        if not self.is_over:
            return state(Tone.GOOD, _("can be done"))
        return state(Tone.LATE, _("%d too many") % (self.load - self.capacity))

    @property
    def most(self) -> int:
        """The length of the longer bar, which is never nothing."""
        return max(self.load, self.capacity, 1)


@dataclass(frozen=True)
class Comparison:
    """The weeks of a plan, station by station."""

    weeks: list[Week]

    @cached_property
    def stations(self) -> list[tuple[Station | None, list[Week], int]]:
        """Each station, its weeks, and in how many of them there is too much."""
        found = {}
        for week in self.weeks:
            found.setdefault(week.station, []).append(week)
        return [
            (station, weeks, sum(week.is_over for week in weeks))
            for station, weeks in found.items()
        ]

    @property
    def over(self) -> list[Week]:
        return [week for week in self.weeks if week.is_over]


def comparison(plan) -> Comparison:
    """What is due at each station in each week of a plan, and what its people can do."""
    loads = list(plan.loads.select_related("station").order_by("station__name", "week"))
    if not loads:
        return Comparison([])
    first, last = min(load.week for load in loads), max(load.week for load in loads) + 6 * DAY
    able = People({load.station_id for load in loads if load.station_id}, first, last)
    others = _others(plan, first, last)
    return Comparison(
        [
            Week(
                load.station,
                load.week,
                load.patrols,
                others.get((load.station_id, load.week), 0),
                able.visits(load.station_id, load.week),
            )
            for load in loads
        ]
    )


def _others(plan, first, last):
    """Patrols of other plans, and those entered by hand, that are owed in the same weeks."""
    rows = Patrol.objects.open().due_between(first, last).exclude(plan=plan).order_by()
    rows = rows.filter(station__in=plan.loads.values("station"))
    counted = rows.values_list("station", TruncWeek("due_on")).annotate(Count("pk"))
    return {(station, week): count for station, week, count in counted}


class People:
    """The people of some stations with their capacity, badges and leave, read once."""

    def __init__(self, stations, first, last):
        self.calendar = CalendarYear.objects.as_calendar(first)
        self.stations = {station: {} for station in stations}
        capacities = Capacity.objects.filter(
            person__station__in=stations, person__is_active=True
        ).select_related("person")
        for capacity in capacities:
            of_station = self.stations[capacity.person.station_id]
            of_station.setdefault(capacity.person, []).append(capacity)
        self.leaves = {}
        for leave in Leave.objects.touching(first, last).filter(person__station__in=stations):
            self.leaves.setdefault(leave.person_id, []).append(leave)

    def visits(self, station_id, monday) -> int:
        days = [monday + n * DAY for n in range(7)]
        workdays = [day for day in days if self.calendar.is_workday(day)]
        attended = sum(
            self._on(person, capacities, day)
            for person, capacities in self.stations.get(station_id, {}).items()
            for day in workdays
        )
        return int(attended / WORKDAYS_A_WEEK / PEOPLE_A_VISIT)

    def _on(self, person, capacities, day) -> int:
        """Visits a week on this day: nothing without a valid badge or on leave."""
        if not person.has_valid_badge(day):
            return 0
        if any(leave.starts_on <= day <= leave.ends_on for leave in self.leaves.get(person.pk, ())):
            return 0
        return next((c.visits_per_week for c in capacities if c.is_in_force(day)), 0)
