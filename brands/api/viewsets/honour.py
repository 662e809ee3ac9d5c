"""Honours, their kinds, regional titles and the league of counties."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from brands.api.serializers import honour as shapes
from brands.models import Honour, HonourKind, LeagueEntry, RegionalTitle
from brands.services import honours
from qualitysup.casework.api.filters import ScopedFilter, YesNoFilter
from qualitysup.casework.api.viewsets import ScopedViewSet

# As the list of the admin names them.
STANDING = [
    "held",
    "expiring",
    "run-out",
    "at-risk",
    "ended",
    "protected",
    "unprotected",
    "patrol-overdue",
]


class HonourFilter(ScopedFilter):
    kind = filters.NumberFilter(field_name="kind_id")
    enterprise = filters.NumberFilter(field_name="enterprise_id")
    standing = filters.ChoiceFilter(
        choices=[(key, key) for key in STANDING], method="that_stand", help_text="As of today."
    )
    on = filters.DateFilter(method="as_of", help_text="Those that stood on this day.")
    search = filters.CharFilter(
        method="find", help_text="Holder, product, brand or certificate number."
    )

    class Meta:
        model = Honour
        fields = ["kind", "enterprise", "division", "standing", "on", "search"]

    def that_stand(self, rows, name, key):
        return rows.standing(key)

    def as_of(self, rows, name, day):
        return rows.as_of(day)

    def find(self, rows, name, text):
        return rows.search(text)


class HonourViewSet(ScopedViewSet):
    """Honours of enterprises: granted, re-reviewed, ended."""

    queryset = Honour.objects.all()
    serializer_class = shapes.HonourRow
    filterset_class = HonourFilter

    def get_queryset(self):
        rows = super().get_queryset().for_list().with_patrols()
        return rows if self.action == "list" else rows.prefetch_related("periods__rule")

    def get_serializer_class(self):
        return shapes.HonourRow if self.action == "list" else shapes.HonourDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())

    def _told(self, honour):
        return self.answer(self.get_queryset().get(pk=honour.pk))

    @extend_schema(request=shapes.HonourReviewInput)
    @action(detail=True, methods=["post"])
    def review(self, request, pk):
        """Record a re-review: it is valid until another day, as a paper says."""
        honour, given = self.get_object(), self.understood(shapes.HonourReviewInput)
        return self._told(honours.review(honour, by=request.user, **given))

    @extend_schema(request=shapes.HonourEndInput)
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk):
        """Record that whoever granted it took it back."""
        honour, given = self.get_object(), self.understood(shapes.HonourEndInput)
        return self._told(honours.revoke(honour, by=request.user, **given))

    @extend_schema(request=shapes.HonourEndInput)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request, pk):
        """Record that its holder gave it up."""
        honour, given = self.get_object(), self.understood(shapes.HonourEndInput)
        return self._told(honours.give_up(honour, by=request.user, **given))


class HonourKindFilter(filters.FilterSet):
    level = filters.MultipleChoiceFilter(choices=HonourKind.Level.choices)
    granted = YesNoFilter(method="is_granted", help_text="Whether it is granted today.")

    class Meta:
        model = HonourKind
        fields = ["level", "granted"]

    def is_granted(self, rows, name, wanted):
        alive = rows.alive()
        return alive if wanted else rows.exclude(pk__in=alive.values("pk"))


class HonourKindViewSet(ScopedViewSet):
    """Kinds of honours, abolished ones among them, with their rules of validity."""

    queryset = HonourKind.objects.all()
    serializer_class = shapes.HonourKindRow
    filterset_class = HonourKindFilter

    def get_queryset(self):
        rows = super().get_queryset().with_held(Honour.objects.visible_to(self.request.user))
        return rows if self.action == "list" else rows.prefetch_related("rules")

    def get_serializer_class(self):
        return shapes.HonourKindRow if self.action == "list" else shapes.HonourKindDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class RegionalTitleFilter(ScopedFilter):
    held = YesNoFilter(field_name="withdrawn_on", lookup_expr="isnull")

    class Meta:
        model = RegionalTitle
        fields = ["division", "held"]


class RegionalTitleViewSet(ScopedViewSet):
    """Titles of places, with their re-reviews."""

    queryset = RegionalTitle.objects.all()
    serializer_class = shapes.RegionalTitleRow
    filterset_class = RegionalTitleFilter

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows if self.action == "list" else rows.prefetch_related("reviews")

    def get_serializer_class(self):
        return shapes.RegionalTitleRow if self.action == "list" else shapes.RegionalTitleDetail

    def retrieve(self, request, pk):
        return self.answer(self.get_object())


class LeagueFilter(filters.FilterSet):
    kind = filters.NumberFilter(field_name="kind_id")
    year = filters.NumberFilter()
    place = filters.CharFilter()

    class Meta:
        model = LeagueEntry
        fields = ["kind", "year", "place"]


class LeagueViewSet(ScopedViewSet):
    """Where counties stood by honours of a kind, year by year, with sources."""

    queryset = LeagueEntry.objects.all()
    serializer_class = shapes.LeagueRow
    filterset_class = LeagueFilter

    def get_queryset(self):
        return super().get_queryset().for_list()

    def retrieve(self, request, pk):
        return self.answer(self.get_object())
