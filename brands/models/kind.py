from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.querysets.honour import HonourKindQuerySet, ValidityRuleQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.counting import add_months
from qualitysup.clock.terms import Confidence
from qualitysup.states import Tone, state


@keep_history()
class HonourKind(models.Model):
    """A kind of honour (荣誉种类): who gives it, on what rules, and whether it is still given.

    Abolished kinds stay: what was granted under them is part of the history of its holder.
    """

    class Level(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("level of an honour", "national")
        PROVINCE = "province", pgettext_lazy("level of an honour", "of the province")
        CITY = "city", pgettext_lazy("level of an honour", "of the city")
        ALLIANCE = "alliance", pgettext_lazy("level of an honour", "of an alliance")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    also_called = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("also called"),
        default=list,
        blank=True,
        help_text=_("As tables of honours write it. Separate several with commas."),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    grantor = models.CharField(_("granted by"), max_length=120)
    # To a product under its brand (中国名牌产品), or to the whole enterprise (政府质量奖).
    of_product = models.BooleanField(_("granted to a product"), default=True)
    begun_on = models.DateField(_("first granted"), null=True, blank=True)
    abolished_on = models.DateField(
        _("abolished on"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer granted."),
    )
    # 国家免检 ended for everybody at once; the marks of 中国名牌 ran on to their own last days.
    ends_with_kind = models.BooleanField(
        _("those granted end with it"),
        default=False,
        help_text=_("Otherwise they run on until their own last day."),
    )
    basis = models.CharField(_("rules"), max_length=200, blank=True)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    note = models.TextField(_("note"), blank=True)

    objects = HonourKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of honour")
        verbose_name_plural = _("kinds of honours")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="honour_kind_abolished_after_it_began",
                condition=Q(begun_on=None)
                | Q(abolished_on=None)
                | Q(abolished_on__gt=F("begun_on")),
                violation_error_message=_("It is abolished after it began."),
            ),
            models.CheckConstraint(
                name="honour_kind_ends_only_if_abolished",
                condition=Q(ends_with_kind=False) | Q(abolished_on__isnull=False),
                violation_error_message=_("Give the day on which it was abolished."),
            ),
            models.CheckConstraint(
                name="honour_kind_level_known",
                condition=Q(level__in=["national", "province", "city", "alliance"]),
            ),
            models.CheckConstraint(
                name="honour_kind_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:brands_honourkind_change", args=[self.pk])

    def is_granted(self, on) -> bool:
        """Whether it could be granted on a day."""
        begun = self.begun_on is None or self.begun_on <= on
        return begun and (self.abolished_on is None or on < self.abolished_on)

    @property
    def shown_state(self):
        if self.is_granted(timezone.localdate()):
            return state(Tone.GOOD, pgettext_lazy("of a kind of honour", "granted"))
        return state(Tone.PLAIN, pgettext_lazy("of a kind of honour", "abolished"))


@keep_history()
class ValidityRule(models.Model):
    """How long what was granted within some days is valid, as it was decided on a day.

    A later decision about the same days goes before an earlier one, and one about certain products
    before one about all: 质检质函〔2008〕36号 gave the 中国名牌 of 2005 to 2007 five years in
    place of three, and some of their products less.
    """

    kind = models.ForeignKey(
        HonourKind, models.PROTECT, related_name="rules", verbose_name=_("kind of honour")
    )
    granted_from = models.DateField(_("granted from"), null=True, blank=True)
    granted_until = models.DateField(
        _("granted before"),
        null=True,
        blank=True,
        help_text=_("The first day of which it no longer speaks."),
    )
    products = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("only these products"),
        default=list,
        blank=True,
        help_text=_("Empty: all products. Separate several with commas."),
    )
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("In place of months; neither of them: without end."),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ValidityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of validity")
        verbose_name_plural = _("rules of validity")
        ordering = ["kind", "granted_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="validity_rule_months_or_last_day",
                condition=Q(months=None) | Q(last_day=None),
                violation_error_message=_("Give months or a last day, not both."),
            ),
            models.CheckConstraint(
                name="validity_rule_lasts",
                condition=Q(months=None) | Q(months__gt=0),
                violation_error_message=_("Give at least one month."),
            ),
            models.CheckConstraint(
                name="validity_rule_days_in_order",
                condition=Q(granted_from=None)
                | Q(granted_until=None)
                | Q(granted_until__gt=F("granted_from")),
                violation_error_message=_("It speaks of days that follow each other."),
            ),
            models.UniqueConstraint(
                fields=["kind", "granted_from", "granted_until", "products", "decided_on"],
                nulls_distinct=False,
                name="validity_rule_once",
                violation_error_message=_("There is such a rule already."),
            ),
            models.CheckConstraint(
                name="validity_rule_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return f"{self.kind} · {self.basis}"

    def clean(self):
        super().clean()
        if self.last_day and self.granted_from and self.last_day < self.granted_from:
            raise ValidationError({"last_day": _("It ends after it was granted.")})

    def speaks_of(self, granted_on, product: str) -> bool:
        begun = self.granted_from is None or self.granted_from <= granted_on
        timely = begun and (self.granted_until is None or granted_on < self.granted_until)
        return timely and (not self.products or any(words in product for words in self.products))

    def ends_on(self, granted_on):
        """The last day of what was granted on that day; nothing where it has no end."""
        if self.months is None:
            return self.last_day
        return add_months(granted_on, self.months)
