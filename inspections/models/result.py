import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inspections.models.campaign import Campaign
from inspections.querysets.result import TestResultQuerySet
from qualitysup import grams
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division


# Whether an order came of a result is told by the order's own history.
@keep_history(exclude=["has_order"])
class TestResult(models.Model):
    """What a laboratory found about an enterprise's product (检验结果).

    The party may object within 15 days of receiving it (产品质量法 art. 15); a failed one becomes a
    rectification order in one step.
    """

    __test__ = False  # its name is the field's, not pytest's

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="test_results",
        verbose_name=_("enterprise"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="test_results",
        verbose_name=_("campaign"),
    )
    report_number = models.CharField(_("report number"), max_length=60)
    laboratory = models.CharField(_("laboratory"), max_length=120)
    product = models.CharField(_("product"), max_length=80)
    model = models.CharField(_("model and batch"), max_length=120, blank=True)
    standard = models.CharField(_("standard"), max_length=60)
    tested_on = models.DateField(_("tested on"))
    notified_on = models.DateField(
        _("notified on"),
        null=True,
        blank=True,
        help_text=_("The day the party received the result"),
    )
    passed = models.BooleanField(_("passed"))
    failed_items = models.TextField(
        _("items failed"), blank=True, help_text=_("One a line: item, requirement, measured value")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    # So that the few failed ones without an order need not be sought among all that have one. The
    # database finds it out itself at every change of the result or of an order that names it.
    has_order = models.BooleanField(_("led to an order"), default=False, editable=False)

    objects = TestResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("test result")
        verbose_name_plural = _("test results")
        ordering = ["-tested_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory", "report_number"],
                name="test_report_number_once",
                violation_error_message=_("This laboratory's report is on record already."),
            ),
            models.CheckConstraint(
                name="test_result_failed_iff_items",
                condition=Q(passed=True, failed_items="") | (Q(passed=False) & ~Q(failed_items="")),
                violation_error_message=_(
                    "A failed result names what failed; a passed one nothing."
                ),
            ),
            models.CheckConstraint(
                name="test_result_notified_after_test",
                condition=Q(notified_on=None) | Q(notified_on__gte=F("tested_on")),
                violation_error_message=_("The party is notified after the test, not before."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-tested_on"], name="test_result_by_division"),
            # The list of a whole bureau, newest first.
            models.Index(fields=["-tested_on", "-id"], name="test_result_newest"),
            # ``failed_without_order``
            models.Index(
                fields=["-tested_on", "-id"],
                include=["division"],
                name="test_result_without_order",
                condition=Q(passed=False, has_order=False),
            ),
            # TestResultQuerySet.search
            grams.index("report_number", "test_result_by_number"),
        ]
        triggers = [
            # Whatever a form that was read earlier writes here. The row is locked by now, so an
            # order that was committed while it was waited for is seen.
            pgtrigger.Trigger(
                name="test_result_knows_its_order",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    NEW.has_order := EXISTS (SELECT 1 FROM inspections_rectificationorder
                                             WHERE test_result_id = NEW.id);
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.report_number} {self.product}"

    @property
    def failures(self) -> list[str]:
        return [line.strip() for line in self.failed_items.splitlines() if line.strip()]
