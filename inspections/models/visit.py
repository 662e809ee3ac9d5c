import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.checklist import ChecklistItem, ChecklistVersion
from inspections.querysets.visit import (
    VisitAnswerQuerySet,
    VisitPacketQuerySet,
    VisitPartQuerySet,
    VisitQuerySet,
)
from qualitysup import grams
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.evidence.models import SHA256, Attachment, StoredFile
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


@keep_history()
class Visit(models.Model):
    """What two inspectors found at an enterprise on one day, on one version of a checklist.

    It is made on a phone or at a desk under a UUID of its own and never edited once every part of
    it has arrived: what is corrected later is added. Times and place of the phone are its claim;
    ``received_at`` is ours. Party and badges are kept as they were on the day.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("arriving")
        FINISHED = "finished", _("finished")

    class Kind(models.TextChoices):
        PATROL = "patrol", _("patrol")
        DRAW = "draw", _("random check")
        COMPLAINT = "complaint", _("check of a complaint or clue")
        CAMPAIGN = "campaign", _("campaign check")
        REINSPECTION = "reinspection", _("re-inspection")
        CONSULTATION = "consultation", _("consultation")
        WORK_GROUP = "work_group", _("work group visit")
        SURVEY = "survey", _("survey")
        UNPLANNED = "unplanned", _("unplanned check")

    class Outcome(models.TextChoices):
        """抽查检查结果, as the registries publish it."""

        NO_PROBLEM = "no_problem", _("no problem found")
        NOT_CARRIED_ON = "not_carried_on", _("business in question not carried on")
        NOT_DISCLOSED = "not_disclosed", _("required information not disclosed")
        FALSE_DISCLOSURE = "false_disclosure", _("disclosed information false or concealed")
        UNREACHABLE = "unreachable", _("not reachable at its registered address")
        UNCOOPERATIVE = "uncooperative", _("refused to cooperate, serious")
        CORRECTED = "corrected", _("problem found, put right on order")
        TO_FOLLOW_UP = "to_follow_up", _("problem found, to be followed up")
        OTHER_AUTHORITY = "other_authority", _("breach of another authority's rules")
        GONE = "gone", _("deregistered, revoked, rescinded or moved out")

    class Disposition(models.TextChoices):
        NONE = "none", _("nothing further")
        STOPPED = "stopped", _("check stopped")
        ORDERED = "ordered", _("ordered to rectify")
        TRANSFERRED = "transferred", _("clue transferred")
        COPIED = "copied", _("copied to the authority concerned")
        OTHER = "other", _("other")

    TONES = {State.RECEIVING: Tone.SOON, State.FINISHED: Tone.GOOD}
    # A visit that only talks, counts or helps is no check and has no result of one.
    CHECKS = (
        Kind.PATROL,
        Kind.DRAW,
        Kind.COMPLAINT,
        Kind.CAMPAIGN,
        Kind.REINSPECTION,
        Kind.UNPLANNED,
    )
    # Whoever was not met or had nothing to show was not asked the checklist's questions.
    NOT_LOOKED_AT = (
        Outcome.NOT_CARRIED_ON,
        Outcome.UNREACHABLE,
        Outcome.UNCOOPERATIVE,
        Outcome.GONE,
    )

    # Made by the phone: the same visit sent again is found by it.
    uuid = models.UUIDField(_("UUID"), unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.RECEIVING, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="visits",
        verbose_name=_("enterprise"),
    )
    # The patrol, drawn enterprise or complaint that it was made for; ``kind`` says which it is.
    errand = models.PositiveBigIntegerField(_("made for"), null=True, blank=True, editable=False)
    # Not every visit has one: a consultation is only written down.
    checklist_version = models.ForeignKey(
        ChecklistVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("checklist version"),
    )
    party_name = models.CharField(_("party"), max_length=200)
    party_uscc = models.CharField(_("party's code"), max_length=18, blank=True)
    party_address = models.CharField(_("party's address"), max_length=300, blank=True)
    party_representative = models.CharField(
        _("party's legal representative"), max_length=60, blank=True
    )

    started_at = models.DateTimeField(_("began at (claimed)"))
    ended_at = models.DateTimeField(_("ended at (claimed)"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    lng = models.DecimalField(
        _("longitude (claimed)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (claimed)"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    accuracy = models.PositiveIntegerField(_("accuracy in metres (claimed)"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    finished_at = models.DateTimeField(_("complete at"), null=True, editable=False)

    present = models.CharField(
        _("present for the party"), max_length=120, blank=True, help_text=_("Name and position")
    )
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    rights_told = models.BooleanField(_("party told of its rights"), default=True)
    # 行政处罚法 55: signed, or why not.
    signature_refused = models.CharField(_("reason for not signing"), max_length=200, blank=True)
    summary = models.TextField(_("what was found"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    disposition = models.CharField(
        _("disposition"), max_length=20, choices=Disposition, default=Disposition.NONE
    )
    # How many of its answers fail; written with them.
    failed_count = models.PositiveSmallIntegerField(_("failed items"), default=0, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-pk"]
        permissions = [
            ("submit_visit", _("Can record visits")),
            ("resolve_visit", _("Can decide conflicting visits")),
            ("minute_visit", _("Can issue the minutes of visits")),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_finished_at_iff_finished",
                condition=Q(state="finished", finished_at__isnull=False)
                | Q(state="receiving", finished_at=None),
            ),
            models.CheckConstraint(
                name="visit_ends_after_it_begins",
                condition=Q(ended_at__gte=F("started_at")),
                violation_error_message=_("A visit does not end before it begins."),
            ),
            models.CheckConstraint(
                name="visit_point_whole",
                condition=Q(lng=None, lat=None) | Q(lng__isnull=False, lat__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_finished_with_an_outcome",
                condition=Q(state="receiving") | ~Q(outcome=""),
                violation_error_message=_("Say what came out of the visit."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="visit_by_division"),
            models.Index(fields=["enterprise", "-started_at"], name="visit_of_enterprise"),
            # ``stuck``: what the desk looks for every hour.
            models.Index(
                fields=["received_at"], condition=Q(state="receiving"), name="visit_arriving"
            ),
            # VisitQuerySet.search
            grams.index("party_name", "visit_by_party"),
        ]
        triggers = [
            # What was found is evidence: corrections are additions.
            pgtrigger.Protect(
                name="finished_visit_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="finished"),
            )
        ]

    def __str__(self):
        return f"{self.party_name} {timezone.localdate(self.started_at).isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:inspections_visit_change", args=[self.pk])

    @cached_property
    def first_packet(self):
        """What was sent first: the visit itself, word for word."""
        return self.packets.order_by("pk").first()

    @property
    def evidence_day(self):
        """The day that its photos should be of, as its people claim it."""
        return timezone.localdate(self.started_at)

    @property
    def title(self) -> str:
        return f"{self.party_name} · {self.get_kind_display()}"

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())


class VisitPacket(models.Model):
    """What was sent of a visit, word for word, each different content once.

    The first is the visit. A later one with other content waits as a conflict until a person has
    decided field by field; nothing is overwritten by it.
    """

    class Conflict(models.TextChoices):
        NONE = "none", _("none")
        OPEN = "open", _("to be decided")
        KEPT = "kept", _("first version kept")
        ADDED = "added", _("added to the visit")

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="packets", verbose_name=_("visit")
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.JSONField(_("content"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    device = models.CharField(_("device"), max_length=80, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    conflict = models.CharField(
        _("conflict"), max_length=10, choices=Conflict, default=Conflict.NONE
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = VisitPacketQuerySet.as_manager()

    class Meta:
        verbose_name = _("packet of a visit")
        verbose_name_plural = _("packets of visits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="visit_packet_once"),
            models.CheckConstraint(
                name="visit_packet_decided_by_somebody",
                condition=Q(conflict__in=["none", "open"], decided_by=None, decided_at=None)
                | Q(
                    conflict__in=["kept", "added"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="packet_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="packet_as_sent", fields=["visit", "sha256", "content", "sent_by", "device"]
            ),
        ]

    def __str__(self):
        return self.sha256[:12]

    @property
    def receipt_number(self) -> str:
        """To be read aloud: 1234-0567 is visit 1234, sent with just this content."""
        return f"{self.visit_id}-{int(self.sha256[:8], 16) % 10_000:04}"

    def get_absolute_url(self):
        """Where a person decides, if it says something else than the visit."""
        return reverse("admin:inspections_visit_conflict", args=[self.visit_id])


class VisitInspector(models.Model):
    """Who was there, in the order of signing, with the badge shown (行政处罚法 42, 55)."""

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="inspections", verbose_name=_("visit")
    )
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="inspections",
        verbose_name=_("inspector"),
    )
    position = models.PositiveSmallIntegerField(_("no."))
    badge_number = models.CharField(_("enforcement badge number"), max_length=30)
    # Why this one signs in ink and not on the phone; the desk is owed the scan of it.
    paper_reason = models.CharField(_("signs on paper, because"), max_length=200, blank=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspector of a visit")
        verbose_name_plural = _("inspectors of visits")
        ordering = ["visit", "position"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["visit", "inspector"], name="visit_inspector_once"),
            models.UniqueConstraint(fields=["visit", "position"], name="visit_inspector_place"),
            models.CheckConstraint(
                name="visit_inspector_showed_a_badge", condition=~Q(badge_number="")
            ),
        ]

    def __str__(self):
        return f"{self.inspector} {self.badge_number}"


class VisitAnswer(models.Model):
    """What one item of the checklist was answered: one of verdict, number, text, as it asks."""

    class Verdict(models.TextChoices):
        PASS = "pass", _("conforms")  # 符合
        FAIL = "fail", _("does not conform")  # 不符合
        NOT_APPLICABLE = "na", _("does not apply")  # 不适用

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="answers", verbose_name=_("visit")
    )
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, related_name="answers", verbose_name=_("item")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    number = models.DecimalField(
        pgettext_lazy("an answer", "number"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    # The words written, or the choice made.
    text = models.TextField(_("text"), blank=True)
    note = models.TextField(_("note"), blank=True)
    failed = models.BooleanField(pgettext_lazy("of an item", "failed"), default=False)
    photos = models.ManyToManyField(
        Attachment, related_name="+", blank=True, verbose_name=_("photos")
    )

    objects = VisitAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = pgettext_lazy("of a visit", "answers")
        ordering = ["visit", "item__section__position", "item__position"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="visit_answers_an_item_once"),
            models.CheckConstraint(
                name="visit_answer_is_one_of_three",
                condition=Q(number=None, text="")
                | Q(verdict="", text="")
                | Q(verdict="", number=None),
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.value}"

    @property
    def value(self) -> str:
        """What was answered, as a person reads it."""
        if self.verdict:
            return str(self.get_verdict_display())
        if self.number is None:
            return self.text
        return f"{self.number.normalize():f} {self.item.unit}".strip()

    @property
    def in_words(self) -> str:
        """What was found, as it is put on paper: the item, a value and its limits, the note."""
        found = (
            f"{self.item.text}：{self.value}" if not self.verdict else f"{self.item.text}：不符合"
        )
        if self.number is not None and self.item.has_limits:
            unverified = "，限值待核" if self.item.limits_unverified else ""
            found += f"（规定{self.item.limits}{unverified}）"
        return f"{found}（{self.note}）" if self.note else found


class VisitAddition(models.Model):
    """What is said of a visit afterwards: a correction or a supplement, never an edit."""

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="additions", verbose_name=_("visit")
    )
    # What it corrects, if one thing: a field's name, or an item's key after "answers.".
    about = models.CharField(pgettext_lazy("of an addition", "about"), max_length=80, blank=True)
    text = models.TextField(_("text"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("addition to a visit")
        verbose_name_plural = _("additions to visits")
        ordering = ["at", "pk"]
        triggers = append_only()

    def __str__(self):
        return self.text[:60]


class VisitReplacement(models.Model):
    """What stands in the place of a file that the packet names and that could not be taken in.

    The packet stays as it was sent and signed. ``file`` is another one, or the very same from
    somebody else's hand, or none where it is not to be had: the reason says which, and why.
    """

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="replacements", verbose_name=_("visit")
    )
    sha256 = models.CharField(_("SHA-256 in the packet"), max_length=64)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("replacement of a file")
        verbose_name_plural = _("replacements of files")
        ordering = ["pk"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="visit_file_replaced_once"),
            models.CheckConstraint(
                name="visit_file_replaced_for_a_reason",
                condition=Q(sha256__regex=SHA256) & ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return self.sha256[:12]
