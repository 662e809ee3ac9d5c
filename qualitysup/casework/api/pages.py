"""Pages of API lists: by cursor, so that a deep page costs what the first one does."""

from django.utils.functional import cached_property
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from qualitysup.regions.querysets import COUNTED_TO, count_up_to


class CountedCursorPagination(CursorPagination):
    """A cursor page with a total that is counted to 1,000."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset, request, view=None):
        self._counted = queryset
        return super().paginate_queryset(queryset, request, view)

    def get_ordering(self, request, queryset, view):
        return tuple(getattr(view, "ordering", None) or [self.ordering])

    @cached_property
    def total(self):
        return count_up_to(self._counted)

    def get_paginated_response(self, data):
        count, exact = self.total
        return Response(
            {
                "count": count,
                "count_is_exact": exact,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "count_is_exact", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "maximum": COUNTED_TO},
                "count_is_exact": {"type": "boolean"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }
