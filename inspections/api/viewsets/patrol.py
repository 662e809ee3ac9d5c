"""Patrols and rounds: lists, steps, and what a phone takes along for the day."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from inspections.api.serializers import patrol as shapes
from inspections.api.serializers.step import NotedInput
from inspections.models import Patrol, RectificationOrder, Round, Visit
from inspections.services import patrols, routes
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet


class PatrolFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Patrol.State.choices)
    plan = filters.NumberFilter(field_name="plan_id")
    station = filters.NumberFilter(field_name="station_id")
    inspector = filters.NumberFilter(method="is_theirs", help_text="First or second inspector.")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    missed = YesNoFilter(field_name="missed_on", lookup_expr="isnull", exclude=True)
    due_from = filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_to = filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Patrol
        fields = ["state", "plan", "station", "inspector", "enterprise", "division", "missed"]

    def is_theirs(self, rows, name, person):
        return rows.of(person)


class PatrolViewSet(CaseViewSet):
    """Patrols. A finished visit that was made for one records it by itself."""

    queryset = Patrol.objects.all()
    serializer_class = shapes.PatrolRow
    filterset_class = PatrolFilter
    draft = patrols.enter, shapes.PatrolInput
    steps = {
        "assign": (patrols.assign, shapes.AssignInput),
        "postpone": (patrols.postpone, shapes.PostponeInput),
        "fulfil": (patrols.fulfil, shapes.FulfilInput),
        "cancel": (patrols.cancel, NotedInput),
        "reinstate": (patrols.reinstate, NotedInput),
    }

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.PatrolDetail if self.action == "retrieve" else shapes.PatrolRow

    @extend_schema(request=shapes.AssignManyInput, responses=shapes.AssignedManyOutput)
    @action(detail=False, methods=["post"], url_path="assign-many")
    def assign_many(self, request):
        """Send the same two to several, at most 200; each is assigned or refused by itself."""
        given = self.understood(shapes.AssignManyInput)
        assigned, refused = patrols.assign_many(given.pop("patrols"), by=request.user, **given)
        answer = {
            "done": [patrol.pk for patrol in assigned],
            "refused": [
                {"id": patrol.pk, "code": refusal.code, "reason": refusal.reason}
                for patrol, refusal in refused
            ],
        }
        return Response(shapes.AssignedManyOutput(answer).data)


class RoundFilter(filters.FilterSet):
    person = filters.NumberFilter(field_name="person_id")
    on = filters.DateFilter()

    class Meta:
        model = Round
        fields = ["person", "on"]


class RoundViewSet(ScopedViewSet):
    """Rounds: a person's stops of a day, each with all that is needed where there is no signal."""

    queryset = Round.objects.all()
    serializer_class = shapes.RoundRow
    filterset_class = RoundFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_serializer_class(self):
        return shapes.RoundRow if self.action == "list" else shapes.RoundDetail

    def retrieve(self, request, pk):
        return self.answer(with_stops(self.get_object(), request.user))

    @extend_schema(filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def today(self, request):
        """My own round of today."""
        mine = self.get_queryset().of(request.user)
        found = get_object_or_404(mine, on=timezone.localdate())
        return self.answer(with_stops(found, request.user))

    @extend_schema(request=shapes.OrderOfStops)
    @action(detail=True, methods=["post"])
    def reorder(self, request, pk):
        """Keep this order of the stops until the shortest way is asked for again."""
        given = self.understood(shapes.OrderOfStops)
        routes.reorder(self.get_object(), given["stops"], by=request.user)
        return self.answer(with_stops(self.get_queryset().get(pk=pk), request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def shorten(self, request, pk):
        """Give up the order by hand for the shortest way."""
        routes.shorten(self.get_object(), by=request.user)
        return self.answer(with_stops(self.get_queryset().get(pk=pk), request.user))


def with_stops(found, user):
    """The round with its stops, their last findings and open orders: three queries in all."""
    found.stop_rows = list(found.stops.for_page())
    firms = {stop.enterprise_id for stop in found.stop_rows}
    orders, findings = {}, {}
    for order in RectificationOrder.objects.visible_to(user).open().filter(enterprise__in=firms):
        orders.setdefault(order.enterprise_id, []).append(order)
    visits = Visit.objects.visible_to(user).finished().with_findings().filter(enterprise__in=firms)
    latest = visits.order_by("enterprise_id", "-started_at").distinct("enterprise_id")
    for visit in latest:
        findings[visit.enterprise_id] = [
            {
                "on": timezone.localdate(visit.started_at),
                "outcome": visit.outcome,
                "failed": visit.failed_count,
                "summary": visit.summary,
            }
        ]
    for stop in found.stop_rows:
        stop.open_orders = orders.get(stop.enterprise_id, [])
        stop.last_findings = findings.get(stop.enterprise_id, [])
    return found
