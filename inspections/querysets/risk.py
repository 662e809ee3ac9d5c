"""The vocabulary of risk scoring."""

from django.apps import apps
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, When

from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet

# A class as a number, to ask which of two is the worse; none at all is better than A.
RANKS = {"": 0, "A": 1, "B": 2, "C": 3, "D": 4}


class RiskFormulaQuerySet(OpenQuerySet):
    def on(self, day):
        """The formula of a day, or ``None`` before the first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from").first()


class RiskRunQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("division", "formula")

    def unfinished(self):
        return self.exclude(state="done")


class RiskScoreQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("enterprise", "run__division")

    def pending(self):
        """Proposals of the latest scoring of their division; an older one was overtaken."""
        later = apps.get_model("inspections.RiskRun").objects.filter(
            division=OuterRef("run__division"), month__gt=OuterRef("run__month")
        )
        return self.filter(~Exists(later), decision="pending")

    def with_ranks(self):
        return self.alias(before=_rank("current_class"), after=_rank("proposed_class"))

    def rising(self):
        """Proposed to be watched more closely."""
        return self.with_ranks().filter(after__gt=_rank("current_class"))

    def falling(self):
        return self.with_ranks().filter(after__lt=_rank("current_class"))

    def distribution(self):
        """Of each class, how many have it before and how many would have it: ``{"A": (1, 2)}``."""
        counted = self.aggregate(
            **{f"before_{c or 'none'}": Count("pk", filter=Q(current_class=c)) for c in RANKS},
            **{f"after_{c or 'none'}": Count("pk", filter=Q(proposed_class=c)) for c in RANKS},
        )
        return {
            c: (counted[f"before_{c or 'none'}"], counted[f"after_{c or 'none'}"]) for c in RANKS
        }


def _rank(field):
    ranks = [When(**{field: letter}, then=number) for letter, number in RANKS.items()]
    return Case(*ranks, output_field=IntegerField())
