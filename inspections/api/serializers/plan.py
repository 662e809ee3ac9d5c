"""What the API shows of patrol plans, and what it accepts to make one."""

from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.models import Checklist, PatrolPlan, PlanExclusion, PlanReason
from qualitysup.casework.api.fields import LARGEST, VisibleRelatedField, VisibleRowsField
from qualitysup.regions.models import Division


class PlanRow(serializers.ModelSerializer):
    state_label = serializers.CharField()
    patrols = serializers.IntegerField(source="planned_count")

    class Meta:
        model = PatrolPlan
        fields = [
            "id",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "starts_on",
            "ends_on",
            "window_weeks",
            "provisional",
            "adopted_on",
            "closed_on",
            "patrols",
        ]


class WeekOutput(serializers.Serializer):
    """One station in one ISO week: what is due, and what its people can attend in pairs."""

    station = serializers.IntegerField(source="station_id", allow_null=True)
    week = serializers.CharField(source="iso")
    visits = serializers.IntegerField(source="load")
    possible = serializers.IntegerField(source="capacity")
    over = serializers.BooleanField(source="is_over")


class PlanInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all())

    class Meta:
        model = PatrolPlan
        fields = ["name", "division", "starts_on", "ends_on", "window_weeks"]


class PlanChange(PlanInput):
    division = None

    class Meta(PlanInput.Meta):
        fields = [name for name in PlanInput.Meta.fields if name != "division"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ReasonOutput(serializers.ModelSerializer):
    """Why enterprises are in a plan; ``label``, ``target_label`` and ``how_often`` are in words."""

    label = serializers.CharField(source="__str__")
    target_label = serializers.CharField()
    how_often = serializers.CharField()
    chosen = serializers.IntegerField(source="chosen_count")

    class Meta:
        model = PlanReason
        fields = [
            "id",
            "position",
            "kind",
            "label",
            "target",
            "target_label",
            "rule_set",
            "at_most",
            "times",
            "years",
            "how_often",
            "checklist",
            "note",
            "chosen",
        ]


class ReasonInput(serializers.Serializer):
    """By a rule set for the class, or by a number: one of ``rule_set`` and ``times``."""

    kind = serializers.CharField(max_length=40)
    target = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=40,
        help_text="The town, campaign … that the reason is about, where its kind has such.",
    )
    rule_set = serializers.CharField(required=False, allow_blank=True, max_length=40)
    at_most = serializers.BooleanField(required=False)
    times = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=366)
    years = serializers.IntegerField(required=False, min_value=1, max_value=10)
    checklist = VisibleRelatedField(
        queryset=Checklist.objects.in_use(), required=False, allow_null=True
    )
    enterprises = VisibleRowsField(
        queryset=Enterprise.objects.all(),
        required=False,
        help_text="Those chosen by hand, for a reason of that kind.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ExclusionOutput(serializers.ModelSerializer):
    """Whom a plan passes over; ``visit`` is the superior's check that it was found by."""

    enterprise = EnterpriseName()
    why = serializers.CharField()
    by = serializers.CharField(source="by.full_name", default=None)
    lifted_by = serializers.CharField(source="lifted_by.full_name", default=None)

    class Meta:
        model = PlanExclusion
        fields = [
            "id",
            "enterprise",
            "kind",
            "why",
            "until",
            "visit",
            "by",
            "lifted_reason",
            "lifted_by",
        ]


class ExclusionInput(serializers.Serializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    kind = serializers.ChoiceField(["superior", "other"], default="other")
    reason = serializers.CharField(max_length=200)
    until = serializers.DateField(required=False, allow_null=True)


class LiftInput(serializers.Serializer):
    exclusion = serializers.IntegerField(min_value=1, max_value=LARGEST)
    reason = serializers.CharField(max_length=200)


class RemoveInput(serializers.Serializer):
    reason = serializers.IntegerField(min_value=1, max_value=LARGEST)
