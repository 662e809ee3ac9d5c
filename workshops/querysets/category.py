from django.apps import apps
from django.db.models import Count, Q
from django.utils import timezone

from qualitysup.regions import codes as places
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class FoodCategoryQuerySet(OpenQuerySet):
    def for_varieties(self):
        """What a workshop can be said to make: the categories themselves, not their groups."""
        return self.filter(code__regex=r"^\d{4}$")


class TradeQuerySet(OpenQuerySet):
    def with_categories(self):
        return self.prefetch_related("categories")


class NegativeListQuerySet(OpenQuerySet):
    """A list is published, so everybody may read it; who may write it is the service's affair."""

    locked = ScopedQuerySet.locked

    def in_force(self, on):
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def in_force_now(self):
        return self.in_force(timezone.localdate())

    def for_place(self, division_id):
        """The lists of the province and of the city in which a place lies."""
        return self.filter(division__in=places.path(division_id))

    def with_entries(self):
        return self.prefetch_related("entries")

    def for_list(self):
        return self.select_related("division").annotate(entry_count=Count("entries"))


class NegativeEntryQuerySet(OpenQuerySet):
    def against(self, codes, division_id, on, in_zone):
        """What forbids these categories at a place on a day, province first.

        An entry of a group forbids all that is in it. One that forbids some products of its
        category only is among them: ``NegativeEntry.bans(name)`` says whether this one is meant.
        """
        codes = {part for code in codes for part in (code[:2], code)}
        lists = apps.get_model("workshops.NegativeList").objects.in_force(on)
        found = self.filter(list__in=lists.for_place(division_id), category__in=codes)
        if in_zone:
            found = found.filter(allowed_in_zone=False)
        return found.select_related("list__division", "category").order_by(
            "list__division", "category", "pk"
        )
