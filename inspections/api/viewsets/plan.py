"""Patrol plans: drafted, given reasons, computed, compared and adopted, as on their pages."""

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections.api.serializers import plan as shapes
from inspections.api.serializers.step import NotedInput
from inspections.capacity import comparison
from inspections.models import PatrolPlan, PlanExclusion
from inspections.services import plans
from inspections.tasks import adopt_plan, compute_plan
from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.shapes import shown
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput

SEARCH = OpenApiParameter("search", str, description="What finds the enterprise.")
KIND = OpenApiParameter("kind", str, enum=PlanExclusion.Kind.values)


class PatrolPlanFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=PatrolPlan.State.choices)

    class Meta:
        model = PatrolPlan
        fields = ["state", "division"]


class PatrolPlanViewSet(CaseViewSet):
    """Patrol plans. Computing and laying out the patrols goes on after the answer."""

    queryset = PatrolPlan.objects.all()
    serializer_class = shapes.PlanRow
    filterset_class = PatrolPlanFilter
    draft = plans.draft, shapes.PlanInput
    save_draft = plans.save_draft, shapes.PlanChange
    steps = {
        "compute": (compute_plan, StepInput),
        "adopt": (adopt_plan, StepInput),
        "send_back": (plans.send_back, NotedInput),
        "close": (plans.close, StepInput),
        "drop": (plans.drop, NotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    @extend_schema(responses=shapes.WeekOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def capacity(self, request, pk):
        """What the plan asks of each station in each week, beside what its people can do."""
        return Response(shown(shapes.WeekOutput, comparison(self.get_object()).weeks))

    @extend_schema(request=None, responses={201: shapes.PlanRow})
    @action(detail=True, methods=["post"], url_path="propose-next")
    def propose_next(self, request, pk):
        """Draft the plan of the period after this one, for the same reasons."""
        following = plans.propose_next(self.get_object(), by=request.user)
        return self.answer(self.get_queryset().get(pk=following.pk), status.HTTP_201_CREATED)

    # --- Why and how often -----------------------------------------------------------------------

    @extend_schema(responses=shapes.ReasonOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def reasons(self, request, pk):
        """Who is patrolled, why and how often."""
        return Response(self._reasons(self.get_object()))

    @extend_schema(request=shapes.ReasonInput, responses={201: shapes.ReasonOutput(many=True)})
    @reasons.mapping.post
    def add_reason(self, request, pk):
        """Say whom else to patrol; what was computed before is out of date."""
        plan = self.get_object()
        plans.add_reason(plan, by=request.user, **self.understood(shapes.ReasonInput))
        return Response(self._reasons(plan), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RemoveInput, responses=shapes.ReasonOutput(many=True))
    @action(detail=True, methods=["post"], url_path="remove-reason")
    def remove_reason(self, request, pk):
        """Leave a reason out again."""
        plan, given = self.get_object(), self.understood(shapes.RemoveInput)
        plans.remove_reason(get_object_or_404(plan.reasons, pk=given["reason"]), by=request.user)
        return Response(self._reasons(plan))

    def _reasons(self, plan):
        return shown(shapes.ReasonOutput, plan.reasons.for_page())

    # --- Who is passed over ----------------------------------------------------------------------

    @extend_schema(
        responses=shapes.ExclusionOutput(many=True), parameters=[SEARCH, KIND], filters=False
    )
    @action(detail=True, methods=["get"])
    def exclusions(self, request, pk):
        """Whom the plan passes over and why, page by page."""
        rows = self.get_object().exclusions.for_list()
        if text := request.query_params.get("search"):
            rows = rows.search(text)
        if kind := request.query_params.get("kind"):
            rows = rows.filter(kind=kind)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shown(shapes.ExclusionOutput, page))

    @extend_schema(request=shapes.ExclusionInput, responses={201: shapes.ExclusionOutput})
    @exclusions.mapping.post
    def exclude(self, request, pk):
        """Pass an enterprise over, for the whole period or until a day, and say why."""
        plan, given = self.get_object(), self.understood(shapes.ExclusionInput)
        row = plans.exclude(plan, by=request.user, **given)
        return self._exclusion(plan, row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LiftInput, responses=shapes.ExclusionOutput)
    @action(detail=True, methods=["post"])
    def lift(self, request, pk):
        """Patrol an enterprise after all: a clue or a hazard breaks the rule."""
        plan, given = self.get_object(), self.understood(shapes.LiftInput)
        row = get_object_or_404(plan.exclusions, pk=given["exclusion"])
        row = plans.lift(row, by=request.user, reason=given["reason"])
        return self._exclusion(plan, row)

    def _exclusion(self, plan, row, status_code=status.HTTP_200_OK):
        row = plan.exclusions.for_list().get(pk=row.pk)
        return Response(shapes.ExclusionOutput(row).data, status_code)
