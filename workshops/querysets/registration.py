"""The vocabulary of registrations and of the applications for them."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.clock.terms import Duty
from qualitysup.documents.querysets import numbered_like
from workshops.querysets.workshop import OfWorkshopQuerySet


class RegistrationQuerySet(OfWorkshopQuerySet):
    """Seen by whoever sees the workshop: also by the zone that it moves into."""

    division_path = "division"

    def in_force(self):
        """Neither cancelled nor revoked; they may have expired all the same."""
        return self.filter(state="in_force")

    def covering(self, day):
        """On which a workshop may produce that day."""
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day, valid_to__gte=day
        )

    def expired(self, on=None):
        """Past their last day, and nobody has struck them off."""
        return self.in_force().filter(valid_to__lt=on or timezone.localdate())

    def expiring(self, days, on=None):
        """Their last day is within so many days, and nobody has applied for a renewal."""
        on = on or timezone.localdate()
        near = self.in_force().filter(valid_to__gte=on, valid_to__lte=on + timedelta(days=days))
        applications = self.model._meta.get_field("applications").related_model.objects
        return near.exclude(pk__in=applications.renewals().open().values("registration"))

    def search(self, text):
        firms = found_firms(text)
        return self.filter(numbered_like(text, "number") | Q(workshop__enterprise__in=firms))

    def for_list(self):
        return self.select_related("workshop__enterprise", "division", "officer")


class RegistrationPeriodQuerySet(OfWorkshopQuerySet):
    division_path = "registration__division"
    workshop_path = "registration__workshop"


class ApplicationQuerySet(CaseQuerySet, PartyQuerySet):
    party_paths = ("workshop__enterprise",)
    touched = ("division", "workshop__enterprise", "registration", "officer", "zone", "visit")

    def open(self):
        return self.filter(state__in=self.model.OPEN_STATES)

    def renewals(self):
        return self.filter(kind="renewal")

    def moves(self):
        """Of a move to another place, neither refused nor withdrawn."""
        moves = self.filter(kind="change", changes__contains=["move"])
        return moves.exclude(state__in=("refused", "withdrawn"))

    def awaiting(self):
        """Accepted, and nothing but the decision is outstanding."""
        return self.filter(Q(state="accepted", needs_site_check=False) | Q(state="checked"))

    def to_check(self):
        """Somebody has to go there."""
        return self.filter(state="accepted", needs_site_check=True)

    def to_certify(self):
        """Deemed renewed, and nobody has handed out the certificate."""
        return self.filter(state="deemed", certified_on=None)

    def late(self):
        """Changes that were applied for after their last day."""
        return self.filter(late=True)

    def overdue(self, on=None):
        """Something of them had to be done by a day and was not done by then."""
        owed = Deadline.objects.filter(case_type=ContentType.objects.get_for_model(self.model))
        return self.filter(pk__in=owed.overdue(on).values("case_id"))

    def to_deem(self, on=None):
        """Renewals that nobody had decided when their registration expired (视为准予延续)."""
        on = on or timezone.localdate()
        return (
            self.renewals()
            .open()
            .filter(registration__state="in_force", registration__valid_to__lt=on)
        )

    def search(self, text):
        firms = found_firms(text)
        of_papers = numbered_like(text, "number", "certificate_number", "registration__number")
        return self.filter(of_papers | Q(workshop__enterprise__in=firms))

    def for_list(self):
        return self.select_related(
            "workshop__enterprise", "division", "registration", "officer"
        ).annotate(due_on=self._first_due_day())

    def for_detail(self):
        return self.for_list().select_related("zone", "visit", "new_division", "decided_by")

    def _first_due_day(self):
        owed = Deadline.objects.filter(case_type=ContentType.objects.get_for_model(self.model))
        owed = owed.open().exclude(rule__duty=Duty.LAPSE).filter(case_id=OuterRef("pk"))
        return Subquery(owed.order_by("due_on").values("due_on")[:1])


class ApplicationLogQuerySet(PartyQuerySet):
    division_path = "case__division"
    party_paths = ("case__workshop__enterprise",)


class ApplicationVarietyQuerySet(PartyQuerySet):
    division_path = "application__division"
    party_paths = ("application__workshop__enterprise",)
