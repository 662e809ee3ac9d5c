from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet


@keep_history()
class PhoneExport(models.Model):
    """A file of records that a phone could not send, as a desk took it in.

    ``report`` says of each record what became of it. Drafts are no visits: they stay in ``drafts``,
    with their photos, for whoever wrote them.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    name = models.CharField(_("file"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    person = models.CharField(_("written by"), max_length=60, blank=True, editable=False)
    device = models.CharField(_("phone"), max_length=80, blank=True, editable=False)
    report = models.JSONField(_("report"), default=list, editable=False)
    drafts = models.FileField(
        _("drafts"), upload_to="phone-drafts/%Y/%m/", blank=True, editable=False
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("taken in by"),
        editable=False,
    )
    imported_at = models.DateTimeField(_("taken in at"), default=timezone.now, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a phone")
        verbose_name_plural = _("files of phones")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "imported_by"], name="phone_export_once_a_person"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_phoneexport_change", args=[self.pk])
