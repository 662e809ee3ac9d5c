from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from inspections.models import Campaign, Objection, RectificationOrder, TestResult
from qualitysup.regions import codes

CODE = RegexValidator(r"^[1-9]\d{1,11}$", _("A division code has 2 to 12 digits."))


@extend_schema_field(bool)
class YesNoFilter(filters.TypedChoiceFilter):
    """``true`` or ``false``; anything else is refused, not taken for "either"."""

    def __init__(self, **kwargs):
        words = [("true", "true"), ("false", "false")]
        super().__init__(choices=words, coerce=lambda word: word == "true", **kwargs)


class ScopedFilter(filters.FilterSet):
    """``division`` is a code, or what codes begin with; rows there and below are found."""

    division = filters.CharFilter(
        method="in_division", validators=[CODE], help_text="A division code or its first digits."
    )

    def in_division(self, rows, name, code):
        return rows.filter(rows.within(codes.prefix(code) if len(code) == 12 else code))


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
