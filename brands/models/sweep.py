import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.querysets.sweep import (
    PatrolGroupQuerySet,
    SweepCellQuerySet,
    SweepFindingQuerySet,
    SweepQuerySet,
    SweepTradeQuerySet,
)
from enterprises.models import Enterprise, IndustryClass
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


@keep_history()
class Sweep(Case):
    """A sweep (地毯式摸底) for firms that could become brands: “一村一村查，一行一行找”.

    Open, it has a cell for every village and trade, so that one nobody looked at stands out.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("under way")
        CLOSED = "closed", _("concluded")

    TONES = {State.DRAFT: Tone.PLAIN, State.CLOSED: Tone.GOOD}

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
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
    opened_on = models.DateField(_("opened on"), null=True, editable=False)
    closed_on = models.DateField(_("concluded on"), null=True, editable=False)
    conclusion = models.TextField(_("conclusion"), blank=True, editable=False)

    objects = SweepQuerySet.as_manager()

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["-pk"]
        permissions = [
            ("open_sweep", _("Can open sweeps")),
            ("close_sweep", _("Can conclude sweeps")),
        ]
        constraints = [
            models.CheckConstraint(
                name="sweep_state_known", condition=Q(state__in=["draft", "open", "closed"])
            ),
            models.CheckConstraint(
                name="sweep_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("A sweep ends after the day on which it starts."),
            ),
            models.CheckConstraint(
                name="sweep_opened_on_iff_opened",
                condition=Q(state="draft", opened_on=None)
                | (~Q(state="draft") & Q(opened_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="sweep_closed_on_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="sweep_by_division")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:brands_sweep_change", args=[self.pk])

    @property
    def holder(self):
        return self.officer

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_planned(self) -> int:
        """How long its term is: a planned end that is past already is due tomorrow."""
        return max((self.ends_on - self.opened_on).days, 1)


class SweepLog(StepLog):
    case = models.ForeignKey(Sweep, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class SweepTrade(models.Model):
    """A trade (行业) that a sweep looks for: a class of GB/T 4754, or what the place calls it."""

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="trades", verbose_name=_("sweep"))
    # Stands above a column of the matrix.
    name = models.CharField(pgettext_lazy("of brands", "trade"), max_length=20)
    industry = models.ForeignKey(
        IndustryClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry"),
    )

    objects = SweepTradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trade of a sweep")
        verbose_name_plural = _("trades of sweeps")
        ordering = ["sweep", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sweep", "name"],
                name="sweep_trade_once",
                violation_error_message=_("This trade is looked for already."),
            )
        ]

    def __str__(self):
        return self.name


@keep_history()
class PatrolGroup(models.Model):
    """A patrol group (巡查组) of a sweep: who goes from village to village, and which cells."""

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="groups", verbose_name=_("sweep"))
    name = models.CharField(_("name"), max_length=60)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("leader")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="patrol_groups",
        blank=True,
        verbose_name=_("members"),
    )

    objects = PatrolGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("patrol group")
        verbose_name_plural = _("patrol groups")
        ordering = ["sweep", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sweep", "name"],
                name="patrol_group_name_once",
                violation_error_message=_("There is a group of this name already."),
            )
        ]

    def __str__(self):
        return self.name


@keep_history()
class SweepCell(models.Model):
    """One trade in one village: not looked at yet, or what was found there, by whom and when.

    “None” is a finding, too: somebody was there and nobody made anything that could be a brand.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not looked at")
        NONE = "none", _("looked at, no candidate")
        CANDIDATES = "candidates", _("candidates found")
        PASSED_OVER = "passed_over", pgettext_lazy("of a sweep", "passed over")

    TONES = {
        State.WAITING: Tone.SOON,
        State.NONE: Tone.GOOD,
        State.CANDIDATES: Tone.INFO,
        State.PASSED_OVER: Tone.PLAIN,
    }

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="cells", verbose_name=_("sweep"))
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("village or community")
    )
    trade = models.ForeignKey(
        SweepTrade,
        models.PROTECT,
        related_name="cells",
        verbose_name=pgettext_lazy("of brands", "trade"),
    )
    group = models.ForeignKey(
        PatrolGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cells",
        verbose_name=_("patrol group"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.WAITING, editable=False
    )
    # How many findings stand; kept by a trigger.
    candidates = models.PositiveSmallIntegerField(
        pgettext_lazy("of a sweep", "candidates"), default=0, editable=False
    )
    looked_on = models.DateField(_("looked at on"), null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    passed_over_because = models.CharField(
        _("reason for not looking at it"), max_length=200, blank=True, editable=False
    )

    objects = SweepCellQuerySet.as_manager()

    class Meta:
        verbose_name = _("cell of a sweep")
        verbose_name_plural = _("cells of sweeps")
        ordering = ["sweep", "division", "trade"]
        permissions = [("look_sweepcell", _("Can record what a sweep found"))]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "division", "trade"], name="sweep_cell_once"),
            models.CheckConstraint(
                name="sweep_cell_state_known",
                condition=Q(state__in=["waiting", "none", "candidates", "passed_over"]),
            ),
            # Not done until somebody looked: 地毯式.
            models.CheckConstraint(
                name="sweep_cell_done_by_looking",
                condition=Q(
                    state__in=["none", "candidates"],
                    looked_on__isnull=False,
                    looked_by__isnull=False,
                )
                | Q(state__in=["waiting", "passed_over"], looked_on=None, looked_by=None),
            ),
            models.CheckConstraint(
                name="sweep_cell_passed_over_with_a_reason",
                condition=(Q(state="passed_over") & ~Q(passed_over_because=""))
                | (~Q(state="passed_over") & Q(passed_over_because="")),
            ),
            models.CheckConstraint(
                name="sweep_cell_candidates_iff_counted",
                condition=Q(state="candidates", candidates__gt=0)
                | (~Q(state="candidates") & Q(candidates=0)),
                violation_error_message=_("A cell has candidates once one is named."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "division"],
                condition=Q(state="waiting"),
                name="sweep_cell_to_look",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="sweep_cell_stays_put", fields=["sweep", "division", "trade"]),
            pgtrigger.Protect(name="sweep_cell_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.division} · {self.trade}"

    def get_absolute_url(self):
        return reverse("admin:brands_sweepcell_change", args=[self.pk])

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.State(self.state).label)


# A cell says what was found in it: the first candidate makes it one that was looked at, and one
# whose last candidate was withdrawn was looked at all the same.
COUNTED = pgtrigger.Trigger(
    name="sweep_finding_counted",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.After,
    declare=[("standing", "integer")],
    func="""
        SELECT count(*) INTO standing FROM brands_sweepfinding
        WHERE cell_id = NEW.cell_id AND withdrawn_because = '';
        UPDATE brands_sweepcell SET
            candidates = standing,
            state = CASE WHEN standing > 0 THEN 'candidates'
                         WHEN state = 'candidates' THEN 'none' ELSE state END,
            looked_on = CASE WHEN standing > 0 THEN coalesce(looked_on, NEW.found_on)
                             ELSE looked_on END,
            looked_by_id = CASE WHEN standing > 0 THEN coalesce(looked_by_id, NEW.found_by_id)
                                ELSE looked_by_id END
        WHERE id = NEW.cell_id;
        RETURN NULL;
    """,
)


@keep_history()
class SweepFinding(models.Model):
    """A firm that a sweep found in a cell: a candidate (名牌苗子) for what it makes, and why."""

    cell = models.ForeignKey(
        SweepCell, models.PROTECT, related_name="findings", verbose_name=_("cell of a sweep")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="sweep_findings", verbose_name=_("enterprise")
    )
    product = models.CharField(_("product"), max_length=100)
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    because = models.CharField(
        _("why it is a candidate"),
        max_length=300,
        help_text=_("What makes it stand out: sales, quality, equipment, a name that is known."),
    )
    found_on = models.DateField(_("found on"), editable=False)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("found by"),
    )
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, editable=False
    )

    objects = SweepFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate of a sweep")
        verbose_name_plural = _("candidates of sweeps")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "enterprise", "product"],
                condition=Q(withdrawn_because=""),
                name="sweep_finding_once",
                violation_error_message=_("This candidate is named already."),
            ),
        ]
        triggers = [
            COUNTED,
            pgtrigger.ReadOnly(
                name="sweep_finding_stays_put", fields=["cell", "product", "found_on", "found_by"]
            ),
            pgtrigger.Protect(name="sweep_finding_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.enterprise} · {self.product}"

    def get_absolute_url(self):
        return self.cell.get_absolute_url()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_because != ""

    @property
    def shown_state(self):
        if self.is_withdrawn:
            return state(Tone.PLAIN, pgettext_lazy("of a candidate", "withdrawn"))
        return state(Tone.INFO, pgettext_lazy("of a candidate", "found"))
