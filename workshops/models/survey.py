from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections.models import ChecklistVersion
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.querysets.survey import SurveyQuerySet, SurveyVillageQuerySet


@keep_history()
class Survey(Case):
    """A special survey (专项调查) of a town: its workshops of some trades, on one form.

    Open, it has a row for every village of the town, so that one nobody looked at stands out.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("under way")
        CLOSED = "closed", _("concluded")

    TONES = {State.DRAFT: Tone.PLAIN, State.CLOSED: Tone.GOOD}

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    checklist_version = models.ForeignKey(
        ChecklistVersion, models.PROTECT, related_name="surveys", verbose_name=_("survey form")
    )
    trades = models.ManyToManyField(
        "workshops.Trade", related_name="surveys", blank=True, verbose_name=_("trades")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("planned end"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="surveys",
        blank=True,
        verbose_name=_("surveyors"),
        help_text=_("Whose phones are offered the workshops that are not surveyed yet."),
    )
    opened_on = models.DateField(_("opened on"), null=True, editable=False)
    closed_on = models.DateField(_("concluded on"), null=True, editable=False)
    conclusion = models.TextField(_("conclusion"), blank=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("special survey")
        verbose_name_plural = _("special surveys")
        ordering = ["-pk"]
        permissions = [
            ("open_survey", _("Can open special surveys")),
            ("close_survey", _("Can conclude special surveys")),
            ("rank_surveyrecord", _("Can rank workshops for relocation")),
        ]
        constraints = [
            models.CheckConstraint(
                name="survey_state_known", condition=Q(state__in=["draft", "open", "closed"])
            ),
            models.CheckConstraint(
                name="survey_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("A survey ends after the day on which it starts."),
            ),
            models.CheckConstraint(
                name="survey_opened_on_iff_opened",
                condition=Q(state="draft", opened_on=None)
                | (~Q(state="draft") & Q(opened_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="survey_closed_on_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="survey_by_division")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:workshops_survey_change", args=[self.pk])

    @property
    def holder(self):
        return self.officer

    @property
    def days_planned(self) -> int:
        """How long its term is: a planned end that is past already is due tomorrow."""
        return max((self.ends_on - self.opened_on).days, 1)


class SurveyLog(StepLog):
    case = models.ForeignKey(Survey, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class SurveyVillage(models.Model):
    """A village of a survey: looked at, and by whom; or the reason why it was passed over.

    "None found" is a finding, too: somebody was there and no workshop of the trades was.
    """

    class Standing(models.TextChoices):
        """How it stands, in a word for lists and pictures."""

        WAITING = "waiting", _("not looked at")
        LOOKED_AT = "looked_at", _("looked at")
        NONE_FOUND = "none_found", _("looked at, none found")
        PASSED_OVER = "passed_over", _("passed over")

    TONES = {
        Standing.WAITING: Tone.SOON,
        Standing.LOOKED_AT: Tone.GOOD,
        Standing.NONE_FOUND: Tone.GOOD,
        Standing.PASSED_OVER: Tone.PLAIN,
    }

    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="villages", verbose_name=_("special survey")
    )
    village = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("village or community")
    )
    looked_at_on = models.DateField(_("looked at on"), null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    none_found = models.BooleanField(_("none found"), default=False)
    passed_over_because = models.CharField(
        _("reason for not looking at it"), max_length=200, blank=True
    )

    objects = SurveyVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("village of a survey")
        verbose_name_plural = _("villages of surveys")
        ordering = ["survey", "village"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "village"], name="survey_village_once"),
            models.CheckConstraint(
                name="survey_village_looked_at_by_somebody",
                condition=Q(looked_at_on=None, looked_at_by=None)
                | Q(looked_at_on__isnull=False, looked_at_by__isnull=False),
            ),
            models.CheckConstraint(
                name="survey_village_none_found_by_looking",
                condition=Q(none_found=False) | Q(looked_at_on__isnull=False),
            ),
            models.CheckConstraint(
                name="survey_village_looked_at_or_passed_over",
                condition=Q(looked_at_on=None) | Q(passed_over_because=""),
            ),
        ]

    def __str__(self):
        return str(self.village)

    @property
    def standing(self) -> str:
        if self.looked_at_on is None:
            passed = self.passed_over_because != ""
            return self.Standing.PASSED_OVER if passed else self.Standing.WAITING
        return self.Standing.NONE_FOUND if self.none_found else self.Standing.LOOKED_AT

    @property
    def shown_state(self):
        standing = self.Standing(self.standing)
        return state(self.TONES[standing], standing.label)
