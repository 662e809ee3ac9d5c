from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Q
from django.utils import timezone

from qualitysup.clock.calendar import WorkCalendar
from qualitysup.clock.terms import Duty
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet
from qualitysup.wording import for_the_record


class NoRule(LookupError):
    """No rule set of this term was in force on that day."""


class NoSuchTerm(LookupError):
    """Nobody ever entered a rule of this name."""


class CalendarYearQuerySet(OpenQuerySet):
    def as_calendar(self, since: date = date.min) -> WorkCalendar:
        """The calendar as a value, from the year of this day on: counting never looks back."""
        rows = self.filter(year__gte=since.year).values_list(
            "year", "announced", "days__day", "days__kind", "days__name"
        )
        holidays, make_up_days, announced = {}, {}, set()
        for year, is_announced, day, kind, name in rows.order_by():
            if is_announced:
                announced.add(year)
            if day:
                (make_up_days if kind == "make_up" else holidays)[day] = name
        return WorkCalendar(holidays, make_up_days, frozenset(announced))


class TermRuleQuerySet(OpenQuerySet):
    def in_force(self, term: str, on: date):
        """The one rule of a term on a day; ``NoRule`` or ``NoSuchTerm`` if there is none."""
        return self.timeline([term]).on(term, on)

    def timeline(self, terms):
        """The rule sets of some terms, in one query, to be asked for their days."""
        rules = {}
        for rule in self.filter(term__in=terms):
            rules.setdefault(rule.term, []).append(rule)
        return Timeline(rules)


class Timeline:
    def __init__(self, rules):
        self._rules = rules

    def on(self, term: str, day: date):
        if term not in self._rules:
            raise NoSuchTerm(term)
        for rule in self._rules[term]:
            if rule.is_in_force(day):
                return rule
        raise NoRule(term, day)


class DeadlineQuerySet(ScopedQuerySet):
    def of(self, case):
        """The deadlines of one case, whatever its type."""
        case_type = ContentType.objects.get_for_model(case)
        return self.filter(case_type=case_type, case_id=case.pk)

    def first_due(self, cases) -> dict[tuple[str, int], date]:
        """By kind and key: the first day that any of these cases of several kinds owes."""
        keys = {}
        for case in cases:
            keys.setdefault(ContentType.objects.get_for_model(case), set()).add(case.pk)
        these = [Q(case_type=case_type, case_id__in=some) for case_type, some in keys.items()]
        if not these:
            return {}
        owed = self.filter(reduce(or_, these)).open().exclude(rule__duty=Duty.LAPSE)
        first = owed.order_by().values_list("case_type__model", "case_id").annotate(Min("due_on"))
        return {(model, key): day for model, key, day in first}

    def open(self):
        return self.filter(met_on=None, voided_at=None)

    def ended(self):
        return self.filter(Q(met_on__isnull=False) | Q(voided_at__isnull=False))

    def overdue(self, on=None):
        """Open and past the due day. Computed here, never stored; what lapses is never late."""
        on = on or timezone.localdate()
        return self.open().filter(due_on__lt=on).exclude(rule__duty=Duty.LAPSE)

    def due_within(self, days, on=None):
        """Open and due from a day on, that many days ahead; what is already late is not in it."""
        on = on or timezone.localdate()
        return self.open().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def suspended(self):
        return self.open().filter(paused=True)

    def held_by(self, user):
        return self.filter(holder=user)

    def asking_between(self, first: date, last: date):
        """Open deadlines whose computation may have looked at one of these days."""
        return self.open().filter(started_on__lt=last, due_on__gte=first)

    def to_remind(self, now):
        """What the sweep is due to look at, oldest first."""
        return self.filter(next_reminder_at__lte=now).order_by("next_reminder_at", "pk")

    def for_list(self):
        return self.select_related("rule", "holder", "division", "case_type")

    def void(self, reason) -> int:
        """They are owed no longer, and why; the words may still wait for their language."""
        with for_the_record():
            reason = str(reason)[:200]
        return self.update(voided_at=timezone.now(), void_reason=reason, next_reminder_at=None)
