"""What the API shows of the way to an honour, and what it accepts."""

from rest_framework import serializers

from brands import vetoes
from brands.models import (
    Catalogue,
    CatalogueEntry,
    Commitment,
    Cultivation,
    CultivationVisit,
    HonourKind,
    Requirement,
    Screening,
    ScreeningSheet,
    SweepFinding,
)
from brands.workflow.cultivation import missing
from enterprises.models import Enterprise
from qualitysup.accounts.models import User
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class CultivationRow(serializers.ModelSerializer):
    """A firm on its way, in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    enterprise_name = serializers.CharField(source="enterprise.name")
    kind_name = serializers.CharField(source="kind.name")

    class Meta:
        model = Cultivation
        fields = [
            "id",
            "enterprise",
            "enterprise_name",
            "kind",
            "kind_name",
            "product",
            "brand",
            "year",
            "state",
            "state_label",
            "version",
            "division",
            "officer",
            "score",
            "found_on",
            "applied_on",
            "closed_on",
        ]


class MissingOutput(serializers.Serializer):
    """What is still in the way of the next stage; the code is stable."""

    code = serializers.CharField()
    words = serializers.CharField()
    overridable = serializers.BooleanField()


class VetoOutput(serializers.Serializer):
    """What excludes the application, and the day of the row that says so."""

    code = serializers.CharField()
    words = serializers.CharField()
    on = serializers.DateField(allow_null=True)


class CommitmentOutput(serializers.ModelSerializer):
    class Meta:
        model = Commitment
        fields = [
            "id",
            "cultivation",
            "requirement",
            "visit",
            "area",
            "words",
            "owner",
            "of_the_firm",
            "due_on",
            "state",
            "settled_on",
            "settled_by",
            "result",
        ]


class CultivationVisitOutput(serializers.ModelSerializer):
    class Meta:
        model = CultivationVisit
        fields = ["id", "visited_on", "met", "strengths", "needs", "by"]


class ScreeningOutput(serializers.ModelSerializer):
    total = serializers.IntegerField(help_text="Of 100.")

    class Meta:
        model = Screening
        fields = ["id", "sheet", "officer", "on", "note", "total"]


class CultivationDetail(CultivationRow):
    missing = serializers.SerializerMethodField()
    vetoes = serializers.SerializerMethodField()
    commitments = CommitmentOutput(many=True)
    visits = CultivationVisitOutput(many=True)
    screenings = serializers.SerializerMethodField()

    class Meta:
        model = Cultivation
        fields = [
            *CultivationRow.Meta.fields,
            "finding",
            "recommended_by",
            "recommended_because",
            "strengths",
            "application_number",
            "honour",
            "missing",
            "vetoes",
            "commitments",
            "visits",
            "screenings",
        ]

    def get_missing(self, cultivation) -> MissingOutput(many=True):
        return MissingOutput(missing(cultivation), many=True).data

    def get_vetoes(self, cultivation) -> VetoOutput(many=True):
        return VetoOutput(vetoes.against(cultivation), many=True).data

    def get_screenings(self, cultivation) -> ScreeningOutput(many=True):
        rows = cultivation.screenings.with_totals().order_by("pk")
        return ScreeningOutput(rows, many=True).data


class CultivationInput(serializers.ModelSerializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    kind = VisibleRelatedField(queryset=HonourKind.objects.all())
    finding = VisibleRelatedField(
        queryset=SweepFinding.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Cultivation
        fields = ["enterprise", "kind", "product", "brand", "year", "found_on", "finding"]
        # What is there already is the service's and the database's to say.
        validators = []


class CultivationChange(serializers.ModelSerializer):
    officer = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = Cultivation
        fields = ["product", "brand", "year", "officer"]
        validators = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class RecommendInput(StepInput):
    recommended_by = serializers.CharField(max_length=100)
    because = serializers.CharField(max_length=300)


class NotedInput(StepInput):
    note = serializers.CharField()


class BeginInput(StepInput):
    due_on = serializers.DateField()
    owner = VisibleRelatedField(queryset=User.objects.all(), required=False, allow_null=True)


class ApplyInput(StepInput):
    application_number = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default=""
    )


class WinInput(StepInput):
    number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    granted_on = serializers.DateField(required=False, allow_null=True, default=None)
    source = serializers.CharField(max_length=200)
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PointInput(serializers.Serializer):
    criterion = serializers.IntegerField(min_value=1)
    points = serializers.IntegerField(min_value=0)


class ScreeningInput(serializers.Serializer):
    """One's own screening sheet; sent again it is corrected."""

    points = PointInput(many=True, allow_empty=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class CultivationVisitInput(serializers.ModelSerializer):
    class Meta:
        model = CultivationVisit
        fields = ["visited_on", "met", "strengths", "needs"]


class PromiseInput(serializers.ModelSerializer):
    cultivation = VisibleRelatedField(queryset=Cultivation.objects.all())
    owner = VisibleRelatedField(queryset=User.objects.all())

    class Meta:
        model = Commitment
        fields = ["cultivation", "area", "words", "owner", "of_the_firm", "due_on"]


class MeetInput(serializers.Serializer):
    result = serializers.CharField(max_length=300, help_text="What shows that it was done.")
    on = serializers.DateField(required=False, allow_null=True, default=None)


class WaiveInput(serializers.Serializer):
    because = serializers.CharField(max_length=300)
    on = serializers.DateField(required=False, allow_null=True, default=None)


class GiveInput(serializers.Serializer):
    owner = VisibleRelatedField(queryset=User.objects.all())
    due_on = serializers.DateField()
    because = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CatalogueEntryOutput(serializers.ModelSerializer):
    class Meta:
        model = CatalogueEntry
        fields = [
            "id",
            "cultivation",
            "position",
            "enterprise_name",
            "product",
            "brand",
            "kind_name",
            "score",
        ]


class CatalogueRow(serializers.ModelSerializer):
    state_label = serializers.CharField()
    count = serializers.IntegerField(source="entry_count")

    class Meta:
        model = Catalogue
        fields = [
            "id",
            "division",
            "year",
            "edition",
            "state",
            "state_label",
            "version",
            "number",
            "frozen_on",
            "replaces",
            "count",
        ]


class CatalogueDetail(CatalogueRow):
    entries = CatalogueEntryOutput(many=True)

    class Meta:
        model = Catalogue
        fields = [*CatalogueRow.Meta.fields, "entries"]


class CatalogueInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all())

    class Meta:
        model = Catalogue
        fields = ["division", "year"]
        validators = []


class RequirementOutput(serializers.ModelSerializer):
    class Meta:
        model = Requirement
        fields = ["id", "key", "kind", "area", "words", "basis", "confidence", "asked_until"]


class CriterionOutput(serializers.Serializer):
    id = serializers.IntegerField()
    words = serializers.CharField()
    most = serializers.IntegerField()


class ScreeningSheetOutput(serializers.ModelSerializer):
    criteria = CriterionOutput(many=True)

    class Meta:
        model = ScreeningSheet
        fields = ["id", "name", "kind", "pass_mark", "published_on", "confidence", "criteria"]
