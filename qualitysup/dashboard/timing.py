"""How an indicator lies in time, said once for its rows in a period and for what is kept."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import (
    DateField,
    DateTimeField,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
)
from django.db.models.functions import Greatest, Least, TruncDate
from django.utils import timezone

from qualitysup.dashboard.fields import field_at
from qualitysup.dashboard.periods import Period


@dataclass(frozen=True)
class Day:
    """The day of a field, or so many days later; of a moment, the day on which it was here."""

    path: str
    plus: int = 0

    def of(self, model) -> Expression:
        day = TruncDate(self.path) if self._is_moment(model) else F(self.path)
        if self.plus:
            later = Value(self.plus, output_field=IntegerField())
            return ExpressionWrapper(day + later, output_field=DateField())
        return day

    def by(self, model, last: dt.date) -> Q:
        """It came by the end of this day; such that an index on the field serves it."""
        last -= dt.timedelta(self.plus)
        if not self._is_moment(model):
            return Q(**{f"{self.path}__lte": last})
        midnight = dt.datetime.combine(last + dt.timedelta(1), dt.time())
        return Q(**{f"{self.path}__lt": timezone.make_aware(midnight)})

    def missing(self) -> Q:
        return Q(**{f"{self.path}__isnull": True})

    def _is_moment(self, model):
        return isinstance(field_at(model, self.path), DateTimeField)


@dataclass(frozen=True)
class On:
    """Counted in the period in which it happened."""

    day: Day

    def within(self, model, period: Period) -> Q:
        before = self.day.by(model, period.since - dt.timedelta(1))
        return self.day.by(model, period.until) & ~before

    def entries(self, model) -> Iterator[tuple[Q, Expression, int]]:
        """Which rows count, on which day, and whether they add or take away."""
        yield ~self.day.missing(), self.day.of(model), 1


@dataclass(frozen=True)
class Between:
    """Counted while it stands: from a day on, up to the first of the others and without it."""

    since: Day
    until: tuple[Day, ...]

    def within(self, model, period: Period) -> Q:
        stands = self.since.by(model, period.until)
        for end in self.until:
            stands &= end.missing() | ~end.by(model, period.until)
        return stands

    def entries(self, model) -> Iterator[tuple[Q, Expression, int]]:
        begun, since = ~self.since.missing(), self.since.of(model)
        yield begun, since, 1
        if self.until:
            ended = Q()
            for end in self.until:
                ended |= ~end.missing()
            ends = [end.of(model) for end in self.until]
            first = Least(*ends) if len(ends) > 1 else ends[0]
            # What ended before it began never stood: both fall on one day and cancel out.
            yield begun & ended, Greatest(since, first), -1


Timing = On | Between


def on(day: str | Day) -> On:
    return On(_day(day))


def standing(since: str | Day, *until: str | Day) -> Between:
    return Between(_day(since), tuple(map(_day, until)))


def _day(day):
    return day if isinstance(day, Day) else Day(day)
