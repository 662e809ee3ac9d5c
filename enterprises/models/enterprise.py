from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import search, uscc
from enterprises.models.industry import IndustryClass
from enterprises.querysets import EnterpriseQuerySet, OfEnterpriseQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from qualitysup.wording import tidy


class RiskClass(models.TextChoices):
    """信用风险分类 (国市监信发〔2022〕6号): A is low, D is high."""

    A = "A", _("A (low risk)")
    B = "B", _("B (moderate risk)")
    C = "C", _("C (elevated risk)")
    D = "D", _("D (high risk)")


@keep_history(exclude=["name_key", "search_text"])
class Enterprise(models.Model):
    """An enterprise or workshop that the bureau supervises and serves.

    A row that was merged into another stays as a tombstone, so that its number still leads there.
    """

    class Scale(models.TextChoices):
        """统计上大中小微型企业划分办法."""

        LARGE = "large", _("large")
        MEDIUM = "medium", _("medium")
        SMALL = "small", _("small")
        MICRO = "micro", _("micro")

    class Status(models.TextChoices):
        OPERATING = "operating", _("operating")  # 存续（在营、开业、在册）
        SUSPENDED = "suspended", _("out of business")  # 停业、歇业
        CANCELLED = "cancelled", _("deregistered")  # 注销
        REVOKED = "revoked", _("licence revoked")  # 吊销
        RESCINDED = "rescinded", _("registration rescinded")  # 撤销
        MOVED_OUT = "moved_out", _("moved out")  # 迁出

    RiskClass = RiskClass

    # Workshops may have none; a merged row keeps its own beside the survivor's.
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, null=True, blank=True, db_collation="C"
    )
    name = models.CharField(_("name"), max_length=200)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="enterprises", verbose_name=_("division")
    )
    industry = models.ForeignKey(
        IndustryClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprises",
        verbose_name=_("industry class"),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    # WGS-84; what a Chinese map shows is shifted (GCJ-02) and is converted before it is kept.
    lng = models.DecimalField(
        _("longitude (WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (WGS-84)"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    scale = models.CharField(_("scale"), max_length=10, choices=Scale, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPERATING)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    # The latest RiskAssessment, kept here for lists and weighted draws.
    risk_class = models.CharField(
        _("risk class"), max_length=1, choices=RiskClass, blank=True, editable=False
    )
    risk_reason = models.TextField(_("reason for the risk class"), blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tombstones",
        verbose_name=_("merged into"),
    )
    name_key = models.CharField(max_length=200, editable=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["-pk"]
        permissions = [
            ("import_enterprise", _("Can import enterprises")),
            ("merge_enterprise", _("Can merge enterprises")),
            ("assess_enterprise", _("Can set an enterprise's risk class")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                name="enterprise_uscc_once",
                condition=Q(merged_into=None),
                violation_error_message=_("This unified social credit code is registered already."),
            ),
            models.CheckConstraint(
                name="enterprise_uscc_form",
                condition=Q(uscc=None) | Q(uscc__regex=uscc.PATTERN),
            ),
            models.CheckConstraint(
                name="enterprise_can_be_found",
                condition=~Q(name="") & ~Q(name_key="") & ~Q(search_text=""),
            ),
            models.CheckConstraint(
                name="enterprise_point_in_china",
                condition=Q(lng=None, lat=None)
                | Q(
                    lng__isnull=False,
                    lat__isnull=False,
                    lng__range=(73, 136),
                    lat__range=(3, 54),
                ),
            ),
            models.CheckConstraint(
                name="enterprise_scale_known",
                condition=Q(scale__in=["", "large", "medium", "small", "micro"]),
            ),
            models.CheckConstraint(
                name="enterprise_status_known",
                condition=Q(
                    status__in=[
                        "operating",
                        "suspended",
                        "cancelled",
                        "revoked",
                        "rescinded",
                        "moved_out",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="enterprise_risk_class_has_a_reason",
                condition=Q(risk_class="", risk_reason="")
                | (Q(risk_class__in=["A", "B", "C", "D"]) & ~Q(risk_reason="")),
            ),
            models.CheckConstraint(
                name="enterprise_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            # EnterpriseQuerySet.search
            GinIndex(Func("search_text", function="grams"), name="enterprise_grams"),
            # register.similar_to, and the import of workshops without a number
            models.Index(fields=["name_key"], name="enterprise_name_key"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("enterprises:detail", args=[self.pk])

    @property
    def survivor(self):
        """What it was merged into, or itself. One step: a merge takes earlier tombstones along."""
        return self.merged_into or self

    @property
    def shown_status(self):
        return state(TONES[self.status], self.get_status_display())

    @property
    def shown_risk(self):
        if not self.risk_class:
            return state(Tone.PLAIN, _("not assessed"))
        return state(TONES[self.risk_class], self.get_risk_class_display())

    def clean(self):
        super().clean()
        self.uscc = self._checked_uscc()
        self.name = tidy(self.name)
        self.index()
        if not self.name_key:
            raise ValidationError({"name": _("A name has at least one letter or digit.")})
        self._check_point()
        if self.division_id:
            self._check_division()

    def _checked_uscc(self):
        try:
            return uscc.clean(self.uscc) if self.uscc else None
        except ValidationError as error:
            raise ValidationError({"uscc": error}) from None

    def _check_point(self):
        given = (self.lng is not None, self.lat is not None)
        if given == (True, True) and not (73 <= self.lng <= 136 and 3 <= self.lat <= 54):
            words = _("The point is not in China: longitude 73 to 136, latitude 3 to 54.")
            raise ValidationError({"lng": words})
        if any(given) and not all(given):
            raise ValidationError({"lng": _("Give longitude and latitude, or neither.")})

    def _check_division(self):
        division = self.division
        if division.valid_to and division.valid_to <= timezone.localdate():
            raise ValidationError({"division": abolished(division)}, code="division_abolished")
        if division.level in (Division.Level.PROVINCE, Division.Level.CITY):
            raise ValidationError(
                {"division": _("Name the county, town or village, not the whole city.")},
                code="division_too_wide",
            )

    def index(self, other_names=()):
        """Fill what the enterprise is found by; ``other_names`` are former and merged ones."""
        self.name_key = search.name_key(self.name)
        self.search_text = search.text_for([self.name, *other_names], self.uscc)

    def save(self, *args, **kwargs):
        self.index(self.other_names() if self.pk else ())
        super().save(*args, **kwargs)

    def other_names(self) -> list[str]:
        """Former names, and the names and numbers of what was merged into this enterprise."""
        former = FormerName.objects.filter(
            Q(enterprise=self) | Q(enterprise__merged_into=self)
        ).values_list("name")
        merged = self.tombstones.values_list("name")
        numbers = self.tombstones.exclude(uscc=None).values_list("uscc")
        return sorted(name for (name,) in former.union(merged, numbers))


TONES = {
    Enterprise.Status.OPERATING: Tone.GOOD,
    Enterprise.Status.SUSPENDED: Tone.HOLD,
    Enterprise.Status.CANCELLED: Tone.PLAIN,
    Enterprise.Status.REVOKED: Tone.LATE,
    Enterprise.Status.RESCINDED: Tone.LATE,
    Enterprise.Status.MOVED_OUT: Tone.PLAIN,
    RiskClass.A: Tone.GOOD,
    RiskClass.B: Tone.INFO,
    RiskClass.C: Tone.SOON,
    RiskClass.D: Tone.LATE,
}


def abolished(division) -> str:
    """The refusal of a code that no longer exists; names what replaced it."""
    words = _("The division %(name)s (%(code)s) was abolished on %(day)s.") % {
        "name": division.name,
        "code": division.pk,
        "day": division.valid_to,
    }
    if division.replaced_by:
        words += " " + _("Use %(name)s (%(code)s).") % {
            "name": division.replaced_by.name,
            "code": division.replaced_by_id,
        }
    return words


@keep_history()
class FormerName(models.Model):
    """A name that an enterprise carried, and when; old papers still find it."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="former_names", verbose_name=_("enterprise")
    )
    name = models.CharField(_("name"), max_length=200)
    used_from = models.DateField(_("used from"), null=True, blank=True)
    used_to = models.DateField(_("used until"), null=True, blank=True)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-used_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="former_name_period_runs_forward",
                condition=Q(used_from=None) | Q(used_to=None) | Q(used_to__gte=F("used_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self):
        return self.name


@keep_history()
class Contact(models.Model):
    """A person of the enterprise whom the bureau talks to."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="contacts", verbose_name=_("enterprise")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    duty = models.CharField(_("duty"), max_length=60, blank=True)  # e.g. 质量安全总监 (75号令)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["enterprise", "pk"]

    def __str__(self):
        return self.name
