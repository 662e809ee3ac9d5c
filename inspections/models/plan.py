from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from inspections.models.checklist import Checklist
from inspections.models.frequency import PatrolFrequency, how_often
from inspections.models.visit import Visit
from inspections.querysets.plan import (
    PatrolPlanQuerySet,
    PlanChoiceQuerySet,
    PlanExclusionQuerySet,
    PlanReasonQuerySet,
)
from inspections.selection import label_of, target_of
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history(exclude=["rules_version", "computed_rules"])
class PatrolPlan(Case):
    """Who is patrolled in a period, how often and why; adopted, it becomes dated patrols.

    Until then its patrols are proposals, which computing again replaces. ``rules_version`` counts
    the edits of what it is computed from: a computation of earlier rules is out of date.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        COMPUTING = "computing", _("being computed")
        COMPUTED = "computed", _("computed")
        ADOPTED = "adopted", _("adopted")
        CLOSED = "closed", _("concluded")
        DROPPED = "dropped", _("discarded")

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.COMPUTED: Tone.SOON,
        State.ADOPTED: Tone.GOOD,
        State.CLOSED: Tone.GOOD,
        State.DROPPED: Tone.PLAIN,
    }
    EDITABLE_STATES = (State.DRAFT, State.COMPUTING, State.COMPUTED)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    window_weeks = models.PositiveSmallIntegerField(
        _("weeks to make a patrol in"),
        default=4,
        validators=[MinValueValidator(1)],
        help_text=_("A patrol is due in the last of so many weeks."),
    )
    proposed_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followers",
        verbose_name=_("proposed from"),
    )
    rules_version = models.PositiveIntegerField(default=0, editable=False)
    computed_rules = models.PositiveIntegerField(null=True, editable=False)
    computed_at = models.DateTimeField(_("computed at"), null=True, editable=False)
    # Years of the period whose holidays were not announced when it was computed.
    provisional = models.BooleanField(_("provisional"), default=False, editable=False)
    adopted_on = models.DateField(_("adopted on"), null=True, editable=False)
    closed_on = models.DateField(_("concluded on"), null=True, editable=False)

    objects = PatrolPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("patrol plan")
        verbose_name_plural = _("patrol plans")
        ordering = ["-pk"]
        permissions = [
            ("compute_patrolplan", _("Can compute patrol plans")),
            ("adopt_patrolplan", _("Can adopt patrol plans")),
            ("override_patrolplan", _("Can adopt a plan over capacity")),
        ]
        constraints = [
            models.CheckConstraint(
                name="patrol_plan_state_known",
                condition=Q(
                    state__in=["draft", "computing", "computed", "adopted", "closed", "dropped"]
                ),
            ),
            models.CheckConstraint(
                name="patrol_plan_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A plan does not end before it starts."),
            ),
            models.CheckConstraint(
                name="patrol_plan_window_has_weeks", condition=Q(window_weeks__gte=1)
            ),
            models.CheckConstraint(
                name="patrol_plan_adopted_on_iff_adopted",
                condition=Q(state__in=["adopted", "closed"], adopted_on__isnull=False)
                | (~Q(state__in=["adopted", "closed"]) & Q(adopted_on=None)),
            ),
            models.CheckConstraint(
                name="patrol_plan_closed_on_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="patrol_plan_computed_before_adopted",
                condition=Q(state__in=["draft", "computing", "dropped"])
                | Q(computed_at__isnull=False, computed_rules__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="patrol_plan_by_division")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_patrolplan_change", args=[self.pk])

    @property
    def is_stale(self) -> bool:
        """Somebody changed what it is computed from since; ``plans.frequencies_changed`` adds."""
        return self.computed_rules is not None and self.computed_rules != self.rules_version


class PatrolPlanLog(StepLog):
    case = models.ForeignKey(PatrolPlan, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class PlanReason(models.Model):
    """Why enterprises are in a plan and how often: one kind of selection with its frequency.

    ``kind`` is a key of ``inspections.selection``, to which subjects above add theirs; ``target``
    is what the kind chooses among (a campaign, a town, a zone). The frequency is that of a rule set
    for the enterprise's class, or said here. Whoever has several reasons is patrolled for the most
    frequent of them.
    """

    plan = models.ForeignKey(
        PatrolPlan, models.CASCADE, related_name="reasons", verbose_name=_("plan")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    kind = models.SlugField(_("reason"), max_length=40, db_index=False)
    target = models.CharField(_("of which"), max_length=40, blank=True)
    rule_set = models.CharField(_("rule set"), max_length=40, blank=True)
    at_most = models.BooleanField(_("as often as the rule allows"), default=False)
    times = models.PositiveSmallIntegerField(
        _("times"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    years = models.PositiveSmallIntegerField(
        _("in how many years"), default=1, validators=[MinValueValidator(1)]
    )
    # What its patrols look at; what a superior checked on another is not checked again by them.
    checklist = models.ForeignKey(
        Checklist,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checklist"),
        help_text=_("What is looked at; empty: what fits."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = PlanReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason of a plan")
        verbose_name_plural = _("reasons of plans")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="plan_reason_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="plan_reason_by_rule_or_by_number",
                condition=(~Q(rule_set="") & Q(times=None))
                | Q(rule_set="", times__gte=1, years__gte=1),
                violation_error_message=_(
                    "Name a rule set, or say how many times: one of the two."
                ),
            ),
        ]

    def __str__(self):
        return label_of(self.kind)

    @property
    def target_label(self) -> str:
        """Which town or campaign, as it is called now."""
        return target_of(self)

    @property
    def how_often(self) -> str:
        """The frequency in words: by a rule set, or 2 times a year."""
        if not self.rule_set:
            return how_often(self.times, self.years)
        rule = PatrolFrequency.objects.filter(rule_set=self.rule_set).first()
        name = rule.name if rule else self.rule_set
        return gettext("%s, as often as allowed") % name if self.at_most else name


class PlanChoice(models.Model):
    """An enterprise that somebody put into a plan by hand."""

    reason = models.ForeignKey(
        PlanReason, models.CASCADE, related_name="choices", verbose_name=_("reason")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )

    objects = PlanChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise chosen by hand")
        verbose_name_plural = _("enterprises chosen by hand")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reason", "enterprise"], name="plan_choice_once")
        ]

    def __str__(self):
        return str(self.enterprise)


class PlanExclusion(models.Model):
    """An enterprise that a plan passes over, why, and until when; shown, never silent.

    Found by the rules or entered by a person. A superior's check stands in the way of patrols that
    would look at the same, and of all where either is not known. Whoever lifts one says why: a clue
    or a hazard breaks the rule against repeated checks (食品生产经营监督检查管理办法 42).
    """

    class Kind(models.TextChoices):
        SUPERIOR = "superior", _("checked by a superior authority")
        STATUS = "status", _("deregistered, revoked or moved out")
        MERGED = "merged", _("merged into another")
        OTHER = "other", _("other reason")

    plan = models.ForeignKey(
        PatrolPlan, models.CASCADE, related_name="exclusions", verbose_name=_("plan")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200)
    # The superior's check that it was found by.
    visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("visit"),
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it may be patrolled; empty: the whole period."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    lifted_reason = models.CharField(_("why it is lifted"), max_length=200, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    objects = PlanExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion from a plan")
        verbose_name_plural = _("exclusions from plans")
        ordering = ["plan", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "enterprise", "kind", "visit"],
                nulls_distinct=False,
                name="plan_exclusion_once",
            ),
            models.CheckConstraint(
                name="plan_exclusion_kind_known",
                condition=Q(kind__in=["superior", "status", "merged", "other"]),
            ),
            models.CheckConstraint(name="plan_exclusion_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="plan_exclusion_lifted_by_somebody",
                condition=Q(lifted_reason="", lifted_by=None)
                | (~Q(lifted_reason="") & Q(lifted_by__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise}: {self.get_kind_display()}"

    @property
    def why(self) -> str:
        """In words; of one found by the rules, ``reason`` is the fact that it was found by."""
        if self.by_id is not None:
            return self.reason
        match self.kind:
            case self.Kind.STATUS:
                return str(Enterprise.Status(self.reason).label)
            case self.Kind.SUPERIOR:
                words = {"day": self.reason, "what": self.looked_at}
                if self.looked_at is None:
                    return (
                        gettext(
                            "checked by a superior authority on %(day)s; it is not known on what"
                        )
                        % words
                    )
                return gettext("checked by a superior authority on %(day)s, on “%(what)s”") % words
        return str(self.get_kind_display())

    @property
    def looked_at(self) -> Checklist | None:
        """What the superior looked at, as far as it is known."""
        version = self.visit and self.visit.checklist_version
        return version and version.checklist

    @property
    def may_be_lifted(self) -> bool:
        return self.kind in (self.Kind.SUPERIOR, self.Kind.OTHER)
