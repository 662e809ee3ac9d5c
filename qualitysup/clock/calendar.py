"""Working days: Monday to Friday, but for public holidays and make-up working days (调休). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

SATURDAY = 5

# The names that the calendar package gives, here so that they are translated where they are shown.
HOLIDAY_NAMES = (
    _("New Year's Day"),
    _("Spring Festival"),
    _("Tomb-sweeping Day"),
    _("Labour Day"),
    _("Dragon Boat Festival"),
    _("National Day"),
    _("Mid-autumn Festival"),
    _("Anti-Fascist 70th Day"),
)


@dataclass(frozen=True)
class WorkCalendar:
    """The State Council's notices as a value: what departs from Monday to Friday, by year.

    A year that is not announced is computed Monday to Friday; ``is_known`` says so, and whoever
    counts with it marks the result as provisional (暂定).
    """

    holidays: Mapping[date, str]
    make_up_days: Mapping[date, str]
    announced: frozenset[int]

    def is_workday(self, day: date) -> bool:
        if day in self.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def is_known(self, year: int) -> bool:
        return year in self.announced

    def next_workday(self, day: date) -> date:
        """The day itself if it is a working day, otherwise the first one after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day
