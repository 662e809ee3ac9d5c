from django.db.models import Q
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class PhoneExportQuerySet(ScopedQuerySet):
    def unfinished(self):
        return self.filter(state__in=self.model.UNFINISHED)

    def abandoned(self):
        """Unfinished, and no worker holds it (any more)."""
        return self.unfinished().filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))
