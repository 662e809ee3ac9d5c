"""Rectification orders: list, detail, draft and every step."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections.api import filters
from inspections.api.serializers import order as shapes
from inspections.api.serializers import step as asked
from inspections.models import OrderItem, RectificationOrder
from inspections.services import orders, penalties, reinspections
from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput, if_match


class RectificationOrderViewSet(CaseViewSet):
    """Rectification orders. A re-inspection has one step that concludes it, whatever it found."""

    queryset = RectificationOrder.objects.all()
    serializer_class = shapes.OrderRow
    filterset_class = filters.OrderFilter
    draft = orders.draft, shapes.OrderInput
    save_draft = orders.save_draft, shapes.OrderChange
    steps = {
        "submit": (orders.submit, StepInput),
        "send_back": (orders.send_back, asked.NotedInput),
        "issue": (orders.issue, StepInput),
        "extend": (orders.extend, asked.ExtendInput),
        "agree_halt": (orders.agree_halt, asked.AgreedHaltInput),
        "report": (orders.report, StepInput),
        "call_reinspection": (reinspections.call_within_term, asked.CallInput),
        "note_overdue": (orders.note_overdue, StepInput),
        "conclude_reinspection": (reinspections.conclude, asked.ConclusionInput),
        "escalate": (orders.escalate, StepInput),
        "announce": (orders.announce, asked.AnnounceInput),
        "call_after_announcement": (reinspections.call_after_announcement, asked.CallInput),
        "file_case": (penalties.file_case, StepInput),
        "notify_hearing": (penalties.notify_hearing, StepInput),
        "request_hearing": (penalties.request_hearing, StepInput),
        "schedule_hearing": (penalties.schedule_hearing, asked.HearingInput),
        "hold_hearing": (penalties.hold_hearing, asked.NotedInput),
        "halt": (penalties.halt, asked.HaltInput),
        "call_after_halt": (reinspections.call_after_halt, asked.CallInput),
        "revoke": (penalties.revoke, asked.NotedInput),
        "resume": (orders.resume, StepInput),
        "withdraw": (orders.withdraw, asked.NotedInput),
    }

    def get_queryset(self):
        seen = super().get_queryset()
        return seen.for_detail() if self.action == "retrieve" else seen.for_list()

    def get_serializer_class(self):
        return shapes.OrderDetail if self.action == "retrieve" else shapes.OrderRow

    @extend_schema(request=shapes.ItemsInput, parameters=[if_match(required=True)])
    @action(detail=True, methods=["put"])
    def items(self, request, pk):
        """Replace the items of a draft, in the order in which they come."""
        order = self.get_object()
        given = self.understood(shapes.ItemsInput)
        orders.set_items(order, given["items"], by=request.user, version=expected_version(request))
        return self.answer(self.get_queryset().get(pk=order.pk))

    @extend_schema(request=shapes.ProgressInput, responses=shapes.ItemOutput)
    @action(detail=True, methods=["post"])
    def progress(self, request, pk):
        """Note how far the enterprise has come with one item of an open order."""
        order, given = self.get_object(), self.understood(shapes.ProgressInput)
        item = get_object_or_404(OrderItem.objects.filter(order=order), pk=given.pop("item"))
        item = orders.record_progress(item, by=request.user, **given)
        return Response(shapes.ItemOutput(item).data)
