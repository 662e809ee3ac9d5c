"""Keeping the work calendar: what the package knows, what is typed, what is missing."""

from datetime import date

from chinese_calendar import constants
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import CalendarDay, CalendarYear
from qualitysup.clock.services import deadlines
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing

# The State Council announces a year in the November before it.
ANNOUNCED_FROM_MONTH = 11


def published_years() -> list[int]:
    """The years that the installed calendar package has the State Council's notice of."""
    return sorted({day.year for day in constants.holidays})


@transaction.atomic
def import_year(year: int) -> int:
    """Replace a year by what the package says of it. Returns how many deadlines moved."""
    if year not in published_years():
        raise LookupError(year)
    kept, _created = CalendarYear.objects.update_or_create(year=year, defaults={"announced": True})
    kept.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, in_year=kept, kind=kind, name=name)
        for kind, days in (
            (CalendarDay.Kind.HOLIDAY, constants.holidays),
            (CalendarDay.Kind.MAKE_UP, constants.workdays),
        )
        for day, name in days.items()
        if day.year == year
    )
    return year_changed(year)


@transaction.atomic
def set_day(day: CalendarDay) -> int:
    """Keep one day that departs from Monday to Friday. Returns how many deadlines moved."""
    day.in_year, _created = CalendarYear.objects.get_or_create(year=day.day.year)
    day.full_clean()
    day.save()
    return deadlines.recompute_between(day.day, day.day)


@transaction.atomic
def clear_day(day: CalendarDay) -> int:
    """Let one day be as Monday to Friday has it. Returns how many deadlines moved."""
    on = day.day
    day.delete()
    return deadlines.recompute_between(on, on)


def year_changed(year: int) -> int:
    """Deadlines that asked a day of this year are computed again. Returns how many moved."""
    return deadlines.recompute_between(date(year, 1, 1), date(year, 12, 31))


def missing(on: date) -> list[int]:
    """Years that should be announced by now and are not."""
    wanted = [on.year] if on.month < ANNOUNCED_FROM_MONTH else [on.year, on.year + 1]
    known = CalendarYear.objects.filter(year__in=wanted, announced=True)
    return sorted(set(wanted) - set(known.values_list("year", flat=True)))


def alarm() -> int:
    """Tell those who can act of a missing year, once a week until it is there.

    Weekly, because a notice that comes every day is one that nobody reads by December, and the
    notice of the State Council gives weeks, not days.
    """
    today = timezone.localdate()
    week = "{}-W{:02}".format(*today.isocalendar()[:2])
    owed = []
    for year in missing(today):
        owed += owing.owe(
            User.objects.holding(Role.SYSTEM_ADMINISTRATOR, Role.BUREAU_LEADER).order_by("pk"),
            topic=f"calendar:{year}",
            stage=week,
            kind=Kind.CALENDAR,
            subject=format_lazy(_("The work calendar of {year} is missing"), year=year),
            body=_(
                "Its holidays are not entered yet, so dates that depend on them are provisional. "
                "Enter the State Council's notice, or run import_calendar after an update."
            ),
            url=reverse("admin:clock_calendaryear_changelist"),
        )
    return len(owed)
