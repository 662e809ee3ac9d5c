from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import TONES, RiskClass
from inspections.querysets.risk import RiskFormulaQuerySet, RiskRunQuerySet, RiskScoreQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import OpenQuerySet
from qualitysup.states import Tone, state


@keep_history()
class RiskFormula(models.Model):
    """How points become a risk class, from a day on (国市监信发〔2022〕6号).

    The classes are the law's, the points and thresholds are the bureau's own: a row says how sure
    they are and on what they rest.
    """

    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(_("valid from"), unique=True)
    from_b = models.PositiveSmallIntegerField(_("class B from (points)"))
    from_c = models.PositiveSmallIntegerField(_("class C from (points)"))
    from_d = models.PositiveSmallIntegerField(_("class D from (points)"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.TextField(_("note"), blank=True)

    objects = RiskFormulaQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk formula")
        verbose_name_plural = _("risk formulas")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="risk_formula_thresholds_rise",
                condition=Q(from_b__gt=0, from_c__gt=F("from_b"), from_d__gt=F("from_c")),
                violation_error_message=_("The thresholds rise from B to C to D."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.valid_from})"


@keep_history()
class RiskWeight(models.Model):
    """What one factor adds: so many points each, at most so many, within so many months."""

    class Factor(models.TextChoices):
        FINDINGS = "findings", _("items that failed in visits")
        FAILED_TESTS = "failed_tests", _("failed test results")
        OVERDUE_ORDERS = "overdue_orders", _("orders with an overdue term")
        COMPLAINTS = "complaints", _("complaints and clues accepted")
        MONTHS_UNSEEN = "months_unseen", _("months since the last visit")

    formula = models.ForeignKey(
        RiskFormula, models.CASCADE, related_name="weights", verbose_name=_("risk formula")
    )
    factor = models.CharField(_("factor"), max_length=20, choices=Factor)
    points = models.PositiveSmallIntegerField(_("points each"))
    cap = models.PositiveSmallIntegerField(_("at most (points)"))
    months = models.PositiveSmallIntegerField(
        _("months"),
        help_text=_("How far back is counted; of the last visit, how many months are free."),
    )
    reason = models.CharField(_("reason"), max_length=200)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("weight of a risk formula")
        verbose_name_plural = _("weights of risk formulas")
        ordering = ["formula", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["formula", "factor"], name="risk_weight_factor_once"),
            models.CheckConstraint(
                name="risk_weight_factor_known",
                condition=Q(
                    factor__in=[
                        "findings",
                        "failed_tests",
                        "overdue_orders",
                        "complaints",
                        "months_unseen",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="risk_weight_cap_holds_one", condition=Q(cap__gte=F("points"))
            ),
        ]

    def __str__(self):
        return self.get_factor_display()


@keep_history(exclude=["done", "after"])
class RiskRun(models.Model):
    """The scoring of one division in one month. There is one a month, however often it is asked.

    Its formula is written down as it was, so that a score can be explained when the formula has
    changed. ``after`` is how far it has come in the register: a killed worker's task goes on there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    TONES = {State.WAITING: Tone.PLAIN, State.RUNNING: Tone.INFO, State.DONE: Tone.GOOD}

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    month = models.DateField(_("month"), help_text=_("Its first day"))
    as_of = models.DateField(_("as of"))
    formula = models.ForeignKey(
        RiskFormula, models.PROTECT, related_name="runs", verbose_name=_("risk formula")
    )
    weights = models.JSONField(_("formula as it was"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    total = models.PositiveIntegerField(_("enterprises"), default=0, editable=False)
    done = models.PositiveIntegerField(_("enterprises scored"), default=0, editable=False)
    after = models.BigIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)

    objects = RiskRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk scoring")
        verbose_name_plural = _("risk scorings")
        ordering = ["-month", "-pk"]
        permissions = [("start_riskrun", _("Can start a risk scoring"))]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "month"], name="risk_run_once_a_month_and_division"
            ),
            models.CheckConstraint(
                name="risk_run_finished_at_iff_done",
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at=None),
            ),
            models.CheckConstraint(name="risk_run_month_is_a_first", condition=Q(month__day=1)),
        ]

    def __str__(self):
        return f"{self.division} {self.month:%Y-%m}"

    def get_absolute_url(self):
        return reverse("admin:inspections_riskrun_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.DONE

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())


@keep_history()
class RiskScore(models.Model):
    """What a run found of one enterprise, factor by factor, and the class that it proposes.

    Only where the class would change does a person decide; the decision is what changes the class.
    """

    class Decision(models.TextChoices):
        NONE = "none", _("no change proposed")
        PENDING = "pending", _("to be decided")
        CONFIRMED = "confirmed", _("confirmed")
        KEPT = "kept", _("present class kept")

    TONES = {
        Decision.NONE: Tone.PLAIN,
        Decision.PENDING: Tone.SOON,
        Decision.CONFIRMED: Tone.GOOD,
        Decision.KEPT: Tone.HOLD,
    }

    run = models.ForeignKey(
        RiskRun, models.PROTECT, related_name="scores", verbose_name=_("risk scoring")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, verbose_name=_("division")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="risk_scores",
        verbose_name=_("enterprise"),
    )
    points = models.PositiveSmallIntegerField(_("points"))
    # [{"factor": …, "count": …, "points": …, "months": …, "never": …}]: what adds something.
    parts = models.JSONField(_("what it is made of"), default=list, blank=True)
    current_class = models.CharField(_("class before"), max_length=1, choices=RiskClass, blank=True)
    proposed_class = models.CharField(_("class proposed"), max_length=1, choices=RiskClass)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    why = models.TextField(_("why"), blank=True, editable=False)

    objects = RiskScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk score")
        verbose_name_plural = _("risk scores")
        ordering = ["-run", "-points", "-pk"]
        permissions = [("decide_riskscore", _("Can decide proposed risk classes"))]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "enterprise"], name="risk_score_once_a_run_and_enterprise"
            ),
            models.CheckConstraint(
                name="risk_score_class_known", condition=Q(proposed_class__in=["A", "B", "C", "D"])
            ),
            models.CheckConstraint(
                name="risk_score_no_decision_iff_no_change",
                condition=Q(decision="none", current_class=F("proposed_class"))
                | (~Q(decision="none") & ~Q(current_class=F("proposed_class"))),
            ),
            models.CheckConstraint(
                name="risk_score_decided_by_somebody",
                condition=Q(decision__in=["none", "pending"], decided_by=None, decided_at=None)
                | (
                    Q(
                        decision__in=["confirmed", "kept"],
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~Q(why="")
                ),
            ),
        ]
        indexes = [
            # The list of one run, worst first.
            models.Index(fields=["run", "-points", "-id"], name="risk_score_of_run"),
            # What waits for a decision.
            models.Index(
                fields=["run", "-points", "-id"],
                name="risk_score_pending",
                condition=Q(decision="pending"),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.current_class or '—'} → {self.proposed_class}"

    def get_absolute_url(self):
        return reverse("admin:inspections_riskscore_change", args=[self.pk])

    @property
    def shown_current(self):
        return shown_class(self.current_class)

    @property
    def shown_proposed(self):
        return shown_class(self.proposed_class)

    @property
    def shown_decision(self):
        return state(self.TONES[self.decision], self.get_decision_display())


def shown_class(letter):
    if not letter:
        return state(Tone.PLAIN, _("not assessed"))
    return state(TONES[letter], RiskClass(letter).label)
