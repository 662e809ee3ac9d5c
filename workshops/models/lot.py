"""The ledgers of an operator: what came in, what was made of it, and to whom it went.

食品安全法 50, 51, 53. Entries are added and never changed after their day: whoever was wrong adds
what is right with the reason, and both stay to be read.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup import grams
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.states import Tone
from workshops.models.ledger_guards import LOT_GUARDS, log_guards
from workshops.querysets.lot import LotLogQuerySet, LotQuerySet

QUANTITY = {"max_digits": 12, "decimal_places": 3}


@keep_history(exclude=["remaining"])
class Lot(Case):
    """One batch in an operator's ledger: bought, slaughtered for it, or made by it.

    ``made_on`` is the day it was made, slaughtered or received, as the operator claims;
    ``created_at`` is the server's own moment beside it. ``remaining`` is kept by the database alone
    from what went into other lots and was sold, so that no two can use the same remainder.
    """

    class Kind(models.TextChoices):
        PURCHASED = "purchased", _("purchased")
        SLAUGHTERED = "slaughtered", _("slaughtered")
        PRODUCED = "produced", _("produced")

    class State(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        IN_STOCK = "in_stock", _("in stock")
        MADE = "made", _("made, not tested yet")
        TESTING = "testing", _("at the laboratory")
        PASSED = "passed", _("passed, not released yet")
        RELEASED = "released", _("released")
        HELD = "held", _("held")
        RECALLED = "recalled", _("recalled")
        DESTROYED = "destroyed", _("destroyed")
        TURNED_AWAY = "turned_away", _("turned away")  # 拒收

    TONES = {
        State.RECORDED: Tone.PLAIN,
        State.IN_STOCK: Tone.GOOD,
        State.PASSED: Tone.SOON,
        State.RELEASED: Tone.GOOD,
        State.HELD: Tone.HOLD,
        State.RECALLED: Tone.LATE,
        State.DESTROYED: Tone.PLAIN,
        State.TURNED_AWAY: Tone.PLAIN,
    }
    INPUT_KINDS = (Kind.PURCHASED, Kind.SLAUGHTERED)
    USABLE_STATES = (State.IN_STOCK, State.MADE, State.TESTING, State.PASSED, State.RELEASED)

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.RECORDED, editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, related_name="lots", verbose_name=_("workshop")
    )
    # Where the workshop was when the lot came in or was made; its operator sees the lot.
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="lots",
        verbose_name=_("zone"),
    )
    product = models.CharField(_("product"), max_length=80)
    category = models.ForeignKey(
        "workshops.FoodCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("food category"),
    )
    spec = models.CharField(_("specification"), max_length=80, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    quantity = models.DecimalField(_("quantity"), validators=[MinValueValidator(0)], **QUANTITY)
    unit = models.CharField(_("unit"), max_length=10, default="kg")
    remaining = models.DecimalField(_("left"), default=0, editable=False, **QUANTITY)
    made_on = models.DateField(
        _("day"),
        default=timezone.localdate,
        help_text=_("On which it was made, slaughtered or received"),
    )
    # 生产日期 as the bought goods themselves say it; the law asks for it or for the batch.
    produced_on = models.DateField(
        _("produced on"), null=True, blank=True, help_text=_("As the goods say")
    )
    shelf_life_days = models.PositiveSmallIntegerField(
        _("shelf life (days)"), null=True, blank=True
    )
    best_before = models.DateField(
        _("best before"),
        null=True,
        blank=True,
        help_text=_("Counted from the shelf life if it is left empty"),
    )
    keep_until = models.DateField(_("kept until"), editable=False)

    supplier_name = models.CharField(_("supplier"), max_length=120, blank=True)
    supplier_address = models.CharField(_("supplier's address"), max_length=200, blank=True)
    supplier_contact = models.CharField(_("supplier's contact"), max_length=60, blank=True)
    supplier_licence = models.CharField(
        _("supplier's licence"), max_length=60, blank=True, help_text=_("Its number, as checked")
    )
    conformity_proof = models.CharField(
        _("proof of conformity"),
        max_length=80,
        blank=True,
        help_text=_("Number of the certificate or test report that came with it"),
    )
    # What another operator sold and this one took in: the two entries are one movement.
    sale = models.OneToOneField(
        "workshops.Sale",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="taken_in",
        verbose_name=_("sale it came from"),
    )
    plant = models.ForeignKey(
        "workshops.SlaughterPlant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("slaughter plant"),
    )
    quarantine_paper = models.ForeignKey(
        "workshops.QuarantinePaper",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("quarantine paper"),
    )
    quality_certificate = models.CharField(
        _("meat quality certificate"),
        max_length=60,
        blank=True,
        help_text=_("Number of the certificate of meat inspection"),  # 肉品品质检验合格证号
    )
    held_because = models.CharField(_("held because"), max_length=200, blank=True, editable=False)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["-made_on", "-pk"]
        permissions = [
            ("submit_lot", _("Can send lots to the laboratory")),
            ("test_lot", _("Can record how a lot did at the laboratory")),
            ("release_lot", _("Can release lots that passed")),
            ("hold_lot", _("Can hold lots")),
            ("unhold_lot", _("Can let held lots go on")),
            ("recall_lot", _("Can recall lots")),
            ("destroy_lot", _("Can record that lots were destroyed")),
        ]
        constraints = [
            models.CheckConstraint(
                name="lot_state_known",
                condition=Q(
                    state__in=[
                        "recorded",
                        "in_stock",
                        "made",
                        "testing",
                        "passed",
                        "released",
                        "held",
                        "recalled",
                        "destroyed",
                        "turned_away",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="lot_kind_known",
                condition=Q(kind="produced") & ~Q(state="in_stock")
                | Q(kind__in=["purchased", "slaughtered"]) & ~Q(state="made"),
            ),
            models.CheckConstraint(
                name="lot_has_a_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("A lot has a quantity above zero."),
            ),
            models.CheckConstraint(
                name="lot_not_used_beyond_what_there_is",
                condition=Q(remaining__gte=0),
                violation_error_message=_("There is less left of this lot than that."),
            ),
            models.CheckConstraint(
                name="lot_not_expired_when_it_came",
                condition=Q(best_before=None) | Q(best_before__gte=F("made_on")),
                violation_error_message=_("It was past its best-before day when it came."),
            ),
            models.CheckConstraint(
                name="lot_produced_before_it_came",
                condition=Q(produced_on=None) | Q(produced_on__lte=F("made_on")),
                violation_error_message=_("Goods come after they were made."),
            ),
            # 食品安全法 50, 53: who supplied it, and its batch or day of making.
            models.CheckConstraint(
                name="lot_in_stock_names_its_supplier",
                condition=~Q(kind="purchased")
                | Q(state__in=["recorded", "turned_away"])
                | (
                    ~Q(supplier_name="")
                    & ~Q(supplier_address="")
                    & ~Q(supplier_contact="")
                    & ~Q(batch="", produced_on=None)
                ),
                violation_error_message=_(
                    "A purchase names its supplier with address and contact, and the batch or the "
                    "day of production."
                ),
            ),
            models.CheckConstraint(
                name="lot_in_stock_has_its_proof",
                condition=~Q(kind="purchased")
                | Q(state__in=["recorded", "turned_away"])
                | ~Q(conformity_proof="")
                | Q(plant__isnull=False),
                violation_error_message=_("The proof of conformity is missing."),
            ),
            # 生猪屠宰管理条例 12, 15, 23: designated plant, quarantine, meat inspection.
            models.CheckConstraint(
                name="lot_of_meat_has_all_its_papers",
                condition=Q(state__in=["recorded", "turned_away"])
                | (~Q(kind="slaughtered") & Q(plant=None))
                | (
                    Q(plant__isnull=False, quarantine_paper__isnull=False)
                    & ~Q(quality_certificate="")
                ),
                violation_error_message=_(
                    "Meat comes from a designated plant, with its quarantine paper and the number "
                    "of the meat quality certificate."
                ),
            ),
            models.CheckConstraint(
                name="lot_sale_taken_in_is_a_purchase",
                condition=Q(sale=None) | Q(kind="purchased"),
            ),
            models.CheckConstraint(
                name="lot_held_with_a_reason",
                condition=~Q(state="held") | ~Q(held_because=""),
            ),
            models.UniqueConstraint(
                fields=["workshop", "product", "batch"],
                condition=Q(kind="produced"),
                name="lot_batch_made_once",
                violation_error_message=_("A lot of this product has this batch already."),
            ),
            # One paper, one consignment: it came on one day, from one plant.
            ExclusionConstraint(
                name="quarantine_paper_on_one_day",
                expressions=[("quarantine_paper", "="), ("made_on", "<>")],
                condition=Q(quarantine_paper__isnull=False),
                violation_error_message=_(
                    "This quarantine paper was used for a consignment of another day."
                ),
            ),
            ExclusionConstraint(
                name="quarantine_paper_from_one_plant",
                expressions=[("quarantine_paper", "="), ("plant", "<>")],
                condition=Q(quarantine_paper__isnull=False),
                violation_error_message=_(
                    "This quarantine paper was used for a consignment of another plant."
                ),
            ),
            ExclusionConstraint(
                name="quarantine_paper_of_one_workshop",
                expressions=[("quarantine_paper", "="), ("workshop", "<>")],
                condition=Q(quarantine_paper__isnull=False),
                violation_error_message=_(
                    "This quarantine paper was used for a consignment of another workshop."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-made_on", "-id"], name="lot_by_division"),
            models.Index(fields=["workshop", "kind", "-made_on", "-id"], name="lot_of_workshop"),
            models.Index(fields=["zone", "-made_on", "-id"], name="lot_of_zone"),
            models.Index(fields=["state", "division", "-id"], name="lot_by_state"),
            # purge_ledgers
            models.Index(fields=["keep_until"], name="lot_by_keep_until"),
            # LotQuerySet.search
            grams.index(LotQuerySet.NAMES, "lot_by_names"),
        ]
        triggers = LOT_GUARDS

    def __str__(self):
        return f"{self.product} {self.batch}".strip()

    def get_absolute_url(self):
        return reverse("admin:workshops_lot_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.workshop} · {self}"

    @property
    def is_input(self) -> bool:
        return self.kind in self.INPUT_KINDS

    @property
    def is_made_here(self) -> bool:
        return not self.is_input

    @property
    def days_late(self) -> int:
        """How many days after the claimed one the server heard of it."""
        return max((timezone.localdate(self.created_at) - self.made_on).days, 0)

    def is_expired(self, on) -> bool:
        return self.best_before is not None and self.best_before < on


class LotLog(StepLog):
    case = models.ForeignKey(Lot, models.PROTECT, related_name="log")

    objects = LotLogQuerySet.as_manager()

    class Meta(StepLog.Meta):
        triggers = log_guards()
