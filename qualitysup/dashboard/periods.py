"""Periods that figures are asked for, and the one before each. Pure functions of days."""

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Period:
    """From one day to another, both included; what stands is counted as of the last one."""

    since: dt.date
    until: dt.date

    def __post_init__(self):
        if self.until < self.since:
            raise ValueError(self)

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """As long, and just before: of what began with a year, the same days of the year before.

        >>> Period(dt.date(2026, 1, 1), dt.date(2026, 5, 31)).before.until
        datetime.date(2025, 5, 31)
        """
        months = self._months()
        if months is None:
            shift = dt.timedelta(self.days)
            return Period(self.since - shift, self.until - shift)
        return Period(shifted(self.since, -months), shifted(self.until, -months))

    def _months(self):
        """By how many months the period before lies back; ``None`` where it goes by days."""
        since, until = self.since, self.until
        if since.day != 1:
            return None
        touched = (until.year - since.year) * 12 + until.month - since.month + 1
        if since.month == 1:
            return 12 * (until.year - since.year + 1)
        if since.month % 3 == 1 and touched <= 3:
            return 3
        return touched


def shifted(day: dt.date, months: int) -> dt.date:
    """The same day some months on; the last day of a month stays the last.

    >>> shifted(dt.date(2026, 2, 28), 1)
    datetime.date(2026, 3, 31)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_last else min(day.day, last))


def month_ends(until: dt.date, count: int) -> list[dt.date]:
    """The last days of so many months, the one of ``until`` last and cut off at it."""
    first = until.replace(day=1)
    ends = [shifted(first, -back) - dt.timedelta(1) for back in range(count - 1)]
    return [*reversed(ends), until]
