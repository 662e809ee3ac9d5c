"""What the API shows of a zone's own checks, and what it accepts."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inspections.models import ChecklistVersion
from qualitysup.casework.api.fields import VisibleRelatedField
from workshops.models import Workshop, Zone, ZoneCheck, ZoneCheckAnswer


class ZoneAnswerOutput(serializers.ModelSerializer):
    item = serializers.CharField(source="item.key")
    text = serializers.CharField(source="item.text")
    value = serializers.CharField()

    class Meta:
        model = ZoneCheckAnswer
        fields = ["item", "text", "verdict", "number", "value", "failed", "note"]


class ZoneCheckRow(serializers.ModelSerializer):
    zone_name = serializers.CharField(source="zone.name")
    workshop_name = serializers.CharField(
        source="workshop.enterprise.name", default=None, allow_null=True
    )
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = ZoneCheck
        fields = [
            "id",
            "zone",
            "zone_name",
            "workshop",
            "workshop_name",
            "division",
            "checked_on",
            "checklist_version",
            "rule",
            "score",
            "failures",
            "key_failures",
            "note",
            "by",
            "recorded_at",
        ]


class ZoneCheckDetail(ZoneCheckRow):
    answers = serializers.SerializerMethodField()

    class Meta:
        model = ZoneCheck
        fields = [*ZoneCheckRow.Meta.fields, "answers"]

    @extend_schema_field(ZoneAnswerOutput(many=True))
    def get_answers(self, check):
        return ZoneAnswerOutput(check.answers.select_related("item"), many=True).data


@extend_schema_field(OpenApiTypes.ANY)
class ValueField(serializers.Field):
    """A verdict, a number, a choice or words, as the item asks."""

    def to_internal_value(self, value):
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise serializers.ValidationError("A word or a number.")
        return str(value)

    def to_representation(self, value):
        return value


class AnswerInput(serializers.Serializer):
    item = serializers.CharField(max_length=40, help_text="The key of the item.")
    value = ValueField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ZoneCheckInput(serializers.Serializer):
    """Without a workshop it is what all of them use that was checked."""

    zone = VisibleRelatedField(queryset=Zone.objects.all())
    workshop = VisibleRelatedField(
        queryset=Workshop.objects.all(), required=False, allow_null=True, default=None
    )
    checklist_version = VisibleRelatedField(queryset=ChecklistVersion.objects.all())
    checked_on = serializers.DateField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    answers = AnswerInput(many=True, max_length=200)
