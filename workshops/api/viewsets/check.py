from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import ScopedViewSet
from workshops.api.serializers import check as shapes
from workshops.models import ZoneCheck
from workshops.services import zone_checks


class ZoneCheckFilter(ScopedFilter):
    zone = filters.NumberFilter(field_name="zone_id")
    workshop = filters.NumberFilter(field_name="workshop_id")
    checked_from = filters.DateFilter(field_name="checked_on", lookup_expr="gte")
    checked_to = filters.DateFilter(field_name="checked_on", lookup_expr="lte")

    class Meta:
        model = ZoneCheck
        fields = ["zone", "workshop", "division"]


class ZoneCheckViewSet(ScopedViewSet):
    """What zones check themselves; a check is recorded in one piece and stays."""

    queryset = ZoneCheck.objects.all()
    serializer_class = shapes.ZoneCheckRow
    filterset_class = ZoneCheckFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.ZoneCheckRow if self.action == "list" else shapes.ZoneCheckDetail

    def retrieve(self, request, pk):
        """One check with its answers."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.ZoneCheckInput, responses={201: shapes.ZoneCheckDetail})
    def create(self, request):
        """Record a check with an answer for every item of the checklist."""
        check = zone_checks.record(by=request.user, **self.understood(shapes.ZoneCheckInput))
        return self.answer(self.get_queryset().get(pk=check.pk), status.HTTP_201_CREATED)
