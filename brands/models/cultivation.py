import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.honour import Honour
from brands.models.kind import HonourKind
from brands.models.requirement import Area, Requirement
from brands.models.sweep import SweepFinding
from brands.querysets.cultivation import (
    CommitmentQuerySet,
    CultivationQuerySet,
    CultivationVisitQuerySet,
)
from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone, days_left, state

OPEN = [
    "surveyed",
    "recommended",
    "screened",
    "catalogued",
    "visited",
    "cultivated",
    "applied",
]
ENDED = ["won", "lost", "dropped"]


@keep_history()
class Cultivation(Case):
    """A firm on the way to an honour (培育对象): from being found to being honoured, or not.

    摸底 → 推荐 → 筛选 → 目录 → 走访 → 培育 → 申报 → 获得 / 未获; who took each step and when is in
    its log.
    """

    class State(models.TextChoices):
        SURVEYED = "surveyed", pgettext_lazy("of a cultivation", "found")
        RECOMMENDED = "recommended", pgettext_lazy("of a cultivation", "recommended")
        SCREENED = "screened", pgettext_lazy("of a cultivation", "screened")
        CATALOGUED = "catalogued", pgettext_lazy("of a cultivation", "in the catalogue")
        VISITED = "visited", pgettext_lazy("of a cultivation", "visited")
        CULTIVATED = "cultivated", pgettext_lazy("of a cultivation", "in cultivation")
        APPLIED = "applied", pgettext_lazy("of a cultivation", "applied for")
        WON = "won", pgettext_lazy("of a cultivation", "won")
        LOST = "lost", pgettext_lazy("of a cultivation", "not won")
        DROPPED = "dropped", pgettext_lazy("of a cultivation", "dropped")

    TONES = {
        State.SURVEYED: Tone.PLAIN,
        State.WON: Tone.GOOD,
        State.LOST: Tone.HOLD,
        State.DROPPED: Tone.PLAIN,
    }
    # As the work goes; what ended is no stage of it.
    STAGES = tuple(OPEN)
    ENDED_STATES = tuple(ENDED)

    state = models.CharField(
        _("stage"), max_length=12, choices=State, default=State.SURVEYED, editable=False
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="cultivations", verbose_name=_("enterprise")
    )
    kind = models.ForeignKey(
        HonourKind, models.PROTECT, related_name="cultivations", verbose_name=_("honour aimed at")
    )
    product = models.CharField(_("product"), max_length=100, blank=True)
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year of the application"),
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("In whose catalogue it is to stand."),
    )
    finding = models.OneToOneField(
        SweepFinding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cultivation",
        verbose_name=_("candidate of a sweep"),
    )
    found_on = models.DateField(_("found on"), default=timezone.localdate)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    recommended_by = models.CharField(
        _("recommended by"), max_length=100, blank=True, editable=False
    )
    recommended_because = models.CharField(
        _("why it is recommended"), max_length=300, blank=True, editable=False
    )
    # The mean of what the officers gave it, of 100.
    score = models.DecimalField(
        pgettext_lazy("of a screening", "score"),
        max_digits=4,
        decimal_places=1,
        null=True,
        editable=False,
    )
    strengths = models.TextField(_("strengths found"), blank=True, editable=False)
    applied_on = models.DateField(_("applied on"), null=True, editable=False)
    application_number = models.CharField(
        _("number of the application"), max_length=60, blank=True, editable=False
    )
    honour = models.OneToOneField(
        Honour,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="cultivation",
        verbose_name=_("honour"),
    )
    closed_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = CultivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cultivation")
        verbose_name_plural = _("cultivations")
        ordering = ["-pk"]
        permissions = [
            ("recommend_cultivation", _("Can recommend firms for cultivation")),
            ("screen_cultivation", _("Can screen firms for cultivation")),
            ("decide_cultivation", _("Can decide on the cultivation of firms")),
            ("apply_cultivation", _("Can apply for honours on behalf of a place")),
            ("override_cultivation", _("Can pass over what a cultivation still lacks")),
        ]
        constraints = [
            models.CheckConstraint(
                name="cultivation_state_known", condition=Q(state__in=[*OPEN, *ENDED])
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "product"],
                condition=Q(state__in=OPEN),
                name="cultivation_once_at_a_time",
                violation_error_message=_(
                    "This firm is on the way to this honour for this product already."
                ),
            ),
            models.CheckConstraint(
                name="cultivation_year_sane",
                condition=Q(year__range=(1990, 2100)),
                violation_error_message=_("Give a year of four digits."),
            ),
            models.CheckConstraint(
                name="cultivation_closed_on_iff_ended",
                condition=Q(state__in=ENDED, closed_on__isnull=False)
                | (~Q(state__in=ENDED) & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="cultivation_honoured_iff_won",
                condition=Q(state="won", honour__isnull=False) | (~Q(state="won") & Q(honour=None)),
            ),
            # 不得跳过环节: what every stage leaves behind has to be there in the later ones.
            models.CheckConstraint(
                name="cultivation_recommended_by_somebody",
                condition=Q(state__in=["surveyed", "dropped"])
                | (~Q(recommended_by="") & ~Q(recommended_because="")),
            ),
            models.CheckConstraint(
                name="cultivation_screened_with_a_score",
                condition=Q(state__in=["surveyed", "recommended", "dropped"])
                | Q(score__isnull=False),
            ),
            models.CheckConstraint(
                name="cultivation_applied_on_a_day",
                condition=~Q(state__in=["applied", "won", "lost"]) | Q(applied_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cultivation_score_of_100",
                condition=Q(score=None) | Q(score__range=(0, 100)),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="cultivation_by_division"),
            models.Index(fields=["state", "year"], name="cultivation_by_stage"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="cultivation_keeps_its_aim", fields=["kind", "finding"])
        ]

    def __str__(self):
        aim = f"{self.kind}（{self.product}）" if self.product else str(self.kind)
        return f"{self.enterprise} · {aim}"

    def get_absolute_url(self):
        return reverse("admin:brands_cultivation_change", args=[self.pk])

    @property
    def holder(self):
        return self.officer

    @property
    def is_open(self) -> bool:
        return self.state in self.STAGES


class CultivationLog(StepLog):
    case = models.ForeignKey(Cultivation, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class CultivationVisit(models.Model):
    """A visit to a firm in cultivation (走访调研): who was met, what is strong, what it needs."""

    cultivation = models.ForeignKey(
        Cultivation, models.PROTECT, related_name="visits", verbose_name=_("cultivation")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    visited_on = models.DateField(_("visited on"))
    met = models.CharField(
        _("people met"), max_length=200, help_text=_("Their posts; names only where they agreed.")
    )
    strengths = models.TextField(_("strengths found"))
    needs = models.TextField(_("what has to be coordinated"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("visited by")
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = CultivationVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit to a firm in cultivation")
        verbose_name_plural = _("visits to firms in cultivation")
        ordering = ["-visited_on", "-pk"]
        triggers = append_only()

    def __str__(self):
        return f"{self.cultivation} · {self.visited_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return self.cultivation.get_absolute_url()


@keep_history()
class Commitment(models.Model):
    """What somebody promised a firm in cultivation, or the firm the bureau, by a day.

    Those of a requirement are the checklist of the assistance: adoption, metrology, papers, and
    the conditions of the honour. Its last day is a deadline of whoever answers for it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a commitment", "open")
        MET = "met", pgettext_lazy("of a commitment", "met")
        WAIVED = "waived", pgettext_lazy("of a commitment", "not needed")

    TONES = {State.MET: Tone.GOOD, State.WAIVED: Tone.PLAIN}

    cultivation = models.ForeignKey(
        Cultivation, models.PROTECT, related_name="commitments", verbose_name=_("cultivation")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    visit = models.ForeignKey(
        CultivationVisit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("visit"),
    )
    requirement = models.ForeignKey(
        Requirement,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="commitments",
        verbose_name=_("requirement of an honour"),
    )
    area = models.CharField(_("area"), max_length=12, choices=Area, default=Area.OTHER)
    words = models.CharField(_("what was promised"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("who answers for it"),
    )
    of_the_firm = models.BooleanField(
        _("the firm has to do it"),
        default=False,
        help_text=_("Then whoever answers for it sees to it that the firm does."),
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    settled_on = models.DateField(_("settled on"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("settled by"),
    )
    # What shows that it was met, or why it is not needed.
    result = models.CharField(_("how it was settled"), max_length=300, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["cultivation", "area", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitment_state_known", condition=Q(state__in=["open", "met", "waived"])
            ),
            models.CheckConstraint(
                name="commitment_area_known",
                condition=Q(area__in=["condition", "adoption", "metrology", "materials", "other"]),
            ),
            models.CheckConstraint(
                name="commitment_settled_with_words",
                condition=Q(state="open", settled_on=None, settled_by=None, result="")
                | (
                    ~Q(state="open")
                    & Q(settled_on__isnull=False, settled_by__isnull=False)
                    & ~Q(result="")
                ),
            ),
            models.UniqueConstraint(
                fields=["cultivation", "requirement"], name="commitment_once_a_requirement"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(state="open"), name="commitment_to_meet"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="commitment_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="commitment_settled_for_good",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="open"),
            ),
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return f"{self.cultivation.get_absolute_url()}#commitments"

    @property
    def title(self) -> str:
        return f"{self.cultivation.enterprise} · {self.words}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def shown_state(self):
        if self.is_open:
            return days_left(self.due_on, timezone.localdate())
        return state(self.TONES[self.state], self.State(self.state).label)
