import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import ChecklistVersion, Visit, VisitAnswer
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops import scoring
from workshops.querysets.survey import (
    ScoringRuleQuerySet,
    SurveyQuerySet,
    SurveyRecordQuerySet,
    SurveyVillageQuerySet,
)
from workshops.scoring import FULL_SCORE


@keep_history()
class ScoringRule(models.Model):
    """What failures on a survey form cost, and what puts a workshop ahead for the zone.

    No law fixes any of it: it is the bureau's own measure, from a day on, and a row says how sure
    it is and on what it rests. A record keeps the rule that it was scored by.
    """

    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: for as long as is known.")
    )
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )
    key_points = models.PositiveSmallIntegerField(_("points lost by a key item"))
    general_points = models.PositiveSmallIntegerField(_("points lost by a general item"))
    incomplete_below = models.PositiveSmallIntegerField(
        _("conditions incomplete below"),
        validators=[MinValueValidator(1), MaxValueValidator(FULL_SCORE)],
        help_text=_("Of 100 points; a key item that fails is enough by itself."),
    )
    # Beside the points that the survey took away: what moves a candidate up the list.
    rank_key_failure = models.PositiveSmallIntegerField(_("rank: each key item that failed"))
    rank_fringe = models.PositiveSmallIntegerField(_("rank: in the urban–rural fringe"))
    rank_complaint = models.PositiveSmallIntegerField(_("rank: each open complaint or clue"))
    rank_order = models.PositiveSmallIntegerField(_("rank: each open order"))
    rank_unit = models.PositiveSmallIntegerField(_("rank: the zone has units for its varieties"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.TextField(_("note"), blank=True)

    objects = ScoringRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring rule of surveys")
        verbose_name_plural = _("scoring rules of surveys")
        ordering = [F("valid_from").desc(nulls_last=True), "pk"]
        constraints = [
            ExclusionConstraint(
                name="scoring_rules_do_not_overlap",
                expressions=[
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another scoring rule is valid at the same time."),
            ),
            models.CheckConstraint(
                name="scoring_rule_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it begins."),
            ),
            models.CheckConstraint(
                name="scoring_rule_key_items_weigh_more",
                condition=Q(key_points__gt=F("general_points"), general_points__gt=0),
                violation_error_message=_("A key item costs more than a general one."),
            ),
            models.CheckConstraint(
                name="scoring_rule_threshold_is_a_score",
                condition=Q(incomplete_below__range=(1, FULL_SCORE)),
            ),
        ]
        triggers = [
            # What was scored by it stays explained by it; how candidates are ranked is of today.
            pgtrigger.Trigger(
                name="scoring_rule_used_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(
                    "valid_from", "key_points", "general_points", "incomplete_below"
                ),
                func="""
                    IF EXISTS (SELECT 1 FROM workshops_surveyrecord WHERE rule_id = OLD.id) THEN
                        RAISE EXCEPTION 'scoring rule % was used; add a new one', OLD.id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'scoring_rule_used_stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    # What a record was scored by; the rest may change while the rule is in force.
    SCORES = ("valid_from", "key_points", "general_points", "incomplete_below")

    def __str__(self):
        return self.name

    @property
    def is_used(self) -> bool:
        return self.pk is not None and self.records.exists()


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
