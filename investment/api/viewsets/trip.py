"""Trips, parks, policies and recognitions."""

from investment.api.serializers import trip as shapes
from investment.models import Park, PolicyPack, Recognition, Trip
from investment.services import trips
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput


class TripViewSet(CaseViewSet):
    """Trips of a delegation, with programme and visits."""

    queryset = Trip.objects.all()
    serializer_class = shapes.TripRow
    filterset_fields = ["state", "leads"]
    draft = trips.draft, shapes.TripInput
    save_draft = trips.save, shapes.TripChange
    steps = {
        "depart": (trips.depart, StepInput),
        "come_back": (trips.come_back, StepInput),
        "report": (trips.report, StepInput),
        "cancel": (trips.cancel, StepInput),
    }

    @property
    def _is_whole(self):
        return self.action != "list"

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        parts = ("members", "programme", "visits")
        return rows.prefetch_related(*parts) if self._is_whole else rows

    def get_serializer_class(self):
        return shapes.TripDetail if self._is_whole else shapes.TripRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class ParkViewSet(ScopedViewSet):
    """Industrial parks with what they offer, run out or not."""

    queryset = Park.objects.prefetch_related("offers")
    serializer_class = shapes.ParkOutput
    filterset_fields = ["level"]


class PolicyPackViewSet(ScopedViewSet):
    """Policy packs with every version."""

    queryset = PolicyPack.objects.prefetch_related("editions")
    serializer_class = shapes.PolicyPackOutput
    filterset_fields = ["division"]


class RecognitionViewSet(ScopedViewSet):
    """Who praised the work, and on which occasion."""

    queryset = Recognition.objects.all()
    serializer_class = shapes.RecognitionOutput
    filterset_fields = ["kind", "year"]
