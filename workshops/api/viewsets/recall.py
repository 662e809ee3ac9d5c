"""Recalls with their steps, and the lines of lots and buyers that they are worked through by."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput
from workshops.api.serializers import recall as shapes
from workshops.models import Recall, RecallLine
from workshops.services import recalls


class RecallFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Recall.State.choices)
    lot = filters.NumberFilter(field_name="lot_id")
    workshop = filters.NumberFilter(field_name="lot__workshop_id")

    class Meta:
        model = Recall
        fields = ["state", "lot", "workshop", "division"]


def open_recall(*, lot, by, **facts):
    """Open the recall of a lot: every lot that it touches is held, every buyer listed."""
    return recalls.open_for(lot, by=by, **facts)


class RecallViewSet(CaseViewSet):
    """Recalls, from the failed lot until every line of them is settled."""

    queryset = Recall.objects.all()
    serializer_class = shapes.RecallRow
    filterset_class = RecallFilter
    draft = open_recall, shapes.RecallInput
    steps = {
        "extend": (recalls.extend, StepInput),
        "notify": (recalls.notify, StepInput),
        "close": (recalls.close, shapes.NotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        """One recall."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.TellInput, responses=shapes.TellAllOutput)
    @action(detail=True, methods=["post"], url_path="tell-all")
    def tell_all(self, request, pk):
        """Every buyer that was not told yet was told in the same way."""
        given = self.understood(shapes.TellInput)
        return Response({"told": recalls.tell_all(self.get_object(), by=request.user, **given)})

    @extend_schema(request=None, responses=shapes.OrderOutput)
    @action(detail=True, methods=["post"], url_path="draft-order")
    def draft_order(self, request, pk):
        """Draft the bureau's order to the operator of the lot; asked again, it is the same."""
        return Response({"order": recalls.draft_order(self.get_object(), by=request.user).pk})


class LineFilter(filters.FilterSet):
    recall = filters.NumberFilter(field_name="recall_id")
    lot = filters.NumberFilter(field_name="lot_id")
    direction = filters.MultipleChoiceFilter(choices=RecallLine.Direction.choices)
    buyers = YesNoFilter(field_name="sale", lookup_expr="isnull", exclude=True)
    open = YesNoFilter(method="is_open")

    class Meta:
        model = RecallLine
        fields = ["recall", "lot", "direction", "buyers", "open"]

    def is_open(self, rows, name, wanted):
        found = rows.open()
        return found if wanted else rows.exclude(pk__in=found.values("pk"))


class RecallLineViewSet(ScopedViewSet):
    """Lines of recalls: lots, and buyers of them."""

    queryset = RecallLine.objects.all()
    serializer_class = shapes.LineRow
    filterset_class = LineFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        """One line."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.TellInput)
    @action(detail=True, methods=["post"])
    def tell(self, request, pk):
        """The buyer was told."""
        return self._done(recalls.tell, shapes.TellInput)

    @extend_schema(request=shapes.RecoverInput)
    @action(detail=True, methods=["post"])
    def recover(self, request, pk):
        """So much came back from the buyer."""
        return self._done(recalls.recover, shapes.RecoverInput)

    @extend_schema(request=shapes.SettleInput)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        """What became of the lot."""
        return self._done(recalls.settle, shapes.SettleInput)

    def _done(self, service, given):
        words = self.understood(given)
        line = service(self.get_object(), by=self.request.user, **words)
        return self.answer(self.get_queryset().get(pk=line.pk))
