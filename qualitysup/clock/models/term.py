from dataclasses import replace

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.clock.querysets import TermRuleQuerySet
from qualitysup.clock.terms import Confidence, Duty, Rule, Unit


@keep_history()
class TermRule(models.Model):
    """A statutory term as it stands between two dates; a case keeps the rule of its start.

    What the law changes becomes a new row from the day on which the change takes effect. A rule
    that a deadline was computed with stays as it is, but for the day on which it ends.
    """

    CHANGEABLE_WHEN_USED = ("valid_to", "name", "note")

    term = models.SlugField(_("term"), max_length=40, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: for as long as is known.")
    )
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )
    amount = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    window_to = models.PositiveSmallIntegerField(
        _("window until"),
        null=True,
        blank=True,
        help_text=_("For a window: later than the length and earlier than this."),
    )
    rolls = models.BooleanField(
        _("rolls forward"),
        default=True,
        help_text=_("A last day that is a holiday moves to the next working day (Civil Code 203)."),
    )
    duty = models.CharField(_("who must act"), max_length=10, choices=Duty)
    by_decision = models.BooleanField(
        _("length set by the decision"),
        default=False,
        help_text=_("The length is what is usual; each decision may set its own."),
    )
    extensions = models.PositiveSmallIntegerField(_("extensions allowed"), default=0)
    extension_limit = models.PositiveSmallIntegerField(
        _("extension at most"), null=True, blank=True
    )
    apply_before = models.PositiveSmallIntegerField(
        _("apply before expiry"),
        null=True,
        blank=True,
        help_text=_("How many calendar days before expiry an extension must be applied for."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.TextField(_("note"), blank=True)

    objects = TermRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("statutory term")
        verbose_name_plural = _("statutory terms")
        ordering = ["term", F("valid_from").desc(nulls_last=True)]
        constraints = [
            ExclusionConstraint(
                name="term_rules_do_not_overlap",
                expressions=[
                    ("term", RangeOperators.EQUAL),
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
                violation_error_message=_("Another rule for this term is valid at the same time."),
            ),
            models.CheckConstraint(
                name="term_rule_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it begins."),
            ),
            models.CheckConstraint(name="term_rule_has_length", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="term_rule_extension_has_limit",
                condition=Q(extensions=0, extension_limit=None)
                | Q(extensions__gt=0, extension_limit__gt=0),
                violation_error_message=_("An extension that is allowed has a limit."),
            ),
            models.CheckConstraint(
                name="term_rule_unit_known", condition=Q(unit__in=["day", "workday", "month"])
            ),
            models.CheckConstraint(
                name="term_rule_duty_known", condition=Q(duty__in=["party", "authority", "lapse"])
            ),
            models.CheckConstraint(
                name="term_rule_confidence_known", condition=Q(confidence__in=["L", "F", "I", "M"])
            ),
            models.CheckConstraint(
                name="term_rule_window_closes_after_it_opens",
                condition=Q(window_to=None)
                | Q(window_to__gt=F("amount") + 1, rolls=False, by_decision=False),
                violation_error_message=_(
                    "A window ends after it opens, and does not roll forward."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="used_rule_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["valid_to", "name", "note"]),
                func="""
                    IF EXISTS (SELECT 1 FROM clock_deadline WHERE rule_id = OLD.id) THEN
                        RAISE EXCEPTION 'term rule % was used; add a new one', OLD.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'used_rule_stays';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        since = self.valid_from.isoformat() if self.valid_from else "…"
        return f"{self.label} ({since})"

    @property
    def label(self) -> str:
        """The term's name in the reader's language, or as it was typed in the admin."""
        return gettext(self.name)

    def is_in_force(self, on) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)

    def as_rule(self, amount: int | None = None) -> Rule:
        rule = Rule(
            term=self.term,
            amount=self.amount,
            unit=self.unit,
            window_to=self.window_to,
            rolls=self.rolls,
            duty=self.duty,
            legal_basis=self.legal_basis,
        )
        return replace(rule, amount=amount) if amount else rule
