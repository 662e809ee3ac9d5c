import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.notices.querysets import DeliveryQuerySet, NoticeQuerySet, PreferenceQuerySet
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


class Kind(models.TextChoices):
    REMINDER = "reminder", _("due soon")
    OVERDUE = "overdue", _("overdue")
    ESCALATION = "escalation", _("escalation")
    DECISION = "decision", _("decision")
    RETURNED = "returned", _("sent back")
    ASSIGNED = "assigned", _("handed to me")
    WORK = "work", _("long work finished")
    FIGURES = "figures", _("figures subscribed to")
    CALENDAR = "calendar", _("work calendar")
    DIGEST = "digest", _("digest of the day")


TONES = {
    Kind.REMINDER: Tone.SOON,
    Kind.OVERDUE: Tone.LATE,
    Kind.ESCALATION: Tone.LATE,
    Kind.RETURNED: Tone.SOON,
    Kind.CALENDAR: Tone.SOON,
}
# Nobody switches these off, and no digest holds them back.
PRESSING = (Kind.OVERDUE, Kind.ESCALATION)


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("chat")


class Notice(models.Model):
    """What one person is owed to know; the inbox shows it, deliveries carry it outside.

    The same topic and stage is owed to a person once: owing it again changes nothing.
    """

    # Made by whoever owes it, so that of many rows written at once the new ones are known.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    topic = models.CharField(_("topic"), max_length=100)
    stage = models.CharField(_("stage"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # The day it is about, which is not the day it was sent when a sweep had to catch up.
    about = models.DateField(_("about"), default=timezone.localdate)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("page"), max_length=300, blank=True)
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("division"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "topic", "stage"], name="notice_once"),
            models.CheckConstraint(
                name="notice_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="notice_page_is_ours",
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")),
            ),
        ]
        indexes = [
            # ``inbox``: one person's notices, newest first.
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_inbox"),
            # ``unread``: the count beside the bell on every page.
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self):
        return self.subject

    @property
    def shown_kind(self):
        return state(TONES.get(self.kind, Tone.INFO), self.get_kind_display())


class Delivery(models.Model):
    """A notice on its way out through one channel; nothing is sent that is not such a row first."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", verbose_name=_("notice")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    # Which of several chats, as a digest of its address: the address itself holds a secret.
    target = models.CharField(_("target"), max_length=16, blank=True)
    # Nobody (else) tries before this: the lease of who is sending, or the pause after a failure.
    claimed_until = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    # Waits for the day's digest instead of going out alone.
    held = models.BooleanField(_("held for the digest"), default=False)
    digest = models.ForeignKey(
        Notice,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="gathered",
        verbose_name=_("sent in digest"),
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "target"], name="delivery_once_per_channel"
            ),
            models.CheckConstraint(
                name="delivery_channel_known", condition=Q(channel__in=["email", "chat"])
            ),
            models.CheckConstraint(
                name="delivery_ends_in_one_way",
                condition=Q(sent_at=None, given_up_at=None)
                | Q(sent_at=None, digest=None)
                | Q(given_up_at=None, digest=None),
            ),
            models.CheckConstraint(
                name="delivery_in_digest_was_held", condition=Q(digest=None) | Q(held=True)
            ),
        ]
        indexes = [
            # ``claimable``: what ``notices.resend`` looks for every minute.
            models.Index(
                fields=["claimed_until", "id"],
                name="delivery_pending",
                condition=Q(sent_at=None, given_up_at=None, held=False),
            ),
            # ``held_back``: what the digest gathers.
            models.Index(
                fields=["notice"], name="delivery_held", condition=Q(held=True, digest=None)
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.notice_id}"


class Preference(models.Model):
    """Whether a person wants one kind of notice through one channel; the inbox has them all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    wanted = models.BooleanField(_("wanted"))

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once"),
            models.CheckConstraint(
                name="preference_overdue_stays_on",
                condition=Q(wanted=True) | ~Q(kind__in=["overdue", "escalation"]),
                violation_error_message=_("Overdue notices cannot be switched off."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} / {self.get_channel_display()}"
