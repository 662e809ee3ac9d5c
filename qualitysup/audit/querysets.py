from django.db.models import Q

from qualitysup.regions.querysets import ScopedQuerySet


class AccessLogQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Also what has no division: a sign-in under an unknown name concerns everybody."""
        nobodys = Q(division=None) if user.is_active and user.division_prefixes else Q(pk__in=[])
        return super().visible_to(user) | self.filter(nobodys)

    def for_list(self):
        return self.select_related("by")

    def alarming(self, since):
        """Where somebody was turned away: a failed sign-in, a lock, a refusal."""
        return self.filter(action__in=self.model.ALARMING, at__gte=since)
