"""What went into a lot, to whom it was sold, and what was wrong in an entry.

食品安全法 50, 51, 53. Entries are added and never changed: whoever was wrong adds what is right
with the reason, and both stay to be read.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from workshops.models.ledger_guards import CORRECTION_GUARDS, INPUT_GUARDS, SALE_GUARDS
from workshops.models.lot import QUANTITY, Lot
from workshops.querysets.lot import LotCorrectionQuerySet, LotInputQuerySet, SaleQuerySet


class LedgerEntry(models.Model):
    """Added at a moment by somebody; a counter-entry takes back part of another, with a reason."""

    quantity = models.DecimalField(_("quantity"), **QUANTITY)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="counter_entries",
        verbose_name=_("counter-entry to"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    class Meta:
        abstract = True


@keep_history()
class LotInput(LedgerEntry):
    """That so much of one lot went into another: the link along which a failure is traced."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="inputs", verbose_name=_("lot"))
    source = models.ForeignKey(
        Lot, models.PROTECT, related_name="uses", verbose_name=_("what went in")
    )

    objects = LotInputQuerySet.as_manager()

    class Meta:
        verbose_name = _("input of a lot")
        verbose_name_plural = _("inputs of lots")
        ordering = ["lot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "source"],
                condition=Q(reason=""),
                name="lot_input_named_once",
                violation_error_message=_("This went in already; say how much in one line."),
            ),
            models.CheckConstraint(
                name="lot_input_not_itself",
                condition=~Q(lot=F("source")),
                violation_error_message=_("A lot is not made of itself."),
            ),
            models.CheckConstraint(
                name="lot_input_above_zero_or_taken_back",
                condition=Q(corrects=None, quantity__gt=0)
                | (Q(corrects__isnull=False, quantity__lt=0) & ~Q(reason="")),
                violation_error_message=_("A quantity is above zero."),
            ),
        ]
        triggers = INPUT_GUARDS

    def __str__(self):
        return f"{self.source} → {self.lot}"


@keep_history()
class Sale(LedgerEntry):
    """One step forward: to whom so much of a released lot went (销售台账, 食品安全法 51)."""

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="sales", verbose_name=_("lot"))
    buyer_name = models.CharField(_("buyer"), max_length=120)
    buyer_address = models.CharField(_("buyer's address"), max_length=200)
    buyer_contact = models.CharField(_("buyer's contact"), max_length=60)
    buyer_workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bought",
        verbose_name=_("buyer in the register"),
        help_text=_("Another operator, who can take it into its own ledger"),
    )
    sold_on = models.DateField(_("sold on"), default=timezone.localdate)
    keep_until = models.DateField(_("kept until"), editable=False)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = pgettext_lazy("of a ledger", "sales")
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sale_names_its_buyer",
                condition=~Q(buyer_name="") & ~Q(buyer_address="") & ~Q(buyer_contact=""),
                violation_error_message=_("A sale names its buyer with address and contact."),
            ),
            models.CheckConstraint(
                name="sale_above_zero_or_taken_back",
                condition=Q(corrects=None, quantity__gt=0)
                | (Q(corrects__isnull=False, quantity__lt=0) & ~Q(reason="")),
                violation_error_message=_("A quantity is above zero."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-sold_on", "-id"], name="sale_by_division"),
            models.Index(fields=["buyer_workshop", "-sold_on", "-id"], name="sale_to_workshop"),
            # purge_ledgers
            models.Index(fields=["keep_until"], name="sale_by_keep_until"),
        ]
        triggers = SALE_GUARDS

    def __str__(self):
        return f"{self.lot} → {self.buyer_name}"

    def get_absolute_url(self):
        return reverse("admin:workshops_sale_change", args=[self.pk])

    # As a row that a task page is about.

    @property
    def title(self) -> str:
        return str(self)

    @property
    def shown_state(self) -> str:
        return ""

    @property
    def days_late(self) -> int:
        """How many days after the claimed one the server heard of it."""
        return max((timezone.localdate(self.recorded_at) - self.sold_on).days, 0)


@keep_history()
class LotCorrection(models.Model):
    """What was wrong in the entry of a lot, what is right instead, and why; the entry stays."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="corrections", verbose_name=_("lot"))
    field = models.CharField(_("column"), max_length=30)
    was = models.CharField(_("was"), max_length=200, blank=True)
    instead = models.CharField(_("instead"), max_length=200)
    quantity_change = models.DecimalField(
        _("change of the quantity"), null=True, editable=False, **QUANTITY
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = LotCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a lot")
        verbose_name_plural = _("corrections of lots")
        ordering = ["lot", "pk"]
        constraints = [
            models.CheckConstraint(
                name="lot_correction_says_why",
                condition=~Q(reason="") & ~Q(instead=""),
                violation_error_message=_("Say what is right instead, and why."),
            ),
            models.CheckConstraint(
                name="lot_correction_of_quantity_counts",
                condition=Q(field="quantity", quantity_change__isnull=False)
                | (~Q(field="quantity") & Q(quantity_change=None)),
            ),
        ]
        triggers = CORRECTION_GUARDS

    def __str__(self):
        return f"{self.lot}: {self.was} → {self.instead}"
