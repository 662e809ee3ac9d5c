"""Zones, their units, and who moves into them, over the API."""

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput
from workshops.api.serializers import zone as shapes
from workshops.api.serializers.ledger import NotedInput
from workshops.models import Allocation, Area, Relocation, Unit, Zone
from workshops.services import allocations, relocations, zones


class ZoneFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Zone.State.choices)
    lead = filters.NumberFilter(field_name="lead_id")
    search = filters.CharFilter(method="find", help_text="The name of it or of its lead.")

    class Meta:
        model = Zone
        fields = ["state", "lead", "division", "search"]

    def find(self, rows, name, text):
        return rows.search(text)


class ZoneViewSet(CaseViewSet):
    """Consolidation zones (集中加工场), what is laid out in them, and how much of it is taken."""

    queryset = Zone.objects.all()
    serializer_class = shapes.ZoneRow
    filterset_class = ZoneFilter
    draft = zones.draft, shapes.ZoneInput
    save_draft = zones.save_draft, shapes.ZoneChange
    steps = {
        "approve": (zones.approve, shapes.ApproveInput),
        "open": (zones.open_zone, StepInput),
        "suspend": (zones.suspend, NotedInput),
        "resume": (zones.resume, NotedInput),
        "close": (zones.close, NotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.ZoneDetail if self.action == "retrieve" else shapes.ZoneRow

    @extend_schema(request=shapes.AreaInput, responses={201: shapes.AreaOutput})
    @action(detail=True, methods=["post"])
    def areas(self, request, pk):
        """Lay out a functional area."""
        area = Area(zone=self.get_object(), **self.understood(shapes.AreaInput))
        zones.keep_area(area, by=request.user)
        (kept,) = shown(shapes.AreaOutput, Area.objects.with_occupancy().filter(pk=area.pk))
        return Response(kept, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.UnitInput, responses={201: shapes.UnitOutput})
    @action(detail=True, methods=["post"])
    def units(self, request, pk):
        """Lay out a unit, with what it is fit for."""
        given = self.understood(shapes.UnitInput)
        categories = given.pop("categories")
        unit = Unit(zone=self.get_object(), **given)
        zones.keep_unit(unit, by=request.user, categories=categories)
        return Response(shapes.UnitOutput(unit).data, status.HTTP_201_CREATED)


class RelocationFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Relocation.State.choices)
    zone = filters.NumberFilter(field_name="zone_id")
    workshop = filters.NumberFilter(field_name="workshop_id")

    class Meta:
        model = Relocation
        fields = ["state", "zone", "workshop", "division"]


class RelocationViewSet(CaseViewSet):
    """Workshops on their way into a zone. Proposing one again answers with what is there."""

    queryset = Relocation.objects.all()
    serializer_class = shapes.RelocationRow
    filterset_class = RelocationFilter
    draft = relocations.propose, shapes.ProposalInput
    steps = {
        "agree": (relocations.agree, StepInput),
        "allocate": (relocations.allocate, shapes.AllocateInput),
        "wait": (relocations.wait, StepInput),
        "reallocate": (relocations.reallocate, shapes.ReallocateInput),
        "move_in": (relocations.move_in, shapes.MoveInInput),
        "transfer": (relocations.transfer, shapes.TransferInput),
        "move_out": (relocations.move_out, shapes.MoveOutInput),
        "decline": (relocations.decline, NotedInput),
        "withdraw": (relocations.withdraw, NotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.RelocationDetail if self.action == "retrieve" else shapes.RelocationRow

    @extend_schema(responses=shapes.ChanceOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def chances(self, request, pk):
        """Every unit of the zone: from when a place is free, or why it does not fit."""
        found = allocations.chances(self.get_object(), on=timezone.localdate())
        return Response(shown(shapes.ChanceOutput, found))


class AllocationFilter(ScopedFilter):
    zone = filters.NumberFilter(field_name="zone_id")
    workshop = filters.NumberFilter(field_name="workshop_id")
    unit = filters.NumberFilter(field_name="unit_id")
    on = filters.DateFilter(method="taken_on", help_text="Places that are taken on a day.")

    class Meta:
        model = Allocation
        fields = ["zone", "workshop", "unit", "division", "on"]

    def taken_on(self, rows, name, day):
        return rows.holding(day)


class AllocationViewSet(ScopedViewSet):
    """Places in units, from when to when; given and taken back by the steps of a relocation."""

    queryset = Allocation.objects.all()
    serializer_class = shapes.AllocationOutput
    filterset_class = AllocationFilter

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
