"""The vocabulary of orders and what hangs on them."""

from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.clock.terms import Duty
from qualitysup.compiled import compiled
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import ScopedQuerySet, few_by_key


class RectificationOrderQuerySet(CaseQuerySet):
    touched = ("division", "enterprise", "officer")

    def open(self):
        return self.filter(state__in=self.model.OPEN_STATES)

    def overdue(self, on=None):
        """Something that it has to be done by a day was not done by then."""
        return self._owing(self._deadlines().overdue(on))

    def due_within(self, days, on=None):
        return self._owing(self._deadlines().due_within(days, on).exclude(rule__duty=Duty.LAPSE))

    def to_reinspect(self, on=None):
        """A re-inspection is next: reported, or the day after announcement or halt has come."""
        on = on or timezone.localdate()
        window = self._deadlines().open().filter(term="announce-window", window_from__lte=on)
        return self.filter(
            Q(state="reported")
            | Q(state="announced", pk__in=window.values("case_id"))
            | Q(state="halted", halt_until__lte=on)
        )

    def halted(self):
        """Production stands still: by agreement, by decision or under seal.

        That the same product is stopped by force of law (18号令 art. 45) goes without saying.
        """
        halts = self._part("halts").open().exclude(kind="automatic")
        return self.filter(pk__in=halts.values("order"))

    def objected_to(self):
        """An objection to them waits for its decision."""
        pending = self._part("objections").filter(decision="pending")
        return self.filter(pk__in=pending.values("order"))

    def search(self, text):
        """By the number of any of its papers, or by what the register finds the party by."""
        enterprises = found_firms(text)
        found = Q(enterprise__in=enterprises)
        if any(character.isdigit() for character in text):
            papers = self._of_papers(text)
            by_index = isinstance(enterprises, list) and isinstance(papers, list)
            found |= numbered_like(text, "number", by_index=by_index) | Q(pk__in=papers)
        return self.filter(found)

    def _of_papers(self, text):
        papers = IssuedDocument.objects.filter(case_type=self._case_type())
        few = few_by_key(papers.numbered(text).values("case_id"))
        if isinstance(few, list):
            return few
        return papers.numbered(text, by_index=False).values("case_id")

    def for_list(self):
        """All that one row of a list or API page touches, in one query, with what is due first."""
        return self.select_related("enterprise", "division", "campaign", "officer").annotate(
            due_on=first_due_day(self.model, self._case_type())
        )

    def for_detail(self):
        """With what hangs on one order as plain values, so that its page is one query, not six."""
        return self.for_list().annotate(**parts_of_order(self.model))

    def parts(self):
        return {
            "item_rows": self._rows("items", "id", "position", "kind", "requirement", "clause",
                                    "days", "due_on", "percent_done", "measures", "verified_on"),
            "halt_rows": self._rows("halts", "kind", "scope", "started_on", "planned_until",
                                    "requirements", "override", "ended_on"),
            "objection_rows": self._rows("objections", "id", "filed_on", "due_on", "reasons",
                                         "decision", "decided_on", "decision_reasons"),
            "reinspection_rows": self._rows(
                "reinspections", "round", "called_on", "planned_on", "held_on", "report_number",
                "passed", "note",
                findings=self._findings(), inspectors=self._inspectors(),
            ),
        }  # fmt: skip

    def _part(self, relation):
        return self.model._meta.get_field(relation).related_model.objects

    def _rows(self, relation, *columns, **more):
        values = {column: column for column in columns} | more
        order = ["position"] if "position" in columns else ["pk"]
        return ArraySubquery(
            self._part(relation)
            .filter(order=OuterRef("pk"))
            .order_by(*order)
            .values(row=JSONObject(**values))
        )

    def _findings(self):
        rows = apps.get_model("inspections.ReinspectionItem").objects
        rows = rows.filter(reinspection=OuterRef("pk")).order_by("item__position")
        values = JSONObject(item="item", passed="passed", finding="finding")
        return ArraySubquery(rows.values(row=values))

    def _inspectors(self):
        people = apps.get_model("inspections.Reinspection").inspectors.through.objects
        people = people.filter(reinspection=OuterRef("pk")).order_by("user")
        return ArraySubquery(people.values("user__full_name"))

    def _owing(self, deadlines):
        return self.filter(pk__in=deadlines.values("case_id"))

    def _deadlines(self):
        return Deadline.objects.filter(case_type=self._case_type())

    def _case_type(self):
        return ContentType.objects.get_for_model(self.model)


@cache
def first_due_day(order_model, case_type):
    owed = Deadline.objects.filter(case_type=case_type).open().exclude(rule__duty=Duty.LAPSE)
    first = owed.filter(case_id=OuterRef("pk")).order_by("due_on")
    return compiled(order_model, Subquery(first.values("due_on")[:1]))


@cache
def parts_of_order(order_model):
    parts = order_model.objects.all().parts()
    return {name: compiled(order_model, rows) for name, rows in parts.items()}


class OrderPartQuerySet(ScopedQuerySet):
    """Rows that belong to an order and are seen by whoever sees it."""

    division_path = "order__division"


class OrderItemQuerySet(OrderPartQuerySet):
    def open(self):
        """Not yet found put right by a re-inspection."""
        return self.filter(verified_on=None)

    def with_own_day(self):
        """Those of issued orders that have a day of their own."""
        return self.exclude(due_on=None)


class ReinspectionQuerySet(OrderPartQuerySet):
    def under_way(self):
        return self.filter(passed=None)

    def for_list(self):
        return self.select_related("visit").prefetch_related("inspectors", "items__item")


class HaltQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(ended_on=None)

    def period_over(self, on=None):
        return self.open().filter(planned_until__lte=on or timezone.localdate())


class ReinspectionItemQuerySet(ScopedQuerySet):
    division_path = "reinspection__order__division"
