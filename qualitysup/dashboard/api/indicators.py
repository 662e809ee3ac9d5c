"""Figures for a bureau's own reporting tools: the same as on the pages, and read only."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from qualitysup.casework.api.viewsets import ScopedViewSet
from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.forms import LensForm
from qualitysup.dashboard.models import Tally

ASKED = [
    OpenApiParameter("since", str, description="First day; the first of this year unless told."),
    OpenApiParameter("until", str, description="Last day, and as of when; today unless told."),
    OpenApiParameter("place", str, description="Code of a division; else all that one sees."),
]


class IndicatorFigureOutput(serializers.Serializer):
    """An indicator in the period and in the one before; ``null`` is not known, and never 0."""

    key = serializers.CharField(source="indicator.key")
    subject = serializers.CharField(source="indicator.subject")
    theme = serializers.CharField(source="indicator.theme")
    name = serializers.CharField(source="indicator.name")
    definition = serializers.CharField(source="indicator.definition")
    unit = serializers.CharField(source="indicator.unit")
    figure = serializers.CharField(allow_null=True, help_text="A number, or words as stated.")
    before = serializers.CharField(allow_null=True)
    is_exact = serializers.SerializerMethodField()
    url = serializers.CharField(help_text="The list of the rows that it counts.")

    def get_is_exact(self, measured) -> bool:
        """Otherwise there are more: counting stopped."""
        return not measured.is_capped


class IndicatorMonthOutput(serializers.Serializer):
    since = serializers.DateField(source="period.since")
    until = serializers.DateField(source="period.until")
    figure = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class IndicatorPlaceOutput(serializers.Serializer):
    place = serializers.CharField(source="place.code")
    name = serializers.CharField(source="place.name")
    figure = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_figure(self, row) -> str | None:
        figure = row.cells[0].figure
        return None if figure is None else str(figure)

    def get_url(self, row) -> str:
        return row.cells[0].url


class IndicatorOutput(IndicatorFigureOutput):
    """With its last thirteen months and the divisions right below, where these are kept."""

    months = IndicatorMonthOutput(many=True)
    places = IndicatorPlaceOutput(many=True)


class IndicatorViewSet(ScopedViewSet):
    """What managers see on the dashboard, of the divisions and subjects that are the person's."""

    queryset = Tally.objects.all()
    serializer_class = IndicatorFigureOutput
    pagination_class = None
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9-]+"

    def permission_for(self, method):
        return "dashboard.view_dashboard"

    @extend_schema(parameters=ASKED, filters=False, responses=IndicatorFigureOutput(many=True))
    def list(self, request):
        """Every indicator that the person may see."""
        found = figures.measure(self._lens(), registry.indicators_for(request.user))
        return Response(IndicatorFigureOutput(found, many=True).data)

    @extend_schema(
        parameters=[*ASKED, OpenApiParameter("key", str, "path")], responses=IndicatorOutput
    )
    def retrieve(self, request, key):
        """One indicator, with its months and places."""
        one = registry.indicator(key)
        if one is None or not request.user.has_perm(one.permission):
            raise Http404
        lens = self._lens()
        [found] = figures.measure(lens, [one])
        data = IndicatorFigureOutput(found).data
        months = figures.trend(lens, [one]).get(one, [])
        places = figures.by_place(lens, [one]) if one.is_kept else []
        data |= {
            "months": IndicatorMonthOutput(months, many=True).data,
            "places": IndicatorPlaceOutput(places, many=True).data,
        }
        return Response(data)

    def _lens(self):
        form = LensForm(self.request.query_params, self.request.user)
        if not form.is_valid():
            raise ValidationError(form.errors)
        return form.lens
