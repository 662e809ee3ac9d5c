"""Samples with every step, the plans that they fill, and the laboratories that test them."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema

from inspections.api.serializers import sample as shapes
from inspections.api.serializers.step import NotedInput
from inspections.models import Sample, SamplingPlan
from inspections.services import retests, samples
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match


class SampleFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Sample.State.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    plan = filters.NumberFilter(field_name="plan_id")
    draw = filters.NumberFilter(field_name="drawn__draw_id")
    drawn = filters.NumberFilter(field_name="drawn_id")
    patrol = filters.NumberFilter(field_name="patrol_id")
    campaign = filters.NumberFilter(field_name="campaign_id")
    overdue = YesNoFilter(method="is_overdue")
    search = filters.CharFilter(
        method="find", help_text="The number of a sheet or report, or what finds the party."
    )

    class Meta:
        model = Sample
        fields = [
            "state",
            "enterprise",
            "plan",
            "draw",
            "drawn",
            "patrol",
            "campaign",
            "division",
            "overdue",
            "search",
        ]

    def is_overdue(self, rows, name, wanted):
        overdue = rows.overdue()
        return overdue if wanted else rows.exclude(pk__in=overdue.values("pk"))

    def find(self, rows, name, text):
        return rows.search(text)


class SampleViewSet(CaseViewSet):
    """Samples, from the sheet on the spot to the order or the end."""

    queryset = Sample.objects.all()
    serializer_class = shapes.SampleRow
    filterset_class = SampleFilter
    draft = samples.draft, shapes.SampleInput
    steps = {
        "draw": (samples.draw, StepInput),
        "refuse_sampling": (samples.refuse_sampling, shapes.RefusalInput),
        "send": (samples.send, shapes.SendInput),
        "receive": (samples.receive, StepInput),
        "pass_test": (samples.pass_test, shapes.TestReportInput),
        "fail_test": (samples.fail_test, shapes.FailureInput),
        "notify": (samples.notify, StepInput),
        "object": (retests.object_to, shapes.ObjectInput),
        "accept_retest": (retests.accept, StepInput),
        "refuse_retest": (retests.refuse, NotedInput),
        "order_retest": (retests.order, shapes.RetestOrderInput),
        "confirm": (retests.confirm, shapes.ReportInput),
        "overturn": (retests.overturn, shapes.ReportInput),
        "refer": (samples.refer, shapes.ReferInput),
        "order": (samples.order, StepInput),
        "close": (samples.close, StepInput),
        "discard": (samples.discard, NotedInput),
    }

    @extend_schema(request=shapes.SampleChange, parameters=[if_match(required=True)])
    def partial_update(self, request, pk):
        """Keep what was changed of a sheet that is not issued yet."""
        sample, version = self.get_object(), expected_version(request)
        given = self.understood(shapes.SampleChange)
        samplers = given.pop("samplers", None)
        for name, value in given.items():
            setattr(sample, name, value)
        samples.save_draft(sample, by=request.user, version=version, samplers=samplers)
        return self.answer(self.get_queryset().get(pk=sample.pk))

    def get_queryset(self):
        seen = super().get_queryset()
        if self.action == "retrieve":
            return seen.for_detail().prefetch_related("samplers")
        return seen.for_list()

    def get_serializer_class(self):
        return shapes.SampleDetail if self.action == "retrieve" else shapes.SampleRow


class SamplingPlanFilter(ScopedFilter):
    product = filters.CharFilter()
    ordered_by = filters.ChoiceFilter(choices=SamplingPlan.OrderedBy.choices)

    class Meta:
        model = SamplingPlan
        fields = ["product", "ordered_by", "division"]


class SamplingPlanViewSet(ScopedViewSet):
    """What is to be sampled in a period, and what was done of it."""

    queryset = SamplingPlan.objects.for_list()
    serializer_class = shapes.SamplingPlanOutput
    filterset_class = SamplingPlanFilter
