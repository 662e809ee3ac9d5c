"""The vocabulary of campaigns and what hangs on them."""

from django.db.models import Avg, Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions import codes
from qualitysup.regions.querysets import ScopedQuerySet


def held_above(path, prefix):
    """The condition "of a division that the one with this code prefix lies in"."""
    return Q(**{f"{path}__in": codes.path(prefix.ljust(12, "0"))})


class CampaignQuerySet(CaseQuerySet):
    def seen_from(self, prefix):
        """Also one that is held above and reaches into the division: to be looked at only."""
        towns = self.model.towns.through.objects
        firms = self.model.enterprises.through.objects
        reached = Exists(
            towns.filter(campaign=OuterRef("pk"), division__code__startswith=prefix)
        ) | Exists(
            firms.filter(campaign=OuterRef("pk"), enterprise__division__code__startswith=prefix)
        )
        return self.within(prefix) | (held_above("division", prefix) & Q(reached))

    def under_way(self):
        return self.filter(state="open")

    def search(self, text):
        return self.filter(Q(name__contains=text) | Q(product__contains=text))

    def for_list(self):
        """What one row of a list shows: its enterprises and how far their orders have come."""
        return self.select_related("division").annotate(
            enterprise_count=self._count("participations"),
            # Issued and not ended: the dates say so, by constraint.
            open_count=self._count("orders", issued_on__isnull=False, closed_on=None),
            resumed_count=self._count("orders", state="closed"),
        )

    def _count(self, relation, **conditions):
        """A count in a subquery of its own: joins of two relations would multiply."""
        related = self.model._meta.get_field(relation).related_model
        rows = related._base_manager.filter(campaign=OuterRef("pk"), **conditions)
        counted = rows.order_by().values("campaign").annotate(rows=Count("pk")).values("rows")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class CampaignPartQuerySet(ScopedQuerySet):
    """Rows that belong to a campaign and are seen where it is held."""

    division_path = "campaign__division"


class ParticipationQuerySet(CampaignPartQuerySet):
    def seen_from(self, prefix):
        """Also the enterprises of the division itself in a campaign that is held above it."""
        here = Q(enterprise__division__code__startswith=prefix)
        return self.within(prefix) | (held_above("campaign__division", prefix) & here)

    def for_list(self):
        return self.select_related("enterprise", "work_group")

    def totals(self):
        """Each figure before and after, only over enterprises that stated both.

        Sales and staff are added up, the pass rate is the mean. ``…_stated`` is how many did.
        """
        sums = {"enterprises": Count("pk")}
        for figure, over in (("pass_rate", Avg), ("sales", Sum), ("staff", Sum)):
            before, after = f"{figure}_before", f"{figure}_after"
            stated = Q(**{f"{before}__isnull": False, f"{after}__isnull": False})
            sums |= {
                f"{figure}_stated": Count("pk", filter=stated),
                f"total_{before}": over(before, filter=stated),
                f"total_{after}": over(after, filter=stated),
            }
        return self.aggregate(**sums)
