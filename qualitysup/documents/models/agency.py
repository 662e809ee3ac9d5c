from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.documents.querysets import AgencyQuerySet
from qualitysup.regions.models import Division

WORD = "^[一-龥]+$"


@keep_history()
class Agency(models.Model):
    """The bureau in whose name papers are issued for a division and all below it."""

    division = models.OneToOneField(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    # 机关代字; the kind's own word follows it in the number: 顺市监 + 责改.
    short_name = models.CharField(
        _("code word"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(WORD, _("A code word is written in Chinese characters."))],
        help_text=_("Begins every document number, such as 顺市监."),
    )
    name = models.CharField(_("full name"), max_length=60)
    address = models.CharField(_("address"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40)
    # 行政复议法 24: the government at the same level; administrative courts are concentrated in
    # places, so neither can be told from the division.
    review_body = models.CharField(
        _("body for administrative reconsideration"), max_length=60, blank=True
    )
    court = models.CharField(_("court for administrative litigation"), max_length=60, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["division_id"]
        constraints = [
            models.CheckConstraint(
                name="agency_code_word_chinese", condition=Q(short_name__regex=WORD)
            ),
        ]

    def __str__(self):
        return self.name

    def facts(self) -> dict:
        """What a paper says of the bureau, as it is called on the day of issue."""
        names = ("name", "short_name", "address", "phone", "review_body", "court")
        return {name: getattr(self, name) for name in names}
