"""Trips of a delegation, and the visits that it pays to firms."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.models.prospect import Prospect
from investment.querysets.trip import (
    ProspectVisitQuerySet,
    TripPartQuerySet,
    TripQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


@keep_history()
class Trip(Case):
    """A trip to firms elsewhere (招商考察): its programme, who goes, who receives, its report."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of a trip", "planned")
        UNDER_WAY = "under_way", pgettext_lazy("of a trip", "under way")
        BACK = "back", pgettext_lazy("of a trip", "back, to be reported")
        REPORTED = "reported", pgettext_lazy("of a trip", "reported")
        CANCELLED = "cancelled", pgettext_lazy("of a trip", "cancelled")

    TONES = {
        State.PLANNED: Tone.PLAIN,
        State.BACK: Tone.SOON,
        State.REPORTED: Tone.GOOD,
        State.CANCELLED: Tone.PLAIN,
    }
    ENDED_STATES = ("reported", "cancelled")

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    name = models.CharField(_("name"), max_length=100)
    destination = models.CharField(_("where to"), max_length=100)
    purpose = models.CharField(pgettext_lazy("of a trip", "purpose"), max_length=200)
    host = models.CharField(
        pgettext_lazy("of a delegation", "received by"),
        max_length=200,
        blank=True,
        help_text=_("The bureau that helps there."),
    )
    leads = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("leads the delegation"),
    )
    from_on = models.DateField(pgettext_lazy("of a trip", "first day"))
    to_on = models.DateField(pgettext_lazy("of a trip", "last day"))
    budget = models.DecimalField(
        _("budget (yuan)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    spent = models.DecimalField(
        _("spent (yuan)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    opening = models.TextField(_("how the report begins"), blank=True)
    closing = models.TextField(_("how the report ends"), blank=True)
    report_number = models.CharField(
        pgettext_lazy("of a trip", "report"), max_length=60, blank=True, editable=False
    )
    came_back_on = models.DateField(_("came back on"), null=True, editable=False)

    objects = TripQuerySet.as_manager()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["-pk"]
        permissions = [("report_trip", _("Can report on trips"))]
        constraints = [
            models.CheckConstraint(
                name="trip_state_known",
                condition=Q(state__in=["planned", "under_way", "back", "reported", "cancelled"]),
            ),
            models.CheckConstraint(
                name="trip_days_in_order",
                condition=Q(to_on__gte=F("from_on")),
                violation_error_message=_("It ends before it begins: correct its days."),
            ),
            models.CheckConstraint(
                name="trip_costs_not_negative",
                condition=(Q(budget=None) | Q(budget__gte=0)) & (Q(spent=None) | Q(spent__gte=0)),
            ),
            models.CheckConstraint(
                name="trip_reported_with_its_number",
                condition=(Q(state="reported") & ~Q(report_number=""))
                | (~Q(state="reported") & Q(report_number="")),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="trip_by_division")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:investment_trip_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.name} · {self.destination}"

    @property
    def size(self) -> int:
        """Whoever leads is one of them, entered as a member or not."""
        return self.members.exclude(person=self.leads).count() + 1

    @property
    def holder(self):
        return self.leads

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED_STATES

    def document_issued(self, document):
        self.report_number = document.number


class TripLog(StepLog):
    case = models.ForeignKey(Trip, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class TripMember(models.Model):
    """Who goes along: somebody of the bureau, or a guest by post."""

    trip = models.ForeignKey(Trip, models.CASCADE, related_name="members", verbose_name=_("trip"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    post = models.CharField(
        _("post"), max_length=100, blank=True, help_text=_("Needed for a guest.")
    )

    objects = TripPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the delegation")
        verbose_name_plural = _("members of the delegation")
        ordering = ["trip", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tripmember_is_somebody",
                condition=Q(person__isnull=False) | ~Q(post=""),
                violation_error_message=_("Choose a person, or give the post of a guest."),
            ),
            models.UniqueConstraint(fields=["trip", "person"], name="tripmember_once"),
        ]

    def __str__(self):
        return f"{self.person or ''} {self.post}".strip()


class TripStop(models.Model):
    """A line of a trip's programme beside the visits: a journey, a reception, a talk."""

    trip = models.ForeignKey(Trip, models.CASCADE, related_name="programme", verbose_name=_("trip"))
    on = models.DateField(_("day"))
    at = models.TimeField(_("time"), null=True, blank=True)
    words = models.CharField(_("what happens"), max_length=200)

    objects = TripPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the programme")
        verbose_name_plural = _("programme")
        ordering = ["trip", "on", "at", "pk"]

    def __str__(self):
        return f"{self.on} {self.words}"


@keep_history()
class ProspectVisit(models.Model):
    """A visit to a firm on the protocol of 招商走访; booked first, so that two do not come.

    介绍来意 → 听取介绍 → 介绍政策和园区 → 邀请考察; the record keeps the firm's own words.
    """

    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("of a visit to a prospect", "booked")
        MADE = "made", pgettext_lazy("of a visit to a prospect", "made")
        CANCELLED = "cancelled", pgettext_lazy("of a visit to a prospect", "cancelled")

    TONES = {State.BOOKED: Tone.INFO, State.MADE: Tone.GOOD, State.CANCELLED: Tone.PLAIN}
    PROTOCOL = ("introduced", "listened", "presented", "invited")

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="visits", verbose_name=_("prospect")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    trip = models.ForeignKey(
        Trip,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("trip"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="prospect_visits",
        verbose_name=_("who visits"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.BOOKED, editable=False
    )
    planned_on = models.DateField(_("booked for"))
    visited_on = models.DateField(_("visited on"), null=True, editable=False)
    introduced = models.BooleanField(_("said why we come and on whose behalf"), default=False)
    listened = models.BooleanField(_("listened to how it does and what it plans"), default=False)
    presented = models.BooleanField(_("told of policies and parks at home"), default=False)
    invited = models.BooleanField(_("invited it to look at the place"), default=False)
    met = models.CharField(
        _("people met"),
        max_length=200,
        blank=True,
        help_text=_("Their posts; names stand among the contact persons."),
    )
    said = models.TextField(_("as it was said"), blank=True)
    cancelled_because = models.CharField(
        _("why it was cancelled"), max_length=200, blank=True, editable=False
    )

    objects = ProspectVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit to a prospect")
        verbose_name_plural = _("visits to prospects")
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="prospectvisit_state_known",
                condition=Q(state__in=["booked", "made", "cancelled"]),
            ),
            models.CheckConstraint(
                name="prospectvisit_made_on_a_day",
                condition=(Q(state="made", visited_on__isnull=False) & ~Q(said=""))
                | (~Q(state="made") & Q(visited_on=None)),
            ),
            models.CheckConstraint(
                name="prospectvisit_cancelled_with_a_reason",
                condition=(Q(state="cancelled") & ~Q(cancelled_because=""))
                | (~Q(state="cancelled") & Q(cancelled_because="")),
            ),
            models.UniqueConstraint(
                fields=["prospect"],
                condition=Q(state="booked"),
                name="prospectvisit_booked_once",
                violation_error_message=_("Somebody has booked a visit to this firm already."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-planned_on"], name="prospectvisit_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="prospectvisit_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="prospectvisit_made_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'booked' AND (OLD.state, OLD.visited_on, OLD.said, OLD.met)"
                    " IS DISTINCT FROM (NEW.state, NEW.visited_on, NEW.said, NEW.met)"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.prospect} · {self.visited_on or self.planned_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return f"{self.prospect.get_absolute_url()}#visits"

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.State(self.state).label)

    @property
    def is_booked(self) -> bool:
        return self.state == self.State.BOOKED

    @property
    def left_out(self) -> list[str]:
        """What of the protocol was not done."""
        fields = [self._meta.get_field(name) for name in self.PROTOCOL]
        return [str(field.verbose_name) for field in fields if not getattr(self, field.name)]
