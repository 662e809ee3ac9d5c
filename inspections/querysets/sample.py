"""The vocabulary of samples."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.clock.terms import Duty
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import few_by_key

FAILED = Q(result__passed=False) & ~Q(retest_passed=True)


class SampleQuerySet(CaseQuerySet):
    touched = ("division", "enterprise", "officer", "result", "laboratory", "retest_laboratory")

    def drawn(self):
        """Taken away and tested or still on their way; nothing else counts in a plan."""
        return self.exclude(state__in=self.model.NOT_DRAWN_STATES)

    def drawn_between(self, first, last):
        return self.drawn().filter(drawn_on__range=(first, last))

    def drawn_in_year(self, year=None):
        year = year or timezone.localdate().year
        return self.drawn().filter(drawn_on__year=year)

    def tested(self):
        return self.filter(result__isnull=False)

    def failed(self):
        """Failed, and not overturned by a re-test."""
        return self.filter(FAILED)

    def to_notify(self):
        """Tested, and the party was not told."""
        return self.filter(state__in=["passed", "failed"])

    def to_decide(self):
        """A re-test was asked for, and nobody decided whether it is made."""
        return self.filter(state="objected")

    def without_order(self):
        """Failed, the party was told, and no order stands; a re-test under way is waited for."""
        waiting = ["passed", "failed", "objected", "retest_accepted", "retesting", "closed"]
        orders = apps.get_model("inspections.RectificationOrder").objects
        orders = orders.exclude(state="withdrawn").exclude(test_result=None)
        return (
            self.failed()
            .exclude(state__in=waiting)
            .exclude(result__in=orders.values("test_result"))
        )

    def overdue(self, on=None):
        return self.filter(pk__in=self._deadlines().overdue(on).values("case_id"))

    def for_superior(self):
        return self.filter(plan__ordered_by="superior")

    def search(self, text):
        """By the number of a sheet or report, or by what the register finds the party by."""
        enterprises = found_firms(text)
        found = Q(enterprise__in=enterprises)
        if any(character.isdigit() for character in text):
            results = apps.get_model("inspections.TestResult").objects
            results = results.filter(numbered_like(text, "report_number"))
            results = few_by_key(results.values("pk"))
            by_index = isinstance(enterprises, list) and isinstance(results, list)
            found |= numbered_like(text, "number", "retest_report_number", by_index=by_index)
            found |= Q(result__in=results)
        return self.filter(found)

    def for_list(self):
        """One row of a list, with its order and what is due first, in one query."""
        orders = apps.get_model("inspections.RectificationOrder").objects
        orders = orders.filter(test_result=OuterRef("result")).exclude(state="withdrawn")
        owed = self._deadlines().open().exclude(rule__duty=Duty.LAPSE)
        owed = owed.filter(case_id=OuterRef("pk")).order_by("due_on")
        return self.select_related(
            "enterprise", "division", "plan", "officer", "laboratory", "result"
        ).annotate(
            due_on=Subquery(owed.values("due_on")[:1]),
            order_id=Subquery(orders.order_by("pk").values("pk")[:1]),
            order_number=Subquery(orders.order_by("pk").values("number")[:1]),
        )

    def for_detail(self):
        return self.for_list().select_related(
            "producer", "retest_laboratory", "campaign", "drawn__draw", "patrol"
        )

    def _deadlines(self):
        case_type = ContentType.objects.get_for_model(self.model)
        return Deadline.objects.filter(case_type=case_type)
