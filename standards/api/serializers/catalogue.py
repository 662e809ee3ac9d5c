"""What the API shows of standards."""

from django.utils import timezone
from rest_framework import serializers

from standards.models import Adoption, Replacement, Standard
from standards.models.standard import Status


class StandardRow(serializers.ModelSerializer):
    """A standard in a list."""

    status = serializers.SerializerMethodField(help_text="How it stands today.")

    class Meta:
        model = Standard
        fields = [
            "id",
            "number",
            "series",
            "name",
            "name_en",
            "level",
            "nature",
            "issuer",
            "published_on",
            "in_force_on",
            "abolished_on",
            "status",
            "ics",
            "ccs",
        ]

    def get_status(self, standard) -> Status:
        return standard.status_on(timezone.localdate())


class ReplacementOutput(serializers.ModelSerializer):
    class Meta:
        model = Replacement
        fields = ["old", "old_number", "extent", "part"]


class SuccessorOutput(serializers.ModelSerializer):
    number = serializers.CharField(source="new.number")
    in_force_on = serializers.DateField(source="new.in_force_on")

    class Meta:
        model = Replacement
        fields = ["new", "number", "in_force_on", "extent", "part"]


class AdoptionOutput(serializers.ModelSerializer):
    class Meta:
        model = Adoption
        fields = ["international", "degree"]


class StandardDetail(StandardRow):
    replaces = ReplacementOutput(many=True)
    replaced_by = SuccessorOutput(many=True)
    adoptions = AdoptionOutput(many=True)

    class Meta:
        model = Standard
        fields = [*StandardRow.Meta.fields, "replaces", "replaced_by", "adoptions"]


class AppliedOutput(serializers.Serializer):
    """Which edition applied on a day."""

    asked = serializers.CharField()
    on = serializers.DateField()
    applied = StandardRow(allow_null=True, help_text="Null where none did, or one of several.")
