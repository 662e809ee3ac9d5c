from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class ParkQuerySet(ScopedQuerySet):
    def standing(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))

    def for_list(self):
        return self.select_related("division")


class ParkOfferQuerySet(ScopedQuerySet):
    division_path = "park__division"

    def holding(self, on=None):
        on = on or timezone.localdate()
        begun = self.filter(valid_from__lte=on)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def run_out(self, on=None):
        """Of parks that are there: the last day passed, and nothing newer holds."""
        on = on or timezone.localdate()
        newer = self.model._default_manager.holding(on)
        newer = newer.filter(park=OuterRef("park"), subject=OuterRef("subject"))
        return self.filter(~Exists(newer), valid_to__lt=on, park__closed_on=None)

    def for_list(self):
        return self.select_related("park__division")
