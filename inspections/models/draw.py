import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.draw_rate import Stratum, rate_field
from inspections.querysets.draw import (
    DrawPartQuerySet,
    DrawQuerySet,
    SealedQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone


@keep_history()
class Draw(Case):
    """A double-random draw (双随机抽查): who is checked and by whom, decided by nobody.

    The system makes a secret seed, and its SHA-256 is published by a notice; then the pool is
    frozen and its hash published; then the seed is revealed and decides. Whoever could choose the
    seed does not know the pool, and whoever makes the pool does not know the seed. ``drawing`` has
    the arithmetic.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        COMMITTED = "committed", _("seed promised")
        FROZEN = "frozen", _("pool frozen")
        DRAWN = "drawn", _("drawn")
        UNDER_WAY = "under_way", _("checks under way")
        CONCLUDED = "concluded", _("concluded")
        CANCELLED = "cancelled", _("cancelled")

    class Mode(models.TextChoices):
        OPEN = "open", _("among all enterprises")  # 不定向
        TARGETED = "targeted", _("among chosen enterprises")  # 定向

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.COMMITTED: Tone.SOON,
        State.FROZEN: Tone.SOON,
        State.CONCLUDED: Tone.GOOD,
        State.CANCELLED: Tone.PLAIN,
    }
    DRAWN_STATES = (State.DRAWN, State.UNDER_WAY, State.CONCLUDED)
    ENDED_STATES = (State.CONCLUDED, State.CANCELLED)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    items = models.TextField(_("items checked"), help_text=_("抽查事项, one a line"))
    basis = models.CharField(
        _("basis of the check"),
        max_length=300,
        default="《广东省市场监管条例》第二十六条",
    )
    checklist = models.ForeignKey(
        "inspections.Checklist",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draws",
        verbose_name=_("checklist"),
    )
    starts_on = models.DateField(_("checks from"))
    ends_on = models.DateField(_("checks until"))
    # 行政处罚法 art. 42: no check by fewer than two.
    inspectors_each = models.PositiveSmallIntegerField(
        _("inspectors per enterprise"),
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(5)],
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.OPEN)
    industries = ArrayField(
        models.CharField(max_length=4),
        verbose_name=_("only of these industries"),
        default=list,
        blank=True,
    )
    risk_classes = ArrayField(
        models.CharField(max_length=1, choices=Stratum),
        verbose_name=_("only of these risk classes"),
        default=list,
        blank=True,
    )
    campaign = models.ForeignKey(
        "inspections.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draws",
        verbose_name=_("only of this campaign"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("officer in charge"),
        editable=False,
    )

    commitment = models.CharField(_("commitment"), max_length=64, blank=True, editable=False)
    committed_at = models.DateTimeField(_("seed promised at"), null=True, editable=False)
    published_at = models.DateTimeField(_("commitment published at"), null=True, editable=False)
    pool_hash = models.CharField(_("hash of the pool"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("pool frozen at"), null=True, editable=False)
    pool_size = models.PositiveIntegerField(_("candidates"), default=0, editable=False)
    left_out_count = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    seed = models.CharField(_("seed"), max_length=64, blank=True, editable=False)
    revealed_at = models.DateTimeField(_("seed revealed at"), null=True, editable=False)
    drawn_count = models.PositiveIntegerField(_("enterprises drawn"), default=0, editable=False)
    days = models.PositiveSmallIntegerField(_("days to check"), default=0, editable=False)
    concluded_on = models.DateField(_("concluded on"), null=True, editable=False)
    conclusion = models.TextField(_("conclusion"), blank=True, editable=False)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("random draw")
        verbose_name_plural = _("random draws")
        ordering = ["-pk"]
        permissions = [
            ("commit_draw", _("Can promise the seed of a draw")),
            ("freeze_draw", _("Can freeze the pool of a draw")),
            ("make_draw", _("Can draw")),
            ("conclude_draw", _("Can hand out and conclude the checks of a draw")),
            ("cancel_draw", _("Can cancel a draw")),
        ]
        constraints = [
            models.CheckConstraint(
                name="draw_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "committed",
                        "frozen",
                        "drawn",
                        "under_way",
                        "concluded",
                        "cancelled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="draw_period_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="draw_two_inspectors_at_least",
                condition=Q(inspectors_each__gte=2),
                violation_error_message=_("No check is made by fewer than two."),
            ),
            models.CheckConstraint(
                name="draw_among_all_without_a_filter",
                condition=Q(mode="targeted") | Q(industries=[], risk_classes=[], campaign=None),
                violation_error_message=_(
                    "A draw among all enterprises has no filter; choose “among chosen enterprises”."
                ),
            ),
            models.CheckConstraint(
                name="draw_promised_iff_past_draft",
                condition=Q(state="draft", commitment="", committed_at=None)
                | Q(state="cancelled")
                | (
                    Q(state__in=["committed", "frozen", "drawn", "under_way", "concluded"])
                    & ~Q(commitment="")
                    & Q(committed_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="draw_published_after_the_promise",
                condition=Q(published_at=None) | Q(published_at__gte=F("committed_at")),
            ),
            # The seed was promised before anybody could see the pool.
            models.CheckConstraint(
                name="draw_pool_frozen_after_the_promise",
                condition=Q(pool_hash="", frozen_at=None)
                | (~Q(pool_hash="") & Q(frozen_at__gt=F("committed_at"))),
            ),
            models.CheckConstraint(
                name="draw_pool_frozen_iff_past_it",
                condition=Q(state__in=["draft", "committed"], pool_hash="")
                | Q(state="cancelled")
                | (Q(state__in=["frozen", "drawn", "under_way", "concluded"]) & ~Q(pool_hash="")),
            ),
            models.CheckConstraint(
                name="draw_seed_secret_until_drawn",
                condition=Q(state__in=["draft", "committed", "frozen"], seed="", revealed_at=None)
                | Q(state="cancelled")
                | (
                    Q(state__in=["drawn", "under_way", "concluded"])
                    & ~Q(seed="")
                    & Q(revealed_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="draw_seed_is_the_one_promised",
                condition=Q(seed="")
                | Q(
                    commitment=Func(
                        Func(
                            Func(F("seed"), Value("UTF8"), function="convert_to"),
                            function="sha256",
                        ),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
            ),
            models.CheckConstraint(
                name="draw_concluded_on_iff_concluded",
                condition=Q(state="concluded", concluded_on__isnull=False)
                | (~Q(state="concluded") & Q(concluded_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="draw_by_division"),
            models.Index(fields=["state", "division", "-id"], name="draw_by_state"),
        ]
        triggers = [
            # What was published stays as it was published.
            pgtrigger.Trigger(
                name="draw_keeps_what_was_published",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (OLD.commitment <> '' AND (NEW.commitment, NEW.committed_at)
                            IS DISTINCT FROM (OLD.commitment, OLD.committed_at))
                       OR (OLD.published_at IS NOT NULL AND NEW.published_at
                            IS DISTINCT FROM OLD.published_at)
                       OR (OLD.pool_hash <> '' AND (NEW.pool_hash, NEW.frozen_at)
                            IS DISTINCT FROM (OLD.pool_hash, OLD.frozen_at))
                       OR (OLD.seed <> '' AND NEW.seed <> OLD.seed) THEN
                        RAISE EXCEPTION 'what was published of draw % does not change', OLD.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # No constraint: draws that were frozen before there were notices stay as they are.
            pgtrigger.Trigger(
                name="draw_frozen_only_once_published",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__pool_hash="") & ~pgtrigger.Q(new__pool_hash=""),
                func="""
                    IF NEW.published_at IS NULL OR NEW.published_at >= NEW.frozen_at THEN
                        RAISE EXCEPTION 'the commitment of draw % was not published', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="draw_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("admin:inspections_draw_change", args=[self.pk])

    @property
    def code(self) -> str:
        """任务编码: what the pool file and the certificate call it."""
        begun = timezone.localtime(self.created_at or timezone.now())
        return f"SSJ{begun:%Y}-{self.pk}"

    @property
    def title(self):
        return self.name

    @property
    def holder(self):
        return self.officer

    @property
    def is_drawn(self) -> bool:
        return self.state in self.DRAWN_STATES


class DrawLog(StepLog):
    case = models.ForeignKey(Draw, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class DrawSeed(models.Model):
    """The sealed seed of a draw, until it is revealed; then the row goes.

    Shown on no page, in no API and no export, and without a history on purpose: the audit would
    otherwise keep what must not be known.
    """

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="sealed_seed")
    nonce = models.BinaryField()
    sealed = models.BinaryField()

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed seed")
        verbose_name_plural = _("sealed seeds")
        triggers = [pgtrigger.Protect(name="seed_is_not_exchanged", operation=pgtrigger.Update)]

    def __str__(self):
        return str(_("sealed"))


@keep_history()
class DrawStratum(models.Model):
    """One risk class of a draw: how many there are, at what rate, how many are drawn."""

    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="strata", verbose_name=_("random draw")
    )
    risk_class = models.CharField(_("risk class"), max_length=1, choices=Stratum)
    rate = rate_field()
    # Instead of the rate, where the plan says how many.
    number = models.PositiveIntegerField(_("or this number"), null=True, blank=True)
    population = models.PositiveIntegerField(_("candidates"), default=0, editable=False)
    sample = models.PositiveIntegerField(_("to be drawn"), default=0, editable=False)

    objects = DrawPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("stratum of a draw")
        verbose_name_plural = _("strata of draws")
        ordering = ["draw", "-risk_class"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "risk_class"], name="draw_stratum_once"),
            models.CheckConstraint(
                name="draw_stratum_class_known",
                condition=Q(risk_class__in=["A", "B", "C", "D", "-"]),
            ),
            models.CheckConstraint(
                name="draw_stratum_rate_is_a_percentage", condition=Q(rate__range=(0, 100))
            ),
            models.CheckConstraint(
                name="draw_stratum_sample_of_its_own", condition=Q(sample__lte=F("population"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stratum_frozen_with_the_pool",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM inspections_draw
                               WHERE id IN (NEW.draw_id, OLD.draw_id) AND pool_hash <> '') THEN
                        RAISE EXCEPTION 'the strata of a frozen pool do not change'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.get_risk_class_display()}: {self.sample} / {self.population}"

    @property
    def shown_rule(self) -> str:
        return f"{self.number}" if self.number is not None else f"{self.rate.normalize():f}%"
