import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.order import OrderItem
from inspections.querysets.checklist import (
    ChecklistPartQuerySet,
    ChecklistQuerySet,
    ChecklistVersionQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.states import Tone, state


def frozen_when_published(version: str) -> pgtrigger.Trigger:
    """Nothing is added to, changed in or taken from a version that was published.

    ``version`` is the SQL that finds the version's key in ``NEW`` or ``OLD``.
    """
    return pgtrigger.Trigger(
        name="frozen_when_published",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF EXISTS (SELECT 1 FROM inspections_checklistversion
                       WHERE id IN ({version}) AND published_on IS NOT NULL) THEN
                RAISE EXCEPTION 'a published version of a checklist does not change'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@keep_history()
class Checklist(models.Model):
    """What is looked at on one kind of visit (检查表); what it asks is in its versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(
        _("used for"), max_length=200, blank=True, help_text=_("Which visits, of which enterprises")
    )
    # 食品生产经营监督检查管理办法 22: only a check of every point is the one of two years.
    covers_all = models.BooleanField(
        _("covers every point of inspection"),
        default=False,
        help_text=_("A visit on it counts as the full check that is due every two years."),
    )
    retired_on = models.DateField(_("no longer used from"), null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["code"]
        permissions = [("publish_checklist", _("Can publish checklists"))]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_checklist_change", args=[self.pk])


@keep_history()
class ChecklistVersion(models.Model):
    """One version of a checklist: a draft that is worked on, then published and never changed.

    A visit keeps the version that it was made on, whatever is published afterwards.
    """

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    note = models.CharField(_("what is new"), max_length=200, blank=True)
    published_on = models.DateField(
        pgettext_lazy("of a checklist", "published on"), null=True, editable=False
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = ChecklistVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        ordering = ["checklist", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"], name="checklist_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["checklist"],
                condition=Q(published_on=None),
                name="checklist_one_draft_at_a_time",
                violation_error_message=_("This checklist has a draft already; go on with that."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_version_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.checklist} v{self.number}"

    def get_absolute_url(self):
        return reverse("admin:inspections_checklistversion_change", args=[self.pk])

    def items(self):
        """Every item, in order."""
        return ChecklistItem.objects.filter(section__version=self).order_by(
            "section__position", "position"
        )

    @property
    def is_draft(self) -> bool:
        return self.published_on is None

    @property
    def clauses(self) -> str:
        """Every clause that its items name."""
        return " ".join(
            item.clause for section in self.sections.all() for item in section.items.all()
        )

    @property
    def asked_on(self):
        """The day whose editions of standards its items are compared with."""
        return timezone.localdate()


@keep_history()
class ChecklistSection(models.Model):
    """A heading of a checklist and the items below it."""

    version = models.ForeignKey(
        ChecklistVersion, models.CASCADE, related_name="sections", verbose_name=_("version")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    title = models.CharField(_("title"), max_length=80)

    objects = ChecklistPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a checklist")
        verbose_name_plural = _("sections of checklists")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="checklist_section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        triggers = [frozen_when_published("NEW.version_id, OLD.version_id")]

    def __str__(self):
        return self.title


@keep_history()
class ChecklistItem(models.Model):
    """One question of a checklist: what to look at, under which clause, how it is answered.

    ``key`` stays the same from version to version, so that answers can be compared. A number has
    its unit and its limits, both inclusive. What a failure proposes becomes an order's item in one
    step: what to put right, of which kind, within how many days.
    """

    class Kind(models.TextChoices):
        KEY = "key", _("key item")  # 重点项
        GENERAL = "general", _("general item")  # 一般项

    class Answer(models.TextChoices):
        VERDICT = "verdict", _("conforms / does not / does not apply")
        NUMBER = "number", pgettext_lazy("an answer", "number")
        TEXT = "text", _("text")
        CHOICE = "choice", _("choice")

    class Photo(models.TextChoices):
        NEVER = "never", _("not asked for")
        FAILURE = "failure", _("when it fails")
        ALWAYS = "always", pgettext_lazy("a photo", "always")

    section = models.ForeignKey(
        ChecklistSection,
        models.CASCADE,
        related_name="items",
        verbose_name=pgettext_lazy("of a checklist", "section"),
    )
    position = models.PositiveSmallIntegerField(_("no."))
    key = models.SlugField(_("key"), max_length=40)
    text = models.CharField(_("what to look at"), max_length=300)
    clause = models.CharField(_("clause"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GENERAL)
    answer = models.CharField(
        pgettext_lazy("how an item is answered", "answer"),
        max_length=10,
        choices=Answer,
        default=Answer.VERDICT,
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    lowest = models.DecimalField(
        _("lowest allowed"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    highest = models.DecimalField(
        _("highest allowed"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    # How sure the limits are, as of a statutory term; a visit's paper says where nobody checked.
    limits_confidence = models.CharField(
        _("how sure the limits are"),
        max_length=1,
        choices=Confidence,
        default=Confidence.UNVERIFIED,
    )
    limits_checked_on = models.DateField(_("limits checked on"), null=True, blank=True)
    choices = ArrayField(
        models.CharField(max_length=60), verbose_name=_("choices"), default=list, blank=True
    )
    failing = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("choices that fail"),
        default=list,
        blank=True,
    )
    photo = models.CharField(_("photo"), max_length=10, choices=Photo, default=Photo.NEVER)
    proposal = models.CharField(_("what to put right if it fails"), max_length=300, blank=True)
    proposal_kind = models.CharField(
        _("kind of the order's item"),
        max_length=20,
        choices=OrderItem.Kind,
        default=OrderItem.Kind.OTHER,
    )
    proposal_days = models.PositiveSmallIntegerField(
        _("days to put it right"), null=True, blank=True
    )

    objects = ChecklistPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"],
                name="checklist_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="checklist_item_limits_in_order",
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gte=F("lowest")),
                violation_error_message=_("The highest allowed is not below the lowest."),
            ),
            models.CheckConstraint(
                name="checklist_item_limits_of_a_number",
                condition=Q(answer="number") | Q(lowest=None, highest=None, unit=""),
                violation_error_message=_("Only a number has a unit and limits."),
            ),
            models.CheckConstraint(
                name="checklist_item_limits_checked_on_a_day",
                condition=Q(limits_confidence__in=["I", "M"]) | Q(limits_checked_on__isnull=False),
                violation_error_message=_("Say on which day the limits were checked."),
            ),
            models.CheckConstraint(
                name="checklist_item_choices_to_choose",
                condition=Q(answer="choice", choices__len__gte=2)
                | (~Q(answer="choice") & Q(choices=[], failing=[])),
                violation_error_message=_("A choice has at least two choices, other items none."),
            ),
            models.CheckConstraint(
                name="checklist_item_failing_is_a_choice",
                condition=Q(failing__contained_by=F("choices")),
                violation_error_message=_("What fails has to be one of the choices."),
            ),
        ]
        triggers = [
            frozen_when_published(
                "SELECT version_id FROM inspections_checklistsection"
                " WHERE id IN (NEW.section_id, OLD.section_id)"
            )
        ]

    def __str__(self):
        return self.text

    @property
    def limits(self) -> str:
        """What a number may be, as it stands beside the question: ``≥ 0 ≤ 8 ℃``."""
        bounds = [("≥", self.lowest), ("≤", self.highest)]
        words = [f"{mark} {value.normalize():f}" for mark, value in bounds if value is not None]
        return " ".join([*words, self.unit]).strip()

    @property
    def has_limits(self) -> bool:
        return self.lowest is not None or self.highest is not None

    @property
    def limits_unverified(self) -> bool:
        """待核: nobody has compared the limits with the standard."""
        return self.has_limits and self.limits_confidence == Confidence.UNVERIFIED

    @property
    def shown_confidence(self):
        """Beside the limits: not verified, or how sure and since when."""
        if not self.has_limits:
            return ""
        if self.limits_unverified:
            return state(Tone.SOON, _("limits not verified"))
        day = self.limits_checked_on.isoformat() if self.limits_checked_on else ""
        return f"{self.get_limits_confidence_display()} {day}".strip()

    def fails(self, value) -> bool:
        """Whether this answer is a failure: ``value`` is a verdict, number, text or choice."""
        match self.answer:
            case self.Answer.VERDICT:
                return value == "fail"
            case self.Answer.NUMBER:
                below = self.lowest is not None and value < self.lowest
                return below or (self.highest is not None and value > self.highest)
            case self.Answer.CHOICE:
                return value in self.failing
        return False
