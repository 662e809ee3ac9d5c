"""What the API shows of plans, patrols and rounds, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.api.serializers.step import NotedInput
from inspections.models import Patrol, PatrolPlan, Round, RoundStop
from qualitysup.accounts.models import Station, User
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import StepInput
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


class PatrolRow(serializers.ModelSerializer):
    """A patrol in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    enterprise = EnterpriseName()
    why = serializers.CharField()
    inspector = serializers.CharField(source="inspector.full_name", default=None)
    partner = serializers.CharField(source="partner.full_name", default=None)

    class Meta:
        model = Patrol
        fields = [
            "id",
            "state",
            "state_label",
            "version",
            "enterprise",
            "division",
            "plan",
            "why",
            "risk_class",
            "window_from",
            "due_on",
            "planned_on",
            "station",
            "inspector",
            "partner",
            "visit",
            "done_on",
            "missed_on",
        ]


class PatrolDetail(PatrolRow):
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Patrol
        fields = [*PatrolRow.Meta.fields, "deadlines"]

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, patrol):
        return shown(DeadlineOutput, deadlines_of(patrol))


class PatrolInput(serializers.ModelSerializer):
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    station = VisibleRelatedField(queryset=Station.objects.all(), required=False, allow_null=True)
    note = serializers.CharField(max_length=200)
    window_from = serializers.DateField(required=False)

    class Meta:
        model = Patrol
        fields = ["enterprise", "note", "window_from", "due_on", "station"]


class AssignInput(StepInput):
    inspector = VisibleRelatedField(queryset=User.objects.all())
    partner = VisibleRelatedField(queryset=User.objects.all())
    station = VisibleRelatedField(queryset=Station.objects.all(), required=False, allow_null=True)
    planned_on = serializers.DateField(required=False, allow_null=True)


class PostponeInput(NotedInput):
    due_on = serializers.DateField()


class FulfilInput(StepInput):
    done_on = serializers.DateField(required=False)


class RoundRow(serializers.ModelSerializer):
    person = serializers.CharField(source="person.full_name")
    stops = serializers.IntegerField(source="stop_count")

    class Meta:
        model = Round
        fields = ["id", "person", "on", "starts_at", "start", "lng", "lat", "km", "by_hand",
                  "warning", "version", "stops"]  # fmt: skip


class EnterpriseCard(serializers.ModelSerializer):
    """What an inspector wants to know at the door."""

    class Meta:
        model = Enterprise
        fields = ["id", "name", "uscc", "address", "lng", "lat", "legal_representative", "phone",
                  "risk_class", "risk_reason"]  # fmt: skip


class LastFindingOutput(serializers.Serializer):
    on = serializers.DateField()
    outcome = serializers.CharField()
    failed = serializers.IntegerField()
    summary = serializers.CharField()


class OpenOrderOutput(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    state = serializers.CharField()
    product = serializers.CharField()


class StopOutput(serializers.ModelSerializer):
    """A stop, with the enterprise's card, the last findings and the open orders."""

    case_kind = serializers.CharField(source="case_type.model")
    enterprise = EnterpriseCard()
    findings = LastFindingOutput(many=True, source="last_findings")
    open_orders = OpenOrderOutput(many=True)

    class Meta:
        model = RoundStop
        fields = ["id", "position", "case_kind", "case_id", "what", "opens_at", "closes_at",
                  "minutes", "arrives_at", "km", "enterprise", "findings",
                  "open_orders"]  # fmt: skip


class RoundDetail(RoundRow):
    stops = StopOutput(many=True, source="stop_rows")

    class Meta(RoundRow.Meta):
        pass


class OrderOfStops(serializers.Serializer):
    """Every stop of the round by its id, in the order that is wanted."""

    stops = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=60)
