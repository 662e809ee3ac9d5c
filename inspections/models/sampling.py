from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.querysets.sampling import (
    LaboratoryQuerySet,
    SamplingPlanQuerySet,
    SuperiorSamplingQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division


@keep_history()
class Laboratory(models.Model):
    """A laboratory that may test samples, with its accreditation (检验检测机构资质认定, CMA)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    cma_number = models.CharField(_("CMA number"), max_length=40)
    cma_valid_to = models.DateField(_("CMA valid to"))
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)

    objects = LaboratoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("laboratory")
        verbose_name_plural = _("laboratories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cma_number"],
                name="laboratory_cma_once",
                violation_error_message=_("Another laboratory has this CMA number."),
            ),
        ]

    def __str__(self):
        return self.name

    def is_accredited(self, on) -> bool:
        return self.cma_valid_to >= on


@keep_history()
class SamplingPlan(models.Model):
    """How many batches of one product are to be drawn in a period, and on whose orders.

    What the superior authority has sampled is not sampled again below it (产品质量法 art. 15), so a
    plan says whether it is the bureau's own or carried out for the superior.
    """

    class OrderedBy(models.TextChoices):
        OWN = "own", _("own plan")
        SUPERIOR = "superior", _("ordered by the superior authority")

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=120)
    product = models.CharField(
        _("product"), max_length=80, help_text=_("As it is called on every sample of the plan")
    )
    standard = models.CharField(_("standard"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    ordered_by = models.CharField(
        pgettext_lazy("of a plan", "ordered by"),
        max_length=10,
        choices=OrderedBy,
        default=OrderedBy.OWN,
    )
    superior = models.CharField(
        _("superior authority"), max_length=80, blank=True, help_text=_("Only where it ordered it")
    )
    batches = models.PositiveIntegerField(_("batches wanted"))
    times_per_enterprise = models.PositiveSmallIntegerField(
        _("times per enterprise"), default=1, help_text=_("At most so often in the period")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("created by"),
    )

    objects = SamplingPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("sampling plan")
        verbose_name_plural = _("sampling plans")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "product", "starts_on", "ordered_by"],
                name="sampling_plan_of_a_product_once",
                violation_error_message=_("There is such a plan for this product already."),
            ),
            models.CheckConstraint(
                name="sampling_plan_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A plan does not end before it starts."),
            ),
            models.CheckConstraint(
                name="sampling_plan_superior_named_iff_ordered",
                condition=Q(ordered_by="own", superior="")
                | (Q(ordered_by="superior") & ~Q(superior="")),
                violation_error_message=_(
                    "Name the superior authority where it ordered the plan, and only there."
                ),
            ),
            models.CheckConstraint(
                name="sampling_plan_wants_something",
                condition=Q(batches__gte=1, times_per_enterprise__gte=1),
                violation_error_message=_("A plan wants at least one batch, at least once."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_samplingplan_change", args=[self.pk])

    @property
    def is_superiors(self) -> bool:
        return self.ordered_by == self.OrderedBy.SUPERIOR


@keep_history()
class SuperiorSampling(models.Model):
    """That the superior authority itself sampled a product of an enterprise, as it told us.

    Samples drawn here under a plan that the superior ordered count by themselves.
    """

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="superior_samplings",
        verbose_name=_("enterprise"),
    )
    product = models.CharField(_("product"), max_length=80)
    authority = models.CharField(_("superior authority"), max_length=80)
    sampled_on = models.DateField(_("sampled on"))
    source = models.CharField(
        _("source"), max_length=120, help_text=_("The announcement or letter that says so")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )

    objects = SuperiorSamplingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sampling by the superior authority")
        verbose_name_plural = _("samplings by the superior authority")
        ordering = ["-sampled_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "product", "authority", "sampled_on"],
                name="superior_sampling_recorded_once",
                violation_error_message=_("This sampling is on record already."),
            ),
        ]

    def __str__(self):
        return f"{self.sampled_on} {self.authority}: {self.product}"
