"""Prospects and what is done for them: contacts, visits, tasks, and what parks would suit."""

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from investment import matching
from investment.api.serializers import prospect as shapes
from investment.models import Park, Prospect, ProspectTask, ProspectVisit, Reception
from investment.services import followup, prospects, trips
from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput

PARTS = (
    "names",
    "figures",
    "sites",
    "requirements",
    "people",
    "contacts",
    "visits",
    "tasks",
    "receptions",
)


class ProspectFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Prospect.State.choices)
    intention = filters.MultipleChoiceFilter(choices=Prospect.Intention.choices)
    search = filters.CharFilter(method="find", help_text="Any of its names, or pinyin initials.")
    next_contact_before = filters.DateFilter(field_name="next_contact_on", lookup_expr="lt")

    class Meta:
        model = Prospect
        fields = ["state", "intention", "division", "owner", "search", "next_contact_before"]

    def find(self, rows, name, text):
        return rows.search(text)


class ProspectViewSet(CaseViewSet):
    """Firms that might invest at home, each once however many speak with it."""

    queryset = Prospect.objects.all()
    serializer_class = shapes.ProspectRow
    filterset_class = ProspectFilter
    draft = prospects.draft, shapes.ProspectInput
    save_draft = prospects.save, shapes.ProspectChange
    steps = {
        "talk": (prospects.talk, StepInput),
        "sign": (prospects.sign, shapes.SignProspectInput),
        "start": (prospects.start, StepInput),
        "fund": (prospects.fund, shapes.FundProspectInput),
        "produce": (prospects.produce, StepInput),
        "close": (prospects.close, shapes.CloseProspectInput),
        "reopen": (prospects.reopen, shapes.NotedProspectInput),
    }

    @property
    def _is_whole(self):
        return self.action != "list"

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.prefetch_related(*PARTS) if self._is_whole else rows

    def get_serializer_class(self):
        return shapes.ProspectDetail if self._is_whole else shapes.ProspectRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _whole(self, prospect):
        row = self.get_queryset().get(pk=prospect.pk)
        return self.answer(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ProspectContactInput, responses={201: shapes.ProspectDetail})
    @action(detail=True, methods=["post"])
    def contacts(self, request, pk):
        """Write down one contact: the rhythm begins anew."""
        prospect, given = self.get_object(), self.understood(shapes.ProspectContactInput)
        followup.contact(prospect, by=request.user, **given)
        return self._whole(prospect)

    @extend_schema(request=shapes.BookVisitInput, responses={201: shapes.ProspectDetail})
    @action(detail=True, methods=["post"])
    def visits(self, request, pk):
        """Book a visit; a second one to the same firm is refused."""
        prospect, given = self.get_object(), self.understood(shapes.BookVisitInput)
        trips.book(ProspectVisit(prospect=prospect, **given), by=request.user)
        return self._whole(prospect)

    @extend_schema(request=shapes.ProspectTaskInput, responses={201: shapes.ProspectDetail})
    @action(detail=True, methods=["post"])
    def tasks(self, request, pk):
        """Materials to send, or a promise of either side."""
        prospect, given = self.get_object(), self.understood(shapes.ProspectTaskInput)
        followup.owe(ProspectTask(prospect=prospect, **given), by=request.user)
        return self._whole(prospect)

    @extend_schema(responses=shapes.MatchOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def matches(self, request, pk):
        """Every park that stands, the best first, condition by condition with the reason."""
        prospect = self.get_object()
        parks = Park.objects.visible_to(request.user).standing().prefetch_related("offers")
        asked = sorted(prospect.requirements.all(), key=lambda each: each.pk)
        found = matching.match(asked, parks, timezone.localdate())
        return Response(shapes.MatchOutput(found, many=True).data)


class ProspectVisitViewSet(ScopedViewSet):
    """Visits to prospects: booked, made with what was said, or cancelled with the reason."""

    queryset = ProspectVisit.objects.all()
    serializer_class = shapes.ProspectVisitOutput
    filterset_fields = ["prospect", "trip", "officer", "state"]

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _told(self, visit):
        return self.answer(self.get_queryset().get(pk=visit.pk))

    @extend_schema(request=shapes.RecordVisitInput)
    @action(detail=True, methods=["post"])
    def record(self, request, pk):
        """What the firm said, in its words, and what of the protocol was done."""
        visit, given = self.get_object(), self.understood(shapes.RecordVisitInput)
        return self._told(trips.record(visit, by=request.user, **given))

    @extend_schema(request=shapes.CallOffVisitInput)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request, pk):
        """Nobody comes, for a reason; the firm is free to be booked again."""
        visit, given = self.get_object(), self.understood(shapes.CallOffVisitInput)
        return self._told(trips.call_off(visit, by=request.user, **given))


class ProspectTaskViewSet(ScopedViewSet):
    """What is owed to firms, and what firms owe."""

    queryset = ProspectTask.objects.all()
    serializer_class = shapes.ProspectTaskOutput
    filterset_fields = ["prospect", "owner", "kind", "state"]

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(request=shapes.SettleTaskInput)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk):
        """It was done, as the words show, or is not needed any more."""
        task, given = self.get_object(), self.understood(shapes.SettleTaskInput)
        task = followup.settle(task, by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=task.pk))


class ReceptionViewSet(ScopedViewSet):
    """Whom we invited, and who came."""

    queryset = Reception.objects.all()
    serializer_class = shapes.ReceptionOutput
    filterset_fields = ["prospect", "state"]
