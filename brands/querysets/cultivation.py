"""The vocabulary of cultivation: stages, what is promised and late, time per stage."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.regions.querysets import ScopedQuerySet


class CultivationQuerySet(CaseQuerySet):
    touched = ("division", "officer", "enterprise", "kind", "finding", "honour")

    def under_way(self):
        return self.exclude(state__in=self.model.ENDED_STATES)

    def of_person(self, person):
        return self.filter(officer=person)

    def with_late_commitments(self):
        late = self.model._meta.get_field("commitments").related_model.objects.late()
        return self.filter(Exists(late.filter(cultivation=OuterRef("pk"))))

    def search(self, text):
        firms = self.model._meta.get_field("enterprise").related_model.objects.search(text)
        return self.filter(
            Q(product__contains=text) | Q(brand__contains=text) | Q(enterprise__in=firms)
        )

    def for_list(self):
        return self.select_related("enterprise", "kind", "division", "officer")

    def reached(self) -> dict:
        """How many cases ever reached each stage or end, by the steps that were taken."""
        log = self.model._meta.get_field("log").related_model.objects
        taken = log.filter(case__in=self.order_by().values("pk")).order_by()
        rows = taken.values("to_state").annotate(cases=Count("case", distinct=True))
        return {"surveyed": self.count()} | dict(rows.values_list("to_state", "cases"))

    def times(self) -> list[tuple]:
        """``(case, state left, day it was entered or None, day it was left)`` of every step."""
        log = self.model._meta.get_field("log").related_model.objects
        taken = log.filter(case__in=self.order_by().values("pk"))
        return list(
            taken.order_by("case", "pk").values_list(
                "case", "from_state", "on", F("case__created_at")
            )
        )


class CultivationVisitQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("cultivation__enterprise", "cultivation__kind", "by")


class CommitmentQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state="open")

    def late(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def of_person(self, person):
        return self.filter(owner=person)

    def of_requirements(self):
        return self.exclude(requirement=None)

    def for_list(self):
        return self.select_related(
            "cultivation__enterprise", "cultivation__kind", "division", "owner"
        )
