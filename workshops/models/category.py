import builtins

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.db.models.lookups import Regex
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.querysets.category import (
    FoodCategoryQuerySet,
    NegativeEntryQuerySet,
    NegativeListQuerySet,
    TradeQuerySet,
)


def of_form(foreign_key: str, pattern: str) -> Regex:
    """That a key which is a code has a form; a lookup on the relation would join the table."""
    return Regex(Cast(foreign_key, models.CharField()), pattern)


@keep_history()
class FoodCategory(models.Model):
    """A category of the 食品生产许可分类目录: a group of two digits, or one of four inside it."""

    code = models.CharField(
        _("category code"),
        max_length=4,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(r"^\d{2}(\d{2})?$", _("A category code has 2 or 4 digits."))],
    )
    name = models.CharField(_("name"), max_length=60)
    # By which words files name what is in it: 豆腐 is 2501.
    also_called = ArrayField(
        models.CharField(max_length=20), verbose_name=_("also called"), default=list, blank=True
    )
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )

    objects = FoodCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("food category")
        verbose_name_plural = _("food categories")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="food_category_code_form", condition=Q(code__regex=r"^\d{2}(\d{2})?$")
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def group(self) -> str:
        """The code of two digits that it lies in."""
        return self.code[:2]

    @property
    def is_group(self) -> bool:
        return len(self.code) == 2


@keep_history()
class Trade(models.Model):
    """What a workshop is by trade (烧腊, 豆制品 …), as people and surveys sort them."""

    key = models.SlugField(_("key"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    # What files of workshops call it besides.
    also_called = ArrayField(
        models.CharField(max_length=20), verbose_name=_("also called"), default=list, blank=True
    )
    categories = models.ManyToManyField(
        FoodCategory,
        related_name="trades",
        blank=True,
        verbose_name=_("usual categories"),
        help_text=_("What such a workshop usually makes."),
    )

    objects = TradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        ordering = ["pk"]

    def __str__(self):
        return self.name


@keep_history()
class NegativeList(models.Model):
    """What workshops of a province or city may not make (禁止目录), from one day to another.

    A new edition is a new list from the day on which it takes effect; what was decided under the
    old one stays decided under it.
    """

    division = models.ForeignKey(
        Division,
        models.PROTECT,
        related_name="negative_lists",
        verbose_name=_("province or city"),
        limit_choices_to={"level__in": ["province", "city"]},
    )
    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = NegativeListQuerySet.as_manager()

    class Meta:
        verbose_name = _("negative list")
        verbose_name_plural = _("negative lists")
        ordering = ["division", "-valid_from", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="negative_lists_do_not_overlap",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another list of this place is valid at that time."),
            ),
            models.CheckConstraint(
                name="negative_list_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A list ends after it begins."),
            ),
            models.CheckConstraint(
                name="negative_list_of_a_province_or_city",
                condition=of_form("division", r"^\d{4}0{8}$"),
                violation_error_message=_("Only a province or a city has a negative list."),
            ),
            models.CheckConstraint(
                name="negative_list_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.title, self.document_number]))

    def get_absolute_url(self):
        return reverse("admin:workshops_negativelist_change", args=[self.pk])

    def is_in_force(self, on) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def shown_state(self):
        """Not yet, in force, or over; from the dates alone."""
        today = timezone.localdate()
        if self.is_in_force(today):
            return state(Tone.GOOD, _("in force"))
        if today < self.valid_from:
            return state(Tone.SOON, _("not yet in force"))
        return state(Tone.PLAIN, _("no longer in force"))


@keep_history()
class NegativeEntry(models.Model):
    """One category that a list forbids, or some products of it; maybe not inside a zone."""

    list = models.ForeignKey(
        NegativeList, models.CASCADE, related_name="entries", verbose_name=_("negative list")
    )
    category = models.ForeignKey(
        FoodCategory, models.PROTECT, related_name="+", verbose_name=_("food category")
    )
    products = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("only these products"),
        default=builtins.list,  # ``list`` is a field here
        blank=True,
        help_text=_("Empty: everything of the category. Separate several with commas."),
    )
    except_for = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("except for"),
        default=builtins.list,  # ``list`` is a field here
        blank=True,
        help_text=_("Products of the category that stay allowed."),
    )
    allowed_in_zone = models.BooleanField(
        _("allowed inside an approved zone"),
        default=False,
        help_text=_("The exception that a city makes for consolidation zones it approved."),
    )
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = NegativeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a negative list")
        verbose_name_plural = _("entries of negative lists")
        ordering = ["list", "category", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "category", "products"],
                name="negative_entry_once",
                violation_error_message=_("This list has this entry already."),
            ),
            models.CheckConstraint(
                name="negative_entry_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return f"{self.category} · {self.list.title}"

    def clean(self):
        super().clean()
        if both := sorted(set(self.products) & set(self.except_for)):
            words = _("“%s” cannot be forbidden and allowed in one entry.") % both[0]
            raise ValidationError({"except_for": words})

    def covers(self, code: str) -> bool:
        """Whether a category is the one that is meant, or lies in the group that is."""
        return code.startswith(self.category_id)

    def bans(self, name: str) -> bool:
        """Whether a product of the category is meant, by what it is called."""
        meant = not self.products or any(product in name for product in self.products)
        return meant and not any(product in name for product in self.except_for)
