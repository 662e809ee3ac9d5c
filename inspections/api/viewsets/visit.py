"""Visits as a phone sends them, and the checklists that it takes along."""

from io import BytesIO
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.response import Response

from inspections import packets
from inspections.api.serializers import visit as shapes
from inspections.models import ChecklistVersion, Visit
from inspections.services import visits
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.problems import problem
from qualitysup.casework.api.viewsets import ScopedViewSet

UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DEVICE = OpenApiParameter(
    "X-Device", str, "header", description="What the phone calls itself; kept with the packet."
)


# Every answer, note and photo of the largest packet, in three bytes a character.
MOST_BYTES = 8 * 2**20


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("A visit is at most 8 MB; photos are sent by themselves.")


class PacketParser(BaseParser):
    """JSON, as much of it as a visit can say; a ``JSONParser`` would be given less."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        try:
            return JSONParser().parse(BytesIO(body), media_type, parser_context)
        except RecursionError:
            raise ParseError(_("This JSON is nested too deep.")) from None


class VisitFilter(ScopedFilter):
    kind = filters.MultipleChoiceFilter(choices=Visit.Kind.choices)
    outcome = filters.MultipleChoiceFilter(choices=Visit.Outcome.choices)
    state = filters.MultipleChoiceFilter(choices=Visit.State.choices)
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    found = YesNoFilter(method="has_findings", help_text="Whether any item failed.")
    since = filters.DateFilter(field_name="started_at__date", lookup_expr="gte")
    until = filters.DateFilter(field_name="started_at__date", lookup_expr="lte")

    class Meta:
        model = Visit
        fields = ["kind", "outcome", "state", "enterprise", "found", "since", "until", "division"]

    def has_findings(self, rows, name, wanted):
        return rows.with_findings() if wanted else rows.filter(failed_count=0)


class VisitViewSet(ScopedViewSet):
    """Visits to enterprises, under the UUID that a phone or the desk gave them."""

    queryset = Visit.objects.all()
    serializer_class = shapes.VisitRow
    filterset_class = VisitFilter
    parser_classes = [PacketParser]
    lookup_field = "uuid"
    lookup_value_regex = UUID_PATTERN
    verbs = {"PUT": "submit"}

    def get_queryset(self):
        seen = super().get_queryset()
        return seen.for_detail() if self.action == "retrieve" else seen.for_list()

    def get_serializer_class(self):
        return shapes.VisitDetail if self.action == "retrieve" else shapes.VisitRow

    def retrieve(self, request, uuid):
        """A visit with all that was found."""
        return self.answer(self.get_object())

    @extend_schema(
        request=packets.PacketShape,
        parameters=[DEVICE],
        responses={200: shapes.ReceiptOutput, 201: shapes.ReceiptOutput},
    )
    def update(self, request, uuid):
        """Send a visit. The same again is harmless (200); other content is a conflict (409).

        The visit is finished once every file that it names was sent to `/evidence/`. While
        another request holds the same visit the answer is 423: send it again a moment later.
        """
        try:
            received = visits.receive(
                UUID(uuid),
                request.data,
                by=request.user,
                device=request.headers.get("X-Device", ""),
            )
        except ObjectDoesNotExist:
            raise Http404 from None
        receipt = shapes.ReceiptOutput(received).data
        if received.in_conflict:
            return problem(
                status.HTTP_409_CONFLICT,
                "conflict",
                _("This visit was sent with other content before; somebody will decide."),
                conflict=request.build_absolute_uri(received.packet.get_absolute_url()),
                receipt=receipt,
            )
        return Response(receipt, status.HTTP_201_CREATED if received.is_new else status.HTTP_200_OK)


class ChecklistVersionViewSet(ScopedViewSet):
    """The checklists in force today, whole: what a phone takes along."""

    queryset = ChecklistVersion.objects.all()
    serializer_class = shapes.ChecklistVersionOutput

    def get_queryset(self):
        seen = super().get_queryset()
        if self.action == "list":
            seen = seen.filter(
                pk__in=ChecklistVersion.objects.in_force(timezone.localdate()).values("pk")
            )
        return seen.whole()

    def retrieve(self, request, pk):
        """Any version, also one that is no longer in force: a visit keeps the one it has."""
        return self.answer(self.get_object())
