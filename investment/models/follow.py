"""Keeping in touch: whom to speak with, what was spoken, and who came to look at the place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.models.prospect import Prospect
from investment.models.trip import Trip
from investment.querysets.follow import (
    ContactPersonQuerySet,
    ReceptionQuerySet,
    RecognitionQuerySet,
)
from investment.querysets.prospect import ProspectPartQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


class Contact(models.Model):
    """One contact with a firm, in words. Append-only."""

    class How(models.TextChoices):
        CALL = "call", pgettext_lazy("way of a contact", "call")
        MESSAGE = "message", pgettext_lazy("way of a contact", "message")
        LETTER = "letter", pgettext_lazy("way of a contact", "letter")
        MEETING = "meeting", pgettext_lazy("way of a contact", "meeting")
        VISIT = "visit", pgettext_lazy("way of a contact", "visit")

    class Purpose(models.TextChoices):
        """Which of the clocks it ends; every contact begins the rhythm anew."""

        ANSWER = "answer", _("first answer")
        ASSESSMENT = "assessment", _("the bureau's assessment")
        FEEDBACK = "feedback", _("feedback to the firm")
        FOLLOW_UP = "follow_up", _("keeping in touch")

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="contacts", verbose_name=_("prospect")
    )
    on = models.DateField(_("day"), default=timezone.localdate)
    how = models.CharField(_("way"), max_length=10, choices=How, default=How.CALL)
    purpose = models.CharField(
        pgettext_lazy("of a contact", "purpose"),
        max_length=12,
        choices=Purpose,
        default=Purpose.FOLLOW_UP,
    )
    words = models.TextField(_("what was said"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("with a prospect", "contact")
        verbose_name_plural = pgettext_lazy("with a prospect", "contacts")
        ordering = ["-on", "-pk"]
        triggers = append_only()

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.get_how_display()}"


PERSONAL = ("name", "phone", "email")


# Who it was must not be read in a history either: that a row changed is enough.
@keep_history(exclude=PERSONAL)
class ContactPerson(models.Model):
    """Somebody at a firm, kept with consent and no longer than agreed (个人信息保护法 13, 19).

    Shown masked; every look at the whole is logged, and nothing exports it.
    """

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="people", verbose_name=_("prospect")
    )
    post = models.CharField(_("post"), max_length=60)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    consent = models.CharField(
        _("how it was agreed"),
        max_length=100,
        blank=True,
        help_text=_("A card handed over, a message, a form: without it only the post is kept."),
    )
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    keep_until = models.DateField(
        _("kept until"), null=True, blank=True, help_text=_("Then all but the post is erased.")
    )
    erased_on = models.DateField(_("erased on"), null=True, editable=False)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["prospect", "pk"]
        permissions = [("unmask_contactperson", _("Can read contact persons in full"))]
        constraints = [
            models.CheckConstraint(
                name="contactperson_kept_with_consent",
                condition=Q(name="", phone="", email="")
                | (
                    ~Q(consent="")
                    & Q(consent_on__isnull=False, keep_until__isnull=False, erased_on=None)
                    & Q(keep_until__gt=F("consent_on"))
                ),
                violation_error_message=_(
                    "Names and numbers are kept only with consent, its day and a later last day."
                ),
            )
        ]

    def __str__(self):
        return self.masked

    def get_absolute_url(self):
        return f"{self.prospect.get_absolute_url()}#people"

    @property
    def masked(self) -> str:
        """Enough to tell two of them apart, too little to find them.

        >>> ContactPerson(post="厂长", name="张小明", phone="13800001234").masked
        '厂长 张** 138****1234'
        """
        name = self.name[:1] + "*" * (len(self.name) - 1)
        phone = f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 8 else ""
        return f"{self.post} {f'{name} {phone}'.strip()}".strip()


@keep_history()
class Reception(models.Model):
    """An invitation to come and look, and the visit that came of it (邀请考察)."""

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("of a reception", "invited")
        ACCEPTED = "accepted", pgettext_lazy("of a reception", "accepted")
        RECEIVED = "received", pgettext_lazy("of a reception", "was here")
        DECLINED = "declined", pgettext_lazy("of a reception", "declined")

    TONES = {
        State.INVITED: Tone.PLAIN,
        State.ACCEPTED: Tone.SOON,
        State.RECEIVED: Tone.GOOD,
        State.DECLINED: Tone.HOLD,
    }

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="receptions", verbose_name=_("prospect")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    invited_on = models.DateField(_("invited on"), default=timezone.localdate)
    words = models.CharField(_("invited with the words"), max_length=200, blank=True)
    comes_on = models.DateField(_("comes on"), null=True, blank=True)
    programme = models.TextField(_("programme"), blank=True)
    hosts = models.CharField(
        pgettext_lazy("of a delegation", "received by"), max_length=200, blank=True
    )
    result = models.TextField(pgettext_lazy("of a reception", "what came of it"), blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        ordering = ["-invited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reception_state_known",
                condition=Q(state__in=["invited", "accepted", "received", "declined"]),
            ),
            models.CheckConstraint(
                name="reception_accepted_for_a_day",
                condition=~Q(state__in=["accepted", "received"])
                | (Q(comes_on__isnull=False) & ~Q(programme="")),
                violation_error_message=_("Whoever comes has a day and a programme."),
            ),
            models.CheckConstraint(
                name="reception_ended_with_words",
                condition=~Q(state__in=["received", "declined"]) | ~Q(result=""),
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self):
        return f"{self.prospect} · {self.invited_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return f"{self.prospect.get_absolute_url()}#receptions"

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.State(self.state).label)


@keep_history()
class Recognition(models.Model):
    """That somebody praised the work, or asked to hear of it: 表扬, 典型发言."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("praise")
        SPEECH = "speech", _("speech as an example")
        AFFIRMED = "affirmed", _("affirmed")
        AWARD = "award", pgettext_lazy("kind of recognition", "award")

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.CharField(_("by whom"), max_length=100)
    occasion = models.CharField(_("occasion"), max_length=100, blank=True)
    # A year alone is often all that is known.
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    on = models.DateField(_("day"), null=True, blank=True)
    words = models.CharField(_("as it was said"), max_length=300)
    source = models.CharField(_("source"), max_length=100)
    trip = models.ForeignKey(
        Trip,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recognitions",
        verbose_name=_("for the trip"),
    )

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="recognition_kind_known",
                condition=Q(kind__in=["praise", "speech", "affirmed", "award"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.by}"

    def get_absolute_url(self):
        return reverse("admin:investment_recognition_change", args=[self.pk])
