from django.db.models import Max, Q
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class PolicyPackQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("division").annotate(last=Max("editions__number"))


class PolicyEditionQuerySet(ScopedQuerySet):
    division_path = "pack__division"

    def holding(self, on=None):
        on = on or timezone.localdate()
        begun = self.filter(valid_from__lte=on)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=on))
