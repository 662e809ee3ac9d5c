"""The vocabulary of prospects: stages, who is kept in touch with, what was said in figures."""

import datetime as dt

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.utils import timezone

from enterprises import search
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import ScopedQuerySet

# As a plan is spoken of: this year, next year, within three, within five, later.
HORIZONS = ("this-year", "next-year", "3-years", "5-years", "later", "unknown")


class ProspectQuerySet(CaseQuerySet):
    touched = ("division", "owner", "enterprise", "home")

    def once(self):
        """Every firm once: what was joined to another one is not counted."""
        return self.filter(joined_to=None)

    def under_way(self):
        return self.exclude(state__in=self.model.ENDED_STATES)

    def warm(self):
        """With whom contact is kept: near, mid-term or on conditions, and not ended."""
        return self.under_way().filter(intention__in=self.model.WARM)

    def to_contact(self, within=7, on=None):
        """Whose next contact is due soon or overdue."""
        on = on or timezone.localdate()
        return self.warm().filter(next_contact_on__lte=on + dt.timedelta(days=within))

    def silent(self, on=None):
        """No contact for longer than their rhythm."""
        return self.warm().filter(next_contact_on__lt=on or timezone.localdate())

    def elsewhere(self):
        """Who chose another place, by what was said or as the reason for closing."""
        return self.once().filter(Q(intention="elsewhere") | Q(closed_because="elsewhere"))

    def signed(self):
        """With a contract that stands."""
        return self.once().exclude(state="closed").filter(signed_yi__isnull=False)

    def intentions(self) -> dict:
        """How many have which intention."""
        counted = self.order_by().values_list("intention").annotate(found=Count("pk"))
        return dict(counted)

    def of_person(self, person):
        return self.filter(Q(owner=person) | Q(team__person=person)).distinct()

    def search(self, text):
        found = self
        for term in search.terms(text):
            found = found.filter(search_text__contains=term)
        return found

    def for_list(self):
        return self.select_related("division", "owner", "home")

    def with_horizon(self, today=None):
        """Each with the bucket in which it would begin, by the last day that was said."""
        year = (today or timezone.localdate()).year
        ends = [
            When(horizon_to=None, horizon_from=None, then=Value(5)),
            When(horizon_to=None, then=Value(4)),
            When(horizon_to__year__lte=year, then=Value(0)),
            When(horizon_to__year=year + 1, then=Value(1)),
            When(horizon_to__year__lte=year + 3, then=Value(2)),
            When(horizon_to__year__lte=year + 5, then=Value(3)),
        ]
        return self.annotate(bucket=Case(*ends, default=Value(4), output_field=IntegerField()))

    def in_horizon(self, name, today=None):
        if name not in HORIZONS:
            return self
        return self.with_horizon(today).filter(bucket=HORIZONS.index(name))

    def stages_by_horizon(self, today=None) -> dict:
        """How many stand at which stage with which horizon: ``{(stage, horizon): count}``."""
        rows = self.with_horizon(today).order_by().values("state", "bucket")
        counted = rows.annotate(found=Count("pk")).values_list("state", "bucket", "found")
        return {(stage, HORIZONS[bucket]): found for stage, bucket, found in counted}

    def forecast(self, today=None) -> dict:
        """By horizon: least and most that was said, of how many, and of how many nothing was."""
        rows = self.with_horizon(today).order_by().values("bucket")
        said = Q(invest_from__isnull=False) | Q(invest_to__isnull=False)
        summed = rows.annotate(
            least=Sum("invest_from"),
            most=Sum("invest_to"),
            open_above=Count("pk", filter=Q(invest_from__isnull=False, invest_to=None)),
            told=Count("pk", filter=said),
            untold=Count("pk", filter=~said),
        )
        return {HORIZONS[row.pop("bucket")]: row for row in summed}


class ProspectPartQuerySet(ScopedQuerySet):
    """Rows of a prospect, seen by whoever sees it."""

    division_path = "prospect__division"


class FigureQuerySet(ProspectPartQuerySet):
    def counted(self):
        """Of firms that are counted once."""
        return self.filter(prospect__joined_to=None)

    def in_figures(self):
        return self.exclude(value=None)

    def in_words(self):
        return self.filter(value=None)

    def of(self, kind, year):
        return self.filter(kind=kind, year=year)

    def for_list(self):
        return self.select_related("prospect__division")
