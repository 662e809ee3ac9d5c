from django.db.models import Q
from django.utils import timezone

from investment.querysets.prospect import ProspectPartQuerySet
from qualitysup.regions.querysets import ScopedQuerySet


class ContactPersonQuerySet(ProspectPartQuerySet):
    def to_erase(self, on=None):
        """Whose agreed time is over, and who is still written in full."""
        passed = self.filter(keep_until__lt=on or timezone.localdate(), erased_on=None)
        return passed.exclude(Q(name="") & Q(phone="") & Q(email=""))

    def for_list(self):
        return self.select_related("prospect__division")


class ReceptionQuerySet(ScopedQuerySet):
    def coming(self, on=None):
        """Who is expected from a day on."""
        return self.filter(state="accepted", comes_on__gte=on or timezone.localdate())

    def for_list(self):
        return self.select_related("prospect", "division")


class RecognitionQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("division", "trip")
