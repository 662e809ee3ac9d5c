"""Penalties that are decided apart from an order, from the record to the service."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from inspections.api.serializers import penalty as shapes
from inspections.models import Penalty
from inspections.services import decisions
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import ScopedViewSet


class PenaltyFilter(ScopedFilter):
    kind = filters.MultipleChoiceFilter(choices=Penalty.Kind.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    to_push = YesNoFilter(
        method="is_to_push", help_text="The party is registered in another province."
    )

    class Meta:
        model = Penalty
        fields = ["kind", "enterprise", "division", "to_push"]

    def is_to_push(self, rows, name, wanted):
        pushed = rows.to_push()
        return pushed if wanted else rows.exclude(pk__in=pushed.values("pk"))


class PenaltyViewSet(ScopedViewSet):
    """Fines, public criticism and the like; a halt or a revocation is its order's."""

    queryset = Penalty.objects.for_list()
    serializer_class = shapes.PenaltyOutput
    filterset_class = PenaltyFilter

    @extend_schema(request=shapes.PenaltyInput, responses={201: shapes.PenaltyOutput})
    def create(self, request):
        """Record a decision; whatever is public of it waits in the queue from here."""
        penalty = Penalty(**self.understood(shapes.PenaltyInput))
        return self.answer(decisions.record(penalty, by=request.user), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ServedInput)
    @action(detail=True, methods=["post"])
    def serve(self, request, pk):
        """Record the day on which the party was served."""
        given = self.understood(shapes.ServedInput)
        return self.answer(decisions.serve(self.get_object(), by=request.user, **given))

    @extend_schema(request=shapes.AnnulledPenaltyInput)
    @action(detail=True, methods=["post"])
    def annul(self, request, pk):
        """Record that the decision no longer holds; what is public of it is to be withdrawn."""
        given = self.understood(shapes.AnnulledPenaltyInput)
        return self.answer(decisions.annul(self.get_object(), by=request.user, **given))
