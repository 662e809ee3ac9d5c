from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import RiskClass
from inspections import drawing
from inspections.querysets.draw import DrawRateQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence


class Stratum(models.TextChoices):
    """The layers of a pool: the risk classes, the highest first, and those never assessed."""

    D = RiskClass.D.value, RiskClass.D.label
    C = RiskClass.C.value, RiskClass.C.label
    B = RiskClass.B.value, RiskClass.B.label
    A = RiskClass.A.value, RiskClass.A.label
    NOT_ASSESSED = drawing.NOT_ASSESSED, _("not assessed")


def rate_field(**options):
    return models.DecimalField(
        _("rate (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        **options,
    )


@keep_history()
class DrawRate(models.Model):
    """How many of a risk class are drawn from a day on (抽查比例), and who says so.

    广东省市场监管条例 art. 26 ties the rate to credit and risk; no national figure is fixed.
    """

    risk_class = models.CharField(_("risk class"), max_length=1, choices=Stratum)
    rate = rate_field()
    valid_from = models.DateField(_("valid from"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DrawRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw rate")
        verbose_name_plural = _("draw rates")
        ordering = ["-valid_from", "risk_class"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_class", "valid_from"], name="draw_rate_once_a_day"
            ),
            models.CheckConstraint(
                name="draw_rate_is_a_percentage", condition=Q(rate__range=(0, 100))
            ),
            models.CheckConstraint(
                name="draw_rate_class_known", condition=Q(risk_class__in=["A", "B", "C", "D", "-"])
            ),
        ]

    def __str__(self):
        return f"{self.get_risk_class_display()} {self.rate}%"
