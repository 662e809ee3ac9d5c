"""Random draws and what they drew; the seed of a draw is empty until it is revealed."""

from rest_framework import serializers

from inspections.api.serializers.order import EnterpriseName
from inspections.models import Campaign, Checklist, Draw, DrawnEnterprise, DrawStratum, Stratum
from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class DrawRow(serializers.ModelSerializer):
    """A draw in a list, and as the answer to a step."""

    code = serializers.CharField()
    state_label = serializers.CharField()

    class Meta:
        model = Draw
        fields = [
            "id",
            "code",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "mode",
            "starts_on",
            "ends_on",
            "inspectors_each",
            "commitment",
            "committed_at",
            "published_at",
            "pool_hash",
            "frozen_at",
            "pool_size",
            "left_out_count",
            "seed",
            "revealed_at",
            "drawn_count",
        ]


class StratumOutput(serializers.ModelSerializer):
    class Meta:
        model = DrawStratum
        fields = ["risk_class", "rate", "number", "population", "sample"]


class WorkOutput(serializers.Serializer):
    """What a worker does or did last: freezing the pool, or drawing."""

    kind = serializers.CharField()
    state = serializers.CharField()
    refusal = serializers.CharField()
    expected = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)


class DrawDetail(DrawRow):
    strata = StratumOutput(many=True)
    work = serializers.SerializerMethodField()

    class Meta:
        model = Draw
        fields = [
            *DrawRow.Meta.fields,
            "items",
            "basis",
            "checklist",
            "industries",
            "risk_classes",
            "campaign",
            "concluded_on",
            "conclusion",
            "strata",
            "work",
        ]

    def get_work(self, draw) -> WorkOutput(allow_null=True):
        job = next(iter(draw.jobs.all()), None)
        return WorkOutput(job).data if job else None


class StratumInput(serializers.Serializer):
    risk_class = serializers.ChoiceField(Stratum.choices)
    rate = serializers.DecimalField(5, 2, min_value=0, max_value=100)
    number = serializers.IntegerField(
        min_value=0, max_value=10**9, required=False, allow_null=True, default=None
    )


class StrataField(serializers.ListField):
    """How many of each risk class, as the services take it."""

    child = StratumInput()

    def to_internal_value(self, data):
        rows = super().to_internal_value(data)
        return {row["risk_class"]: (row["rate"], row["number"]) for row in rows}


class DrawInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all())
    checklist = VisibleRelatedField(
        queryset=Checklist.objects.all(), required=False, allow_null=True
    )
    campaign = VisibleRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)
    risk_classes = serializers.ListField(
        child=serializers.ChoiceField(Stratum.choices), required=False
    )
    strata = StrataField(allow_empty=False, max_length=len(Stratum))

    class Meta:
        model = Draw
        fields = [
            "name",
            "division",
            "items",
            "basis",
            "checklist",
            "starts_on",
            "ends_on",
            "inspectors_each",
            "mode",
            "industries",
            "risk_classes",
            "campaign",
            "strata",
        ]


class MomentInput(StepInput):
    """A step that is taken when it is taken; no day is told."""

    on = None
    override = None


class CancelInput(MomentInput):
    note = serializers.CharField()


class ConclusionInput(StepInput):
    conclusion = serializers.CharField()


class AssignedOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="person.full_name")
    badge_number = serializers.CharField()
    released_on = serializers.DateField(allow_null=True)
    release_reason = serializers.CharField()


class DrawnOutput(serializers.ModelSerializer):
    enterprise = EnterpriseName()
    inspectors = AssignedOutput(many=True)

    class Meta:
        model = DrawnEnterprise
        fields = [
            "id",
            "draw",
            "position",
            "public_id",
            "party_name",
            "enterprise",
            "division",
            "risk_class",
            "key",
            "state",
            "due_on",
            "visit",
            "ended_on",
            "note",
            "inspectors",
        ]


class GoneInput(serializers.Serializer):
    note = serializers.CharField(max_length=300)


class ReplaceInput(serializers.Serializer):
    assigned = serializers.IntegerField(min_value=1, max_value=LARGEST)
    reason = serializers.CharField(max_length=200)
