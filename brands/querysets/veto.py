"""The vocabulary of vetoes on record."""

from django.db.models import Q

from enterprises.querysets import OfEnterpriseQuerySet


class VetoRecordQuerySet(OfEnterpriseQuerySet):
    def in_force(self, since):
        """Not lifted, and either lasting or of a day since then."""
        lasting = Q(reason__in=self.model.LASTING)
        return self.filter(lasting | Q(happened_on__gte=since), lifted_on=None)

    def for_list(self):
        return self.select_related("enterprise", "entered_by")
