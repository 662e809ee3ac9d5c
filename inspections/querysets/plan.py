from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet, LeasedQuerySet
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class PatrolFrequencyQuerySet(OpenQuerySet):
    def in_force(self, on):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )


class PatrolPlanQuerySet(CaseQuerySet):
    def adopted(self):
        return self.filter(state__in=("adopted", "closed"))

    def search(self, text):
        return self.filter(name__contains=text)

    def for_list(self):
        return self.select_related("division").annotate(
            planned_count=Coalesce(Sum("counts__patrols"), 0)
        )


class PlanPartQuerySet(ScopedQuerySet):
    """Rows that belong to a plan and are seen by whoever sees it."""

    division_path = "plan__division"


class PlanReasonQuerySet(PlanPartQuerySet):
    def for_page(self):
        rows = self.select_related("checklist").annotate(chosen_count=Count("choices"))
        return rows.order_by("position")


class PlanChoiceQuerySet(ScopedQuerySet):
    division_path = "reason__plan__division"


class PlanExclusionQuerySet(PlanPartQuerySet):
    def in_effect(self):
        """Not lifted by a person."""
        return self.filter(lifted_reason="")

    def by_rule(self):
        """Found by the computation; it replaces them, and leaves alone what a person decided."""
        return self.filter(by=None)

    def for_list(self):
        return self.select_related(
            "enterprise", "plan", "by", "lifted_by", "visit__checklist_version__checklist"
        )

    def search(self, text):
        enterprises = found_firms(text)
        return self.filter(enterprise__in=enterprises)


class PlanRunQuerySet(PlanPartQuerySet, LeasedQuerySet):
    def finished_before(self, days):
        return self.filter(finished_at__lt=timezone.now() - timedelta(days=days))
