"""What the API shows of zones and relocations, and what their steps ask."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from inspections.models import Laboratory, Visit
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.parts import DeadlineOutput, deadlines_of
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import StepInput
from qualitysup.regions.models import Division
from workshops.api.serializers.ledger import NotedInput
from workshops.models import (
    Allocation,
    Area,
    AreaKind,
    FoodCategory,
    Relocation,
    Unit,
    Workshop,
    Zone,
)


class ZoneRow(serializers.ModelSerializer):
    """A zone in a list, with its places and how many are taken today."""

    state_label = serializers.CharField()
    units = serializers.IntegerField(source="unit_count")
    places = serializers.IntegerField(source="place_count")
    taken = serializers.IntegerField(source="taken_count")
    waiting = serializers.IntegerField(source="waiting_count")

    class Meta:
        model = Zone
        fields = [
            "id",
            "state",
            "state_label",
            "version",
            "name",
            "division",
            "lead",
            "address",
            "lng",
            "lat",
            "laboratory",
            "approval_number",
            "approved_by",
            "approved_on",
            "opened_on",
            "closed_on",
            "units",
            "places",
            "taken",
            "waiting",
        ]


class UnitOutput(serializers.ModelSerializer):
    categories = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "zone", "area", "code", "floor_area", "capacity", "categories"]


class AreaOutput(serializers.ModelSerializer):
    """A functional area; places and taken ones only of areas for operators."""

    places = serializers.IntegerField(source="place_count")
    taken = serializers.IntegerField(source="taken_count")

    class Meta:
        model = Area
        fields = ["id", "kind", "name", "floor_area", "places", "taken"]


class ZoneDetail(ZoneRow):
    areas = serializers.SerializerMethodField()
    laid_out = serializers.SerializerMethodField()

    class Meta:
        model = Zone
        fields = [*ZoneRow.Meta.fields, "areas", "laid_out"]

    @extend_schema_field(AreaOutput(many=True))
    def get_areas(self, zone):
        return shown(AreaOutput, zone.areas.with_occupancy().order_by("kind__position", "pk"))

    @extend_schema_field(UnitOutput(many=True))
    def get_laid_out(self, zone):
        return shown(UnitOutput, zone.units.for_board())


class ZoneInput(serializers.ModelSerializer):
    division = VisibleRelatedField(queryset=Division.objects.all())
    lead = VisibleRelatedField(queryset=Enterprise.objects.all(), required=False, allow_null=True)
    laboratory = VisibleRelatedField(
        queryset=Laboratory.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Zone
        fields = ["division", "name", "lead", "address", "lng", "lat", "laboratory"]


class ZoneChange(ZoneInput):
    """Only what is sent is changed; the town stays."""

    division = None

    class Meta(ZoneInput.Meta):
        fields = [name for name in ZoneInput.Meta.fields if name != "division"]
        extra_kwargs = {"name": {"required": False}, "address": {"required": False}}


class AreaInput(serializers.ModelSerializer):
    kind = VisibleRelatedField(queryset=AreaKind.objects.all())

    class Meta:
        model = Area
        fields = ["kind", "name", "floor_area"]


class UnitInput(serializers.ModelSerializer):
    area = VisibleRelatedField(queryset=Area.objects.all())
    categories = serializers.ListField(
        child=VisibleRelatedField(queryset=FoodCategory.objects.all()),
        max_length=100,
        help_text="Codes of food categories; one of two digits stands for all that are in it.",
    )

    class Meta:
        model = Unit
        fields = ["area", "code", "floor_area", "capacity", "categories"]


class ApproveInput(StepInput):
    approval_number = serializers.CharField(max_length=60)
    approved_by = serializers.CharField(max_length=80)
    approved_on = serializers.DateField(required=False, allow_null=True)


class AllocationOutput(serializers.ModelSerializer):
    class Meta:
        model = Allocation
        fields = [
            "id",
            "relocation",
            "zone",
            "workshop",
            "unit",
            "place",
            "starts_on",
            "ends_on",
            "moved_in_on",
            "moved_out_on",
            "withdrawn_on",
        ]


class RelocationRow(serializers.ModelSerializer):
    """A relocation in a list, and as the answer to a step."""

    state_label = serializers.CharField()
    workshop_name = serializers.CharField(source="workshop.enterprise.name")

    class Meta:
        model = Relocation
        fields = [
            "id",
            "state",
            "state_label",
            "version",
            "division",
            "zone",
            "workshop",
            "workshop_name",
            "record",
            "rank",
            "agreed_on",
            "waiting_since",
            "planned_on",
            "moved_in_on",
            "moved_out_on",
            "old_address",
            "closing_visit",
            "unvisited_because",
        ]


class RelocationDetail(RelocationRow):
    position = serializers.IntegerField(
        allow_null=True, help_text="Its place on the zone's waiting list, from 1."
    )
    allocations = serializers.SerializerMethodField()
    deadlines = serializers.SerializerMethodField()

    class Meta:
        model = Relocation
        fields = [*RelocationRow.Meta.fields, "position", "reasons", "allocations", "deadlines"]

    @extend_schema_field(AllocationOutput(many=True))
    def get_allocations(self, relocation):
        return shown(AllocationOutput, relocation.allocations.order_by("pk"))

    @extend_schema_field(DeadlineOutput(many=True))
    def get_deadlines(self, relocation):
        return shown(DeadlineOutput, deadlines_of(relocation))


class ProposalInput(serializers.Serializer):
    zone = VisibleRelatedField(queryset=Zone.objects.all())
    workshop = VisibleRelatedField(queryset=Workshop.objects.all())


class AllocateInput(StepInput):
    unit = VisibleRelatedField(queryset=Unit.objects.all())
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="The last day.")


class ReallocateInput(AllocateInput):
    note = serializers.CharField()


class TransferInput(NotedInput):
    unit = VisibleRelatedField(queryset=Unit.objects.all())
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="The last day.")


class MoveInInput(StepInput):
    visit = VisibleRelatedField(
        queryset=Visit.objects.all(),
        required=False,
        allow_null=True,
        help_text="The visit that saw the old site closed; the latest unless told.",
    )


class MoveOutInput(NotedInput):
    address = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="Where it works from now on, as far as anybody knows.",
    )
    division = VisibleRelatedField(queryset=Division.objects.all(), required=False, allow_null=True)


class ChanceOutput(serializers.Serializer):
    """A unit for one relocation: from when it is free, or why it does not fit."""

    unit = UnitOutput()
    fits = serializers.SerializerMethodField()
    reason = serializers.CharField()
    free_from = serializers.DateField(source="vacancy.since", allow_null=True)
    free_to = serializers.DateField(source="vacancy.until", allow_null=True)

    def get_fits(self, chance) -> bool:
        return not chance.reason
