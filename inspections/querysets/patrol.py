from datetime import timedelta

from django.apps import apps
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Count, F, Q
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import ScopedQuerySet
from qualitysup.states import SOON


class PatrolQuerySet(CaseQuerySet):
    touched = ("division", "enterprise", "inspector", "partner", "station", "reason")

    def open(self):
        """Still to be made, missed or not."""
        return self.filter(state="planned")

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def due_within(self, days=SOON, on=None):
        on = on or timezone.localdate()
        return self.open().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def unnoted(self, on=None):
        """Past their day, and nobody has noted yet that they were missed."""
        return self.overdue(on).filter(missed_on=None)

    def missed(self):
        """Not made by their day, whatever came after it: one made late stays missed."""
        return self.filter(missed_on__isnull=False)

    def done(self):
        return self.filter(state="done")

    def done_in_time(self):
        return self.done().filter(missed_on=None)

    def unassigned(self):
        return self.open().filter(inspector=None)

    def of(self, person):
        """Theirs to make, first or second."""
        return self.filter(Q(inspector=person) | Q(partner=person))

    def due_between(self, first, last):
        return self.filter(due_on__gte=first, due_on__lte=last)

    def search(self, text):
        enterprises = found_firms(text)
        return self.filter(enterprise__in=enterprises)

    def for_list(self):
        return self.select_related(
            "enterprise", "division", "station", "inspector", "partner", "plan", "reason"
        )

    def by_station(self):
        """How many were due, made in time and missed, by station; cancelled ones were not due."""
        owed = self.exclude(state="cancelled").order_by()
        return owed.values("station", name=F("station__name")).annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=Q(state="done", missed_on=None)),
            late=Count("pk", filter=Q(missed_on__isnull=False)),
        )


class PatrolPartQuerySet(ScopedQuerySet):
    """Rows that belong to a patrol and are seen by whoever sees it."""

    division_path = "patrol__division"


class CapacityQuerySet(ScopedQuerySet):
    """What is kept of a person's week, seen by whoever sees the person."""

    division_path = "person__home"


class LeaveQuerySet(ScopedQuerySet):
    division_path = "person__home"

    def touching(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class StationPlaceQuerySet(ScopedQuerySet):
    division_path = "station__division"


class RoundQuerySet(ScopedQuerySet):
    def of(self, person):
        return self.filter(person=person)

    def between(self, first, last):
        return self.filter(on__gte=first, on__lte=last)

    def for_list(self):
        return self.select_related("person", "division").annotate(stop_count=Count("stops"))


class RoundStopQuerySet(ScopedQuerySet):
    division_path = "round__division"

    def of_rounds(self, rounds):
        return self.filter(round__in=rounds)

    def for_page(self):
        return self.select_related("enterprise", "enterprise__division", "case_type")

    def for_phone(self, person, models):
        """In order, each with its case if the person may see it; a statement for each model."""
        cases = [apps.get_model(name).objects.visible_to(person).for_list() for name in models]
        rows = self.select_related("case_type").order_by("round", "position")
        return rows.prefetch_related(GenericPrefetch("case", cases))
