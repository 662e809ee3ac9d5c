"""The vocabulary of what is made public."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.utils import timezone

from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.regions.querysets import ScopedQuerySet

# All that leaves the house of one result, and nothing besides.
PUBLIC_COLUMNS = (
    "pk",
    "kind",
    "party_name",
    "party_uscc",
    "published",
    "legal_basis",
    "formed_on",
    "published_on",
    "shown_until",
    "division_id",
)


class DisclosureQuerySet(CaseQuerySet):
    touched = ("division", "enterprise", "created_by")

    def for_list(self):
        return self.select_related("enterprise", "division")

    def waiting(self):
        """Neither published nor refused."""
        return self.filter(state__in=["queued", "approved"])

    def overdue(self, on=None):
        """Not published, or not withdrawn, within the days that the law gives."""
        late = Deadline.objects.filter(case_type=self._case_type()).overdue(on)
        return self.filter(pk__in=late.values("case_id"))

    def published_late(self):
        """Published after the day on which they had to be."""
        met = Deadline.objects.filter(case_type=self._case_type(), term="disclose")
        late = met.filter(met_on__gt=F("due_on"))
        return self.filter(pk__in=late.values("case_id"))

    def in_force(self, on=None):
        """Published, and their time is not over."""
        return self.filter(
            Q(shown_until=None) | Q(shown_until__gt=on or timezone.localdate()), state="published"
        )

    def to_expire(self, on=None):
        return self.filter(state="published", shown_until__lte=on or timezone.localdate())

    def on_show(self, pages, on=None):
        """What the public sees through these open pages."""
        inside = Q()
        for page in pages:
            inside |= self.within(page.division.prefix)
        return self.in_force(on).filter(inside) if inside else self.none()

    def after(self, published_on, pk):
        """What follows one row of the public list, without counting what came before it."""
        return self.filter(
            Q(published_on__lt=published_on) | Q(published_on=published_on, pk__lt=pk)
        )

    def public(self):
        """The rows as the public sees them."""
        return self.order_by("-published_on", "-pk").values(*PUBLIC_COLUMNS)

    def _case_type(self):
        return ContentType.objects.get_for_model(self.model)


class PublicPageQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(is_open=True).select_related("division").order_by("division")
