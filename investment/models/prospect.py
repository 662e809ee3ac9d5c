"""Firms that might invest at home: what each said, how far it is, and since when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import search
from enterprises.models import AnnualFigure, Enterprise
from investment.querysets.prospect import (
    FigureQuerySet,
    ProspectPartQuerySet,
    ProspectQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.bounds import Bound
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone, days_left, state

STAGES = ["lead", "talks", "signed", "started", "funded", "producing"]
REASONS = ["elsewhere", "no_plan", "terms", "silent", "double", "other"]


@keep_history(exclude=["search_text"])
class Prospect(Case):
    """A firm that might invest at home (招商对象), counted once however many speak with it.

    线索 → 在谈 → 签约 → 开工 → 到资 → 投产, or closed with a reason. Beside every field in figures
    stands what was said, in its own words.
    """

    class State(models.TextChoices):
        LEAD = "lead", pgettext_lazy("of a prospect", "lead")
        TALKS = "talks", pgettext_lazy("of a prospect", "in talks")
        SIGNED = "signed", pgettext_lazy("of a prospect", "signed")
        STARTED = "started", pgettext_lazy("of a prospect", "under construction")
        FUNDED = "funded", pgettext_lazy("of a prospect", "funds arrived")
        PRODUCING = "producing", pgettext_lazy("of a prospect", "producing")
        CLOSED = "closed", pgettext_lazy("of a prospect", "closed")

    class Intention(models.TextChoices):
        NEAR = "near", pgettext_lazy("of an intention", "near term")
        MID = "mid", pgettext_lazy("of an intention", "mid-term")
        CONDITIONAL = "conditional", pgettext_lazy("of an intention", "on conditions")
        NONE = "none", pgettext_lazy("of an intention", "none")
        ELSEWHERE = "elsewhere", pgettext_lazy("of an intention", "chose another place")

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", pgettext_lazy("of a closed prospect", "invests elsewhere")
        NO_PLAN = "no_plan", pgettext_lazy("of a closed prospect", "does not invest")
        TERMS = "terms", pgettext_lazy("of a closed prospect", "its conditions cannot be met")
        SILENT = "silent", pgettext_lazy("of a closed prospect", "cannot be reached any more")
        DOUBLE = "double", pgettext_lazy("of a closed prospect", "joined to another one")
        OTHER = "other", pgettext_lazy("of a closed prospect", "another reason")

    TONES = {
        State.LEAD: Tone.PLAIN,
        State.SIGNED: Tone.SOON,
        State.FUNDED: Tone.GOOD,
        State.PRODUCING: Tone.GOOD,
        State.CLOSED: Tone.PLAIN,
    }
    INTENTION_TONES = {
        Intention.NEAR: Tone.GOOD,
        Intention.MID: Tone.INFO,
        Intention.CONDITIONAL: Tone.SOON,
        Intention.NONE: Tone.PLAIN,
        Intention.ELSEWHERE: Tone.HOLD,
    }
    STAGES = tuple(STAGES)
    ENDED_STATES = ("producing", "closed")
    # Who is kept in touch with: 与近期和中期有投资意向的企业保持联系, and who names conditions.
    WARM = ("near", "mid", "conditional")

    state = models.CharField(
        pgettext_lazy("of a prospect", "stage"),
        max_length=10,
        choices=State,
        default=State.LEAD,
        editable=False,
    )
    name = models.CharField(_("firm"), max_length=100)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("enterprise of the register"),
        help_text=_("Once it is registered at home; until then empty."),
    )
    home = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where it is now"),
    )
    trade = models.CharField(_("what it makes"), max_length=100, blank=True)
    project = models.CharField(
        pgettext_lazy("of a prospect", "project"),
        max_length=200,
        blank=True,
        help_text=_("What it would build here."),
    )
    intention = models.CharField(
        _("intention"), max_length=12, choices=Intention, default=Intention.NONE
    )
    intention_words = models.CharField(_("intention, as it was said"), max_length=300, blank=True)
    horizon_from = models.DateField(
        pgettext_lazy("of a horizon", "not before"), null=True, blank=True
    )
    horizon_to = models.DateField(pgettext_lazy("of a horizon", "not after"), null=True, blank=True)
    horizon_words = models.CharField(_("when, as it was said"), max_length=100, blank=True)
    regions = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("regions of interest"),
        default=list,
        blank=True,
        help_text=_("Separate several with commas."),
    )
    # 亿元; a range, since nobody knows before the contract.
    invest_from = models.DecimalField(
        _("investment at least (100 million yuan)"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
    )
    invest_to = models.DecimalField(
        _("investment at most (100 million yuan)"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
    )
    invest_words = models.CharField(_("investment, as it was said"), max_length=100, blank=True)
    went_to = models.CharField(
        _("where it went instead"), max_length=100, blank=True, help_text=_("The place alone.")
    )
    went_because = models.CharField(_("why there"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="prospects",
        verbose_name=_("officer in charge"),
    )
    source = models.CharField(
        _("source"), max_length=100, help_text=_("Who named it, or which paper tells of it.")
    )
    found_on = models.DateField(_("found on"), default=timezone.localdate)
    verbatim = models.TextField(_("as it was said"), blank=True)
    search_text = models.TextField(editable=False, default="")

    signed_yi = models.DecimalField(
        _("amount signed (100 million yuan)"),
        max_digits=10,
        decimal_places=4,
        null=True,
        editable=False,
    )
    contract = models.CharField(_("contract"), max_length=100, blank=True, editable=False)
    arrived_yi = models.DecimalField(
        _("amount arrived (100 million yuan)"),
        max_digits=10,
        decimal_places=4,
        null=True,
        editable=False,
    )
    last_contact_on = models.DateField(_("last contact"), null=True, editable=False)
    # As its deadline says; kept here so that a list of thousands is sorted by it.
    next_contact_on = models.DateField(_("next contact"), null=True, editable=False)
    closed_on = models.DateField(
        pgettext_lazy("of a prospect", "closed on"), null=True, editable=False
    )
    closed_because = models.CharField(
        _("why it was closed"), max_length=10, choices=Reason, blank=True, editable=False
    )
    joined_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="doubles",
        verbose_name=pgettext_lazy("of a prospect", "joined to"),
    )

    objects = ProspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        ordering = ["-pk"]
        permissions = [
            ("move_prospect", _("Can move prospects from stage to stage")),
            ("close_prospect", _("Can close prospects and take them up again")),
            ("join_prospect", _("Can join prospects that are one firm")),
            ("hand_over_prospect", _("Can hand prospects over")),
            ("import_prospect", _("Can import prospects from a table")),
            ("contact_prospect", _("Can record contacts and visits of prospects")),
        ]
        constraints = [
            models.CheckConstraint(
                name="prospect_state_known", condition=Q(state__in=[*STAGES, "closed"])
            ),
            models.CheckConstraint(
                name="prospect_intention_known",
                condition=Q(intention__in=["near", "mid", "conditional", "none", "elsewhere"]),
            ),
            models.CheckConstraint(
                name="prospect_reason_known", condition=Q(closed_because__in=["", *REASONS])
            ),
            models.CheckConstraint(
                name="prospect_closed_with_a_reason",
                condition=(Q(state="closed", closed_on__isnull=False) & ~Q(closed_because=""))
                | (~Q(state="closed") & Q(closed_on=None, closed_because="")),
            ),
            models.CheckConstraint(
                name="prospect_joined_iff_double",
                condition=Q(closed_because="double", joined_to__isnull=False)
                | (~Q(closed_because="double") & Q(joined_to=None)),
            ),
            models.CheckConstraint(
                name="prospect_horizon_in_order",
                condition=Q(horizon_from=None)
                | Q(horizon_to=None)
                | Q(horizon_from__lte=F("horizon_to")),
                violation_error_message=_("“Not before” is not later than “not after”."),
            ),
            models.CheckConstraint(
                name="prospect_investment_in_order",
                condition=(Q(invest_from=None) | Q(invest_from__gte=0))
                & (Q(invest_to=None) | Q(invest_to__gte=0))
                & (Q(invest_from=None) | Q(invest_to=None) | Q(invest_from__lte=F("invest_to"))),
                violation_error_message=_("The investment is a range from less to more."),
            ),
            models.CheckConstraint(
                name="prospect_signed_with_an_amount",
                condition=~Q(state__in=["signed", "started", "funded", "producing"])
                | Q(signed_yi__isnull=False, signed_yi__gt=0),
            ),
            models.CheckConstraint(
                name="prospect_funded_with_an_amount",
                condition=~Q(state__in=["funded", "producing"])
                | Q(arrived_yi__isnull=False, arrived_yi__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="prospect_by_division"),
            models.Index(fields=["state", "intention"], name="prospect_by_stage"),
            models.Index(
                fields=["owner", "next_contact_on"],
                condition=Q(next_contact_on__isnull=False),
                name="prospect_to_contact",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:investment_prospect_change", args=[self.pk])

    def save(self, *args, **kwargs):
        """What it is found by follows its name; its other names are the service's to add."""
        if not self.search_text:
            self.search_text = search.text_for([self.name])
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        return f"{self.name} · {self.project}" if self.project else self.name

    @property
    def holder(self):
        return self.owner

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED_STATES

    @property
    def is_warm(self) -> bool:
        """Whether somebody is reminded of it."""
        return self.is_open and self.intention in self.WARM

    @property
    def shown_intention(self):
        tone = self.INTENTION_TONES[self.intention]
        return state(tone, self.Intention(self.intention).label)

    @property
    def shown_next_contact(self):
        return days_left(self.next_contact_on) if self.next_contact_on else "—"

    @property
    def shown_horizon(self) -> str:
        """From when to when, with the words where there are only words."""
        if not (self.horizon_from or self.horizon_to):
            return self.horizon_words or "—"
        return f"{self.horizon_from or '…'} – {self.horizon_to or '…'}"


class ProspectLog(StepLog):
    case = models.ForeignKey(Prospect, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class ProspectName(models.Model):
    """A name that a prospect goes by: whoever comes with it again finds the one that is there."""

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="names", verbose_name=_("prospect")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    name = models.CharField(_("name"), max_length=100)
    key = models.CharField(_("key"), max_length=100, editable=False)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of a prospect")
        verbose_name_plural = _("names of prospects")
        ordering = ["prospect", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "key"],
                name="prospectname_once_a_bureau",
                violation_error_message=_("A prospect goes by this name already."),
            ),
        ]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """Somebody who works on a prospect beside the officer in charge."""

    prospect = models.ForeignKey(
        Prospect, models.CASCADE, related_name="team", verbose_name=_("prospect")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    part = models.CharField(pgettext_lazy("of a team", "what for"), max_length=60, blank=True)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        ordering = ["prospect", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prospect", "person"],
                name="teammember_once",
                violation_error_message=_("This person is in the team already."),
            )
        ]

    def __str__(self):
        return str(self.person)


@keep_history()
class ProspectFigure(models.Model):
    """What was said of one year: ≥ 570 亿元 stays at least, and 略有增长 stays words.

    Money is in 万元, as the register of enterprises has it.
    """

    class Kind(models.TextChoices):
        SALES = "sales", _("sales")
        SALES_PLAN = "sales_plan", _("sales planned")
        INVESTED = "invested", _("invested")

    prospect = models.ForeignKey(
        Prospect, models.CASCADE, related_name="figures", verbose_name=_("prospect")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2100)]
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    bound = models.CharField(_("bound"), max_length=1, choices=Bound, default=Bound.EXACT)
    value = models.DecimalField(
        _("value (10,000 yuan)"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    words = models.CharField(_("as it was said"), max_length=200, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a prospect")
        verbose_name_plural = _("figures of prospects")
        ordering = ["prospect", "-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["prospect", "year", "kind"],
                name="prospectfigure_once_a_year",
                violation_error_message=_("This figure of this year is there already."),
            ),
            models.CheckConstraint(
                name="prospectfigure_kind_known",
                condition=Q(kind__in=["sales", "sales_plan", "invested"]),
            ),
            models.CheckConstraint(
                name="prospectfigure_bound_known", condition=Q(bound__in=["=", "≥", "≈", "≤"])
            ),
            models.CheckConstraint(
                name="prospectfigure_says_something",
                condition=Q(value__isnull=False, value__gte=0) | (Q(value=None) & ~Q(words="")),
                violation_error_message=_("Give a figure, or what was said."),
            ),
            models.CheckConstraint(
                name="prospectfigure_of_a_real_year", condition=Q(year__range=(1949, 2100))
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.get_kind_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """The figure as people write it, or the words alone."""
        if self.value is None:
            return self.words
        figure = AnnualFigure(kind="sales", bound=self.bound, value=self.value)
        return figure.shown


@keep_history()
class ProspectSite(models.Model):
    """A base that a firm has, or means to build: where, and how large."""

    class Kind(models.TextChoices):
        EXISTING = "existing", pgettext_lazy("of a site", "there already")
        PLANNED = "planned", pgettext_lazy("of a site", "planned")

    class Unit(models.TextChoices):
        MU = "mu", _("mu")  # 亩
        SQUARE_METRE = "m2", _("square metres")
        YI = "yi", _("100 million yuan")

    prospect = models.ForeignKey(
        Prospect, models.CASCADE, related_name="sites", verbose_name=_("prospect")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    place = models.CharField(_("place"), max_length=100)
    size = models.DecimalField(
        pgettext_lazy("of a site", "size"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=4, choices=Unit, blank=True)
    words = models.CharField(_("as it was said"), max_length=200, blank=True)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("site of a prospect")
        verbose_name_plural = _("sites of prospects")
        ordering = ["prospect", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="prospectsite_kind_known", condition=Q(kind__in=["existing", "planned"])
            ),
            models.CheckConstraint(
                name="prospectsite_size_with_its_unit",
                condition=Q(size=None, unit="")
                | Q(size__isnull=False, size__gt=0, unit__in=["mu", "m2", "yi"]),
                violation_error_message=_("A size has a unit, and a unit a size."),
            ),
        ]

    def __str__(self):
        return f"{self.place} {self.shown_size}".strip()

    @property
    def shown_size(self) -> str:
        if self.size is None:
            return ""
        number = f"{self.size:,.2f}".rstrip("0").rstrip(".")
        return f"{number} {self.get_unit_display()}"
