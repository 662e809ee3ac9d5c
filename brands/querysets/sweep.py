"""The vocabulary of sweeps: what is left to look at, whose it is, what was found."""

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from enterprises.querysets import firms as found_firms
from inspections.querysets.campaign import held_above
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import ScopedQuerySet, town_of


class SweepQuerySet(CaseQuerySet):
    touched = ("division", "officer")

    def seen_from(self, prefix):
        """Also one that is held above: it goes through every village below."""
        return self.within(prefix) | held_above("division", prefix)

    def under_way(self):
        return self.filter(state="open")

    def search(self, text):
        return self.filter(name__contains=text)

    def for_list(self):
        """What one row of a list shows: how far it has come, and what it found."""
        return self.select_related("division", "officer").annotate(
            cell_count=self._of_cells(Count("pk")),
            left_count=self._of_cells(Count("pk", filter=Q(state="waiting"))),
            candidate_count=self._of_cells(Sum("candidates")),
        )

    def _of_cells(self, figure):
        cells = self.model._meta.get_field("cells").related_model._base_manager
        of_one = cells.filter(sweep=OuterRef("pk")).order_by().values("sweep")
        rows = of_one.annotate(figure=figure).values("figure")
        return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


class OfSweepQuerySet(ScopedQuerySet):
    """What hangs on a sweep is seen wherever the sweep is."""

    division_path = "sweep__division"

    def seen_from(self, prefix):
        return self.within(prefix) | held_above("sweep__division", prefix)


class SweepTradeQuerySet(OfSweepQuerySet):
    pass


class PatrolGroupQuerySet(OfSweepQuerySet):
    def of_person(self, person):
        """Those that somebody leads or goes with."""
        return self.filter(Q(leader=person) | Q(members=person)).distinct()

    def with_progress(self):
        """Beside each group its cells, and those that it has still to look at."""
        return self.annotate(
            cell_count=Count("cells"), left_count=Count("cells", filter=Q(cells__state="waiting"))
        )


class SweepCellQuerySet(ScopedQuerySet):
    def waiting(self):
        """Neither looked at nor passed over: what a sweep cannot be concluded with."""
        return self.filter(state="waiting")

    def of_person(self, person):
        """Cells of the groups that somebody leads or goes with."""
        groups = self.model._meta.get_field("group").related_model.objects.of_person(person)
        return self.filter(group__in=groups.values("pk"))

    def search(self, text):
        return self.filter(Q(division__name__contains=text) | Q(trade__name__contains=text))

    def of_abolished_villages(self, on):
        return self.filter(division__valid_to__lte=on)

    def for_list(self):
        return self.select_related("sweep", "division__parent", "trade", "group", "looked_by")

    def sums(self) -> dict:
        """Cells, those settled, those looked at, and the candidates in them, in one query."""
        return self.order_by().aggregate(**_SUMS)

    def by_village(self):
        """The same figures a village, with its name and that of its town."""
        villages = self.order_by().values("division", "division__name", "division__parent__name")
        return villages.annotate(**_SUMS).order_by("division")

    def by_town(self):
        """The same figures a town, as ``(code, figures…)`` in the order of codes."""
        towns = self.order_by().values(town=town_of(F("division_id"))).annotate(**_SUMS)
        return towns.order_by("town")


_SUMS = {
    "cells": Count("pk"),
    "settled": Count("pk", filter=~Q(state="waiting")),
    "looked": Count("pk", filter=Q(looked_on__isnull=False)),
    "found": Coalesce(Sum("candidates"), 0),
}


class SweepFindingQuerySet(ScopedQuerySet):
    division_path = "cell__division"

    def standing(self):
        return self.filter(withdrawn_because="")

    def search(self, text):
        firms = found_firms(text)
        return self.filter(
            Q(product__contains=text) | Q(brand__contains=text) | Q(enterprise__in=firms)
        )

    def for_list(self):
        return self.select_related(
            "cell__sweep", "cell__division", "cell__trade", "enterprise__division", "found_by"
        )
