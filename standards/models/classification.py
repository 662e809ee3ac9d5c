"""What standards are sorted by: ICS, CCS, and the letters at the head of their numbers."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup.regions.querysets import OpenQuerySet
from standards.querysets.classification import ClassificationQuerySet

ICS = r"^\d{2}(\.\d{3}(\.\d{2})?)?$"
# A section, a group (J60/69) or a class (J62).
CCS = r"^[A-Z](\d{2}(/\d{2})?)?$"


class Classification(models.Model):
    """A field, group or class of ICS or CCS (国际标准分类, 中国标准文献分类).

    The project ships what its demo needs; ``load_classifications`` reads the full tables.
    """

    class Scheme(models.TextChoices):
        ICS = "ICS", "ICS"
        CCS = "CCS", "CCS"

    # Scheme and code in one, as standards carry it: ICS25.120, CCSJ62.
    key = models.CharField(_("class"), max_length=15, primary_key=True, db_collation="C")
    scheme = models.CharField(_("scheme"), max_length=3, choices=Scheme)
    code = models.CharField(
        _("code"),
        max_length=12,
        validators=[RegexValidator(f"{ICS}|{CCS}", _("As in 25.120.10, or J62."))],
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("class of standards")
        verbose_name_plural = _("classes of standards")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="classification_code_fits_scheme",
                condition=Q(scheme="ICS", code__regex=ICS) | Q(scheme="CCS", code__regex=CCS),
                violation_error_message=_("As in 25.120.10, or J62."),
            ),
            models.CheckConstraint(
                name="classification_key_is_scheme_and_code",
                condition=Q(key=models.functions.Concat("scheme", "code")),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}".strip()


class StandardPrefix(models.Model):
    """Whose the letters of a sector's numbers are: QB light industry (轻工), HB aviation (航空)."""

    prefix = models.CharField(_("letters"), max_length=10, primary_key=True, db_collation="C")
    sector = models.CharField(_("sector"), max_length=60)
    authority = models.CharField(_("authority"), max_length=100, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("letters of standards")
        verbose_name_plural = _("letters of standards")
        ordering = ["prefix"]
        constraints = [
            models.CheckConstraint(
                name="prefix_is_letters",
                condition=Q(prefix__regex=r"^[A-Z]{2,5}$"),
                violation_error_message=_("Two to five capital letters, as in QB."),
            ),
        ]

    def __str__(self):
        return f"{self.prefix} {self.sector}"
