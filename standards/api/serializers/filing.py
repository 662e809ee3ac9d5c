"""What the API shows of filings, and accepts."""

from rest_framework import serializers

from enterprises.models import Enterprise
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.viewsets import StepInput
from standards.models import Filing, FilingItem


class FilingRow(serializers.ModelSerializer):
    enterprise_name = serializers.CharField(source="enterprise.name")

    class Meta:
        model = Filing
        fields = [
            "id",
            "own_number",
            "name",
            "enterprise",
            "enterprise_name",
            "division",
            "regime",
            "state",
            "number",
            "published_on",
            "in_force_on",
            "submitted_on",
            "filed_on",
            "valid_to",
            "reviewed_on",
            "ended_on",
        ]


class FilingItemOutput(serializers.ModelSerializer):
    class Meta:
        model = FilingItem
        fields = ["kind", "name", "requirement", "test_method", "against", "standing", "stated"]


class FilingDetail(FilingRow):
    products = serializers.SlugRelatedField(many=True, read_only=True, slug_field="product_id")
    standards = serializers.SlugRelatedField(many=True, read_only=True, slug_field="standard_id")
    items = FilingItemOutput(many=True)
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Filing
        fields = [*FilingRow.Meta.fields, "products", "standards", "items", "deadlines"]

    def get_deadlines(self, filing) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(filing), many=True).data


class FilingDraftInput(serializers.Serializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    own_number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    name = serializers.CharField(max_length=200)
    published_on = serializers.DateField()
    in_force_on = serializers.DateField()


class FilingNotedInput(StepInput):
    note = serializers.CharField(help_text="What, or why.")


class FilingRecordInput(StepInput):
    number = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        help_text="Of an old paper; without one the bureau's next number is drawn.",
    )
