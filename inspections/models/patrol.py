import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from enterprises.models.enterprise import RiskClass
from inspections.models.frequency import how_often
from inspections.models.plan import PatrolPlan, PlanReason
from inspections.models.visit import Visit
from inspections.querysets.patrol import PatrolPartQuerySet, PatrolQuerySet
from qualitysup.accounts.models import Station
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone, state


@keep_history()
class Patrol(Case):
    """One visit that is owed to an enterprise by a day (巡查), from a plan or entered by hand.

    ``missed_on`` is the day after one that passed without a visit. It is no state: whoever visits
    later has done the patrol late, and it still counts as missed.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    TONES = {State.PLANNED: Tone.INFO, State.DONE: Tone.GOOD, State.CANCELLED: Tone.PLAIN}

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.PLANNED, editable=False
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="patrols", verbose_name=_("enterprise")
    )
    plan = models.ForeignKey(
        PatrolPlan,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="patrols",
        verbose_name=_("plan"),
    )
    reason = models.ForeignKey(
        PlanReason,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        # Asked by nobody without its plan.
        db_index=False,
        verbose_name=_("reason"),
    )
    # The class and the frequency that it was planned by.
    risk_class = models.CharField(
        _("risk class"), max_length=1, choices=RiskClass, blank=True, editable=False
    )
    times = models.PositiveSmallIntegerField(_("times"), null=True, editable=False)
    years = models.PositiveSmallIntegerField(_("in how many years"), null=True, editable=False)
    nth = models.PositiveSmallIntegerField(_("which time"), null=True, editable=False)
    # Why there is one that no plan made.
    note = models.CharField(_("why"), max_length=200, blank=True)
    window_from = models.DateField(_("not before"))
    due_on = models.DateField(_("due on"))
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patrols",
        db_index=False,
        verbose_name=_("station"),
    )
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="patrols",
        verbose_name=_("inspector"),
    )
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="patrols_beside",
        verbose_name=_("second inspector"),
    )
    visit = models.OneToOneField(
        Visit,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="patrol",
        verbose_name=_("visit"),
    )
    done_on = models.DateField(_("done on"), null=True, editable=False)
    missed_on = models.DateField(_("missed since"), null=True, editable=False)

    objects = PatrolQuerySet.as_manager()

    class Meta:
        verbose_name = _("patrol")
        verbose_name_plural = _("patrols")
        ordering = ["-due_on", "-pk"]
        permissions = [
            ("assign_patrol", _("Can assign patrols")),
            ("postpone_patrol", _("Can postpone patrols")),
            ("cancel_patrol", _("Can cancel patrols")),
            ("fulfil_patrol", _("Can record that a patrol was made")),
            ("override_patrol", _("Can postpone a patrol past the law's floor")),
        ]
        constraints = [
            models.CheckConstraint(
                name="patrol_state_known", condition=Q(state__in=["planned", "done", "cancelled"])
            ),
            models.CheckConstraint(
                name="patrol_due_in_its_window",
                condition=Q(due_on__gte=F("window_from")),
                violation_error_message=_("A patrol is not due before it may be made."),
            ),
            models.CheckConstraint(
                name="patrol_done_on_iff_done",
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None, visit=None)),
            ),
            models.CheckConstraint(
                name="patrol_missed_the_day_after_it_was_due",
                condition=Q(missed_on=None)
                | Q(missed_on=ExpressionWrapper(F("due_on") + 1, output_field=DateField())),
            ),
            models.CheckConstraint(
                name="patrol_done_late_iff_missed",
                condition=~Q(state="done")
                | Q(done_on__gt=F("due_on"), missed_on__isnull=False)
                | Q(done_on__lte=F("due_on"), missed_on=None),
            ),
            models.CheckConstraint(
                name="patrol_by_two_different_people",
                condition=Q(partner=None)
                | (Q(inspector__isnull=False) & ~Q(partner=F("inspector"))),
                violation_error_message=_("The second inspector is another person."),
            ),
            models.CheckConstraint(
                name="patrol_of_a_plan_or_with_its_own_words",
                condition=Q(
                    plan__isnull=False,
                    reason__isnull=False,
                    times__isnull=False,
                    years__isnull=False,
                    nth__isnull=False,
                )
                | (Q(plan=None, reason=None, times=None, years=None, nth=None) & ~Q(note="")),
                violation_error_message=_("Say why this enterprise is patrolled."),
            ),
            models.UniqueConstraint(
                fields=["plan", "enterprise", "nth"], name="patrol_of_a_plan_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="patrol_by_due_day"),
            models.Index(fields=["station", "due_on"], name="patrol_of_station"),
            # ``unnoted``, ``due_within`` and ``overdue``: what is still owed.
            models.Index(
                fields=["due_on", "id"], condition=Q(state="planned"), name="patrol_open_due"
            ),
            models.Index(
                fields=["missed_on", "id"],
                condition=Q(missed_on__isnull=False),
                name="patrol_missed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="missed_patrol_keeps_its_day",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__missed_on__isnull=False)
                & pgtrigger.Q(old__due_on__df=pgtrigger.F("new__due_on")),
            )
        ]

    def __str__(self):
        return f"{self.enterprise} {self.due_on.isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:inspections_patrol_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.enterprise} · {self.why}"

    @property
    def holder(self):
        return self.inspector

    @property
    def people(self) -> set:
        """Who goes, as far as it was said."""
        return {self.inspector, self.partner} - {None}

    @property
    def why(self) -> str:
        """Why and how often, in words: 风险等级C，每年2次（第1次）."""
        if self.reason_id is None:
            return self.note
        what = str(self.reason)
        if self.risk_class and self.reason.rule_set:
            what = gettext("%(reason)s %(class)s") % {"reason": what, "class": self.risk_class}
        return gettext("%(what)s, %(often)s (no. %(nth)s)") % {
            "what": what,
            "often": how_often(self.times, self.years),
            "nth": self.nth,
        }

    @property
    def shown_state(self):
        if self.missed_on is None:
            return super().shown_state
        words = {
            self.State.PLANNED: (Tone.LATE, _("missed")),
            self.State.DONE: (Tone.SOON, _("done late")),
            self.State.CANCELLED: (Tone.PLAIN, _("missed, then cancelled")),
        }
        return state(*words[self.state])


class PatrolLog(StepLog):
    case = models.ForeignKey(Patrol, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class Postponement(models.Model):
    """A patrol put off: from which day to which, why, by whom. Append-only.

    ``override`` says why it went past the day by which the law wants every operator checked.
    """

    patrol = models.ForeignKey(
        Patrol, models.PROTECT, related_name="postponements", verbose_name=_("patrol")
    )
    from_on = models.DateField(_("was due on"))
    to_on = models.DateField(_("due on"))
    reason = models.TextField(_("reason"))
    override = models.TextField(_("reason for the override"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = PatrolPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("postponement")
        verbose_name_plural = _("postponements")
        ordering = ["pk"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(name="postponement_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="postponement_leads_on",
                condition=Q(to_on__gt=F("from_on")),
                violation_error_message=_("A patrol is postponed to a later day."),
            ),
        ]

    def __str__(self):
        return f"{self.from_on} → {self.to_on}"
