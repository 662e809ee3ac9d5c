"""What the API shows of honours, their kinds, regional titles and the league, and accepts."""

from rest_framework import serializers

from brands.models import (
    Honour,
    HonourKind,
    HonourPeriod,
    LeagueEntry,
    RegionalTitle,
    TitleReview,
    ValidityRule,
)
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of


class HonourRow(serializers.ModelSerializer):
    """An honour in a list."""

    name = serializers.CharField(source="__str__", read_only=True)
    holder = serializers.CharField(source="enterprise.name")
    kind_name = serializers.CharField(source="kind.name")
    division = serializers.CharField(source="enterprise.division_id")
    state_label = serializers.CharField(source="get_state_display")
    next_patrol = serializers.DateField(
        allow_null=True, help_text="When the holder's next patrol is due; past days are overdue."
    )
    last_patrol = serializers.DateField(allow_null=True, help_text="When the last one was made.")

    class Meta:
        model = Honour
        fields = [
            "id",
            "name",
            "kind",
            "kind_name",
            "enterprise",
            "holder",
            "division",
            "product",
            "brand",
            "number",
            "granted_on",
            "valid_from",
            "valid_to",
            "state",
            "state_label",
            "ended_on",
            "next_patrol",
            "last_patrol",
        ]


class HonourPeriodOutput(serializers.ModelSerializer):
    basis = serializers.SerializerMethodField(help_text="The rule or the paper that says so.")

    class Meta:
        model = HonourPeriod
        fields = ["origin", "said_on", "starts_on", "ends_on", "basis", "entered_at"]

    def get_basis(self, period) -> str:
        return period.rule.basis if period.rule_id else period.basis


class HonourDetail(HonourRow):
    periods = HonourPeriodOutput(many=True)
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Honour
        fields = [
            *HonourRow.Meta.fields,
            "source",
            "officer",
            "ended_because",
            "periods",
            "deadlines",
        ]

    def get_deadlines(self, honour) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(honour), many=True).data


class HonourReviewInput(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="The day of the re-review; or today.")
    valid_to = serializers.DateField(help_text="Until when it is valid by it.")
    basis = serializers.CharField(max_length=200, help_text="The paper that says so.")


class HonourEndInput(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="The day on which it ended; or today.")
    because = serializers.CharField(max_length=200)


class ValidityRuleOutput(serializers.ModelSerializer):
    class Meta:
        model = ValidityRule
        fields = [
            "id",
            "granted_from",
            "granted_until",
            "products",
            "months",
            "last_day",
            "decided_on",
            "basis",
            "confidence",
            "note",
        ]


class HonourKindRow(serializers.ModelSerializer):
    held_count = serializers.IntegerField(help_text="How many that you see stand today.")

    class Meta:
        model = HonourKind
        fields = [
            "id",
            "key",
            "name",
            "also_called",
            "level",
            "grantor",
            "of_product",
            "begun_on",
            "abolished_on",
            "ends_with_kind",
            "basis",
            "confidence",
            "held_count",
        ]


class HonourKindDetail(HonourKindRow):
    rules = ValidityRuleOutput(many=True)

    class Meta:
        model = HonourKind
        fields = [*HonourKindRow.Meta.fields, "note", "rules"]


class RegionalTitleRow(serializers.ModelSerializer):
    place = serializers.CharField(source="division.name")

    class Meta:
        model = RegionalTitle
        fields = [
            "id",
            "name",
            "division",
            "place",
            "trade",
            "grantor",
            "granted_year",
            "review_due_on",
            "withdrawn_on",
            "source",
            "confidence",
        ]


class TitleReviewOutput(serializers.ModelSerializer):
    class Meta:
        model = TitleReview
        fields = ["year", "source", "entered_at"]


class RegionalTitleDetail(RegionalTitleRow):
    reviews = TitleReviewOutput(many=True)

    class Meta:
        model = RegionalTitle
        fields = [*RegionalTitleRow.Meta.fields, "withdrawn_because", "officer", "reviews"]


class LeagueRow(serializers.ModelSerializer):
    kind_name = serializers.CharField(source="kind.name")

    class Meta:
        model = LeagueEntry
        fields = [
            "id",
            "kind",
            "kind_name",
            "year",
            "place",
            "rank",
            "count",
            "source",
            "confidence",
        ]
