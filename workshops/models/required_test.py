import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import RiskClass
from inspections.models.frequency import how_often
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.models.lab import LotTest
from workshops.querysets.lab import RequiredTestQuerySet, TestFrequencyQuerySet


@keep_history()
class TestFrequency(models.Model):
    """How often, and in how many items, an operator of a risk class is tested (强制检验频次与力度).

    What a rule changes becomes a new row from the day on which the change takes effect. Both rise
    with the class; an operator that nobody assessed has a row of its own.
    """

    __test__ = False

    NOT_ASSESSED = ""

    risk_class = models.CharField(
        _("risk class"),
        max_length=1,
        choices=RiskClass,
        blank=True,
        help_text=_("Empty: not assessed."),
    )
    times = models.PositiveSmallIntegerField(
        _("times a year"),
        validators=[MinValueValidator(1)],
    )
    items = models.PositiveSmallIntegerField(
        _("items at least"), default=1, validators=[MinValueValidator(1)]
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

    objects = TestFrequencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("test frequency")
        verbose_name_plural = _("test frequencies")
        ordering = ["risk_class", F("valid_from").desc(nulls_last=True), "pk"]
        constraints = [
            ExclusionConstraint(
                name="test_frequencies_do_not_overlap",
                expressions=[
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
                name="test_frequency_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it begins."),
            ),
            models.CheckConstraint(
                name="test_frequency_at_least_once",
                condition=Q(times__gte=1, items__gte=1),
                violation_error_message=_("At least once a year, and at least one item."),
            ),
            models.CheckConstraint(
                name="test_frequency_class_known",
                condition=Q(risk_class__in=["", "A", "B", "C", "D"]),
            ),
        ]

    def __str__(self):
        return (
            f"{self.get_risk_class_display() or gettext('not assessed')} {how_often(self.times, 1)}"
        )


@keep_history()
class RequiredTest(models.Model):
    """One mandatory test that is owed to an operator by a day (强制检验), from the plan of a year.

    ``missed_on`` is the day after one that passed without a report. Nothing takes it back, not
    even a report of an earlier day: one made late still counts as missed. The rule that it was
    planned by stays with it.
    """

    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        related_name="required_tests",
        verbose_name=_("workshop"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="required_tests",
        verbose_name=_("zone"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    nth = models.PositiveSmallIntegerField(_("which time"))
    # The class and the rule that it was planned by.
    risk_class = models.CharField(
        _("risk class"), max_length=1, choices=RiskClass, blank=True, editable=False
    )
    times = models.PositiveSmallIntegerField(_("times a year"))
    items = models.PositiveSmallIntegerField(_("items at least"), default=1)
    window_from = models.DateField(_("not before"))
    due_on = models.DateField(_("due on"))
    test = models.OneToOneField(
        LotTest,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="required",
        verbose_name=_("lot test"),
    )
    done_on = models.DateField(_("done on"), null=True, editable=False)
    missed_on = models.DateField(_("missed since"), null=True, editable=False)
    cancelled_on = models.DateField(_("called off on"), null=True, editable=False)
    cancelled_because = models.CharField(
        _("why it was called off"), max_length=200, blank=True, editable=False
    )

    objects = RequiredTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandatory test")
        verbose_name_plural = _("mandatory tests")
        ordering = ["-due_on", "-pk"]
        permissions = [("cancel_requiredtest", _("Can call mandatory tests off"))]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "year", "nth"],
                name="required_test_planned_once",
                violation_error_message=_("This test of the year is planned already."),
            ),
            models.CheckConstraint(
                name="required_test_due_in_its_window",
                condition=Q(due_on__gte=F("window_from")),
                violation_error_message=_("A test is not due before it may be made."),
            ),
            models.CheckConstraint(
                name="required_test_done_on_iff_tested",
                condition=Q(test=None, done_on=None)
                | Q(test__isnull=False, done_on__isnull=False, cancelled_on=None),
            ),
            models.CheckConstraint(
                name="required_test_missed_the_day_after_it_was_due",
                condition=Q(missed_on=None)
                | Q(missed_on=ExpressionWrapper(F("due_on") + 1, output_field=DateField())),
            ),
            models.CheckConstraint(
                name="required_test_done_late_was_missed",
                condition=Q(done_on=None)
                | Q(done_on__lte=F("due_on"))
                | Q(missed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="required_test_called_off_with_a_reason",
                condition=Q(cancelled_on=None, cancelled_because="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancelled_because="")),
                violation_error_message=_("Say why the test is called off."),
            ),
        ]
        indexes = [
            # ``unnoted``, ``due_within`` and ``overdue``: what is still owed.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(test=None, cancelled_on=None),
                name="required_test_open_due",
            ),
            models.Index(fields=["division", "-due_on", "-id"], name="required_test_by_division"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="missed_test_stays_missed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__missed_on__isnull=False)
                & (
                    pgtrigger.Q(old__due_on__df=pgtrigger.F("new__due_on"))
                    | pgtrigger.Q(new__missed_on__isnull=True)
                ),
            )
        ]

    def __str__(self):
        return f"{self.workshop} {self.due_on.isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:workshops_requiredtest_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.workshop} · {self.why}"

    @property
    def why(self) -> str:
        """Class and frequency in words: C，每年6次（第1次）."""
        return gettext("%(class)s, %(often)s (no. %(nth)s)") % {
            "class": self.get_risk_class_display() or gettext("not assessed"),
            "often": how_often(self.times, 1),
            "nth": self.nth,
        }

    @property
    def shown_state(self):
        """Where it stands, as a word in its shape and colour."""
        if self.cancelled_on:
            return state(Tone.PLAIN, _("called off"))
        if self.test_id:
            late = (Tone.SOON, _("done late")) if self.missed_on else (Tone.GOOD, _("done"))
            return state(*late)
        if self.missed_on:
            return state(Tone.LATE, _("missed"))
        return state(Tone.INFO, pgettext_lazy("of a test", "planned"))
