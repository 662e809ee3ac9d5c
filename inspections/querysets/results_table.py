"""The vocabulary of laboratories' tables of results."""

from django.db.models import Count, Q

from qualitysup.regions.querysets import ScopedQuerySet

WAITING, BAD = Q(outcome="waiting"), Q(outcome="bad")


class ResultsTableQuerySet(ScopedQuerySet):
    """A table holds rows of any division, so only who sent it may see it."""

    def visible_to(self, user):
        return self.filter(by=user) if user.is_active and user.pk else self.none()

    def unfinished(self):
        return self.filter(state__in=self.model.UNFINISHED)

    def for_list(self):
        return self.annotate(
            row_count=Count("rows"), bad_count=Count("rows", filter=Q(rows__outcome="bad"))
        )


class ReportedRowQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(table__by=user) if user.is_active and user.pk else self.none()

    def waiting(self):
        return self.filter(WAITING)

    def bad(self):
        return self.filter(BAD)

    def counts(self):
        """How many there are of each outcome, and how many were looked at."""
        return self.aggregate(
            rows=Count("pk"),
            done=Count("pk", filter=~WAITING),
            good=Count("pk", filter=Q(outcome="good")),
            known=Count("pk", filter=Q(outcome="known")),
            bad=Count("pk", filter=BAD),
        )
