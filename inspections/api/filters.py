from django_filters import rest_framework as filters

from inspections.models import Campaign, Objection, RectificationOrder, TestResult
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter


class CampaignFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Campaign.State.choices)
    search = filters.CharFilter(field_name="name", lookup_expr="contains")

    class Meta:
        model = Campaign
        fields = ["state", "division", "search"]


class OrderFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=RectificationOrder.State.choices)
    campaign = filters.NumberFilter(field_name="campaign_id")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    overdue = YesNoFilter(method="is_overdue")
    search = filters.CharFilter(
        method="find", help_text="A document number in any brackets, or what finds the party."
    )

    class Meta:
        model = RectificationOrder
        fields = ["state", "campaign", "enterprise", "division", "overdue", "search"]

    def is_overdue(self, orders, name, wanted):
        overdue = orders.overdue()
        return overdue if wanted else orders.exclude(pk__in=overdue.values("pk"))

    def find(self, orders, name, text):
        return orders.search(text)


class TestResultFilter(ScopedFilter):
    passed = YesNoFilter()
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    campaign = filters.NumberFilter(field_name="campaign_id")

    class Meta:
        model = TestResult
        fields = ["enterprise", "campaign", "passed", "division"]


class ObjectionFilter(ScopedFilter):
    order = filters.NumberFilter(field_name="order_id")
    decision = filters.MultipleChoiceFilter(choices=Objection.Decision.choices)

    class Meta:
        model = Objection
        fields = ["order", "decision", "division"]
