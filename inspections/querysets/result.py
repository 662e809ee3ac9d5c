from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery

from enterprises.querysets import firms as found_firms
from qualitysup.grams import holding
from qualitysup.regions.querysets import ScopedQuerySet


class TestResultQuerySet(ScopedQuerySet):
    def failed(self):
        """Failed, and not overturned by the re-test of its sample."""
        overturned = apps.get_model("inspections.Sample").objects.filter(retest_passed=True)
        return self.filter(~Exists(overturned.filter(result=OuterRef("pk"))), passed=False)

    def failed_without_order(self):
        return self.failed().filter(has_order=False)

    def search(self, text):
        """By a piece of the report's number, or what finds the enterprise."""
        firms = found_firms(text)
        number = holding("report_number", text.strip(), by_index=isinstance(firms, list))
        return self.filter(number | Q(enterprise__in=firms))

    def for_list(self):
        """With the order that it led to, if any stands."""
        orders = apps.get_model("inspections.RectificationOrder").objects
        orders = orders.filter(test_result=OuterRef("pk")).exclude(state="withdrawn")
        orders = orders.order_by("pk").values
        return self.select_related("enterprise", "campaign", "division").annotate(
            order_id=Subquery(orders("pk")[:1]), order_number=Subquery(orders("number")[:1])
        )
