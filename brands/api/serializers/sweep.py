"""What the API shows of sweeps, their cells and candidates, and what it accepts."""

from rest_framework import serializers

from brands.models import PatrolGroup, Sweep, SweepCell, SweepFinding, SweepTrade
from enterprises.models import Enterprise
from qualitysup.casework.api.fields import VisibleRelatedField, VisibleRowsField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division


class SweepRow(serializers.ModelSerializer):
    """A sweep in a list, and as the answer to a step: how far it has come, what it found."""

    state_label = serializers.CharField()
    cells = serializers.IntegerField(source="cell_count")
    cells_waiting = serializers.IntegerField(source="left_count")
    candidates = serializers.IntegerField(source="candidate_count")

    class Meta:
        model = Sweep
        fields = [
            "id",
            "name",
            "state",
            "state_label",
            "version",
            "division",
            "starts_on",
            "ends_on",
            "opened_on",
            "closed_on",
            "cells",
            "cells_waiting",
            "candidates",
        ]


class SweepTradeOutput(serializers.ModelSerializer):
    class Meta:
        model = SweepTrade
        fields = ["id", "name", "industry"]


class PatrolGroupOutput(serializers.ModelSerializer):
    class Meta:
        model = PatrolGroup
        fields = ["id", "name", "leader", "members"]


class SweepDetail(SweepRow):
    trades = SweepTradeOutput(many=True)
    groups = PatrolGroupOutput(many=True)
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Sweep
        fields = [*SweepRow.Meta.fields, "officer", "trades", "groups", "conclusion", "deadlines"]

    def get_deadlines(self, sweep) -> DeadlineOutput(many=True):
        return DeadlineOutput(deadlines_of(sweep), many=True).data


class SweepInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all(), help_text="What is swept.")

    class Meta:
        model = Sweep
        fields = ["name", "division", "starts_on", "ends_on"]


class SweepChange(serializers.ModelSerializer):
    class Meta:
        model = Sweep
        fields = ["name", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, partial=True, **kwargs)


class ConclusionOfSweep(StepInput):
    conclusion = serializers.CharField()


class AssignInput(serializers.Serializer):
    """Cells of a town or village, of some trades or of all, for a group."""

    group = serializers.IntegerField(min_value=1, help_text="A patrol group of this sweep.")
    division = VisibleRelatedField(queryset=Division.objects.all())
    trades = VisibleRowsField(queryset=SweepTrade.objects.all(), required=False)


class AssignOutput(serializers.Serializer):
    cells = serializers.IntegerField(help_text="How many wait for the group now because of this.")


class CandidateOutput(serializers.ModelSerializer):
    """A candidate: who, for what, and why."""

    enterprise_name = serializers.CharField(source="enterprise.name")

    class Meta:
        model = SweepFinding
        fields = [
            "id",
            "cell",
            "enterprise",
            "enterprise_name",
            "product",
            "brand",
            "because",
            "found_on",
            "withdrawn_because",
        ]


class CellRow(serializers.ModelSerializer):
    """A cell: one trade in one village, and what was found there."""

    village = serializers.CharField(source="division.name")
    trade_name = serializers.CharField(source="trade.name")

    class Meta:
        model = SweepCell
        fields = [
            "id",
            "sweep",
            "division",
            "village",
            "trade",
            "trade_name",
            "group",
            "state",
            "candidates",
            "looked_on",
            "looked_by",
            "note",
            "passed_over_because",
        ]


class CellDetail(CellRow):
    findings = CandidateOutput(many=True)

    class Meta:
        model = SweepCell
        fields = [*CellRow.Meta.fields, "findings"]


class LookInput(serializers.Serializer):
    """That nobody was found; today unless another day is told."""

    on = serializers.DateField(required=False, default=None, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class SweepReasonInput(serializers.Serializer):
    because = serializers.CharField(max_length=200)


class CandidateInput(serializers.Serializer):
    """A candidate in a cell; named again, it is the one that is there."""

    cell = VisibleRelatedField(queryset=SweepCell.objects.all())
    enterprise = VisibleRelatedField(queryset=Enterprise.objects.all())
    product = serializers.CharField(max_length=100)
    brand = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    because = serializers.CharField(max_length=300)
    on = serializers.DateField(required=False, default=None, allow_null=True)
