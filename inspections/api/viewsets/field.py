"""The field app's own calls: who am I, and all that is needed where there is no signal."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from inspections import outings
from inspections.api.serializers import field as shapes
from inspections.models import Round
from inspections.taken import MOST_DAYS, Taken
from qualitysup.casework.api.shapes import shape
from qualitysup.casework.api.viewsets import ScopedViewSet


class FieldViewSet(ScopedViewSet):
    """What a phone takes along; everything in it is what its person may see anyway."""

    queryset = Round.objects.all()
    serializer_class = shapes.TakenOutput
    pagination_class = None

    def permission_for(self, method):
        """Whoever records visits, or fills in forms outside, takes along what that needs."""
        return outings.permission_of(self.request.user) or "inspections.submit_visit"

    @extend_schema(
        filters=False,
        parameters=[
            OpenApiParameter(
                "days", int, description=f"Today and the days after it, 1 to {MOST_DAYS}; 3."
            ),
            OpenApiParameter(
                "If-None-Match", str, "header", description="The ETag of what the phone has."
            ),
        ],
        responses={
            200: forced_singular_serializer(shapes.TakenOutput),
            304: OpenApiResponse(description="Nothing changed but the time."),
        },
    )
    def list(self, request):
        """The rounds of the next days, with all that is needed at each door."""
        asked = shapes.DaysInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        taken = Taken(request.user, days=asked.validated_data["days"])
        taken.now, taken.version = timezone.now(), ""
        content = shape(shapes.TakenOutput).to_representation(taken)
        content["version"] = version_of(content)
        headers = {"ETag": f'"{content["version"]}"', "Cache-Control": "private, no-cache"}
        if headers["ETag"] in request.headers.get("If-None-Match", "").replace("W/", ""):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(content, headers=headers)

    @extend_schema(responses=shapes.MeOutput, filters=False)
    @action(detail=False, methods=["get"], permission_classes=[IsAuthenticated])
    def me(self, request):
        """Who is signed in on this phone."""
        return Response(shapes.MeOutput(request.user).data)


def version_of(content) -> str:
    """Of all that was taken, but the moment."""
    rest = {name: value for name, value in content.items() if name not in ("now", "version")}
    text = json.dumps(rest, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
