"""The vocabulary of laboratories, sampling plans and what the superior authority sampled."""

from django.apps import apps
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from inspections.querysets.campaign import held_above
from inspections.querysets.sample import FAILED
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet, town_of


class LaboratoryQuerySet(OpenQuerySet):
    def accredited(self, on):
        """Those that may test on a day."""
        return self.filter(cma_valid_to__gte=on)


class SamplingPlanQuerySet(ScopedQuerySet):
    def seen_from(self, prefix):
        """Also one of a division above, which is carried out in its towns: to be looked at only."""
        return self.within(prefix) | held_above("division", prefix)

    def for_list(self):
        """Plan against done: batches drawn, tested and failed, each counted by itself."""
        return self.select_related("division").annotate(
            drawn_count=self._count(),
            tested_count=self._count(result__isnull=False),
            failed_count=self._count(FAILED),
        )

    def search(self, text):
        return self.filter(Q(name__contains=text) | Q(product__contains=text))

    def under_way(self, on):
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def _count(self, *conditions, **more):
        samples = apps.get_model("inspections.Sample").objects.drawn()
        samples = samples.filter(*conditions, plan=OuterRef("pk"), **more)
        counted = samples.order_by().values("plan").annotate(rows=Count("pk")).values("rows")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class SuperiorSamplingQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("enterprise", "division")


def by_town(samples) -> list[dict]:
    """Of these samples, each town with what was drawn, tested and failed there; most first."""
    rows = list(
        samples.order_by()
        .values(town=town_of("division_id"))
        .annotate(
            drawn=Count("pk"),
            tested=Count("result"),
            failed=Count("pk", filter=FAILED),
            enterprises=Count("enterprise", distinct=True),
        )
        .order_by("-drawn", "town")
    )
    names = Division.objects.in_bulk([row["town"] for row in rows])
    return [row | {"name": str(names.get(row["town"], row["town"]))} for row in rows]
