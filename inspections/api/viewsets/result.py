"""Test results, the orders they become, and objections to them."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections.api import filters
from inspections.api.serializers import result as shapes
from inspections.api.serializers.order import OrderRow
from inspections.models import Objection, RectificationOrder, TestResult
from inspections.services import orders, results
from qualitysup.casework.api.viewsets import ScopedViewSet


class TestResultViewSet(ScopedViewSet):
    """What laboratories found of enterprises' products."""

    __test__ = False

    queryset = TestResult.objects.for_list()
    serializer_class = shapes.TestResultOutput
    filterset_class = filters.TestResultFilter

    @extend_schema(request=shapes.TestResultInput, responses={201: shapes.TestResultOutput})
    def create(self, request):
        """Record what a laboratory found."""
        result = TestResult(**self.understood(shapes.TestResultInput))
        return self.answer(results.record(result, by=request.user), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: OrderRow})
    @action(detail=True, methods=["post"])
    def order(self, request, pk):
        """Draft the order that a failed result calls for; asked again, answer the one there is."""
        order = results.order_from(self.get_object(), by=request.user)
        order = RectificationOrder.objects.visible_to(request.user).for_list().get(pk=order.pk)
        return Response(OrderRow(order).data, status.HTTP_201_CREATED)


class ObjectionViewSet(ScopedViewSet):
    """Objections of parties to the results of their tests."""

    queryset = Objection.objects.select_related("decided_by")
    serializer_class = shapes.ObjectionOutput
    filterset_class = filters.ObjectionFilter

    @extend_schema(request=shapes.ObjectionInput, responses={201: shapes.ObjectionOutput})
    def create(self, request):
        """Record an objection; one that comes too late is recorded as such."""
        objection = orders.object_to(by=request.user, **self.understood(shapes.ObjectionInput))
        return self.answer(objection, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ObjectionDecision)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk):
        """Uphold or dismiss an objection."""
        given = {"on": timezone.localdate()} | self.understood(shapes.ObjectionDecision)
        objection = orders.decide_objection(self.get_object(), by=request.user, **given)
        return self.answer(objection)
