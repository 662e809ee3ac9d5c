from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enterprises.models.enterprise import RiskClass
from inspections.querysets.plan import PatrolFrequencyQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence


def how_often(times: int, years: int) -> str:
    """2 times a year; 1 time in 2 years."""
    if years == 1:
        return ngettext("%(times)d time a year", "%(times)d times a year", times) % {"times": times}
    return ngettext(
        "%(times)d time in %(years)d years", "%(times)d times in %(years)d years", times
    ) % {"times": times, "years": years}


@keep_history()
class PatrolFrequency(models.Model):
    """How often an enterprise of a risk class is patrolled, under one rule set and from when on.

    What a rule changes becomes a new row from the day on which the change takes effect. The rule
    set ``floor`` holds for every operator whatever its class (食品生产经营监督检查管理办法 22).
    """

    FLOOR = "floor"

    rule_set = models.SlugField(_("rule set"), max_length=40, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    risk_class = models.CharField(
        _("risk class"), max_length=1, choices=RiskClass, blank=True, help_text=_("Empty: every.")
    )
    times = models.PositiveSmallIntegerField(_("times"), validators=[MinValueValidator(1)])
    times_at_most = models.PositiveSmallIntegerField(_("times at most"))
    years = models.PositiveSmallIntegerField(
        _("in how many years"), default=1, validators=[MinValueValidator(1)]
    )
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: for as long as is known.")
    )
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.TextField(_("note"), blank=True)
    # A plan that was computed before is out of date.
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PatrolFrequencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("patrol frequency")
        verbose_name_plural = _("patrol frequencies")
        ordering = ["rule_set", "risk_class", F("valid_from").desc(nulls_last=True), "pk"]
        constraints = [
            ExclusionConstraint(
                name="patrol_frequencies_do_not_overlap",
                expressions=[
                    ("rule_set", RangeOperators.EQUAL),
                    ("risk_class", RangeOperators.EQUAL),
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
                violation_error_message=_("Another frequency is valid at the same time."),
            ),
            models.CheckConstraint(
                name="patrol_frequency_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it begins."),
            ),
            models.CheckConstraint(
                name="patrol_frequency_bounds_in_order",
                condition=Q(times__gte=1, years__gte=1, times_at_most__gte=F("times")),
                violation_error_message=_("At least once, and at most no less than at least."),
            ),
            models.CheckConstraint(
                name="patrol_frequency_class_known",
                condition=Q(risk_class__in=["", "A", "B", "C", "D"]),
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.risk_class}".strip()
