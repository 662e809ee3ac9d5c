"""Tests of lots and the plan of mandatory ones, over the API."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import ScopedViewSet
from workshops.api.serializers import lab as shapes
from workshops.models import LotTest, RequiredTest, TestFrequency
from workshops.services import lot_tests, required_tests


class LotTestFilter(ScopedFilter):
    purpose = filters.ChoiceFilter(choices=LotTest.Purpose.choices)
    passed = YesNoFilter()
    awaited = YesNoFilter(field_name="reported_on", lookup_expr="isnull")
    lot = filters.NumberFilter(field_name="lot_id")
    workshop = filters.NumberFilter(field_name="lot__workshop_id")
    zone = filters.NumberFilter(field_name="zone_id")
    reported_from = filters.DateFilter(field_name="reported_on", lookup_expr="gte")
    reported_to = filters.DateFilter(field_name="reported_on", lookup_expr="lte")

    class Meta:
        model = LotTest
        fields = ["purpose", "passed", "awaited", "lot", "workshop", "zone", "division"]


class LotTestViewSet(ScopedViewSet):
    """Tests of lots. A report is recorded once; a wrong one is corrected by another."""

    queryset = LotTest.objects.all()
    serializer_class = shapes.LotTestRow
    filterset_class = LotTestFilter
    create_verb = "sample"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.LotTestRow if self.action == "list" else shapes.LotTestDetail

    def retrieve(self, request, pk):
        """One test with its items."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.LotSampleInput, responses={201: shapes.LotTestDetail})
    def create(self, request):
        """Take a sample of a lot; for its release, the lot goes to the laboratory with it."""
        given = self.understood(shapes.LotSampleInput)
        test = lot_tests.sample(given.pop("lot"), by=request.user, **given)
        return self._shown(test, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ReportInput)
    @action(detail=True, methods=["post"])
    def report(self, request, pk):
        """Record what the laboratory found, once; a failure holds the lot."""
        given = self.understood(shapes.ReportInput)
        return self._shown(lot_tests.report(self.get_object(), by=request.user, **given))

    @extend_schema(request=shapes.ReportCorrectionInput, responses={201: shapes.LotTestDetail})
    @action(detail=True, methods=["post"])
    def correct(self, request, pk):
        """Put another report in the place of a wrong one; answers with the new one."""
        given = self.understood(shapes.ReportCorrectionInput)
        test = lot_tests.correct(self.get_object(), by=request.user, **given)
        return self._shown(test, status.HTTP_201_CREATED)

    def _shown(self, test, code=status.HTTP_200_OK):
        return self.answer(self.get_queryset().get(pk=test.pk), code)


class RequiredTestFilter(ScopedFilter):
    workshop = filters.NumberFilter(field_name="workshop_id")
    zone = filters.NumberFilter(field_name="zone_id")
    year = filters.NumberFilter()
    done = YesNoFilter(field_name="test", lookup_expr="isnull", exclude=True)
    missed = YesNoFilter(field_name="missed_on", lookup_expr="isnull", exclude=True)
    due_from = filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_to = filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = RequiredTest
        fields = ["workshop", "zone", "year", "done", "missed", "division"]


class RequiredTestViewSet(ScopedViewSet):
    """Mandatory tests, planned against done; a recorded report fulfils one by itself."""

    queryset = RequiredTest.objects.all()
    serializer_class = shapes.RequiredTestRow
    filterset_class = RequiredTestFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        """One mandatory test."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.CancelInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        """Call it off, with the reason."""
        given = self.understood(shapes.CancelInput)
        required = required_tests.cancel(self.get_object(), by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=required.pk))


class TestFrequencyViewSet(ScopedViewSet):
    """How often operators of each risk class are tested, and since when."""

    __test__ = False

    queryset = TestFrequency.objects.order_by("risk_class", "-valid_from", "pk")
    serializer_class = shapes.TestFrequencyRow
