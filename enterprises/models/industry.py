from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.querysets import IndustryClassQuerySet


class IndustryClass(models.Model):
    """A section, division, group or class of GB/T 4754 (国民经济行业分类).

    The project ships what its demo needs; ``load_industries`` reads the full official table. A
    class that an import met before the table was loaded has no name yet.
    """

    class Level(models.TextChoices):
        SECTION = "section", _("section")
        DIVISION = "division", _("division (2 digits)")
        GROUP = "group", _("group (3 digits)")
        CLASS = "class", _("class (4 digits)")

    # Collation "C" lets an ordinary index serve "this class and below" as a prefix match.
    code = models.CharField(
        _("industry code"),
        max_length=4,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(r"^([A-T]|\d{2,4})$", _("A letter, or 2 to 4 digits."))],
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in")
    )

    objects = IndustryClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("industry class")
        verbose_name_plural = _("industry classes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="industry_level_fits_code",
                condition=models.Q(level="section", code__regex=r"^[A-T]$")
                | models.Q(level="division", code__regex=r"^\d{2}$")
                | models.Q(level="group", code__regex=r"^\d{3}$")
                | models.Q(level="class", code__regex=r"^\d{4}$"),
            ),
            models.CheckConstraint(
                name="industry_only_a_section_stands_alone",
                condition=models.Q(level="section", parent=None)
                | (~models.Q(level="section") & models.Q(parent__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}".strip()
