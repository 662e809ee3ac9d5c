from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import OfEnterpriseQuerySet
from qualitysup import bounds
from qualitysup.audit.history import keep_history
from qualitysup.bounds import Bound


@keep_history()
class AnnualFigure(models.Model):
    """What a source says of one year: "more than 570" stays more than, never 570.

    Money is in 万元, staff in persons, so that figures of one kind add up.
    """

    class Kind(models.TextChoices):
        SALES = "sales", _("sales")
        OUTPUT = "output", _("output value")
        TAX = "tax", _("tax paid")
        STAFF = "staff", _("staff")

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="figures", verbose_name=_("enterprise")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2100)]
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    bound = models.CharField(_("bound"), max_length=1, choices=Bound, default=Bound.EXACT)
    value = models.DecimalField(
        _("value"), max_digits=16, decimal_places=4, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("source"), max_length=100)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly figure")
        verbose_name_plural = _("yearly figures")
        ordering = ["enterprise", "-year", "kind", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "kind", "source"],
                name="figure_once_per_source",
                violation_error_message=_("This source has given this figure already."),
            ),
            models.CheckConstraint(
                name="figure_kind_known", condition=Q(kind__in=["sales", "output", "tax", "staff"])
            ),
            models.CheckConstraint(
                name="figure_bound_known", condition=Q(bound__in=["=", "≥", "≈", "≤"])
            ),
            models.CheckConstraint(
                name="figure_of_a_real_year", condition=Q(year__range=(1949, 2100), value__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.get_kind_display()} {self.shown}"

    @property
    def unit(self) -> str:
        return _("persons") if self.kind == self.Kind.STAFF else _("10,000 yuan")  # 人, 万元

    @property
    def shown(self) -> str:
        """The figure as people write it: ``≥ 570 亿元``, without zeros that say nothing."""
        value, unit = self.value, self.unit
        if self.kind != self.Kind.STAFF and value >= 10_000:
            value, unit = value / 10_000, _("100 million yuan")  # 亿元
        return f"{bounds.shown(round(value, 4), self.bound)} {unit}"
