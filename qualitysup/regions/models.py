from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qualitysup.regions import codes
from qualitysup.regions.querysets import DivisionQuerySet, ScopedQuerySet


class Division(models.Model):
    """An administrative division, province to village, by its 12-digit statistical code.

    The code is the key, so a row's own ``division_id`` says where it is. Abolished codes stay,
    with the day they ended and what replaced them.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county or district")
        TOWN = "town", _("town or street")
        VILLAGE = "village", _("village or community")

    # Collation "C" lets an ordinary index serve the prefix match, here and in every foreign key.
    code = models.CharField(
        _("division code"),
        max_length=12,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(r"^[1-9]\d{11}$", _("A division code has 12 digits."))],
    )
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("abolished on"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="division_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def prefix(self) -> str:
        return codes.prefix(self.code)


class Boundary(models.Model):
    """How a division lies, for maps: from a file of the bureau's own, simplified.

    Rings of points in degrees or metres, as the file had them; holes are rings as well.
    """

    division = models.OneToOneField(
        Division, models.CASCADE, primary_key=True, verbose_name=_("division")
    )
    shape = models.JSONField(_("shape"))
    source = models.CharField(_("file"), max_length=255)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["division"]
        constraints = [
            models.CheckConstraint(name="boundary_has_a_shape", condition=~Q(shape=[])),
        ]

    def __str__(self):
        return str(self.division)
