import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone, state
from workshops.querysets.recall import RecallLineQuerySet, RecallPartQuerySet, RecallQuerySet


@keep_history()
class Recall(Case):
    """What follows from one failed lot (食品召回): every lot and every buyer that it touches.

    食品安全法 63: stop, take back what was sold, tell whoever has it, and keep a record of both.
    It is opened with its whole list at once, and ends when each line says what became of it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a recall", "open")
        NOTIFIED = "notified", _("buyers told")
        CLOSED = "closed", pgettext_lazy("of a case", "closed")

    class Level(models.IntegerChoices):
        """食品召回管理办法: how grave the harm is that the food has done or may do."""

        FIRST = 1, _("first level: grave harm")
        SECOND = 2, _("second level: some harm")
        THIRD = 3, _("third level: wrongly labelled")

    TONES = {State.OPEN: Tone.LATE, State.NOTIFIED: Tone.INFO, State.CLOSED: Tone.GOOD}

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    lot = models.ForeignKey(
        "workshops.Lot", models.PROTECT, related_name="recalls", verbose_name=_("failed lot")
    )
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="recalls",
        verbose_name=_("zone"),
    )
    test = models.ForeignKey(
        "workshops.LotTest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recalls",
        verbose_name=_("test that it failed"),
    )
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("of a recall", "level"), choices=Level, default=Level.FIRST
    )
    reason = models.TextField(_("reason"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("officer in charge"),
    )
    opened_on = models.DateField(_("opened on"), editable=False)
    notified_on = models.DateField(_("buyers told on"), null=True, editable=False)
    closed_on = models.DateField(_("ended on"), null=True, editable=False)
    # 责令召回 or 责令改正: the bureau's own answer to the operator of the failed lot.
    order = models.ForeignKey(
        "inspections.RectificationOrder",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="recalls",
        verbose_name=_("order"),
    )

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["-pk"]
        permissions = [
            ("notify_recall", _("Can record that every buyer of a recall was told")),
            ("settle_recall", _("Can record what became of the lines of a recall")),
            ("close_recall", _("Can close recalls")),
        ]
        constraints = [
            models.CheckConstraint(
                name="recall_state_known",
                condition=Q(state__in=["open", "notified", "closed"]),
            ),
            models.CheckConstraint(name="recall_level_known", condition=Q(level__in=[1, 2, 3])),
            models.CheckConstraint(
                name="recall_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say why the lot is recalled."),
            ),
            models.CheckConstraint(
                name="recall_days_as_the_state_says",
                condition=Q(state="open", notified_on=None, closed_on=None)
                | Q(state="notified", notified_on__isnull=False, closed_on=None)
                | Q(state="closed", notified_on__isnull=False, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="recall_days_run_forward",
                condition=(Q(notified_on=None) | Q(notified_on__gte=F("opened_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("notified_on"))),
                violation_error_message=_("Opened, told, closed: each day follows the one before."),
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=~Q(state="closed"),
                name="recall_of_a_lot_once_at_a_time",
                violation_error_message=_("This lot is being recalled already."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="recall_by_division"),
            models.Index(fields=["state", "division", "-id"], name="recall_by_state"),
        ]
        triggers = [
            # Behind the guard: no recall is over while somebody may still eat of it.
            pgtrigger.Trigger(
                name="recall_closed_with_every_line",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state="closed")
                & pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func="""
                    IF EXISTS (
                        SELECT FROM workshops_recallline
                        WHERE recall_id = NEW.id AND (
                            (sale_id IS NOT NULL AND (notified_on IS NULL OR recovered IS NULL))
                            OR (sale_id IS NULL AND outcome = '')
                        )
                    ) THEN
                        RAISE EXCEPTION 'recall % has open lines', NEW.id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'recall_closed_with_every_line';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.lot}"

    def get_absolute_url(self):
        return reverse("admin:workshops_recall_change", args=[self.pk])

    @property
    def title(self):
        return f"{self.lot} · {self.lot.workshop}"

    @property
    def holder(self):
        return self.officer


class RecallLog(StepLog):
    case = models.ForeignKey(Recall, models.PROTECT, related_name="log")

    objects = RecallPartQuerySet.as_manager()

    class Meta(StepLog.Meta):
        pass


@keep_history()
class RecallLine(models.Model):
    """One lot of a recall, or one buyer of such a lot, and what became of it."""

    class Direction(models.TextChoices):
        ITSELF = "itself", _("the failed lot")
        SOURCE = "source", _("went into it")
        PRODUCT = "product", _("was made of it")
        SIBLING = "sibling", _("shares an input with it")

    class Outcome(models.TextChoices):
        DESTROYED = "destroyed", _("destroyed")  # 无害化处理、销毁
        CLEARED = "cleared", _("cleared")  # 排除
        USED_UP = "used_up", _("used up or sold out")

    recall = models.ForeignKey(
        Recall, models.PROTECT, related_name="lines", verbose_name=_("recall")
    )
    lot = models.ForeignKey(
        "workshops.Lot", models.PROTECT, related_name="recall_lines", verbose_name=_("lot")
    )
    sale = models.ForeignKey(
        "workshops.Sale",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recall_lines",
        verbose_name=_("sale"),
    )
    direction = models.CharField(_("how it is touched"), max_length=10, choices=Direction)
    # Steps away from the failed lot.
    depth = models.PositiveSmallIntegerField(_("steps away"))
    # Held by this recall; what was held before it, or is gone, was not.
    held = models.BooleanField(_("held"), default=False)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome, blank=True)
    notified_on = models.DateField(_("told on"), null=True, blank=True)
    notified_how = models.CharField(_("told how"), max_length=80, blank=True)
    recovered = models.DecimalField(
        _("quantity that came back"),
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = RecallLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a recall")
        verbose_name_plural = _("lines of recalls")
        ordering = ["recall", "depth", "direction", "lot", F("sale").asc(nulls_first=True), "pk"]
        permissions = [
            ("tell_recallline", _("Can record that buyers were told and what came back")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "lot"], condition=Q(sale=None), name="recall_line_of_a_lot_once"
            ),
            models.UniqueConstraint(fields=["recall", "sale"], name="recall_line_of_a_sale_once"),
            models.CheckConstraint(
                name="recall_line_direction_known",
                condition=Q(direction__in=["itself", "source", "product", "sibling"]),
            ),
            models.CheckConstraint(
                name="recall_line_outcome_known",
                condition=Q(outcome__in=["", "destroyed", "cleared", "used_up"]),
            ),
            models.CheckConstraint(
                name="recall_line_itself_is_no_step_away",
                condition=Q(direction="itself", depth=0)
                | (~Q(direction="itself") & Q(depth__gte=1)),
            ),
            models.CheckConstraint(
                name="recall_line_of_a_lot_or_a_buyer",
                condition=Q(sale=None, notified_on=None, recovered=None, notified_how="")
                | Q(sale__isnull=False, outcome="", held=False),
                violation_error_message=_("A buyer is told and gives back; a lot is held."),
            ),
            models.CheckConstraint(
                name="recall_line_recovered_after_it_was_told",
                condition=Q(recovered=None) | Q(notified_on__isnull=False, recovered__gte=0),
                violation_error_message=_("What came back is recorded after the buyer was told."),
            ),
            models.CheckConstraint(
                name="recall_line_settled_on_iff_settled",
                condition=Q(settled_on=None, recovered=None, outcome="")
                | (Q(settled_on__isnull=False) & ~Q(recovered=None, outcome="")),
            ),
        ]
        triggers = [
            # A closed recall keeps what it was closed on.
            pgtrigger.Trigger(
                name="lines_of_a_closed_recall_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM workshops_recall
                        WHERE id IN (NEW.recall_id, OLD.recall_id) AND state = 'closed'
                    ) THEN
                        RAISE EXCEPTION 'the recall is closed'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'lines_of_a_closed_recall_stay';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
            pgtrigger.Trigger(
                name="recall_line_of_what_was_sold",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__sale__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM workshops_sale
                        WHERE id = NEW.sale_id AND lot_id = NEW.lot_id
                            AND coalesce(NEW.recovered, 0) <= quantity
                    ) THEN
                        RAISE EXCEPTION 'no more comes back of sale % than was sold', NEW.sale_id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'recall_line_of_what_was_sold';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.sale.buyer_name if self.sale_id else str(self.lot)

    def get_absolute_url(self):
        return reverse("admin:workshops_recallline_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        if self.sale_id is None:
            return not self.outcome
        return self.notified_on is None or self.recovered is None

    @property
    def shown_state(self):
        """How the line stands, as a word in its shape and colour."""
        if self.outcome:
            return state(Tone.GOOD, self.Outcome(self.outcome).label)
        if self.sale_id is None:
            return self.lot.shown_state
        if self.notified_on is None:
            return state(Tone.LATE, _("not told yet"))
        if self.recovered is None:
            return state(Tone.INFO, _("told, nothing back yet"))
        return state(Tone.GOOD, _("settled"))

    @property
    def shown_recovered(self) -> str:
        """How much of how much came back: 12 / 20 kg."""
        if self.sale_id is None:
            return "—"
        back = "—" if self.recovered is None else f"{self.recovered.normalize():f}"
        return f"{back} / {self.sale.quantity.normalize():f} {self.lot.unit}"
