"""The ledgers of operators, the plants and the papers, over the API."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from qualitysup.casework.api.etags import expected_version
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet, StepInput, if_match
from workshops.api.serializers import ledger as shapes
from workshops.api.viewsets.trace import TraceMixin
from workshops.models import Lot, PaperValidity, QuarantinePaper, Sale, SlaughterPlant
from workshops.services import ledgers, lots, papers, plants


class LotFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Lot.Kind.choices)
    state = filters.MultipleChoiceFilter(choices=Lot.State.choices)
    workshop = filters.NumberFilter(field_name="workshop_id")
    zone = filters.NumberFilter(field_name="zone_id")
    made_from = filters.DateFilter(field_name="made_on", lookup_expr="gte")
    made_until = filters.DateFilter(field_name="made_on", lookup_expr="lte")
    standing = filters.ChoiceFilter(
        method="stands",
        choices=[(name, name) for name in ("papers_missing", "in_stock", "waiting", "held")],
    )
    search = filters.CharFilter(method="find", help_text="Product, batch, supplier or workshop.")

    class Meta:
        model = Lot
        fields = ["kind", "state", "workshop", "zone", "made_from", "made_until", "standing"]

    def stands(self, rows, name, standing):
        return getattr(rows, standing)()

    def find(self, rows, name, text):
        return rows.search(text)


class LotViewSet(TraceMixin, CaseViewSet):
    """Lots in the ledgers of purchases and production, from their entry to their end."""

    queryset = Lot.objects.all()
    serializer_class = shapes.LotRow
    filterset_class = LotFilter
    draft = ledgers.enter, shapes.LotEntry
    steps = {
        "take_in": (lots.take_in, StepInput),
        "turn_away": (lots.turn_away, shapes.NotedInput),
        "make": (lots.make, StepInput),
        "submit_to_lab": (lots.submit, StepInput),
        "pass": (lots.pass_test, StepInput),
        "fail": (lots.fail_test, StepInput),
        "release": (lots.release, StepInput),
        "hold": (lots.hold, shapes.NotedInput),
        "return_to_stock": (lots.return_to_stock, shapes.NotedInput),
        "unhold": (lots.unhold, shapes.NotedInput),
        "resubmit": (lots.resubmit, shapes.NotedInput),
        "recall": (lots.recall, shapes.NotedInput),
        "record_destruction": (lots.destroy, shapes.NotedInput),
    }

    @extend_schema(request=shapes.LotChange, parameters=[if_match(required=True)])
    def partial_update(self, request, pk):
        """Change an entry on its own day, while it is still being written."""
        lot, version = self.get_object(), expected_version(request)
        given = self.understood(shapes.LotChange)
        inputs = given.pop("inputs", None)
        for name, value in given.items():
            setattr(lot, name, value)
        ledgers.save_entry(lot, by=request.user, version=version, inputs=inputs)
        return self.answer(self.get_queryset().get(pk=lot.pk))

    @extend_schema(request=shapes.CorrectionInput, responses={201: shapes.CorrectionOutput})
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        """Say what is right instead of what the entry says; both stay."""
        given = self.understood(shapes.CorrectionInput)
        correction = ledgers.correct(self.get_object(), by=request.user, **given)
        data = shapes.CorrectionOutput(correction).data
        return Response(data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LateInput, responses={201: shapes.InputOutput})
    @action(detail=True, methods=["post"], url_path="inputs")
    def add_input(self, request, pk=None):
        """Say afterwards that something else went in, and why it is said only now."""
        entry = ledgers.add_input(
            self.get_object(), by=request.user, **self.understood(shapes.LateInput)
        )
        return Response(shapes.InputOutput(entry).data, status=status.HTTP_201_CREATED)

    def get_queryset(self):
        seen = super().get_queryset()
        return seen.for_detail() if self.action == "retrieve" else seen.for_list()

    def get_serializer_class(self):
        return shapes.LotDetail if self.action == "retrieve" else shapes.LotRow


class SaleFilter(filters.FilterSet):
    lot = filters.NumberFilter(field_name="lot_id")
    workshop = filters.NumberFilter(field_name="lot__workshop_id")
    sold_from = filters.DateFilter(field_name="sold_on", lookup_expr="gte")
    sold_until = filters.DateFilter(field_name="sold_on", lookup_expr="lte")
    standing = filters.ChoiceFilter(method="stands", choices=[("to_take_in", "to_take_in")])
    search = filters.CharFilter(method="find", help_text="Buyer, product or batch.")

    class Meta:
        model = Sale
        fields = ["lot", "workshop", "sold_from", "sold_until", "standing"]

    def stands(self, rows, name, standing):
        return getattr(rows, standing)()

    def find(self, rows, name, text):
        return rows.search(text)


class SaleViewSet(ScopedViewSet):
    """Sales, one step forward; seen by who sold and by who bought."""

    queryset = Sale.objects.for_list().select_related("taken_in")
    serializer_class = shapes.SaleOutput
    filterset_class = SaleFilter

    @extend_schema(request=shapes.SaleInput, responses={201: shapes.SaleOutput})
    def create(self, request):
        """So much of a released lot went to a buyer."""
        given = self.understood(shapes.SaleInput)
        sale = ledgers.sell(by=request.user, **given)
        return self.answer(self.get_queryset().get(pk=sale.pk), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.TakeBackInput, responses={201: shapes.SaleOutput})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, pk=None):
        """A counter-entry to what was written by mistake."""
        counter = ledgers.take_back(
            self.get_object(), by=request.user, **self.understood(shapes.TakeBackInput)
        )
        return self.answer(self.get_queryset().get(pk=counter.pk), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.TakeOverInput, responses={201: shapes.LotRow})
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request, pk=None):
        """Take what was bought into one's own ledger, linked to the sale."""
        lot = ledgers.take_over(
            self.get_object(), by=request.user, **self.understood(shapes.TakeOverInput)
        )
        return Response(shapes.LotRow(lot).data, status=status.HTTP_201_CREATED)


class SlaughterPlantFilter(filters.FilterSet):
    species = filters.ChoiceFilter(choices=SlaughterPlant.Species.choices)
    search = filters.CharFilter(method="find", help_text="Name, certificate or sign plate.")

    class Meta:
        model = SlaughterPlant
        fields = ["species"]

    def find(self, rows, name, text):
        return rows.search(text)


class SlaughterPlantViewSet(ScopedViewSet):
    """Designated slaughter plants, as the city published them and the bureau verified them."""

    queryset = SlaughterPlant.objects.for_list()
    serializer_class = shapes.PlantOutput
    filterset_class = SlaughterPlantFilter

    @extend_schema(request=shapes.VerifyInput)
    @action(detail=True, methods=["post"])
    def verify(self, request, pk=None):
        """Certificate and sign plate were compared with the city's list."""
        plant = plants.verify(
            self.get_object(), by=request.user, **self.understood(shapes.VerifyInput)
        )
        return self.answer(self.get_queryset().get(pk=plant.pk))


class QuarantinePaperFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=QuarantinePaper.Kind.choices)
    workshop = filters.NumberFilter(field_name="workshop_id")
    number = filters.CharFilter()

    class Meta:
        model = QuarantinePaper
        fields = ["kind", "workshop", "number"]


class QuarantinePaperViewSet(ScopedViewSet):
    """Quarantine papers: each number once."""

    queryset = QuarantinePaper.objects.for_list()
    serializer_class = shapes.PaperOutput
    filterset_class = QuarantinePaperFilter

    @extend_schema(request=shapes.QuarantinePaperInput, responses={201: shapes.PaperOutput})
    def create(self, request):
        """Write a paper down; the same paper sent again is found again."""
        paper = papers.record(by=request.user, **self.understood(shapes.QuarantinePaperInput))
        return self.answer(self.get_queryset().get(pk=paper.pk), status.HTTP_201_CREATED)


class PaperValidityViewSet(ScopedViewSet):
    """For how long each kind of quarantine paper is good."""

    queryset = PaperValidity.objects.all()
    serializer_class = shapes.PaperValidityOutput
