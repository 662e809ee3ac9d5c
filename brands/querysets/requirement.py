"""The vocabulary of requirements: which are asked of an honour on a day."""

from django.db.models import Q

from qualitysup.regions.querysets import OpenQuerySet


class RequirementQuerySet(OpenQuerySet):
    def asked_of(self, kind, on):
        """Those of this kind, and those of every kind, that are asked for on a day."""
        return self.filter(Q(kind=kind) | Q(kind=None), Q(asked_until=None) | Q(asked_until__gt=on))
