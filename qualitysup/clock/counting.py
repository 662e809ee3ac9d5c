"""Day counting by 民法典 201–203 and 行政处罚法 85. Pure: same facts, same day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from qualitysup.clock.calendar import WorkCalendar
from qualitysup.clock.terms import Duty, Rule, Unit

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Suspension:
    """Time stands still from one day until another counts again; open while ``until`` is None."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Extension:
    amount: int
    unit: str


@dataclass(frozen=True)
class Computation:
    """A due date with all that it follows from. It has no dates while time stands still."""

    rule: Rule
    start: date
    changes: tuple[Suspension | Extension, ...]
    nominal: date | None
    due: date | None
    # The first lawful day of a window; ``due`` is then the last one.
    window_from: date | None
    # Saturdays and Sundays that were counted because they are worked (调休).
    make_up_days: tuple[date, ...]
    # The name of the holiday on the nominal day, if it is one.
    holiday: str
    # Years that a day was asked of although their holidays are not announced.
    unknown_years: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        """暂定: the announcement of a year may still move this date."""
        return bool(self.unknown_years)

    @property
    def alarm_on(self) -> date | None:
        """The day that reminders and escalation look at."""
        return self.nominal if self.rule.duty == Duty.AUTHORITY else self.due


def compute(
    rule: Rule,
    start: date,
    *,
    calendar: WorkCalendar,
    changes: Iterable[Suspension | Extension] = (),
) -> Computation:
    """Count a term from the day that starts it, which is itself not counted (民法典 201).

    An extension is counted on from the day on which the term would otherwise have ended.
    """
    changes = tuple(changes)
    count = _Count(
        calendar,
        sorted((c for c in changes if isinstance(c, Suspension)), key=lambda each: each.since),
    )

    window_from = None
    end = count.after(start, rule.window_to or rule.amount, rule.unit)
    for extension in (c for c in changes if isinstance(c, Extension)):
        end = end and count.after(end, extension.amount, extension.unit)
    if rule.window_to:
        # 六十日后九十日前: both ends lie outside the window, and neither moves for a holiday.
        opening = count.after(start, rule.amount, rule.unit)
        window_from = opening and opening + DAY
        end = end and end - DAY
    due = count.next_workday(end) if end and rule.rolls else end

    return Computation(
        rule=rule,
        start=start,
        changes=changes,
        nominal=end,
        due=due,
        window_from=window_from,
        make_up_days=tuple(sorted(count.make_up_days)),
        holiday=calendar.holidays.get(end, ""),
        unknown_years=tuple(sorted(count.unknown_years)),
    )


def add_months(day: date, amount: int) -> date:
    """The corresponding day, or the last day of a month that has none (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class _Count:
    """A walk through the calendar that remembers what it met."""

    calendar: WorkCalendar
    suspensions: list[Suspension]
    make_up_days: set[date] = field(default_factory=set)
    unknown_years: set[int] = field(default_factory=set)

    def after(self, start: date, amount: int, unit: str) -> date | None:
        """The day on which so much time has run; ``None`` if it stands still before that."""
        if unit == Unit.WORKDAY:
            return self._working_days(start, amount)
        end = add_months(start, amount) if unit == Unit.MONTH else start + amount * DAY
        for suspension in self.suspensions:
            since = max(suspension.since, start + DAY)
            if since > end:
                break
            if suspension.until is None:
                return None
            end += max(suspension.until - since, 0 * DAY)
        return end

    def _working_days(self, start: date, amount: int) -> date | None:
        day = start
        while amount:
            day += DAY
            suspension = next(
                (s for s in self.suspensions if s.since <= day and (not s.until or day < s.until)),
                None,
            )
            if suspension is None:
                amount -= self._is_workday(day)
            elif suspension.until is None:
                return None
        return day

    def next_workday(self, day: date) -> date:
        while not self._is_workday(day):
            day += DAY
        return day

    def _is_workday(self, day: date) -> bool:
        if not self.calendar.is_known(day.year):
            self.unknown_years.add(day.year)
        if day in self.calendar.make_up_days:
            self.make_up_days.add(day)
        return self.calendar.is_workday(day)
