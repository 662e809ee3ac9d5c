"""The vocabulary of cultivation: stages, what is promised and late, time per stage."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import ScopedQuerySet


class CultivationQuerySet(CaseQuerySet):
    touched = ("division", "officer", "enterprise", "kind", "finding", "honour")

    def under_way(self):
        return self.exclude(state__in=self.model.ENDED_STATES)

    def applying(self):
        """Whose application is prepared or made: before, nothing can be excluded."""
        return self.filter(state__in=["cultivated", "applied"])

    def of_person(self, person):
        return self.filter(officer=person)

    def with_late_commitments(self):
        late = self.model._meta.get_field("commitments").related_model.objects.late()
        return self.filter(Exists(late.filter(cultivation=OuterRef("pk"))))

    def search(self, text):
        firms = found_firms(text)
        return self.filter(
            Q(product__contains=text)
            | Q(brand__contains=text)
            | numbered_like(text, "application_number")
            | Q(enterprise__in=firms)
        )

    def for_list(self):
        return self.select_related("enterprise", "kind", "division", "officer")

    def that_reached(self, stage):
        """Those that ever came to a stage or end, by the steps that were taken."""
        if stage == self.model.STAGES[0]:
            return self
        return self.filter(Exists(self._log().filter(case=OuterRef("pk"), to_state=stage)))

    def reached(self) -> dict:
        """How many ever reached each stage or end."""
        taken = self._log().filter(case__in=self.order_by().values("pk")).order_by()
        rows = taken.values("to_state").annotate(cases=Count("case", distinct=True))
        first = {self.model.STAGES[0]: self.count()}
        return first | dict(rows.values_list("to_state", "cases"))

    def stays(self):
        """``(stage, days)`` of every stage that a case left: from the step before to this one."""
        taken = self._log().filter(case__in=self.order_by().values("pk")).order_by("case", "pk")
        last = {}
        for case, stage, on, begun in taken.values_list(
            "case", "from_state", "on", "case__found_on"
        ):
            yield stage, max((on - last.get(case, begun)).days, 0)
            last[case] = on

    def _log(self):
        return self.model._meta.get_field("log").related_model.objects


class CultivationVisitQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("cultivation__enterprise", "cultivation__kind", "by")


class CommitmentQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state="open")

    def late(self, on=None):
        """Of cases that go on: what ended owes nothing."""
        on = on or timezone.localdate()
        return self.open().filter(due_on__lt=on, cultivation__closed_on=None)

    def of_person(self, person):
        return self.filter(owner=person)

    def search(self, text):
        firms = found_firms(text)
        return self.filter(Q(words__contains=text) | Q(cultivation__enterprise__in=firms))

    def of_requirements(self):
        return self.exclude(requirement=None)

    def for_list(self):
        return self.select_related(
            "cultivation__enterprise", "cultivation__kind", "division", "owner"
        )
