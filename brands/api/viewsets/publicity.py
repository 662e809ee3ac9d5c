"""Publicity of honours."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from brands import wording_check
from brands.api.serializers import publicity as shapes
from brands.models import PublicityItem
from brands.services import publicity
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import CaseViewSet, StepInput


class PublicityItemFilter(ScopedFilter):
    state = filters.MultipleChoiceFilter(choices=PublicityItem.State.choices)
    honour = filters.NumberFilter(field_name="honour_id")
    enterprise = filters.NumberFilter(field_name="honour__enterprise_id")
    shown = YesNoFilter(method="is_shown", help_text="Released, and its honour stands.")
    search = filters.CharFilter(
        method="find", help_text="Headline, holder, product or certificate number."
    )

    class Meta:
        model = PublicityItem
        fields = ["state", "honour", "enterprise", "division", "shown", "search"]

    def is_shown(self, rows, name, wanted):
        shown = rows.on_page()
        return shown if wanted else rows.exclude(pk__in=shown.values("pk"))

    def find(self, rows, name, text):
        return rows.search(text)


class PublicityItemViewSet(CaseViewSet):
    """What the bureau tells of honours: written by one, approved by two others."""

    queryset = PublicityItem.objects.for_list()
    serializer_class = shapes.PublicityItemRow
    filterset_class = PublicityItemFilter
    draft = publicity.draft, shapes.PublicityItemInput
    save_draft = publicity.save, shapes.PublicityItemChange
    steps = {
        "submit": (publicity.submit, StepInput),
        "approve": (publicity.approve, StepInput),
        "release": (publicity.release, StepInput),
        "send_back": (publicity.send_back, shapes.NotedInput),
        "withdraw": (publicity.withdraw, shapes.NotedInput),
    }

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("channels")

    def get_serializer_class(self):
        return shapes.PublicityItemRow if self.action == "list" else shapes.PublicityItemDetail

    @extend_schema(responses=shapes.WordingObjectionOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def objections(self, request, pk=None):
        """What stands against its words today, sentence by sentence."""
        item = self.get_object()
        found = wording_check.of(item.honour, headline=item.headline, text=item.text)
        return Response(shapes.WordingObjectionOutput(found, many=True).data)

    @extend_schema(request=shapes.PublicationInput, responses=shapes.PublicationOutput)
    @action(detail=True, methods=["post"])
    def publications(self, request, pk=None):
        """Record where it was published, or replace a record that is wrong."""
        given = self.understood(shapes.PublicationInput)
        made = publicity.publish(self.get_object(), by=request.user, **given)
        shown = shapes.PublicationOutput(made).data
        return Response(shown, status=status.HTTP_201_CREATED)
