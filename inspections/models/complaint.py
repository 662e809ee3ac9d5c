from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.querysets.complaint import ComplaintPartQuerySet, ComplaintQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history()
class Complaint(Case):
    """What somebody told the bureau about an enterprise: 投诉, 举报 or 线索.

    A complaint (投诉) is accepted and mediated, a report (举报) and a clue (线索) are checked; the
    terms of 总局令第20号 and of 行政处罚程序规定 art. 18 run accordingly. Who told it is kept apart
    in ``Complainant``.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        ACCEPTED = "accepted", _("accepted")
        ASSIGNED = "assigned", _("being looked into")
        CHECKED = "checked", _("looked into")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", pgettext_lazy("of a case", "closed")
        REFUSED = "refused", _("not accepted")
        JOINED = "joined", _("joined to another")

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")  # 投诉
        REPORT = "report", _("report of a breach")  # 举报
        CLUE = "clue", _("clue")  # 线索

    class Source(models.TextChoices):
        HOTLINE_12345 = "12345", _("government hotline 12345")
        HOTLINE_12315 = "12315", _("consumer platform 12315")
        LETTER = "letter", _("letter")
        IN_PERSON = "in_person", _("told in person")
        AUTHORITY = "authority", _("another authority")
        MEDIA = "media", _("media")
        ENTERPRISE = "enterprise", _("an enterprise")

    class Result(models.TextChoices):
        UNFOUNDED = "unfounded", _("not confirmed")
        PUT_RIGHT = "put_right", _("confirmed, put right on the spot")
        ORDERED = "ordered", _("confirmed, ordered to rectify")
        FILED = "filed", _("confirmed, case filed")
        SETTLED = "settled", _("settled by mediation")
        NOT_SETTLED = "not_settled", _("mediation ended without result")
        TRANSFERRED = "transferred", _("transferred to whom it concerns")

    TONES = {
        State.REGISTERED: Tone.SOON,
        State.ANSWERED: Tone.GOOD,
        State.CLOSED: Tone.GOOD,
        State.REFUSED: Tone.PLAIN,
        State.JOINED: Tone.PLAIN,
    }
    ENDED_STATES = (State.CLOSED, State.REFUSED, State.JOINED)
    OPEN_STATES = (
        State.REGISTERED,
        State.ACCEPTED,
        State.ASSIGNED,
        State.CHECKED,
        State.ANSWERED,
    )

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.REGISTERED, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    source_number = models.CharField(_("number at the source"), max_length=60, blank=True)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("enterprise"),
    )
    enterprise_name = models.CharField(
        _("enterprise as named"),
        max_length=200,
        blank=True,
        help_text=_("As it was told; the enterprise itself may be found later."),
    )
    product = models.CharField(_("product"), max_length=80, blank=True)
    text = models.TextField(_("what was told"))
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("officer in charge"),
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="duplicates",
        editable=False,
        verbose_name=_("joined to"),
    )
    # Whether there is anybody to answer: kept here so that no page has to look who it is.
    has_contact = models.BooleanField(_("the complainant can be reached"), default=False)
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    checked_on = models.DateField(_("looked into on"), null=True, editable=False)
    result = models.CharField(
        _("result"), max_length=20, choices=Result, blank=True, editable=False
    )
    finding = models.TextField(_("what was found"), blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    answer = models.TextField(
        pgettext_lazy("to a complainant", "answer"), blank=True, editable=False
    )
    closed_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint or clue")
        verbose_name_plural = _("complaints and clues")
        ordering = ["-pk"]
        permissions = [
            ("accept_complaint", _("Can accept complaints, or refuse them")),
            ("assign_complaint", _("Can assign complaints and extend their terms")),
            ("check_complaint", _("Can look into complaints and answer them")),
            ("close_complaint", _("Can close complaints")),
            ("view_contact", _("Can see who complained")),
        ]
        constraints = [
            models.CheckConstraint(
                name="complaint_state_known",
                condition=Q(
                    state__in=[
                        "registered",
                        "accepted",
                        "assigned",
                        "checked",
                        "answered",
                        "closed",
                        "refused",
                        "joined",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="complaint_names_an_enterprise",
                condition=Q(enterprise__isnull=False) | ~Q(enterprise_name=""),
                violation_error_message=_("Say whom it is about: the enterprise, or its name."),
            ),
            models.CheckConstraint(
                name="complaint_ended_on_iff_ended",
                condition=Q(state__in=["closed", "refused", "joined"], closed_on__isnull=False)
                | (~Q(state__in=["closed", "refused", "joined"]) & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="complaint_held_by_somebody_once_assigned",
                condition=~Q(state__in=["assigned", "checked", "answered"])
                | Q(holder__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_result_with_its_day",
                condition=Q(checked_on=None, result="")
                | (Q(checked_on__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="complaint_joined_iff_to_another",
                condition=(Q(state="joined", duplicate_of__isnull=False) & ~Q(duplicate_of=F("pk")))
                | (~Q(state="joined") & Q(duplicate_of=None)),
            ),
            models.UniqueConstraint(
                fields=["source", "source_number"],
                condition=~Q(source_number=""),
                name="complaint_source_number_once",
                violation_error_message=_("This number of the source is registered already."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="complaint_by_division"),
            # Scoring reads the complaints about an enterprise since a day.
            models.Index(fields=["enterprise", "received_on"], name="complaint_of_enterprise"),
        ]

    def __str__(self):
        return self.source_number or f"{self.get_kind_display()} {self.pk or ''}".strip()

    def get_absolute_url(self):
        return reverse("admin:inspections_complaint_change", args=[self.pk])

    @property
    def about(self) -> str:
        return str(self.enterprise) if self.enterprise_id else self.enterprise_name

    @property
    def title(self):
        return f"{self.about} · {self.get_kind_display()}"

    # The days that start its clocks, each only for the kind that the term is for.

    @property
    def mediate_from(self):
        return self.accepted_on if self.kind == self.Kind.COMPLAINT else None

    @property
    def answer_from(self):
        """A report under a real name is answered; without a contact there is nobody to tell."""
        return self.checked_on if self.kind == self.Kind.REPORT and self.has_contact else None


class ComplaintLog(StepLog):
    case = models.ForeignKey(Complaint, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


# Who it was must not be read in a history either: that a row changed is enough.
@keep_history(exclude=["name", "phone", "address"])
class Complainant(models.Model):
    """Who complained, apart from the complaint: every look is logged, and nothing exports it."""

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, related_name="complainant", verbose_name=_("complaint or clue")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    objects = ComplaintPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        ordering = ["complaint"]
        constraints = [
            models.CheckConstraint(
                name="complainant_says_something",
                condition=~Q(name="") | ~Q(phone="") | ~Q(address=""),
            )
        ]

    def __str__(self):
        return self.masked

    @property
    def masked(self) -> str:
        """Enough to tell two of them apart, too little to find them.

        >>> Complainant(name="张小明", phone="13800001234").masked
        '张** 138****1234'
        """
        name = self.name[:1] + "*" * (len(self.name) - 1)
        phone = f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 8 else ""
        return f"{name} {phone}".strip() or "***"


class Consequence(models.Model):
    """What a complaint led to: a visit, an order, a test result. Append-only."""

    complaint = models.ForeignKey(
        Complaint,
        models.PROTECT,
        related_name="consequences",
        verbose_name=_("complaint or clue"),
    )
    target_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    target_id = models.BigIntegerField(_("record"))
    target = GenericForeignKey("target_type", "target_id")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = ComplaintPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("what a complaint led to")
        verbose_name_plural = _("what complaints led to")
        ordering = ["pk"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "target_type", "target_id"], name="consequence_linked_once"
            )
        ]

    def __str__(self):
        return str(self.target)
