"""Who drafted which standard, what reports state, and the institute."""

from django_filters import rest_framework as filters

from qualitysup.casework.api.filters import ScopedFilter
from qualitysup.casework.api.viewsets import ScopedViewSet
from standards.api.serializers import drafting as shapes
from standards.models import Drafting, Institute, StatedFigure

# As the list of the admin names them.
STANDING = ["counted", "led", "reported"]


class DraftingFilter(ScopedFilter):
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    standard = filters.NumberFilter(field_name="standard_id")
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As counted."
    )
    search = filters.CharFilter(method="find", help_text="Enterprise or standard.")

    class Meta:
        model = Drafting
        fields = ["enterprise", "standard", "division", "standing", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def find(self, rows, name, text):
        return rows.search(text)


class DraftingViewSet(ScopedViewSet):
    """That an enterprise is among the drafting units of a standard."""

    queryset = Drafting.objects.all()
    serializer_class = shapes.DraftingRow
    filterset_class = DraftingFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class StatedFigureViewSet(ScopedViewSet):
    """Figures that reports state of a place, with bounds and sources."""

    queryset = StatedFigure.objects.all()
    serializer_class = shapes.StatedFigureRow

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class InstituteViewSet(ScopedViewSet):
    """Institutes, with everything ever said of them and their accreditations."""

    queryset = Institute.objects.all()
    serializer_class = shapes.InstituteRow

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        if self.action == "list":
            return rows
        return rows.prefetch_related("figures", "accreditations")

    def get_serializer_class(self):
        return shapes.InstituteRow if self.action == "list" else shapes.InstituteDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
