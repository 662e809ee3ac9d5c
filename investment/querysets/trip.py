from django.db.models import Q
from django.utils import timezone

from enterprises import search
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import ScopedQuerySet


class TripQuerySet(CaseQuerySet):
    touched = ("division", "leads")

    def under_way(self):
        return self.exclude(state__in=self.model.ENDED_STATES)

    def search(self, text):
        """By its name, where it goes, or the number of its report."""
        words = Q(name__contains=text) | Q(destination__contains=text)
        return self.filter(words | numbered_like(text, "report_number"))

    def for_list(self):
        return self.select_related("division", "leads")


class TripPartQuerySet(ScopedQuerySet):
    division_path = "trip__division"


class ProspectVisitQuerySet(ScopedQuerySet):
    def booked(self):
        return self.filter(state="booked")

    def made(self):
        return self.filter(state="made")

    def standing(self):
        return self.exclude(state="cancelled")

    def late(self, on=None):
        """Booked for a day that has passed, and nobody wrote what became of it."""
        return self.booked().filter(planned_on__lt=on or timezone.localdate())

    def of_person(self, person):
        return self.filter(officer=person)

    def search(self, text):
        found = self
        for term in search.terms(text):
            found = found.filter(prospect__search_text__contains=term)
        return found

    def for_list(self):
        return self.select_related("prospect", "officer", "trip", "division")
