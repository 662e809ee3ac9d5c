"""Firms on the way to an honour, what is promised to them, and the catalogues they stand in."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from brands.api.serializers import cultivation as shapes
from brands.models import (
    Area,
    Catalogue,
    Commitment,
    Cultivation,
    CultivationVisit,
    Requirement,
    ScreeningSheet,
)
from brands.services import catalogues, commitments, cultivations, screenings
from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput


class CultivationFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Cultivation.State.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    kind = filters.NumberFilter(field_name="kind_id")
    search = filters.CharFilter(method="find", help_text="Enterprise, product or brand.")

    class Meta:
        model = Cultivation
        fields = ["state", "division", "enterprise", "kind", "year", "officer", "search"]

    def find(self, rows, name, text):
        return rows.search(text)


class CultivationViewSet(CaseViewSet):
    """Firms on the way to an honour; no stage is skipped."""

    queryset = Cultivation.objects.all()
    serializer_class = shapes.CultivationRow
    filterset_class = CultivationFilter
    draft = cultivations.draft, shapes.CultivationInput
    save_draft = cultivations.save, shapes.CultivationChange
    steps = {
        "recommend": (cultivations.recommend, shapes.RecommendInput),
        "screen": (cultivations.screen, StepInput),
        "visit": (cultivations.visited, StepInput),
        "begin": (cultivations.begin, shapes.BeginInput),
        "apply": (cultivations.apply, shapes.ApplyInput),
        "win": (cultivations.win, shapes.WinInput),
        "lose": (cultivations.lose, shapes.NotedInput),
        "drop": (cultivations.drop, shapes.NotedInput),
    }

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.prefetch_related("commitments", "visits") if self._is_whole else rows

    def get_serializer_class(self):
        return shapes.CultivationDetail if self._is_whole else shapes.CultivationRow

    @property
    def _is_whole(self):
        return self.action in ("retrieve", "screenings", "visits")

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(request=shapes.ScreeningInput, responses=shapes.CultivationDetail)
    @action(detail=True, methods=["post"])
    def screenings(self, request, pk):
        """Fill in one's own screening sheet; sent again it is corrected."""
        cultivation, given = self.get_object(), self.understood(shapes.ScreeningInput)
        points = {each["criterion"]: each["points"] for each in given["points"]}
        screenings.fill_in(cultivation, by=request.user, points=points, note=given["note"])
        return self.answer(self.get_queryset().get(pk=cultivation.pk))

    @extend_schema(request=shapes.CultivationVisitInput, responses={201: shapes.CultivationDetail})
    @action(detail=True, methods=["post"])
    def visits(self, request, pk):
        """Record a visit to the firm; it is never changed."""
        cultivation, given = self.get_object(), self.understood(shapes.CultivationVisitInput)
        visit = CultivationVisit(cultivation=cultivation, **given)
        cultivations.record_visit(visit, by=request.user)
        row = self.get_queryset().get(pk=cultivation.pk)
        return self.answer(row, status.HTTP_201_CREATED)


class CommitmentFilter(ScopedFilter):
    cultivation = filters.NumberFilter(field_name="cultivation_id")
    state = filters.MultipleChoiceFilter(choices=Commitment.State.choices)
    area = filters.MultipleChoiceFilter(choices=Area.choices)
    owner = filters.NumberFilter(field_name="owner_id")
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lt")

    class Meta:
        model = Commitment
        fields = ["cultivation", "division", "state", "area", "owner", "due_before"]


class CommitmentViewSet(ScopedViewSet):
    """What was promised on the way to an honour, by whom and until when."""

    queryset = Commitment.objects.all()
    serializer_class = shapes.CommitmentOutput
    filterset_class = CommitmentFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _told(self, commitment, status_code=status.HTTP_200_OK):
        return self.answer(self.get_queryset().get(pk=commitment.pk), status_code)

    @extend_schema(request=shapes.PromiseInput, responses={201: shapes.CommitmentOutput})
    def create(self, request):
        """Enter what somebody promised; its last day is a deadline of whoever answers for it."""
        given = self.understood(shapes.PromiseInput)
        promise = commitments.promise(Commitment(**given), by=request.user)
        return self._told(promise, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.MeetInput)
    @action(detail=True, methods=["post"])
    def meet(self, request, pk):
        """It was done, as something shows."""
        commitment, given = self.get_object(), self.understood(shapes.MeetInput)
        return self._told(commitments.meet(commitment, by=request.user, **given))

    @extend_schema(request=shapes.WaiveInput)
    @action(detail=True, methods=["post"])
    def waive(self, request, pk):
        """It is not needed of this firm, for a reason."""
        commitment, given = self.get_object(), self.understood(shapes.WaiveInput)
        return self._told(commitments.waive(commitment, by=request.user, **given))

    @extend_schema(request=shapes.GiveInput)
    @action(detail=True, methods=["post"])
    def give(self, request, pk):
        """Another person answers for it, or it is due on another day; later needs a reason."""
        commitment, given = self.get_object(), self.understood(shapes.GiveInput)
        return self._told(commitments.give(commitment, by=request.user, **given))


class CatalogueFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=Catalogue.State.choices)

    class Meta:
        model = Catalogue
        fields = ["state", "division", "year"]


class CatalogueViewSet(CaseViewSet):
    """The yearly catalogues of firms in cultivation, version by version."""

    queryset = Catalogue.objects.all()
    serializer_class = shapes.CatalogueRow
    filterset_class = CatalogueFilter
    draft = catalogues.draft, shapes.CatalogueInput
    steps = {"freeze": (catalogues.freeze, StepInput)}

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.prefetch_related("entries") if self.action == "retrieve" else rows

    def get_serializer_class(self):
        return shapes.CatalogueDetail if self.action == "retrieve" else shapes.CatalogueRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class RequirementViewSet(ScopedViewSet):
    """What honours ask of an applicant."""

    queryset = Requirement.objects.all()
    serializer_class = shapes.RequirementOutput
    filterset_fields = ["kind", "area"]


class ScreeningSheetViewSet(ScopedViewSet):
    """The published criteria by which firms are screened, and those in preparation."""

    queryset = ScreeningSheet.objects.prefetch_related("criteria")
    serializer_class = shapes.ScreeningSheetOutput
    filterset_fields = ["kind"]
