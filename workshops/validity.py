"""How long a 登记证 holds, and when its renewal is applied for: the days that a decision sets."""

from dataclasses import dataclass
from datetime import date, timedelta

from qualitysup.clock.counting import compute
from qualitysup.clock.models import CalendarYear, TermRule

# The rules whose ``apply_before`` says how many days before expiry the right begins and ends.
OPENS, LAST_DAY = "registration-renewal-opens", "registration-renewal"


@dataclass(frozen=True)
class Period:
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class RenewalWindow:
    """From when on a renewal is invited, and the last day on which it is in time."""

    opens_on: date
    last_day: date


def first_period(granted_on) -> Period:
    return Period(granted_on, _last_day(granted_on, law=granted_on))


def next_period(valid_to, *, decided_on) -> Period:
    """It follows on the one before without a gap, however early the renewal was granted."""
    return Period(valid_to + timedelta(days=1), _last_day(valid_to, law=decided_on))


def _last_day(counted_from, *, law):
    """The day itself is not counted (民法典 201); nothing rolls over a holiday."""
    rule = TermRule.objects.in_force("registration-validity", law).as_rule()
    calendar = CalendarYear.objects.as_calendar(counted_from)
    return compute(rule, counted_from, calendar=calendar, changes=()).due


def renewal_window(valid_to, *, on) -> RenewalWindow:
    """Under the rules of a day; both days are counted backwards from the expiry."""
    rules = TermRule.objects.timeline([OPENS, LAST_DAY])
    opens, last = (rules.on(term, on).apply_before for term in (OPENS, LAST_DAY))
    return RenewalWindow(valid_to - timedelta(days=opens), valid_to - timedelta(days=last))


def invited_before(*, on) -> int:
    """How many days before its expiry a registration is on the list of those to renew."""
    return TermRule.objects.in_force(OPENS, on).apply_before
