from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import OfEnterpriseQuerySet, ProductQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class Product(models.Model):
    """A product of an enterprise and the standard that it is made to."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="products", verbose_name=_("enterprise")
    )
    name = models.CharField(_("product"), max_length=100)
    category = models.CharField(_("category"), max_length=60, blank=True)
    # As printed on the product, e.g. GB 17120—2012.
    standard = models.CharField(_("standard"), max_length=200, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["enterprise", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name", "standard"],
                name="product_once",
                violation_error_message=_("This product with this standard is listed already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.enterprise.get_absolute_url()


@keep_history()
class Licence(models.Model):
    """A permit or certificate that an enterprise holds, such as 生产许可证, CCC or 小作坊登记证."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="licences", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind"), max_length=60)
    number = models.CharField(_("number"), max_length=60)
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    issuer = models.CharField(
        pgettext_lazy("of a licence", "issued by"), max_length=100, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ["enterprise", "kind", "-valid_to", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number"],
                name="licence_once",
                violation_error_message=_("This licence is listed already."),
            ),
            models.CheckConstraint(
                name="licence_period_runs_forward",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"
