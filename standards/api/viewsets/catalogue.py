"""The catalogue of standards, and which edition applied on a day."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from qualitysup.casework.api.filters import YesNoFilter
from qualitysup.casework.api.viewsets import ScopedViewSet
from standards.api.serializers import catalogue as shapes
from standards.models import Standard
from standards.models.standard import LEVELS, NATURES
from standards.numbers import NotANumber, parse
from standards.services.versions import version_on

# As the list of the admin names them.
STANDING = ["in-force", "upcoming", "being-replaced", "abolished"]


class StandardFilter(filters.FilterSet):
    level = filters.MultipleChoiceFilter(choices=LEVELS)
    nature = filters.MultipleChoiceFilter(choices=[each for each in NATURES if each[0]])
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As of today."
    )
    on = filters.DateFilter(method="in_force_on_day", help_text="Those in force on this day.")
    adopting = YesNoFilter(method="that_adopt", help_text="NEQ does not count.")
    in_class = filters.CharFilter(
        method="of_class", help_text="A class and all that lies in it: ICS25.120, CCSJ62."
    )
    search = filters.CharFilter(method="find", help_text="Number in any spelling, name, initials.")

    class Meta:
        model = Standard
        fields = ["level", "nature", "standing", "on", "adopting", "in_class", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def in_force_on_day(self, rows, name, day):
        return rows.on(day)

    def that_adopt(self, rows, name, wanted):
        adopting = rows.adopting()
        return adopting if wanted else rows.exclude(pk__in=adopting.values("pk"))

    def of_class(self, rows, name, key):
        return rows.in_class(key)

    def find(self, rows, name, text):
        return rows.search(text)


class AppliedQuery(serializers.Serializer):
    number = serializers.CharField(max_length=80)
    on = serializers.DateField()

    def validate_number(self, text):
        try:
            return parse(text)
        except NotANumber as refusal:
            raise serializers.ValidationError(refusal.reason, code=refusal.code) from None


class StandardViewSet(ScopedViewSet):
    """Standards by number, every edition by itself."""

    queryset = Standard.objects.all()
    serializer_class = shapes.StandardRow
    filterset_class = StandardFilter
    ordering = ["sort_key"]

    def get_queryset(self):
        rows = super().get_queryset()
        if self.action == "list":
            return rows
        return rows.prefetch_related("replaces", "replaced_by__new", "adoptions")

    def get_serializer_class(self):
        return shapes.StandardRow if self.action == "list" else shapes.StandardDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    @extend_schema(
        filters=False,
        parameters=[
            OpenApiParameter("number", str, required=True, description="With its year or without."),
            OpenApiParameter("on", {"type": "string", "format": "date"}, required=True),
        ],
        responses=shapes.AppliedOutput,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def applied(self, request):
        """The edition of a standard that applied on a day."""
        asked = AppliedQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        number, on = asked.validated_data["number"], asked.validated_data["on"]
        found = {"asked": str(number), "on": on, "applied": version_on(number, on)}
        return Response(shapes.AppliedOutput(found).data)
