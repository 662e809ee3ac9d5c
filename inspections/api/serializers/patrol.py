"""What the API shows of plans, patrols and rounds, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.api.serializers.order import EnterpriseName
from inspections.api.serializers.step import NotedInput
from inspections.models import Patrol, Round, RoundStop
from qualitysup.accounts.models import Station, User
from qualitysup.casework.api.fields import VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import StepInput


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


class AssignManyInput(AssignInput):
    patrols = VisibleRowsField(queryset=Patrol.objects.all(), max_length=200)


class NotAssignedOutput(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    reason = serializers.CharField()


class AssignedManyOutput(serializers.Serializer):
    """The ids of those assigned, and of the others why not."""

    done = serializers.ListField(child=serializers.IntegerField())
    refused = NotAssignedOutput(many=True)


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
