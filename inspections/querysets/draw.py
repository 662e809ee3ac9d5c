"""The vocabulary of random draws: rates, draws and their parts, recusals, what was drawn."""

import re

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet, LeasedQuerySet
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet

# 注销、吊销、撤销、迁出: no longer to be checked here.
GONE = ("cancelled", "revoked", "rescinded", "moved_out")

# 任务编码, as ``Draw.code`` says it.
CODE = re.compile(r"\s*SSJ(20\d{2})-(\d{1,18})\s*", re.ASCII | re.IGNORECASE)


class DrawRateQuerySet(OpenQuerySet):
    def in_force(self, on):
        """The rate of each risk class on a day."""
        begun = self.filter(valid_from__lte=on)
        return begun.order_by("risk_class", "-valid_from").distinct("risk_class")


class DrawQuerySet(CaseQuerySet):
    touched = ("division", "officer")

    def under_way(self):
        """Drawn, and not every check of it is concluded."""
        return self.filter(state__in=["drawn", "under_way"])

    def drawn(self):
        return self.filter(state__in=self.model.DRAWN_STATES)

    def alike(self, draw):
        """Other draws of the same items in the same place and time, also those given up."""
        return self.filter(
            division=draw.division,
            items=draw.items,
            starts_on__lte=draw.ends_on,
            ends_on__gte=draw.starts_on,
        ).exclude(pk=draw.pk)

    def on_show(self, pages):
        """What the public sees through these open pages: every promise that was published.

        Also of draws that were given up afterwards.
        """
        inside = Q()
        for page in pages:
            inside |= self.within(page.division.prefix)
        return self.filter(inside, published_at__isnull=False) if inside else self.none()

    def search(self, text):
        """By its code, or by a piece of its name."""
        if code := CODE.fullmatch(text):
            return self.filter(pk=code[2], created_at__year=code[1])
        return self.filter(name__contains=text.strip())

    def for_list(self):
        return self.select_related("division", "officer")

    def with_progress(self):
        """How many of the drawn are to be checked, and how many checks found something."""
        return self.annotate(
            open_count=Count("drawn", filter=Q(drawn__state="to_check")),
            done_count=Count("drawn", filter=Q(drawn__state="done")),
            found_count=Count("drawn", filter=Q(drawn__visit__failed_count__gt=0)),
        )


class DrawPartQuerySet(ScopedQuerySet):
    """Rows that belong to a draw and are seen by whoever sees it."""

    division_path = "draw__division"


class DrawExclusionQuerySet(DrawPartQuerySet):
    def search(self, text):
        firms = found_firms(text)
        return self.filter(enterprise_key__in=firms)


class SealedQuerySet(ScopedQuerySet):
    """Nobody sees these rows."""

    def visible_to(self, user):
        return self.none()


class DrawJobQuerySet(DrawPartQuerySet, LeasedQuerySet):
    pass


class RecusalQuerySet(ScopedQuerySet):
    def during(self, starts_on, ends_on):
        """In force on any day of a period."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), starts_on__lte=ends_on)

    def search(self, text):
        firms = found_firms(text)
        return self.filter(enterprise__in=firms)

    def for_list(self):
        return self.select_related("inspector", "enterprise", "division")


class DrawnEnterpriseQuerySet(ScopedQuerySet):
    def to_check(self):
        """Drawn and still owed a check."""
        return self.filter(state="to_check")

    def done(self):
        return self.filter(state="done")

    def found(self):
        """Checked, and something failed."""
        return self.done().filter(visit__failed_count__gt=0)

    def sampled(self):
        """At the check of whom a sample was drawn."""
        samples = apps.get_model("inspections.Sample").objects.drawn()
        return self.filter(Exists(samples.filter(drawn=OuterRef("pk"))))

    def overdue(self, on=None):
        return self.to_check().filter(due_on__lt=on or timezone.localdate())

    def left_the_register(self):
        """Owed a check by an enterprise that is deregistered, revoked, moved out or merged."""
        gone = Q(enterprise__status__in=GONE) | Q(enterprise__merged_into__isnull=False)
        return self.to_check().filter(gone)

    def search(self, text):
        firms = found_firms(text)
        return self.filter(enterprise__in=firms)

    def of_inspector(self, person):
        return self.filter(inspectors__person=person, inspectors__released_on=None)

    def for_list(self):
        return self.select_related("draw", "enterprise", "division", "visit").prefetch_related(
            "inspectors__person"
        )


class DrawnInspectorQuerySet(ScopedQuerySet):
    division_path = "drawn__division"

    def standing(self):
        """Without those who were released and replaced."""
        return self.filter(released_on=None)
