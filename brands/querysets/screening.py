"""The vocabulary of screening: the sheet that holds on a day, the points that were given."""

from django.db.models import F, Q, Sum

from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class ScreeningSheetQuerySet(OpenQuerySet):
    def in_force(self, kind, on):
        """The sheet of a kind on a day: its own before the one for every kind, the later first."""
        published = self.filter(Q(kind=kind) | Q(kind=None), published_on__lte=on)
        return published.order_by(F("kind").asc(nulls_last=True), "-published_on", "-pk").first()


class CriterionQuerySet(OpenQuerySet):
    pass


class ScreeningQuerySet(ScopedQuerySet):
    division_path = "cultivation__division"

    def with_totals(self):
        return self.select_related("officer").annotate(total=Sum("points__points"))


class ScreeningPointQuerySet(ScopedQuerySet):
    division_path = "screening__cultivation__division"
