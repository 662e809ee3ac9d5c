from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import follow_ups
from inspections.models.visit import Visit
from inspections.querysets.visit import VisitFollowUpQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.states import Tone, state


# Every try moves the next one on; what a reader asks is what came of it.
@keep_history(exclude=["attempts", "next_try_at"])
class VisitFollowUp(models.Model):
    """One thing that a finished visit entails: its patrol is done, its result is to be published.

    Owed from the moment the visit is complete and tried until it is done, so that what refuses
    never undoes the visit. ``name`` is a ``follow_ups.FollowUp``. Whatever cannot be done is closed
    by a person, with the reason.
    """

    class Standing(models.TextChoices):
        """How it stands, in a word for programs."""

        OWED = "owed", _("to be done")
        DONE = "done", pgettext_lazy("of a follow-up", "done")
        REFUSED = "refused", _("could not be done")
        CLOSED = "closed", _("closed by hand")

    TONES = {
        Standing.OWED: Tone.SOON,
        Standing.DONE: Tone.GOOD,
        Standing.REFUSED: Tone.LATE,
        Standing.CLOSED: Tone.PLAIN,
    }

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="follow_ups", verbose_name=_("visit")
    )
    name = models.CharField(_("what follows"), max_length=40)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Why it could not be done the last time, in words.
    refusal = models.TextField(_("why it could not be done"), blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    close_reason = models.CharField(_("reason for closing"), max_length=200, blank=True)

    objects = VisitFollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up of a visit")
        verbose_name_plural = _("follow-ups of visits")
        ordering = ["pk"]
        permissions = [("settle_visitfollowup", _("Can try follow-ups again or close them"))]
        constraints = [
            models.UniqueConstraint(fields=["visit", "name"], name="visit_follow_up_once"),
            models.CheckConstraint(
                name="visit_follow_up_tried_until_it_ends",
                condition=Q(done_at=None, closed_at=None, next_try_at__isnull=False)
                | Q(done_at__isnull=False, closed_at=None, next_try_at=None)
                | Q(done_at=None, closed_at__isnull=False, next_try_at=None),
            ),
            models.CheckConstraint(
                name="visit_follow_up_closed_by_somebody_with_a_reason",
                condition=Q(closed_at=None, closed_by=None, close_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(close_reason=""),
            ),
        ]
        indexes = [
            # ``due`` every minute, and ``refused`` on the desk: what is owed, not what was.
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(next_try_at__isnull=False),
                name="visit_follow_up_owed",
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.visit}"

    @property
    def follow_up(self):
        """What does it; none if no theme does this any more."""
        return follow_ups.split(self.name)[0]

    @property
    def part(self) -> list[str]:
        """The one part of the visit that it is for, if not for the whole."""
        return follow_ups.split(self.name)[1]

    @property
    def standing(self) -> str:
        if self.done_at:
            return self.Standing.DONE
        if self.closed_at:
            return self.Standing.CLOSED
        return self.Standing.REFUSED if self.refusal else self.Standing.OWED

    @property
    def words(self) -> str:
        """Why it is not done, for whoever waits for it."""
        return self.close_reason if self.closed_at else self.refusal

    @property
    def label(self) -> str:
        follow_up = self.follow_up
        if follow_up is None:
            return self.name
        called = [follow_up.parts(self.visit).get(part, part) for part in self.part]
        return " · ".join([str(follow_up.label), *called])

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.closed_at is None

    @property
    def could_not_be_done(self) -> bool:
        return self.is_open and self.refusal != ""

    @property
    def shown_state(self):
        standing = self.Standing(self.standing)
        return state(self.TONES[standing], standing.label)
