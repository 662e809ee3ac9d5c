"""The vocabulary of relocations into a zone and of the places given for them."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from enterprises.querysets import PartyQuerySet
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.states import SOON
from workshops.querysets.workshop import found

OPEN = ("candidate", "agreed", "waiting", "planned", "moved_in")
AHEAD = ("candidate", "agreed", "waiting", "planned")
# A zone's operator deals with whoever agreed to come, and hears of nobody before.
WITH_THE_ZONE = ("agreed", "waiting", "planned", "moved_in", "moved_out")


class RelocationQuerySet(PartyQuerySet, CaseQuerySet):
    """Seen by the operator who moves; by whoever runs the zone once the operator has agreed."""

    party_paths = ("workshop__enterprise",)
    touched = ("division", "zone__division", "zone__lead", "workshop__enterprise")

    def visible_to(self, user):
        seen = super().visible_to(user)
        if not (user.is_active and user.is_party):
            return seen
        coming = self.filter(zone__lead__in=self._theirs(user), state__in=WITH_THE_ZONE)
        return seen | coming

    def open(self):
        return self.filter(state__in=OPEN)

    def ahead(self):
        """Not moved in yet, and not given up."""
        return self.filter(state__in=AHEAD)

    def waiting(self):
        return self.filter(state="waiting")

    def planned(self):
        return self.filter(state="planned")

    def moved_in(self):
        return self.filter(state="moved_in")

    def of(self, zone):
        return self.filter(zone=zone)

    def due_within(self, days=SOON, on=None):
        """Planned to move in within so many days."""
        on = on or timezone.localdate()
        last = on + timedelta(days=days)
        return self.planned().filter(planned_on__gte=on, planned_on__lte=last)

    def overdue(self, on=None):
        return self.planned().filter(planned_on__lt=on or timezone.localdate())

    def owing_change(self):
        """Whose workshop moved, and nobody has applied for the change of its registration."""
        owed = Deadline.objects.filter(case_type=ContentType.objects.get_for_model(self.model))
        owed = owed.open().filter(term="registration-change")
        return self.filter(pk__in=owed.values("case_id"))

    def in_turn(self):
        """The waiting list: by the day since when, then as the survey ranked them."""
        return self.order_by("waiting_since", F("rank").asc(nulls_last=True), "pk")

    def with_position(self):
        """Which place each has on the list; for rows of waiting ones only."""
        turn = [F("waiting_since").asc(), F("rank").asc(nulls_last=True), F("pk").asc()]
        place = Window(RowNumber(), partition_by=F("zone"), order_by=turn)
        return self.annotate(position=place)

    def by_urgency(self):
        """Candidates as the survey ranked them; who came without a rank comes last."""
        return self.order_by(F("rank").asc(nulls_last=True), "pk")

    def search(self, text):
        """By the workshop, as the register finds it, or by the zone."""
        return self.filter(Q(workshop__enterprise__in=found(text)) | Q(zone__name__contains=text))

    def for_list(self):
        return self.select_related("division", "zone", "workshop__enterprise")

    def for_board(self):
        """With what each of them makes: what decides which units fit."""
        return self.select_related("workshop__enterprise", "workshop__trade").prefetch_related(
            "workshop__varieties__category", "workshop__registrations"
        )


class AllocationQuerySet(PartyQuerySet):
    party_paths = ("workshop__enterprise", "zone__lead")

    def standing(self):
        """Given and not taken back."""
        return self.filter(withdrawn_on=None)

    def held(self):
        """Given, and nobody has moved out of it: whose unit it is, now or soon."""
        return self.standing().filter(moved_out_on=None)

    def unfit_for(self, category):
        """In a unit that is fit neither for a category nor for the group that it lies in."""
        return self.exclude(unit__categories__in=[category.pk, category.group])

    def holding(self, on):
        """Whose place is taken on a day, by somebody who moved in or is about to."""
        begun = self.standing().filter(starts_on__lte=on)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def from_day(self, on):
        """Of that day or later: what stands in the way of a place from then on."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def touching(self, starts_on, ends_on):
        """That share a day with a period; without a last day it never ends."""
        rows = self.from_day(starts_on)
        return rows.filter(starts_on__lte=ends_on) if ends_on else rows

    def occupied(self, on=None):
        """Places that somebody has moved into."""
        return self.holding(on or timezone.localdate()).filter(moved_in_on__isnull=False)

    def search(self, text):
        return self.filter(workshop__enterprise__in=found(text))

    def for_list(self):
        return self.select_related("workshop__enterprise", "zone", "unit__area", "division")
