"""What a plan comes to before it is adopted, and the work on the way there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from inspections.models.plan import PatrolPlan, PlanReason
from inspections.querysets.plan import PlanPartQuerySet, PlanRunQuerySet
from qualitysup.accounts.models import Station
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


class ProposedPatrol(models.Model):
    """A patrol that a plan would make, until it is adopted; then the row moves to ``Patrol``."""

    plan = models.ForeignKey(
        PatrolPlan,
        models.CASCADE,
        related_name="proposals",
        db_index=False,
        verbose_name=_("plan"),
    )
    reason = models.ForeignKey(
        PlanReason, models.CASCADE, related_name="+", db_index=False, verbose_name=_("reason")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", db_index=False, verbose_name=_("enterprise")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, verbose_name=_("division")
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("station"),
    )
    risk_class = models.CharField(_("risk class"), max_length=1, blank=True)
    times = models.PositiveSmallIntegerField(_("times"))
    years = models.PositiveSmallIntegerField(_("in how many years"))
    nth = models.PositiveSmallIntegerField(_("which time"))
    window_from = models.DateField(_("not before"))
    due_on = models.DateField(_("due on"))

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed patrol")
        verbose_name_plural = _("proposed patrols")
        ordering = ["due_on", "pk"]
        constraints = [
            # Begins with the enterprise, so that a merge finds its rows by it as well.
            models.UniqueConstraint(
                fields=["enterprise", "plan", "nth"], name="proposed_patrol_once"
            )
        ]
        indexes = [
            # A station's rows are replaced together, counted by week, and moved when adopted.
            models.Index(fields=["plan", "station", "due_on"], name="proposed_patrol_of_station")
        ]

    def __str__(self):
        return f"{self.enterprise_id} {self.due_on}"


class PlanCount(models.Model):
    """How many patrols a plan proposes for one reason, class and town: its page adds them up."""

    plan = models.ForeignKey(PatrolPlan, models.CASCADE, related_name="counts")
    reason = models.ForeignKey(PlanReason, models.CASCADE, related_name="+")
    risk_class = models.CharField(max_length=1, blank=True)
    town = models.CharField(max_length=12)
    enterprises = models.PositiveIntegerField()
    patrols = models.PositiveIntegerField()

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reason", "risk_class", "town"], name="plan_count_once"
            )
        ]

    def __str__(self):
        return f"{self.town} {self.risk_class}: {self.patrols}"


class PlanLoad(models.Model):
    """How many patrols of a plan fall due at a station in one week (its Monday)."""

    plan = models.ForeignKey(PatrolPlan, models.CASCADE, related_name="loads")
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+")
    week = models.DateField()
    patrols = models.PositiveIntegerField()

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "station", "week"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "station", "week"], nulls_distinct=False, name="plan_load_once"
            )
        ]

    def __str__(self):
        return f"{self.station} {self.week}: {self.patrols}"


class PlanRun(models.Model):
    """A computation or a laying out of a plan on its way: how far it is, and who holds it.

    A worker holds it until its lease ends; another then goes on from what is already written.
    """

    class Kind(models.TextChoices):
        COMPUTE = "compute", _("computing")
        LAY = "lay", _("laying out the patrols")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", pgettext_lazy("of work", "failed")

    UNFINISHED = (State.WAITING, State.RUNNING)
    TONES = {
        State.WAITING: Tone.PLAIN,
        State.RUNNING: Tone.INFO,
        State.DONE: Tone.GOOD,
        State.FAILED: Tone.LATE,
    }

    plan = models.ForeignKey(
        PatrolPlan, models.CASCADE, related_name="runs", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    total = models.PositiveIntegerField(_("in all"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    patrols = models.PositiveIntegerField(_("patrols"), default=0)
    failure = models.TextField(_("why it failed"), blank=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a plan")
        verbose_name_plural = _("runs of plans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_run_failed_iff_it_says_why",
                condition=(Q(state="failed") & ~Q(failure=""))
                | (~Q(state="failed") & Q(failure="")),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["waiting", "running"]),
                name="plan_run_one_at_a_time",
            ),
        ]
        indexes = [
            # PlanRunQuerySet.abandoned, every minute
            models.Index(
                fields=["claimed_until"],
                name="plan_run_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.plan}"

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())
