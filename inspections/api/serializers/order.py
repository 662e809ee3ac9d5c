"""What the API shows of orders, and what it accepts of a draft."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.models import (
    Campaign,
    Halt,
    Objection,
    OrderItem,
    RectificationOrder,
    Reinspection,
    TestResult,
)
from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, DocumentOutput, deadlines_of, documents_of
from qualitysup.casework.api.shapes import shown


class EnterpriseName(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = ["id", "name", "uscc"]


class OrderRow(serializers.ModelSerializer):
    """An order in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    enterprise = EnterpriseName()
    officer = serializers.CharField(source="officer.full_name")
    due_on = serializers.DateField(
        allow_null=True, help_text="The first day that must not be missed."
    )

    class Meta:
        model = RectificationOrder
        fields = [
            "id",
            "number",
            "state",
            "state_label",
            "version",
            "enterprise",
            "party_name",
            "division",
            "campaign",
            "test_result",
            "product",
            "standard",
            "officer",
            "issued_on",
            "due_on",
            "closed_on",
        ]


class ItemOutput(serializers.Serializer):
    id = serializers.IntegerField()
    position = serializers.IntegerField()
    kind = serializers.ChoiceField(OrderItem.Kind.choices)
    requirement = serializers.CharField()
    clause = serializers.CharField()
    days = serializers.IntegerField(
        allow_null=True, help_text="Its own term; none: within the order's."
    )
    due_on = serializers.DateField(
        allow_null=True, help_text="By when, once the order was issued with a term for this item."
    )
    percent_done = serializers.IntegerField()
    measures = serializers.CharField()
    verified_on = serializers.DateField(allow_null=True)


class FindingOutput(serializers.Serializer):
    item = serializers.IntegerField()
    passed = serializers.BooleanField(allow_null=True)
    finding = serializers.CharField()


class ReinspectionOutput(serializers.Serializer):
    round = serializers.ChoiceField(Reinspection.Round.choices)
    called_on = serializers.DateField()
    planned_on = serializers.DateField()
    held_on = serializers.DateField(allow_null=True)
    inspectors = serializers.ListField(child=serializers.CharField())
    report_number = serializers.CharField()
    passed = serializers.BooleanField(allow_null=True)
    note = serializers.CharField()
    findings = FindingOutput(many=True)


class HaltOutput(serializers.Serializer):
    kind = serializers.ChoiceField(Halt.Kind.choices)
    scope = serializers.ChoiceField(Halt.Scope.choices)
    started_on = serializers.DateField()
    planned_until = serializers.DateField(allow_null=True)
    requirements = serializers.CharField()
    override = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)


class ObjectionOfOrder(serializers.Serializer):
    id = serializers.IntegerField()
    filed_on = serializers.DateField()
    due_on = serializers.DateField()
    reasons = serializers.CharField()
    decision = serializers.ChoiceField(Objection.Decision.choices)
    decided_on = serializers.DateField(allow_null=True)
    decision_reasons = serializers.CharField()


class OrderDetail(OrderRow):
    """An order with all that hangs on it."""

    items = ItemOutput(many=True, source="item_rows")
    reinspections = ReinspectionOutput(many=True, source="reinspection_rows")
    halts = HaltOutput(many=True, source="halt_rows")
    objections = ObjectionOfOrder(many=True, source="objection_rows")
    deadlines = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()

    class Meta:
        model = RectificationOrder
        fields = [
            *OrderRow.Meta.fields,
            "findings",
            "violated",
            "basis",
            "party_uscc",
            "party_address",
            "party_representative",
            "reported_on",
            "escalated_on",
            "announced_on",
            "announcement",
            "filed_on",
            "hearing_notified_on",
            "hearing_requested_on",
            "hearing_notice_on",
            "hearing_on",
            "legal_review",
            "halted_on",
            "halt_months",
            "halt_until",
            "passed_on",
            "items",
            "reinspections",
            "halts",
            "objections",
            "deadlines",
            "documents",
        ]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, order):
        return shown(DeadlineOutput, deadlines_of(order))

    @extend_schema_field(DocumentOutput(many=True))
    def get_documents(self, order):
        return shown(DocumentOutput, documents_of(order))


class ItemInput(serializers.ModelSerializer):
    class Meta:
        model = OrderItem
        fields = ["kind", "requirement", "clause", "days"]


class ItemsInput(serializers.Serializer):
    items = ItemInput(many=True, allow_empty=False, max_length=200)


class OrderInput(serializers.ModelSerializer):
    """A draft; its items may come with it."""

    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    campaign = VisibleRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)
    test_result = VisibleRelatedField(
        queryset=TestResult.objects.all(), required=False, allow_null=True
    )
    items = ItemInput(many=True, required=False, max_length=200)

    class Meta:
        model = RectificationOrder
        fields = [
            "enterprise",
            "campaign",
            "test_result",
            "product",
            "standard",
            "findings",
            "violated",
            "basis",
            "items",
        ]


class OrderChange(OrderInput):
    """What may be corrected in a draft."""

    items = None

    class Meta(OrderInput.Meta):
        fields = [name for name in OrderInput.Meta.fields if name != "items"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ProgressInput(serializers.Serializer):
    item = serializers.IntegerField(min_value=1, max_value=LARGEST)
    percent_done = serializers.IntegerField(min_value=0, max_value=100)
    measures = serializers.CharField(allow_blank=True)
