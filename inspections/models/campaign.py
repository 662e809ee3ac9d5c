from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.querysets.campaign import (
    CampaignPartQuerySet,
    CampaignQuerySet,
    ParticipationQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone


@keep_history()
class Campaign(Case):
    """A special rectification campaign (专项整治): one product, its towns, the standard to meet.

    Carries its enterprises, the consultations that a halt needs, the quality analysis meetings of
    18号令 art. 50, and the work groups sent in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("under way")
        CLOSED = "closed", _("concluded")
        CANCELLED = "cancelled", _("cancelled")

    TONES = {
        State.DRAFT: Tone.PLAIN,
        State.CLOSED: Tone.GOOD,
        State.CANCELLED: Tone.PLAIN,
    }

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    product = models.CharField(_("product"), max_length=80)
    standard = models.CharField(
        _("standard"), max_length=60, help_text=_("The number of the standard, such as GB 17120")
    )
    towns = models.ManyToManyField(Division, related_name="+", verbose_name=_("towns"))
    background = models.TextField(_("background"), blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("planned end"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, editable=False)
    closed_on = models.DateField(_("concluded on"), null=True, editable=False)
    conclusion = models.TextField(_("conclusion"), blank=True, editable=False)
    enterprises = models.ManyToManyField(
        "enterprises.Enterprise",
        through="Participation",
        related_name="campaigns",
        verbose_name=_("enterprises"),
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_state_known",
                condition=Q(state__in=["draft", "open", "closed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="campaign_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A campaign does not end before it starts."),
            ),
            models.CheckConstraint(
                name="campaign_closed_on_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="campaign_by_division")]
        permissions = [
            ("open_campaign", _("Can open campaigns")),
            ("close_campaign", _("Can conclude or cancel campaigns")),
            ("halt_campaign", _("Can halt production in a campaign")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_campaign_change", args=[self.pk])


class CampaignLog(StepLog):
    case = models.ForeignKey(Campaign, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class WorkGroup(models.Model):
    """A work group (工作组) sent into enterprises of a campaign to see the defects put right."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="work_groups", verbose_name=_("campaign")
    )
    name = models.CharField(_("name"), max_length=60)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("leader")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="work_groups", blank=True, verbose_name=_("members")
    )

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("work group")
        verbose_name_plural = _("work groups")
        ordering = ["campaign", "name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="work_group_name_once")
        ]

    def __str__(self):
        return self.name


@keep_history()
class Participation(models.Model):
    """An enterprise in a campaign, its work group, and how it stood before and stands after.

    Sales are in 10,000 yuan (万元) a year, the pass rate in percent, staff in persons. What was not
    stated stays empty and is shown as "—".
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="participations", verbose_name=_("campaign")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="participations",
        verbose_name=_("enterprise"),
    )
    work_group = models.ForeignKey(
        WorkGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("work group"),
    )
    added_on = models.DateField(_("added on"), default=timezone.localdate)
    percent = [MinValueValidator(0), MaxValueValidator(100)]
    pass_rate_before = models.DecimalField(
        _("pass rate before (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=percent,
    )
    pass_rate_after = models.DecimalField(
        _("pass rate after (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=percent,
    )
    sales_before = models.DecimalField(
        _("sales before (10,000 yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    sales_after = models.DecimalField(
        _("sales after (10,000 yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    staff_before = models.PositiveIntegerField(_("staff before"), null=True, blank=True)
    staff_after = models.PositiveIntegerField(_("staff after"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise in a campaign")
        verbose_name_plural = _("enterprises in a campaign")
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"],
                name="campaign_has_enterprise_once",
                violation_error_message=_("This enterprise is in the campaign already."),
            ),
            models.CheckConstraint(
                name="participation_figures_not_negative",
                condition=(Q(sales_before=None) | Q(sales_before__gte=0))
                & (Q(sales_after=None) | Q(sales_after__gte=0))
                & (Q(pass_rate_before=None) | Q(pass_rate_before__range=(0, 100)))
                & (Q(pass_rate_after=None) | Q(pass_rate_after__range=(0, 100))),
            ),
        ]

    def __str__(self):
        return str(self.enterprise)

    @property
    def sales_growth(self):
        """Percent by which sales grew; ``None`` where a figure is missing or was zero."""
        return growth(self.sales_before, self.sales_after)

    @property
    def staff_growth(self):
        return growth(self.staff_before, self.staff_after)


def growth(before, after):
    """Percent from before to after; ``None``, never 0, where it can't be known."""
    if before is None or after is None or not before:
        return None
    return (after - before) * 100 / before


@keep_history()
class Consultation(models.Model):
    """A talk with the chamber of commerce or the government before anything is halted.

    A halt in a campaign needs one of each kind on record.
    """

    class Kind(models.TextChoices):
        CHAMBER = "chamber", _("chamber of commerce")
        GOVERNMENT = "government", _("government")
        OTHER = "other", _("other body")

    class Opinion(models.TextChoices):
        AGREES = "agrees", _("agrees")
        CONDITIONAL = "conditional", _("agrees on conditions")
        OBJECTS = "objects", _("objects")

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="consultations", verbose_name=_("campaign")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    body = models.CharField(_("body consulted"), max_length=80)
    held_on = models.DateField(_("held on"))
    people = models.CharField(_("people"), max_length=200)
    opinion = models.CharField(_("opinion"), max_length=20, choices=Opinion)
    summary = models.TextField(_("summary"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="consultation_kind_known",
                condition=Q(kind__in=["chamber", "government", "other"]),
            ),
        ]

    def __str__(self):
        return f"{self.held_on} {self.body}"


@keep_history()
class QualityMeeting(models.Model):
    """A quality analysis meeting (质量分析会) on a regional problem, 18号令 art. 50."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="quality_meetings", verbose_name=_("campaign")
    )
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120)
    attendees = models.TextField(_("attendees"))
    analysis = models.TextField(_("analysis"))
    measures = models.TextField(_("measures agreed"))

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality analysis meeting")
        verbose_name_plural = _("quality analysis meetings")
        ordering = ["held_on", "pk"]

    def __str__(self):
        return f"{self.held_on} {self.place}"


@keep_history()
class WorkGroupVisit(models.Model):
    """A visit of a work group to an enterprise: what was found, what help was given."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="work_group_visits", verbose_name=_("campaign")
    )
    work_group = models.ForeignKey(
        WorkGroup, models.PROTECT, related_name="visits", verbose_name=_("work group")
    )
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="visits", verbose_name=_("enterprise")
    )
    visited_on = models.DateField(_("visited on"))
    findings = models.TextField(_("findings"))
    help_given = models.TextField(_("help given"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("work group visit")
        verbose_name_plural = _("work group visits")
        ordering = ["-visited_on", "-pk"]

    def __str__(self):
        return f"{self.visited_on} {self.participation}"
