import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from workshops.querysets.survey import ScoringRuleQuerySet
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
