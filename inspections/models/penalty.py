import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.querysets.penalty import PenaltyQuerySet, SmallFineQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division


@keep_history()
class Penalty(models.Model):
    """A penalty that was decided apart from the chain of an order (行政处罚决定), for the public.

    A halt or a revocation comes from its order. Party and place are those of the day; what was
    decided is never edited, only annulled.
    """

    class Kind(models.TextChoices):
        """行政处罚法 art. 9; of several in one decision, the gravest."""

        WARNING = "warning", pgettext_lazy("a penalty", "warning")  # 警告
        CRITICISM = "criticism", _("public criticism")  # 通报批评
        FINE = "fine", _("fine")  # 罚款
        CONFISCATION = "confiscation", _("confiscation")  # 没收违法所得、非法财物
        RESTRICTION = "restriction", _("restriction of production or trade")  # 限制开展生产经营活动

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="penalties",
        verbose_name=_("enterprise"),
    )
    party_name = models.CharField(_("party"), max_length=200, editable=False)
    party_uscc = models.CharField(
        _("party's code"), max_length=18, blank=True, db_collation="C", editable=False
    )
    number = models.CharField(
        _("decision number"), max_length=60, help_text=_("Such as 顺市监处罚〔2026〕12号")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    amount = models.DecimalField(
        _("fine (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Only of a fine"),
    )
    restricted_months = models.PositiveSmallIntegerField(
        _("length of the restriction (months)"), null=True, blank=True
    )
    violation = models.CharField(_("type of violation"), max_length=200)
    content = models.TextField(_("what was decided"))
    basis = models.CharField(_("legal basis"), max_length=200)
    decided_on = models.DateField(_("decided on"))
    served_on = models.DateField(_("served on"), null=True, blank=True)
    annulled_on = models.DateField(_("decision annulled on"), null=True, editable=False)
    annulled_because = models.CharField(
        _("why it was annulled"), max_length=300, blank=True, editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="penalty_number_once",
                violation_error_message=_("A decision with this number is on record already."),
            ),
            models.CheckConstraint(
                name="penalty_kind_known",
                condition=Q(
                    kind__in=["warning", "criticism", "fine", "confiscation", "restriction"]
                ),
            ),
            models.CheckConstraint(
                name="penalty_amount_iff_a_fine",
                condition=Q(kind="fine", amount__isnull=False, amount__gt=0)
                | (~Q(kind="fine") & Q(amount=None)),
                violation_error_message=_("A fine has its amount, and nothing else has one."),
            ),
            models.CheckConstraint(
                name="penalty_restricted_for_a_time",
                condition=Q(
                    kind="restriction", restricted_months__isnull=False, restricted_months__gt=0
                )
                | (~Q(kind="restriction") & Q(restricted_months=None)),
                violation_error_message=_(
                    "A restriction has its length, and nothing else has one."
                ),
            ),
            models.CheckConstraint(
                name="penalty_served_after_it_was_decided",
                condition=Q(served_on=None) | Q(served_on__gte=F("decided_on")),
                violation_error_message=_("A decision is served after it is made, not before."),
            ),
            models.CheckConstraint(
                name="penalty_annulled_with_a_reason",
                condition=Q(annulled_on=None, annulled_because="")
                | (
                    Q(annulled_on__isnull=False, annulled_on__gte=F("decided_on"))
                    & ~Q(annulled_because="")
                ),
                violation_error_message=_("Say why it was annulled, and on which day after it."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-decided_on", "-id"], name="penalty_by_division"),
            models.Index(fields=["-decided_on", "-id"], name="penalty_newest"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="penalty_as_decided",
                fields=[
                    "division",
                    "enterprise",
                    "party_name",
                    "party_uscc",
                    "number",
                    "kind",
                    "amount",
                    "restricted_months",
                    "violation",
                    "content",
                    "basis",
                    "decided_on",
                ],
            ),
            pgtrigger.Protect(name="penalty_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("admin:inspections_penalty_change", args=[self.pk])


@keep_history()
class SmallFine(models.Model):
    """Up to what amount a fine is a small one (较低数额罚款), from a day on, in a province.

    处罚信息公示规定 art. 13 leaves the amount to the province, and a small fine is public for three
    months only; where nothing is entered, every fine is public for three years.
    """

    division = models.ForeignKey(
        Division,
        models.PROTECT,
        related_name="+",
        verbose_name=_("division"),
        help_text=_("The province whose rule it is"),
    )
    up_to = models.DecimalField(
        _("up to (yuan)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    valid_from = models.DateField(_("valid from"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = SmallFineQuerySet.as_manager()

    class Meta:
        verbose_name = _("small fine")
        verbose_name_plural = _("small fines")
        ordering = ["-valid_from", "division"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "valid_from"],
                name="small_fine_once_a_day",
                violation_error_message=_("An amount is entered for that day already."),
            ),
        ]

    def __str__(self):
        return f"{self.valid_from} ≤ {self.up_to}"
