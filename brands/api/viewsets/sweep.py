"""Sweeps, their cells, and the candidates that were found in them."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from brands.api.serializers import sweep as shapes
from brands.models import Sweep, SweepCell, SweepFinding
from brands.services import sweeps
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match


class SweepFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Sweep.State.choices)
    search = filters.CharFilter(field_name="name", lookup_expr="contains")

    class Meta:
        model = Sweep
        fields = ["state", "division", "search"]


class SweepViewSet(CaseViewSet):
    """Sweeps of places: a cell for every village and trade."""

    queryset = Sweep.objects.all()
    serializer_class = shapes.SweepRow
    filterset_class = SweepFilter
    draft = sweeps.draft, shapes.SweepInput
    steps = {
        "open": (sweeps.open_sweep, StepInput),
        "close": (sweeps.close, shapes.ConclusionOfSweep),
    }

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        if self.action == "retrieve":
            return rows.prefetch_related("trades", "groups__members")
        return rows

    def get_serializer_class(self):
        return shapes.SweepDetail if self.action == "retrieve" else shapes.SweepRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(request=shapes.SweepChange, parameters=[if_match(required=True)])
    def partial_update(self, request, pk):
        """Keep what was changed; under way, its first day stays and its end may move."""
        sweep, version = self.get_object(), expected_version(request)
        for name, value in self.understood(shapes.SweepChange).items():
            setattr(sweep, name, value)
        sweeps.save(sweep, by=request.user, version=version)
        return self.answer(self.get_queryset().get(pk=sweep.pk))

    @extend_schema(request=shapes.AssignInput, responses=shapes.AssignOutput)
    @action(detail=True, methods=["post"])
    def assign(self, request, pk):
        """Give a patrol group the cells of a town or village."""
        sweep, given = self.get_object(), self.understood(shapes.AssignInput)
        group = sweep.groups.filter(pk=given.pop("group")).first()
        if group is None:
            raise ValidationError({"group": ["There is no such group in this sweep."]})
        return Response({"cells": sweeps.assign(sweep, group, by=request.user, **given)})


class CellFilter(ScopedFilter):
    sweep = filters.NumberFilter(field_name="sweep_id")
    trade = filters.NumberFilter(field_name="trade_id")
    group = filters.NumberFilter(field_name="group_id")
    state = filters.MultipleChoiceFilter(choices=SweepCell.State.choices)

    class Meta:
        model = SweepCell
        fields = ["sweep", "division", "trade", "group", "state"]


class SweepCellViewSet(ScopedViewSet):
    """Cells of sweeps: one trade in one village, and what was found there."""

    queryset = SweepCell.objects.all()
    serializer_class = shapes.CellRow
    filterset_class = CellFilter

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows if self.action == "list" else rows.prefetch_related("findings__enterprise")

    def get_serializer_class(self):
        return shapes.CellRow if self.action == "list" else shapes.CellDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _told(self, cell):
        return self.answer(self.get_queryset().get(pk=cell.pk))

    @extend_schema(request=shapes.LookInput)
    @action(detail=True, methods=["post"], url_path="none-found")
    def none_found(self, request, pk):
        """Somebody looked, and nobody is a candidate. Said again it is harmless."""
        cell, given = self.get_object(), self.understood(shapes.LookInput)
        sweeps.none_found([cell], by=request.user, **given)
        return self._told(cell)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, pk):
        """“Nobody found” was a slip: the cell waits again."""
        cell = self.get_object()
        sweeps.take_back([cell], by=request.user)
        return self._told(cell)

    @extend_schema(request=shapes.SweepReasonInput)
    @action(detail=True, methods=["post"], url_path="pass-over")
    def pass_over(self, request, pk):
        """The cell is not looked at in this sweep, for this reason."""
        cell, given = self.get_object(), self.understood(shapes.SweepReasonInput)
        sweeps.pass_over([cell], by=request.user, **given)
        return self._told(cell)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="take-up")
    def take_up(self, request, pk):
        """The cell is to be looked at after all."""
        cell = self.get_object()
        sweeps.take_up([cell], by=request.user)
        return self._told(cell)


class FindingFilter(ScopedFilter):
    sweep = filters.NumberFilter(field_name="cell__sweep_id")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    standing = YesNoFilter(method="only_standing")

    class Meta:
        model = SweepFinding
        fields = ["sweep", "enterprise", "standing"]

    def only_standing(self, rows, name, value):
        return rows.filter(withdrawn_because="") if value else rows.exclude(withdrawn_because="")


class SweepFindingViewSet(ScopedViewSet):
    """Candidates that sweeps found."""

    queryset = SweepFinding.objects.all()
    serializer_class = shapes.CandidateOutput
    filterset_class = FindingFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(request=shapes.CandidateInput, responses={201: shapes.CandidateOutput})
    def create(self, request):
        """Name a candidate in a cell; named again, the answer is the one that is there."""
        given = self.understood(shapes.CandidateInput)
        on = given.pop("on")
        finding = sweeps.find(SweepFinding(**given), by=request.user, on=on)
        return self.answer(self.get_queryset().get(pk=finding.pk), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SweepReasonInput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        """It was named by mistake; the cell stays one that was looked at."""
        finding, given = self.get_object(), self.understood(shapes.SweepReasonInput)
        sweeps.withdraw(finding, by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=finding.pk))
