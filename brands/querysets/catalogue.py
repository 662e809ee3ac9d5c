"""The vocabulary of catalogues of cultivation."""

from django.db.models import Count

from inspections.querysets.campaign import held_above
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import ScopedQuerySet


class CatalogueQuerySet(CaseQuerySet):
    touched = ("division", "officer", "replaces")

    def seen_from(self, prefix):
        """Also one that is held above: it speaks of firms of every town below."""
        return self.within(prefix) | held_above("division", prefix)

    def in_force(self):
        return self.filter(state="frozen")

    def for_list(self):
        return self.select_related("division", "officer").annotate(entry_count=Count("entries"))


class CatalogueEntryQuerySet(ScopedQuerySet):
    division_path = "cultivation__division"

    def for_list(self):
        return self.select_related("cultivation__enterprise", "cultivation__kind")
