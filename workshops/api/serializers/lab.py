"""What the API shows of laboratory tests and of the plan, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inspections.models import Laboratory
from qualitysup.casework.api.fields import VisibleRelatedField
from workshops.models import Lot, LotTest, LotTestItem, RequiredTest, TestFrequency


class TestItemShape(serializers.ModelSerializer):
    """What was measured, against which limit, and how the laboratory judged it."""

    passed = serializers.BooleanField()

    class Meta:
        model = LotTestItem
        fields = ["name", "method", "limit", "value", "passed"]


class LotTestRow(serializers.ModelSerializer):
    product = serializers.CharField(source="lot.product")
    batch = serializers.CharField(source="lot.batch")
    workshop = serializers.IntegerField(source="lot.workshop_id")
    workshop_name = serializers.CharField(source="lot.workshop.enterprise.name")
    laboratory_name = serializers.CharField(source="laboratory.name")

    class Meta:
        model = LotTest
        fields = [
            "id",
            "lot",
            "product",
            "batch",
            "workshop",
            "workshop_name",
            "division",
            "zone",
            "purpose",
            "laboratory",
            "laboratory_name",
            "sampled_on",
            "quantity",
            "number",
            "reported_on",
            "passed",
            "replaces",
            "correction",
        ]


class LotTestDetail(LotTestRow):
    items = serializers.SerializerMethodField()

    class Meta:
        model = LotTest
        fields = [*LotTestRow.Meta.fields, "note", "items"]

    @extend_schema_field(TestItemShape(many=True))
    def get_items(self, test):
        return TestItemShape(test.items.all(), many=True).data


class LotSampleInput(serializers.Serializer):
    """Without a laboratory it is the zone's own."""

    lot = VisibleRelatedField(queryset=Lot.objects.all())
    purpose = serializers.ChoiceField(LotTest.Purpose.choices, default=LotTest.Purpose.RELEASE)
    laboratory = VisibleRelatedField(
        queryset=Laboratory.objects.all(), required=False, allow_null=True, default=None
    )
    sampled_on = serializers.DateField(required=False)
    quantity = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReportInput(serializers.Serializer):
    """The report passes if every item does; nothing else is asked for its result."""

    number = serializers.CharField(max_length=60)
    reported_on = serializers.DateField(required=False)
    items = TestItemShape(many=True, max_length=60)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReportCorrectionInput(ReportInput):
    correction = serializers.CharField(max_length=300)


class RequiredTestRow(serializers.ModelSerializer):
    workshop_name = serializers.CharField(source="workshop.enterprise.name")
    why = serializers.CharField()

    class Meta:
        model = RequiredTest
        fields = [
            "id",
            "workshop",
            "workshop_name",
            "division",
            "zone",
            "year",
            "nth",
            "why",
            "risk_class",
            "times",
            "items",
            "window_from",
            "due_on",
            "test",
            "done_on",
            "missed_on",
            "cancelled_on",
            "cancelled_because",
        ]


class CancelInput(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class TestFrequencyRow(serializers.ModelSerializer):
    __test__ = False

    class Meta:
        model = TestFrequency
        fields = [
            "id",
            "risk_class",
            "times",
            "items",
            "valid_from",
            "valid_to",
            "legal_basis",
            "confidence",
            "note",
        ]
