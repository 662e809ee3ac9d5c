"""The vocabulary of regional titles and of the league of counties."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet

# A re-review is prepared for half a year.
REVIEW_DAYS = 180


class RegionalTitleQuerySet(ScopedQuerySet):
    def kept(self):
        return self.filter(withdrawn_on=None)

    def held_on(self, day):
        """Those that stood on a day; of some nobody knows since when."""
        return self.filter(
            Q(granted_year=None) | Q(granted_year__lte=day.year),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
        )

    def review_due(self, days=REVIEW_DAYS, on=None):
        """To be re-reviewed within so many days, or late."""
        on = on or timezone.localdate()
        return self.kept().filter(review_due_on__lte=on + timedelta(days=days))

    def search(self, text):
        return self.filter(name__contains=text) | self.filter(grantor__contains=text)

    def for_list(self):
        return self.select_related("division", "officer")


class TitleReviewQuerySet(ScopedQuerySet):
    division_path = "title__division"


class LeagueEntryQuerySet(OpenQuerySet):
    def of(self, kind, place):
        """What a place had in the years that are known, the latest first."""
        return self.filter(kind=kind, place=place).order_by("-year", "-pk")

    def years_first(self, kind, place, *, until=None) -> list[int]:
        """The consecutive years, up to one or the latest, in which a place was first."""
        rows = self.of(kind, place)
        if until is not None:
            rows = rows.filter(year__lte=until)
        years = []
        for year, rank in rows.values_list("year", "rank"):
            if rank != 1 or (years and year != years[-1] - 1):
                break
            years.append(year)
        return years[::-1]

    def search(self, text):
        return self.filter(place__contains=text)

    def for_list(self):
        return self.select_related("kind")
