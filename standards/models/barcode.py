"""Barcodes of goods (商品条码): who holds which firm code, and what a check of a symbol found."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.evidence.models import Attachment
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import OpenQuerySet
from qualitysup.states import Tone, days_left, state
from standards.models.service import ServiceRequest
from standards.querysets.service import FirmCodeQuerySet, OfRequestQuerySet

digits = RegexValidator(r"^[0-9]+$", _("Digits only."))


@keep_history()
class BarcodePrefix(models.Model):
    """Which three digits are China's, and how long the firm codes are that begin with them."""

    prefix = models.CharField(
        pgettext_lazy("of a barcode", "prefix"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{3}$", _("Three digits."))],
    )
    firm_digits = models.PositiveSmallIntegerField(
        _("digits of the firm code"),
        validators=[MinValueValidator(7), MaxValueValidator(10)],
        null=True,
        blank=True,
        help_text=_("With the prefix. Empty where nobody knows it."),
    )
    basis = models.CharField(_("basis"), max_length=200)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("prefix of barcodes")
        verbose_name_plural = _("prefixes of barcodes")
        ordering = ["prefix"]
        constraints = [
            models.CheckConstraint(
                name="barcodeprefix_of_three_digits", condition=Q(prefix__regex=r"^[0-9]{3}$")
            ),
            models.CheckConstraint(
                name="barcodeprefix_firm_code_of_seven_to_ten",
                condition=Q(firm_digits=None) | Q(firm_digits__gte=7, firm_digits__lte=10),
            ),
        ]

    def __str__(self):
        return self.prefix


@keep_history()
class FirmCode(models.Model):
    """A firm code (厂商识别代码) as registered; a renewal moves its last day on."""

    code = models.CharField(
        _("firm code"), max_length=10, unique=True, validators=[digits], db_collation="C"
    )
    holder = models.CharField(_("holder"), max_length=100, help_text=_("As registered."))
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="firm_codes",
        verbose_name=_("enterprise"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    granted_on = models.DateField(_("registered or renewed on"))
    valid_to = models.DateField(_("last day valid"), editable=False)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)

    objects = FirmCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm code")
        verbose_name_plural = _("firm codes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="firmcode_of_seven_to_ten_digits",
                condition=Q(code__regex=r"^[0-9]{7,10}$"),
                violation_error_message=_("A firm code has seven to ten digits."),
            ),
            models.CheckConstraint(
                name="firmcode_ends_after_it_begins",
                condition=Q(valid_to__gte=F("granted_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["valid_to"], name="firmcode_runs_out")]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("admin:standards_firmcode_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.holder} · {self.code}"

    def stood_on(self, day) -> bool:
        begun = self.granted_on <= day <= self.valid_to
        return begun and (self.cancelled_on is None or day < self.cancelled_on)

    @property
    def shown_state(self):
        today = timezone.localdate()
        if self.cancelled_on and self.cancelled_on <= today:
            return state(Tone.PLAIN, pgettext_lazy("of a firm code", "cancelled"))
        if self.valid_to < today:
            return state(Tone.LATE, pgettext_lazy("of a firm code", "expired"))
        near = (self.valid_to - today).days <= FirmCodeQuerySet.NEAR
        return days_left(self.valid_to) if near else state(Tone.GOOD, _("valid"))


@keep_history()
class BarcodeCheck(models.Model):
    """What was typed from under a symbol, what a photo of it says, and what the verifier measured.

    ``found`` keeps what the check said when it was entered: the firm code may end tomorrow.
    """

    request = models.OneToOneField(
        ServiceRequest, models.CASCADE, related_name="barcode", verbose_name=_("service request")
    )
    typed = models.CharField(
        _("number under the symbol"), max_length=14, validators=[digits], db_collation="C"
    )
    photo = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("photo of the symbol"),
    )
    decoded = models.CharField(_("number in the symbol"), max_length=200, blank=True)
    symbology = models.CharField(_("kind of symbol"), max_length=40, blank=True)
    grade = models.DecimalField(
        _("grade of the symbol"),
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(4)],
        help_text=_("As the verifier says, 0.0 to 4.0."),
    )
    grade_needed = models.DecimalField(
        _("grade needed"),
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(4)],
        help_text=_("As the standard of the symbol asks; the last one entered is offered."),
    )
    verifier = models.CharField(
        _("verifier"), max_length=100, blank=True, help_text=_("Device and its number.")
    )
    found = models.JSONField(pgettext_lazy("of a check", "found"), default=list, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("barcode check")
        verbose_name_plural = _("barcode checks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="barcodecheck_typed_in_digits", condition=Q(typed__regex=r"^[0-9]{1,14}$")
            ),
            models.CheckConstraint(
                name="barcodecheck_grades_within_the_scale",
                condition=Q(grade_needed__gte=0, grade_needed__lte=4)
                & (Q(grade=None) | Q(grade__gte=0, grade__lte=4)),
            ),
            models.CheckConstraint(
                name="barcodecheck_decoded_from_a_photo",
                condition=Q(decoded="") | Q(photo__isnull=False),
            ),
        ]

    def __str__(self):
        return self.typed
