from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.order import OrderItem, RectificationOrder
from inspections.querysets.order import ReinspectionItemQuerySet, ReinspectionQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class Reinspection(models.Model):
    """A re-inspection (复查): the items still open when it was called, and what was found.

    Free of charge; two inspectors with valid badges (行政处罚法 art. 42).
    """

    class Round(models.TextChoices):
        FIRST = "first", _("within the term")
        ANNOUNCED = "announced", _("after the announcement")
        HALTED = "halted", _("after the halt")

    order = models.ForeignKey(
        RectificationOrder, models.PROTECT, related_name="reinspections", verbose_name=_("order")
    )
    round = models.CharField(_("round"), max_length=20, choices=Round)
    called_on = models.DateField(_("called on"))
    planned_on = models.DateField(_("planned for"))
    held_on = models.DateField(_("held on"), null=True)
    inspectors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("inspectors")
    )
    # The visit on which it was held, if it came from a phone.
    visit = models.OneToOneField(
        "inspections.Visit",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="reinspection",
        verbose_name=_("visit"),
    )
    report_number = models.CharField(_("report number"), max_length=60, blank=True)
    passed = models.BooleanField(_("passed"), null=True)
    note = models.TextField(_("note"), blank=True)

    objects = ReinspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-inspection")
        verbose_name_plural = _("re-inspections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reinspection_held_on_iff_concluded",
                condition=Q(passed=None, held_on=None)
                | Q(passed__isnull=False, held_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(passed=None), name="one_reinspection_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.get_round_display()} {self.called_on}"


@keep_history()
class ReinspectionItem(models.Model):
    """One item as a re-inspection found it; what was put right earlier is not carried forward."""

    reinspection = models.ForeignKey(
        Reinspection, models.PROTECT, related_name="items", verbose_name=_("re-inspection")
    )
    item = models.ForeignKey(
        OrderItem, models.PROTECT, related_name="findings", verbose_name=_("what to put right")
    )
    passed = models.BooleanField(_("passed"), null=True)
    finding = models.TextField(_("finding"), blank=True)

    objects = ReinspectionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item re-inspected")
        verbose_name_plural = _("items re-inspected")
        ordering = ["reinspection", "item__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["reinspection", "item"], name="reinspection_has_item_once"
            )
        ]

    def __str__(self):
        return str(self.item)
