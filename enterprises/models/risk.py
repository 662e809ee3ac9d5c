from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise, RiskClass
from enterprises.querysets import OfEnterpriseQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class RiskAssessment(models.Model):
    """One decision on an enterprise's risk class, with its reason. The latest one holds."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="risk_assessments", verbose_name=_("enterprise")
    )
    risk_class = models.CharField(_("risk class"), max_length=1, choices=RiskClass)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="risk_assessment_says_why",
                condition=Q(risk_class__in=["A", "B", "C", "D"]) & ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.risk_class} ({self.at:%Y-%m-%d})"
