"""The one search box for programs: the same kinds, the same rows, the same counts."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from qualitysup.casework import finding
from qualitysup.casework.api.viewsets import ScopedViewSet
from qualitysup.documents.models import IssuedDocument
from qualitysup.regions.querysets import COUNTED_TO

# Rows of one kind; whoever wants more asks the list of that kind.
SHOWN_OF_ONE = 50
WANTED = [
    OpenApiParameter(
        "q",
        str,
        required=True,
        description=(
            "Pieces of a name, its pinyin initials, or a number in any spelling; at most"
            f" {finding.LONGEST} characters."
        ),
    )
]


class HitOutput(serializers.Serializer):
    title = serializers.CharField()
    note = serializers.CharField(help_text="Its other names and numbers, and where it is.")
    state = serializers.CharField(source="state_in_words", help_text="How it stands; may be empty.")
    url = serializers.CharField(help_text="Its page.")


class FoundKindOutput(serializers.Serializer):
    """What is found of one kind: how many, counted to 1,000, and the first of them."""

    kind = serializers.CharField(source="findable.key")
    label = serializers.CharField(source="findable.label")
    count = serializers.IntegerField(source="counted", max_value=COUNTED_TO)
    count_is_exact = serializers.BooleanField()
    url = serializers.CharField(help_text="The list of all of them.")
    hits = HitOutput(many=True)


class SearchViewSet(ScopedViewSet):
    """Whatever has a name or a number, of every subject, as far as the person may look."""

    # Papers stand for all kinds here; what is searched is what the apps declare.
    queryset = IssuedDocument.objects.all()
    serializer_class = FoundKindOutput
    pagination_class = None
    lookup_field = "kind"
    lookup_value_regex = "[a-z0-9-]+"

    def permission_for(self, method):
        """That of any kind; of which ones something is found, each kind decides."""
        kinds = finding.findables_for(self.request.user)
        return kinds[0].permission if kinds else super().permission_for(method)

    @extend_schema(parameters=WANTED, filters=False, responses=FoundKindOutput(many=True))
    def list(self, request):
        """Every kind of which something is found, each with its first rows."""
        found = finding.find(request.user, self._wanted())
        return Response(FoundKindOutput(found, many=True).data)

    @extend_schema(
        parameters=[*WANTED, OpenApiParameter("kind", str, "path")], responses=FoundKindOutput
    )
    def retrieve(self, request, kind):
        """One kind, with up to fifty rows."""
        asked = [each for each in finding.findables_for(request.user) if each.key == kind]
        if not asked:
            raise Http404
        [found] = finding.find(
            request.user, self._wanted(), among=asked, shown=SHOWN_OF_ONE, empty=True
        )
        return Response(FoundKindOutput(found).data)

    def _wanted(self) -> str:
        text, was_cut = finding.asked(self.request.query_params.get("q", ""))
        if was_cut:
            raise ValidationError(
                {"q": _("At most %d characters are looked for.") % finding.LONGEST}
            )
        if not finding.is_enough(text):
            raise ValidationError({"q": _("Type a character, a letter or a digit.")})
        return text
