"""Random draws and drawn enterprises: lists, details, steps."""

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filtering
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from inspections import tasks
from inspections.api.serializers import draw as shapes
from inspections.models import Draw, DrawnEnterprise
from inspections.services import drawn, draws
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput


class DrawFilter(ScopedFilter):
    state = filtering.MultipleChoiceFilter(choices=Draw.State.choices)

    class Meta:
        model = Draw
        fields = ["state", "division"]


class DrawnFilter(ScopedFilter):
    draw = filtering.NumberFilter(field_name="draw_id")
    enterprise = filtering.NumberFilter(field_name="enterprise_id")
    state = filtering.MultipleChoiceFilter(choices=DrawnEnterprise.State.choices)
    mine = YesNoFilter(method="of_mine")

    class Meta:
        model = DrawnEnterprise
        fields = ["draw", "enterprise", "state", "mine", "division"]

    def of_mine(self, rows, name, wanted):
        mine = rows.of_inspector(self.request.user)
        return mine if wanted else rows.exclude(pk__in=mine.values("pk"))


class DrawViewSet(CaseViewSet):
    """Random draws. Freezing and drawing are done by a worker; ``work`` says how that stands."""

    queryset = Draw.objects.all()
    serializer_class = shapes.DrawRow
    filterset_class = DrawFilter
    draft = draws.draft, shapes.DrawInput
    steps = {
        "commit": (draws.commit, shapes.MomentInput),
        "publish": (draws.publish, shapes.MomentInput),
        "freeze": (tasks.freeze_pool, shapes.MomentInput),
        "draw": (tasks.make_draw, shapes.MomentInput),
        "begin": (draws.begin, StepInput),
        "conclude": (draws.conclude, shapes.ConclusionInput),
        "cancel": (draws.cancel, shapes.CancelInput),
    }

    def get_queryset(self):
        seen = super().get_queryset()
        return seen.prefetch_related("strata", "jobs") if self.action == "retrieve" else seen

    def get_serializer_class(self):
        return shapes.DrawDetail if self.action == "retrieve" else shapes.DrawRow


class DrawnEnterpriseViewSet(ScopedViewSet):
    """Enterprises that were drawn, who goes there, and what came of it."""

    queryset = DrawnEnterprise.objects.all()
    serializer_class = shapes.DrawnOutput
    filterset_class = DrawnFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    @extend_schema(request=shapes.GoneInput, responses=shapes.DrawnOutput)
    @action(detail=True, methods=["post"])
    def gone(self, request, pk=None):
        """End the check of an enterprise that left the register."""
        given = self.understood(shapes.GoneInput)
        row = drawn.close_as_gone(self.get_object(), by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=row.pk))

    @extend_schema(request=shapes.ReplaceInput, responses=shapes.DrawnOutput)
    @action(detail=True, methods=["post"], url_path="replace-inspector")
    def replace_inspector(self, request, pk=None):
        """Release an inspector who cannot go; the draw's own ranking says who goes instead."""
        given = self.understood(shapes.ReplaceInput)
        row = self.get_object()
        assigned = get_object_or_404(row.inspectors, pk=given["assigned"])
        drawn.replace_inspector(assigned, by=request.user, reason=given["reason"])
        return self.answer(self.get_queryset().get(pk=row.pk))
