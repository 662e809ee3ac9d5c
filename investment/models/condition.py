"""What a firm asks for and what a park offers: the same kinds in the same units."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.models.prospect import Prospect
from investment.models.task import ProspectTask
from investment.querysets.condition import ParkOfferQuerySet, ParkQuerySet
from investment.querysets.prospect import ProspectPartQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


class Subject(models.TextChoices):
    """What a condition is about; each has one unit, so that what is asked and offered compare."""

    TRANSPORT = "transport", _("way of the raw material")
    LOGISTICS = "logistics", _("logistics")
    LAND = "land", _("land")
    LAND_PRICE = "land_price", _("price of land")
    LABOUR = "labour", _("labour")
    WAGE = "wage", _("wages")
    FEES = "fees", _("relief of fees")
    WATER_PRICE = "water_price", _("price of water")
    POWER_PRICE = "power_price", _("price of power")
    GAS_PRICE = "gas_price", _("price of gas")
    GAS_CAPACITY = "gas_capacity", _("gas that can be supplied")
    OTHER = "other", pgettext_lazy("subject of a condition", "something else")


UNITS = {
    Subject.TRANSPORT: _("km"),
    Subject.LAND: _("mu"),
    Subject.LAND_PRICE: _("10,000 yuan per mu"),
    Subject.LABOUR: _("persons"),
    Subject.WAGE: _("yuan a month"),
    Subject.WATER_PRICE: _("yuan per cubic metre"),
    Subject.POWER_PRICE: _("yuan per kWh"),
    Subject.GAS_PRICE: _("yuan per cubic metre"),
    Subject.GAS_CAPACITY: _("cubic metres a day"),
}
SUBJECTS = [subject.value for subject in Subject]
# Of these a figure alone says nothing.
IN_WORDS = tuple(subject for subject in Subject if subject not in UNITS)

LONGITUDE = [MinValueValidator(73), MaxValueValidator(136)]
LATITUDE = [MinValueValidator(3), MaxValueValidator(54)]
# What is unknown satisfies a constraint, so that each half is asked for by name.
HAS_A_WHOLE_POINT = Q(lng=None, lat=None) | Q(
    lng__isnull=False, lat__isnull=False, lng__range=(73, 136), lat__range=(3, 54)
)


def quantity(value, subject) -> str:
    number = f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{number} {UNITS.get(subject, '')}".strip()


class Placed(models.Model):
    """At a point, or nobody has said where yet."""

    lng = models.DecimalField(
        _("longitude (WGS-84)"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=LONGITUDE,
    )
    lat = models.DecimalField(
        _("latitude (WGS-84)"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=LATITUDE,
    )

    class Meta:
        abstract = True

    @property
    def point(self):
        """``(lng, lat)`` in degrees, or None."""
        return None if self.lng is None else (self.lng, self.lat)


@keep_history()
class Requirement(Placed):
    """A condition that a firm names (投资条件), beside its own words: a must or a wish."""

    class Comparison(models.TextChoices):
        AT_MOST = "≤", _("at most")
        AT_LEAST = "≥", _("at least")
        # 水、电、天然气价格 … 等情况: it wants to be told, and decides by itself.
        TOLD = "?", _("to be told")

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="requirements", verbose_name=_("prospect")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    subject = models.CharField(
        pgettext_lazy("of a condition", "about"), max_length=12, choices=Subject
    )
    comparison = models.CharField(
        _("comparison"), max_length=1, choices=Comparison, default=Comparison.TOLD
    )
    value = models.DecimalField(
        pgettext_lazy("of a condition", "value"),
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In the unit of what it is about; empty where it wants to be told."),
    )
    is_hard = models.BooleanField(
        _("a must"), default=True, help_text=_("Otherwise a wish: it counts for less.")
    )
    words = models.CharField(_("as it was said"), max_length=200)
    # Where the raw material comes from.
    origin = models.CharField(_("raw material from"), max_length=100, blank=True)
    task = models.ForeignKey(
        ProspectTask,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="requirements",
        verbose_name=_("answered by"),
    )
    dropped_on = models.DateField(_("no longer asked since"), null=True, editable=False)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["prospect", "pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_subject_known", condition=Q(subject__in=SUBJECTS)
            ),
            models.CheckConstraint(
                name="requirement_comparison_known", condition=Q(comparison__in=["≤", "≥", "?"])
            ),
            models.CheckConstraint(
                name="requirement_value_iff_compared",
                condition=Q(comparison="?", value=None)
                | (Q(comparison__in=["≤", "≥"]) & Q(value__isnull=False, value__gte=0)),
                violation_error_message=_(
                    "“At most” and “at least” need a value; “told” has none."
                ),
            ),
            models.CheckConstraint(
                name="requirement_from_a_whole_point",
                condition=HAS_A_WHOLE_POINT,
                violation_error_message=_("Give longitude and latitude, or neither."),
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()} {self.shown}".strip()

    @property
    def shown(self) -> str:
        if self.value is None:
            return self.get_comparison_display()
        return f"{self.comparison} {quantity(self.value, self.subject)}"


@keep_history()
class Park(Placed):
    """An industrial park (工业园区) at home, and where it lies."""

    class Level(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("level of a park", "national")
        PROVINCE = "province", pgettext_lazy("level of a park", "of the province")
        CITY = "city", pgettext_lazy("level of a park", "of the city or county")

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.CITY)
    address = models.CharField(_("address"), max_length=200, blank=True)
    detour = models.DecimalField(
        _("roads to the straight line"),
        max_digits=3,
        decimal_places=2,
        default=1.3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("How many times as long the road is, where nobody measured it. Unverified."),
    )
    told_of = models.TextField(_("what is told of it"), blank=True)
    closed_on = models.DateField(pgettext_lazy("of a park", "closed on"), null=True, blank=True)

    objects = ParkQuerySet.as_manager()

    class Meta:
        verbose_name = _("industrial park")
        verbose_name_plural = _("industrial parks")
        ordering = ["division", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="park_level_known", condition=Q(level__in=["national", "province", "city"])
            ),
            models.CheckConstraint(
                name="park_at_a_whole_point",
                condition=HAS_A_WHOLE_POINT,
                violation_error_message=_("Give longitude and latitude, or neither."),
            ),
            models.CheckConstraint(
                name="park_roads_not_shorter", condition=Q(detour__range=(1, 5))
            ),
            models.UniqueConstraint(
                fields=["division", "name"],
                name="park_once_a_division",
                violation_error_message=_("This park is entered already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:investment_park_change", args=[self.pk])


@keep_history()
class ParkOffer(models.Model):
    """What a park offers (园区要素): from which source, and for how long that holds."""

    park = models.ForeignKey(
        Park, models.CASCADE, related_name="offers", verbose_name=_("industrial park")
    )
    subject = models.CharField(
        pgettext_lazy("of a condition", "about"), max_length=12, choices=Subject
    )
    value = models.DecimalField(
        pgettext_lazy("of a condition", "value"),
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In the unit of what it is about."),
    )
    words = models.CharField(_("in words"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=100)
    valid_from = models.DateField(_("holds from"), default=timezone.localdate)
    valid_to = models.DateField(_("holds until"), null=True, blank=True)

    objects = ParkOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a park")
        verbose_name_plural = _("offers of parks")
        ordering = ["park", "subject", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="parkoffer_subject_known", condition=Q(subject__in=SUBJECTS)
            ),
            models.CheckConstraint(
                name="parkoffer_says_something",
                condition=Q(value__isnull=False, value__gte=0) | (Q(value=None) & ~Q(words="")),
                violation_error_message=_("Give a figure, or say it in words."),
            ),
            models.CheckConstraint(
                name="parkoffer_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("It ends before it begins: correct its days."),
            ),
            models.UniqueConstraint(
                fields=["park", "subject", "valid_from"],
                name="parkoffer_once_a_day",
                violation_error_message=_(
                    "This park says something of this from that day already."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()}: {self.shown}"

    def get_absolute_url(self):
        return self.park.get_absolute_url()

    @property
    def shown(self) -> str:
        figure = "" if self.value is None else quantity(self.value, self.subject)
        return " · ".join(filter(None, [figure, self.words]))

    def holds(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def shown_state(self):
        today = timezone.localdate()
        if self.holds(today):
            return state(Tone.GOOD, _("holds"))
        if self.valid_from > today:
            return state(Tone.PLAIN, _("to come"))
        return state(Tone.LATE, _("run out"))
