"""The register of workshops over the API, and what it is read by."""

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import ScopedViewSet, if_match
from workshops.api.serializers import workshop as shapes
from workshops.models import FoodCategory, NegativeList, Trade, Workshop
from workshops.services import register, varieties, workers


class WorkshopFilter(ScopedFilter):
    search = filters.CharFilter(
        method="find", max_length=100, help_text="What finds its enterprise."
    )
    trade = filters.CharFilter(field_name="trade__key")
    status = filters.MultipleChoiceFilter(choices=Workshop.Status.choices)
    conditions = filters.MultipleChoiceFilter(choices=Workshop.Conditions.choices)
    makes = filters.CharFilter(method="makes_it", help_text="A category code, or one of a group.")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    fringe = YesNoFilter(field_name="fringe")
    registered = YesNoFilter(method="is_registered")
    in_zone = YesNoFilter(method="is_in_zone")

    class Meta:
        model = Workshop
        fields = [
            "search",
            "division",
            "trade",
            "status",
            "conditions",
            "fringe",
            "makes",
            "registered",
            "in_zone",
            "enterprise",
        ]

    def find(self, rows, name, text):
        return rows.search(text)

    def makes_it(self, rows, name, code):
        return rows.making(code) if code.isascii() and code.isdecimal() else rows.none()

    def is_registered(self, rows, name, is_so):
        return rows.registered() if is_so else rows.unregistered()

    def is_in_zone(self, rows, name, is_so):
        return rows.in_zone() if is_so else rows.outside_zones()


class WorkshopViewSet(ScopedViewSet):
    """Food workshops (食品生产加工小作坊): where, who, what they make, how they stand."""

    queryset = Workshop.objects.all()
    filterset_class = WorkshopFilter

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows if self.action == "list" else rows.with_parts()

    def get_serializer_class(self):
        return shapes.WorkshopRow if self.action == "list" else shapes.WorkshopOutput

    def retrieve(self, request, pk):
        """One workshop, with what it makes and who works there."""
        return self.answer(self.get_object())

    @extend_schema(request=shapes.WorkshopInput, responses={201: shapes.WorkshopOutput})
    def create(self, request):
        """Register a workshop; what a negative list forbids is refused with the entry named."""
        given = self.understood(shapes.WorkshopInput)
        confirmed = given.pop("not_a_duplicate")
        foods = [(food["category"], food["name"]) for food in given.pop("foods", [])]
        workshop = register.register(by=request.user, foods=foods, confirmed=confirmed, **given)
        return self._shown(workshop, status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.WorkshopChange,
        responses=shapes.WorkshopOutput,
        parameters=[if_match(required=True)],
    )
    def partial_update(self, request, pk):
        """Change some fields of the version that was read (``If-Match``)."""
        workshop = self.get_object()
        version = expected_version(request)
        words = shapes.WorkshopChange(data=request.data, partial=True)
        words.is_valid(raise_exception=True)
        for name, value in words.validated_data.items():
            setattr(workshop, name, value)
        return self._shown(register.change(workshop, by=request.user, version=version))

    @extend_schema(request=shapes.VarietyInput, responses={201: shapes.WorkshopOutput})
    @action(detail=True, methods=["post"], url_path="varieties")
    def begin_variety(self, request, pk):
        """The workshop makes something from a day on, unless a negative list forbids it."""
        workshop = self.get_object()
        varieties.begin(workshop, by=request.user, **self.understood(shapes.VarietyInput))
        return self._shown(workshop, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.StopInput, responses=shapes.WorkshopOutput)
    @action(detail=True, methods=["post"], url_path="end-variety")
    def end_variety(self, request, pk):
        """The workshop stops making it."""
        workshop, given = self.get_object(), self.understood(shapes.StopInput)
        variety = get_object_or_404(workshop.varieties, pk=given["variety"])
        varieties.end(variety, by=request.user, until=given.get("until"))
        return self._shown(workshop)

    @extend_schema(request=shapes.WorkerInput, responses={201: shapes.WorkshopOutput})
    @action(detail=True, methods=["post"], url_path="workers")
    def add_worker(self, request, pk):
        """Enter a person who works there."""
        workshop = self.get_object()
        workers.add(workshop, by=request.user, **self.understood(shapes.WorkerInput))
        return self._shown(workshop, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LeftInput, responses=shapes.WorkshopOutput)
    @action(detail=True, methods=["post"], url_path="worker-left")
    def worker_left(self, request, pk):
        """A person no longer works there."""
        workshop, given = self.get_object(), self.understood(shapes.LeftInput)
        worker = get_object_or_404(workshop.workers, pk=given["worker"])
        workers.leave(worker, by=request.user, on=given.get("on"))
        return self._shown(workshop)

    @extend_schema(request=shapes.CertificateInput, responses={201: shapes.WorkshopOutput})
    @action(detail=True, methods=["post"], url_path="certificates")
    def certify(self, request, pk):
        """Enter a worker's health certificate; its last day is watched."""
        workshop, given = self.get_object(), self.understood(shapes.CertificateInput)
        worker = get_object_or_404(workshop.workers, pk=given.pop("worker"))
        workers.certify(worker, by=request.user, **given)
        return self._shown(workshop, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.CloseInput, responses=shapes.WorkshopOutput)
    @action(detail=True, methods=["post"])
    def close(self, request, pk):
        """The workshop is given up for good."""
        workshop, given = self.get_object(), self.understood(shapes.CloseInput)
        return self._shown(register.close(workshop, by=request.user, **given))

    def _shown(self, workshop, status_code=status.HTTP_200_OK):
        return self.answer(self.get_queryset().get(pk=workshop.pk), status_code)

    def permission_for(self, method):
        # What is done to one workshop is allowed or refused by the service that does it.
        if self.action in OF_THE_SERVICES:
            return "workshops.view_workshop"
        return super().permission_for(method)


OF_THE_SERVICES = {
    "begin_variety",
    "end_variety",
    "add_worker",
    "worker_left",
    "certify",
    "close",
}


class FoodCategoryViewSet(ScopedViewSet):
    """The catalogue of food categories (食品生产许可分类目录)."""

    queryset = FoodCategory.objects.all()
    serializer_class = shapes.CategoryOutput
    ordering = ["code"]

    def retrieve(self, request, pk):
        """One category."""
        return self.answer(self.get_object())


class TradeViewSet(ScopedViewSet):
    """The trades by which workshops are sorted, with what each usually makes."""

    queryset = Trade.objects.with_categories()
    serializer_class = shapes.TradeOutput
    ordering = ["pk"]


class NegativeListFilter(filters.FilterSet):
    place = filters.CharFilter(
        method="of_place", help_text="A division: the lists of its province and its city."
    )
    on = filters.DateFilter(method="in_force_on", help_text="A day on which they are in force.")

    class Meta:
        model = NegativeList
        fields = ["place", "on"]

    def of_place(self, rows, name, code):
        well_formed = code.isascii() and code.isdecimal() and len(code) == 12
        return rows.for_place(code) if well_formed else rows.none()

    def in_force_on(self, rows, name, day):
        return rows.in_force(day)


class NegativeListViewSet(ScopedViewSet):
    """What workshops of a province or a city may not make, edition by edition."""

    queryset = NegativeList.objects.with_entries()
    serializer_class = shapes.NegativeListOutput
    filterset_class = NegativeListFilter

    def retrieve(self, request, pk):
        """One edition."""
        return self.answer(self.get_object())
