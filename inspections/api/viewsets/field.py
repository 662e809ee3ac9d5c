"""The field app's own calls: who am I, and all that is needed where there is no signal."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from inspections.api.serializers import field as shapes


class FieldViewSet(ViewSet):
    """What a phone takes along; everything in it is what its person may see anyway."""

    @extend_schema(responses=shapes.MeOutput)
    @action(detail=False, methods=["get"])
    def me(self, request):
        """Who is signed in on this phone."""
        return Response(shapes.MeOutput(request.user).data)
