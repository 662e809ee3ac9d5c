from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from workshops import tracing
from workshops.api.serializers.trace import TraceOutput

BUYERS_SHOWN = 500


class TraceMixin:
    """For the lots: ``GET …/{id}/trace/``."""

    @extend_schema(
        responses=TraceOutput,
        filters=False,
        parameters=[OpenApiParameter("steps", int, description="1 for one step back and forward.")],
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def trace(self, request, pk):
        """Back to what went into it, forward to everybody who has some of it.

        The lots of other operators are counted and not named.
        """
        lot = self.get_object()
        one = request.query_params.get("steps") == "1"
        steps = tracing.ONE_STEP if one else tracing.ALL_STEPS
        found = tracing.trace(lot, user=request.user, steps=steps)
        sales = found.sales(request.user).order_by("-sold_on", "-pk")
        shown = {
            "lot": lot.pk,
            "total": found.total,
            "lots": found.nodes,
            "links": [{"source": source, "made": made} for source, made in found.links],
            "buyers_total": sales.count(),
            "buyers": sales[:BUYERS_SHOWN],
        }
        return Response(TraceOutput(shown).data)
