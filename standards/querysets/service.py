"""The vocabulary of the institute's services: what waits, what is late, which firm codes end."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.documents.querysets import numbered_like
from qualitysup.regions.querysets import ScopedQuerySet


class ServiceRequestQuerySet(CaseQuerySet, PartyQuerySet):
    party_paths = ("enterprise",)
    touched = (
        "division",
        "institute__division",
        "enterprise__division",
        "worker",
        "checked_by",
        "signed_by",
        "accreditation",
    )

    def waiting(self):
        """At the counter: nobody has accepted them yet."""
        return self.filter(state="received")

    def under_way(self):
        return self.filter(state__in=["working", "checked"])

    def reported(self):
        return self.filter(state="reported")

    def overdue(self):
        owed = Deadline.objects.filter(
            case_type=ContentType.objects.get_for_model(self.model), term__startswith="service-"
        )
        return self.under_way().filter(pk__in=owed.overdue().values("case_id"))

    def reported_within_a_year(self):
        return self.reported().filter(reported_on__gt=timezone.localdate() - timedelta(365))

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "waiting": self.waiting,
            "under-way": self.under_way,
            "overdue": self.overdue,
            "reported-year": self.reported_within_a_year,
        }
        return found[key]() if key in found else self

    def search(self, text):
        text = text.strip()
        enterprises = found_firms(text)
        return self.filter(
            numbered_like(text, "number")
            | Q(subject__contains=text)
            | Q(client__contains=text)
            | Q(enterprise__in=enterprises)
        )

    def for_list(self):
        return self.select_related("division", "institute__division", "enterprise", "worker")


class ServiceRequestLogQuerySet(PartyQuerySet):
    division_path = "case__division"
    party_paths = ("case__enterprise",)


class OfRequestQuerySet(PartyQuerySet):
    division_path = "request__division"
    party_paths = ("request__enterprise",)


class LabelFindingQuerySet(PartyQuerySet):
    division_path = "check_of__request__division"
    party_paths = ("check_of__request__enterprise",)


class FirmCodeQuerySet(ScopedQuerySet):
    # A code is renewed within the three months before its last day.
    NEAR = 92

    def standing_codes(self):
        today = timezone.localdate()
        return self.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=today))

    def expiring(self):
        today = timezone.localdate()
        near = today + timedelta(self.NEAR)
        return self.standing_codes().filter(valid_to__gte=today, valid_to__lte=near)

    def expired(self):
        return self.standing_codes().filter(valid_to__lt=timezone.localdate())

    def standing(self, key):
        found = {"expiring": self.expiring, "expired": self.expired}
        return found[key]() if key in found else self

    def of(self, number):
        """The code that a number of thirteen digits begins with."""
        return self.filter(code__in=[number[:length] for length in range(7, 11)])

    def search(self, text):
        text = text.strip()
        return self.filter(Q(code__startswith=text) | Q(holder__contains=text))

    def for_list(self):
        return self.select_related("division", "enterprise")
