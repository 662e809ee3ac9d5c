from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.visit import VisitAnswer
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.querysets.check import ZoneCheckPartQuerySet, ZoneCheckQuerySet


class ZoneCheck(models.Model):
    """A check that the zone makes of itself (统一管理): of one operator's unit, or of what all use.

    The zone operator's people make it on a published checklist, beside the bureau's visits and
    instead of none of them. It is written in one piece and stays as it was written.
    """

    zone = models.ForeignKey(
        "workshops.Zone", models.PROTECT, related_name="checks", verbose_name=_("zone")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zone_checks",
        verbose_name=_("workshop"),
        help_text=_("Empty: what all of them use"),
    )
    checked_on = models.DateField(_("checked on"))
    checklist_version = models.ForeignKey(
        "inspections.ChecklistVersion",
        models.PROTECT,
        related_name="zone_checks",
        verbose_name=_("checklist"),
    )
    rule = models.ForeignKey(
        "workshops.ScoringRule",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("scored by"),
    )
    score = models.PositiveSmallIntegerField(_("score"), editable=False)
    failures = models.PositiveSmallIntegerField(_("items that failed"), default=0, editable=False)
    key_failures = models.PositiveSmallIntegerField(
        _("key items that failed"), default=0, editable=False
    )
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("checked by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ZoneCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("zone check")
        verbose_name_plural = _("zone checks")
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="zone_check_score_of_a_hundred",
                condition=Q(score__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="zone_check_key_failures_are_failures",
                condition=Q(key_failures__lte=models.F("failures")),
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "-checked_on", "-id"], name="zone_check_of_zone"),
            models.Index(fields=["division", "-checked_on", "-id"], name="zone_check_by_division"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.workshop or self.zone} {self.checked_on.isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:workshops_zonecheck_change", args=[self.pk])


class ZoneCheckAnswer(models.Model):
    """What one item of the checklist was answered: one of verdict, number, text, as it asks."""

    Verdict = VisitAnswer.Verdict

    # Not ``check``, which every model has.
    zone_check = models.ForeignKey(
        ZoneCheck, models.PROTECT, related_name="answers", verbose_name=_("zone check")
    )
    item = models.ForeignKey(
        "inspections.ChecklistItem", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    number = models.DecimalField(
        pgettext_lazy("an answer", "number"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    text = models.TextField(_("text"), blank=True)
    note = models.TextField(_("note"), blank=True)
    failed = models.BooleanField(pgettext_lazy("of an item", "failed"), default=False)

    objects = ZoneCheckPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of a zone check")
        verbose_name_plural = _("answers of zone checks")
        ordering = ["zone_check", "item__section__position", "item__position"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["zone_check", "item"], name="zone_check_answers_once"),
            models.CheckConstraint(
                name="zone_check_answer_is_one_of_three",
                condition=Q(number=None, text="")
                | Q(verdict="", text="")
                | Q(verdict="", number=None),
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.value}"

    value = VisitAnswer.value

    @property
    def shown_result(self):
        """Whether it failed, as a word in its shape and colour."""
        if self.failed:
            return state(Tone.LATE, _("failed"))
        if self.verdict == self.Verdict.NOT_APPLICABLE:
            return state(Tone.PLAIN, self.Verdict.NOT_APPLICABLE.label)
        return state(Tone.GOOD, _("in order"))
