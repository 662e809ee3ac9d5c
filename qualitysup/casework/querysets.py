from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class CaseQuerySet(ScopedQuerySet):
    # What the steps of a case, its notices and its papers name, read along with it.
    touched = ("division",)

    def for_step(self, pk):
        """Lock one case and read it as it stands then, with the day of the step before.

        Two statements: what is joined to a row that had to be waited for would be as old as the
        beginning of the wait.
        """
        self.locked().only("pk").get(pk=pk)
        taken = self.model._meta.get_field("log").related_model.objects.order_by("-pk")
        last = Subquery(taken.filter(case=OuterRef("pk")).values("on")[:1])
        return self.select_related(*self.touched).annotate(last_step_on=last).get(pk=pk)


class LeasedQuerySet(ScopedQuerySet):
    """Work in the background, of which one worker holds a row at a time (``leases``)."""

    def unfinished(self):
        return self.filter(state__in=self.model.UNFINISHED)

    def abandoned(self):
        """Unfinished, and no worker holds it (any more)."""
        return self.unfinished().filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))
