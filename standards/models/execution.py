"""What enterprises make their products to, and what the law asks of their trade."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import IndustryClass, Product
from qualitysup.audit.history import keep_history
from qualitysup.states import Tone, state
from standards.models.standard import Standard
from standards.querysets.execution import ExecutionQuerySet, TradeStandardQuerySet


@keep_history()
class Execution(models.Model):
    """That a product is made to a standard (执行标准), from when and until when."""

    class Origin(models.TextChoices):
        PRODUCT = "product", _("read from the product")
        ENTERED = "entered", pgettext_lazy("of an execution", "entered")
        FILED = "filed", pgettext_lazy("of an execution", "declared by the enterprise")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="executions", verbose_name=_("product")
    )
    standard = models.ForeignKey(
        Standard, models.PROTECT, related_name="executions", verbose_name=_("standard")
    )
    since = models.DateField(pgettext_lazy("of an execution", "since"), default=timezone.localdate)
    until = models.DateField(
        pgettext_lazy("of an execution", "until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer made to it."),
    )
    origin = models.CharField(
        pgettext_lazy("of an execution", "origin"),
        max_length=10,
        choices=Origin,
        default=Origin.ENTERED,
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard executed")
        verbose_name_plural = _("standards executed")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "standard"],
                condition=Q(until=None),
                name="execution_open_once",
                violation_error_message=_("This product is entered with this standard already."),
            ),
            models.CheckConstraint(
                name="execution_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="execution_origin_known",
                condition=Q(origin__in=["product", "entered", "filed"]),
            ),
        ]
        indexes = [
            # executions.tell_of: every product that is still made to it
            models.Index(
                fields=["standard", "product"],
                condition=Q(until=None),
                name="execution_open_by_standard",
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.standard}"

    def get_absolute_url(self):
        return reverse("admin:standards_execution_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.product.enterprise} · {self}"

    @property
    def division_id(self) -> str:
        return self.product.enterprise.division_id

    @property
    def shown_state(self):
        """How the standard stands that the product is made to today."""
        if self.until:
            return state(Tone.PLAIN, pgettext_lazy("of an execution", "no longer"))
        if self.standard.abolished_on is None:
            return self.standard.shown_status
        left = (self.standard.abolished_on - timezone.localdate()).days
        if left > 0:
            return state(Tone.SOON, _("abolished on %s") % self.standard.abolished_on.isoformat())
        return state(Tone.LATE, pgettext_lazy("of an execution", "on an abolished standard"))


@keep_history()
class TradeStandard(models.Model):
    """A mandatory standard that a trade has to execute (标准化法 2, 25), whatever its edition."""

    industry = models.ForeignKey(
        IndustryClass,
        models.PROTECT,
        related_name="mandatory_standards",
        verbose_name=pgettext_lazy("of an enterprise", "trade"),
    )
    series = models.CharField(
        _("standard"),
        max_length=60,
        db_collation="C",
        help_text=_("Its number without the year, as in GB 17120: whichever edition is in force."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = TradeStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandatory standard of a trade")
        verbose_name_plural = _("mandatory standards of trades")
        ordering = ["industry", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["industry", "series"],
                name="trade_standard_once",
                violation_error_message=_("This standard is listed for this trade already."),
            ),
        ]

    def __str__(self):
        return f"{self.industry} · {self.series}"
