import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.kind import HonourKind
from brands.querysets.title import (
    LeagueEntryQuerySet,
    RegionalTitleQuerySet,
    TitleReviewQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state

YEARS = [MinValueValidator(1949), MaxValueValidator(2100)]


@keep_history()
class RegionalTitle(models.Model):
    """A title of a place (区域品牌, 专业镇称号): 中国家电之都 and the like.

    Of many only the year is known in which they were granted; of some not even that.
    """

    name = models.CharField(_("title"), max_length=60)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="titles", verbose_name=_("place")
    )
    trade = models.CharField(pgettext_lazy("of brands", "trade"), max_length=40, blank=True)
    grantor = models.CharField(_("granted by"), max_length=120, blank=True)
    granted_year = models.PositiveSmallIntegerField(
        _("granted in the year"), null=True, blank=True, validators=YEARS
    )
    source = models.CharField(_("source"), max_length=200)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    review_due_on = models.DateField(_("re-review due on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, editable=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )

    objects = RegionalTitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("regional title")
        verbose_name_plural = _("regional titles")
        ordering = ["division", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "division"],
                name="regional_title_once_a_place",
                violation_error_message=_("This place has this title already."),
            ),
            models.CheckConstraint(
                name="regional_title_year_sane",
                condition=Q(granted_year=None) | Q(granted_year__range=(1949, 2100)),
                violation_error_message=_("Give a year of four digits."),
            ),
            models.CheckConstraint(
                name="regional_title_withdrawn_with_a_reason",
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="regional_title_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]
        indexes = [models.Index(fields=["review_due_on"], name="regional_title_by_review")]
        triggers = [pgtrigger.Protect(name="regional_title_stays", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:brands_regionaltitle_change", args=[self.pk])

    @property
    def shown_state(self):
        if self.withdrawn_on:
            return state(Tone.PLAIN, pgettext_lazy("of a regional title", "withdrawn"))
        if self.review_due_on and self.review_due_on < timezone.localdate():
            return state(Tone.LATE, pgettext_lazy("of a regional title", "re-review overdue"))
        return state(Tone.GOOD, pgettext_lazy("of a regional title", "held"))


class TitleReview(models.Model):
    """One re-review (复评) of a regional title: it was kept, as its source says."""

    title = models.ForeignKey(
        RegionalTitle, models.PROTECT, related_name="reviews", verbose_name=_("regional title")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    source = models.CharField(_("source"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = TitleReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-review of a regional title")
        verbose_name_plural = _("re-reviews of regional titles")
        ordering = ["title", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "year"],
                name="title_review_once_a_year",
                violation_error_message=_("The re-review of this year is entered already."),
            ),
            models.CheckConstraint(
                name="title_review_year_sane", condition=Q(year__range=(1949, 2100))
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.title} · {self.year}"


@keep_history()
class LeagueEntry(models.Model):
    """Where a county stood among the counties of the country by honours of a kind in a year.

    The places of others lie outside the register, so a place is a name; a count may be unknown
    where only the rank was published.
    """

    kind = models.ForeignKey(
        HonourKind, models.PROTECT, related_name="league", verbose_name=_("kind of honour")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    place = models.CharField(_("county"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("rank"))
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )

    objects = LeagueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a county")
        verbose_name_plural = _("league of counties")
        ordering = ["kind", "-year", "rank", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "place"],
                name="league_entry_once_a_year",
                violation_error_message=_("The place of this county in that year is entered."),
            ),
            models.CheckConstraint(
                name="league_entry_sane",
                condition=Q(rank__gte=1, year__range=(1949, 2100)),
                violation_error_message=_("Ranks begin at 1, years have four digits."),
            ),
            models.CheckConstraint(
                name="league_entry_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return f"{self.place} · {self.year}"
