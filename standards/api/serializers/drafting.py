"""What the API shows of drafting and of the institute; names of drafters are not among it."""

from rest_framework import serializers

from standards.models import Accreditation, Drafting, Institute, InstituteFigure, StatedFigure


class DraftingRow(serializers.ModelSerializer):
    enterprise_name = serializers.CharField(source="enterprise.name")
    division = serializers.CharField(source="enterprise.division_id")
    standard_number = serializers.CharField(source="standard.number")
    leads = serializers.BooleanField(help_text="It is the drafting unit named first.")

    class Meta:
        model = Drafting
        fields = [
            "id",
            "enterprise",
            "enterprise_name",
            "division",
            "standard",
            "standard_number",
            "place",
            "leads",
            "source",
        ]


class StatedFigureRow(serializers.ModelSerializer):
    class Meta:
        model = StatedFigure
        fields = ["id", "division", "key", "value", "bound", "as_of", "source"]


class InstituteFigureOutput(serializers.ModelSerializer):
    class Meta:
        model = InstituteFigure
        fields = ["key", "value", "bound", "as_of", "source"]


class AccreditationOutput(serializers.ModelSerializer):
    class Meta:
        model = Accreditation
        fields = [
            "id",
            "kind",
            "number",
            "body",
            "services",
            "scope",
            "granted_on",
            "valid_to",
            "withdrawn_on",
        ]


class InstituteRow(serializers.ModelSerializer):
    class Meta:
        model = Institute
        fields = ["id", "name", "division", "founded", "note"]


class InstituteDetail(InstituteRow):
    figures = InstituteFigureOutput(many=True)
    accreditations = AccreditationOutput(many=True)

    class Meta:
        model = Institute
        fields = [*InstituteRow.Meta.fields, "figures", "accreditations"]
