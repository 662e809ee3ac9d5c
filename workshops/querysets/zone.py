"""The vocabulary of consolidation zones, their areas and units."""

from django.apps import apps
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import OpenQuerySet


class ZoneQuerySet(PartyQuerySet, CaseQuerySet):
    """Whoever acts for the lead enterprise sees the zone that it runs."""

    party_paths = ("lead",)
    touched = ("division", "lead", "laboratory")

    def open(self):
        """Not closed: its areas and units are still its page's to change."""
        return self.exclude(state="closed")

    def operating(self):
        return self.filter(state="operating")

    def search(self, text):
        """By its own name, the number of its approval, or its lead as the register finds it."""
        leads = found_firms(text)
        return self.filter(
            Q(name__contains=text) | numbered_like(text, "approval_number") | Q(lead__in=leads)
        )

    def for_list(self):
        """With its places and how many are taken today, each counted by itself."""
        return self.select_related("division", "lead").annotate(
            unit_count=_of_units(Count("pk")),
            place_count=_of_units(Sum("capacity")),
            taken_count=_taken("unit__zone"),
            waiting_count=_waiting(),
        )


class AreaKindQuerySet(OpenQuerySet):
    def production(self):
        return self.filter(purpose="production")


class ZonePartQuerySet(PartyQuerySet):
    """What belongs to a zone is seen by whoever sees the zone."""

    division_path = "zone__division"
    party_paths = ("zone__lead",)

    def of(self, zone):
        return self.filter(zone=zone)


class AreaQuerySet(ZonePartQuerySet):
    def production(self):
        return self.filter(kind__purpose="production")

    def with_occupancy(self, on=None):
        """Places, and how many of them are taken on a day: 入驻率 is the one of the other."""
        return self.annotate(
            unit_count=_of_units(Count("pk"), "area"),
            place_count=_of_units(Sum("capacity"), "area"),
            taken_count=_taken("unit__area", on),
        )

    def for_list(self):
        return self.select_related("zone", "kind").with_occupancy()


class UnitQuerySet(ZonePartQuerySet):
    division_path = "division"

    def production(self):
        """Those that operators can be given: in areas where food is made."""
        return self.filter(area__kind__purpose="production")

    def for_board(self):
        """In the order in which one walks through the zone."""
        return self.select_related("area__kind").prefetch_related("categories").in_order()

    def in_order(self):
        return self.order_by("area__kind__position", "area__name", "area", "code", "pk")

    def for_list(self):
        return self.select_related("zone", "area__kind").annotate(taken_count=_taken("unit"))


class UnitCategoryQuerySet(PartyQuerySet):
    division_path = "unit__division"
    party_paths = ("unit__zone__lead",)


def _of_units(figure, path="zone"):
    """A figure of the units of the row at hand; 0 where there are none."""
    units = apps.get_model("workshops.Unit").objects.production().filter(**{path: OuterRef("pk")})
    return _counted(units, path, figure)


def _taken(path, on=None):
    """How many allocations hold a place of the row at hand on a day."""
    allocations = apps.get_model("workshops.Allocation").objects.holding(on or timezone.localdate())
    return _counted(allocations.filter(**{path: OuterRef("pk")}), path, Count("pk"))


def _waiting():
    waiting = apps.get_model("workshops.Relocation").objects.waiting()
    return _counted(waiting.filter(zone=OuterRef("pk")), "zone", Count("pk"))


def _counted(rows, path, figure):
    counted = rows.order_by().values(of=F(path)).annotate(figure=figure).values("figure")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
