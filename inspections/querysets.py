"""The vocabulary of campaigns, orders and what hangs on them."""

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class CampaignQuerySet(ScopedQuerySet):
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
    """Rows that belong to a campaign and are seen by whoever sees it."""

    division_path = "campaign__division"


class ParticipationQuerySet(CampaignPartQuerySet):
    def totals(self):
        """Sales before and after, only over enterprises that stated both."""
        stated = Q(sales_before__isnull=False, sales_after__isnull=False)
        return self.aggregate(
            enterprises=Count("pk"),
            stated=Count("pk", filter=stated),
            before=Sum("sales_before", filter=stated),
            after=Sum("sales_after", filter=stated),
        )


class TestResultQuerySet(ScopedQuerySet):
    def failed_without_order(self):
        return self.filter(passed=False, orders=None)


class RectificationOrderQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state__in=self.model.OPEN_STATES)

    def for_list(self):
        """All that one row of a list or API page touches, in one query."""
        return self.select_related("enterprise", "division", "campaign", "officer")

    def for_detail(self):
        return self.for_list().prefetch_related("items")


class OrderPartQuerySet(ScopedQuerySet):
    """Rows that belong to an order and are seen by whoever sees it."""

    division_path = "order__division"


class OrderItemQuerySet(OrderPartQuerySet):
    def open(self):
        """Not yet found put right by a re-inspection."""
        return self.filter(verified_on=None)


class ReinspectionQuerySet(OrderPartQuerySet):
    def under_way(self):
        return self.filter(passed=None)


class HaltQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(ended_on=None)

    def period_over(self, on=None):
        return self.open().filter(planned_until__lte=on or timezone.localdate())


class ReinspectionItemQuerySet(ScopedQuerySet):
    division_path = "reinspection__order__division"
