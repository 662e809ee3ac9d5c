"""The vocabulary of catalogues of cultivation."""

import re

from django.db.models import Count, Q

from inspections.querysets.campaign import held_above
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import ScopedQuerySet


class CatalogueQuerySet(CaseQuerySet):
    touched = ("division", "officer", "replaces")

    def seen_from(self, prefix):
        """Also one that is held above: it speaks of firms of every town below."""
        return self.within(prefix) | held_above("division", prefix)

    def in_force(self):
        return self.filter(state="frozen")

    def search(self, text):
        """By its number, its place or its year."""
        found = numbered_like(text, "number") | Q(division__name__contains=text)
        is_year = re.fullmatch(r"\d{4}", text, re.ASCII)
        return self.filter(found | Q(year=text) if is_year else found)

    def for_list(self):
        return self.select_related("division", "officer").annotate(entry_count=Count("entries"))


class CatalogueEntryQuerySet(ScopedQuerySet):
    division_path = "cultivation__division"

    def for_list(self):
        return self.select_related("cultivation__enterprise", "cultivation__kind")
