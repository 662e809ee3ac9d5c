"""The vocabulary of the institute: what stood on a day, what covers a service, what runs out."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from qualitysup.regions.querysets import ScopedQuerySet


class InstituteQuerySet(ScopedQuerySet):
    def for_list(self):
        return self.select_related("division")


class OfInstituteQuerySet(ScopedQuerySet):
    """What hangs on an institute is where the institute is."""

    division_path = "institute__division"


class InstituteFigureQuerySet(OfInstituteQuerySet):
    def as_of(self, day):
        """Of each figure what was last said by a day."""
        latest = Window(
            RowNumber(),
            partition_by=["institute", "key"],
            order_by=[F("as_of").desc(), F("pk").desc()],
        )
        return self.filter(as_of__lte=day).annotate(rank=latest).filter(rank=1)


class AssessmentQuerySet(ScopedQuerySet):
    division_path = "accreditation__institute__division"


class RunsOutQuerySet(OfInstituteQuerySet):
    """Certificates with a last day."""

    # So many days before it somebody sees to the renewal.
    NEAR = 180

    def expiring(self):
        today = timezone.localdate()
        return self.filter(valid_to__gte=today, valid_to__lte=today + timedelta(self.NEAR))

    def expired(self):
        return self.filter(valid_to__lt=timezone.localdate())


class AccreditationQuerySet(RunsOutQuerySet):
    def valid_on(self, day):
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            granted_on__lte=day,
        )

    def covering(self, service, day):
        """Under whose mark a report on this service may be issued on a day.

        One of which nobody knows the last day carries no report: it may have run out.
        """
        known = self.valid_on(day).filter(valid_to__isnull=False)
        return known.filter(services__contains=[service])

    def expiring(self):
        """Those that stand, and are not renewed yet."""
        return super().expiring()._not_renewed()

    def expired(self):
        """Run out, and not renewed."""
        return super().expired()._not_renewed()

    def _not_renewed(self):
        """Without those whose institute holds a later one of the kind."""
        later = self.model._base_manager.filter(
            institute=OuterRef("institute"),
            kind=OuterRef("kind"),
            granted_on__gt=OuterRef("granted_on"),
            withdrawn_on=None,
        )
        return self.filter(withdrawn_on=None).exclude(Exists(later))

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "valid": lambda: self.valid_on(timezone.localdate()),
            "expiring": self.expiring,
            "expired": self.expired,
        }
        return found[key]() if key in found else self

    def for_list(self):
        return self.select_related("institute__division")


class QualificationQuerySet(RunsOutQuerySet):
    def standing(self, key):
        found = {"expiring": self.expiring, "expired": self.expired}
        return found[key]() if key in found else self

    def for_list(self):
        return self.select_related("institute__division", "person")
