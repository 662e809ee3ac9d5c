from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Visit, VisitAnswer
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops import scoring
from workshops.models.scoring_rule import ScoringRule
from workshops.models.survey import Survey
from workshops.querysets.survey import SurveyRecordQuerySet
from workshops.scoring import FULL_SCORE


@keep_history()
class SurveyRecord(models.Model):
    """What a survey found at one workshop: its score, and whether its conditions are complete.

    It comes of a finished visit, or of a paper form that somebody typed in at the desk. Surveyed
    again within one survey, the later finding stands; the history keeps the earlier.
    """

    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="records", verbose_name=_("special survey")
    )
    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        related_name="survey_records",
        verbose_name=_("workshop"),
    )
    # Where it was found; the workshop may move away afterwards.
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, verbose_name=_("division")
    )
    visit = models.OneToOneField(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="survey_record",
        verbose_name=_("visit"),
    )
    surveyed_on = models.DateField(_("surveyed on"))
    rule = models.ForeignKey(
        ScoringRule,
        models.PROTECT,
        related_name="records",
        editable=False,
        verbose_name=_("scored by"),
    )
    score = models.PositiveSmallIntegerField(_("score"), editable=False)
    key_failures = models.PositiveSmallIntegerField(_("key items that failed"), editable=False)
    failures = models.PositiveSmallIntegerField(_("items that failed"), editable=False)
    complete = models.BooleanField(_("conditions complete"), editable=False)
    # What cost points and what made it incomplete: rows of {"code", "text", "points", …}.
    reasons = models.JSONField(_("reasons"), default=list, editable=False)
    # What stood on the paper form, by the keys of its items; a visit has its own answers.
    answers = models.JSONField(
        pgettext_lazy("of a visit", "answers"), default=dict, blank=True, editable=False
    )
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = SurveyRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of a survey")
        verbose_name_plural = _("records of surveys")
        ordering = ["-surveyed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "workshop"],
                name="survey_record_once_a_workshop",
                violation_error_message=_("This workshop is in the survey already."),
            ),
            models.CheckConstraint(
                name="survey_record_score_is_a_score",
                condition=Q(score__range=(0, FULL_SCORE)),
            ),
            models.CheckConstraint(
                name="survey_record_key_failures_are_failures",
                condition=Q(key_failures__lte=F("failures")),
            ),
            # 重点项不合格即为生产条件不完备.
            models.CheckConstraint(
                name="survey_record_complete_without_key_failures",
                condition=Q(complete=False) | Q(key_failures=0),
            ),
            models.CheckConstraint(
                name="survey_record_incomplete_with_a_reason",
                condition=Q(complete=True) | ~Q(reasons=[]),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="survey_record_by_division"),
            # ``latest``: the record that a workshop is ranked by.
            models.Index(
                fields=["workshop", "-surveyed_on", "-id"], name="survey_record_of_workshop"
            ),
        ]

    def __str__(self):
        return f"{self.workshop} {self.surveyed_on.isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:workshops_surveyrecord_change", args=[self.pk])

    @property
    def shown_conditions(self):
        if self.complete:
            return state(Tone.GOOD, _("conditions complete"))
        return state(Tone.LATE, _("conditions incomplete"))

    def answer_in_words(self, item) -> str:
        """What the paper form said to one item of it."""
        given = self.answers.get(item.key, "")
        if item.answer == item.Answer.VERDICT:
            return str(VisitAnswer.Verdict(given).label) if given else ""
        return f"{given} {item.unit}".strip()

    @property
    def reasons_in_words(self) -> list[str]:
        """Each reason as a line: what was found, and what it cost."""
        return [scoring.in_words(reason) for reason in self.reasons]
