import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import RepresentationQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class Representation(models.Model):
    """That an account acts for an enterprise or workshop, and sees what is its own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="representations",
        verbose_name=_("account"),
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="representations", verbose_name=_("enterprise")
    )
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("named by"),
    )

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("account of a party")
        verbose_name_plural = _("accounts of parties")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "enterprise"],
                condition=Q(valid_to=None),
                name="representation_open_once",
                violation_error_message=_("This account acts for this enterprise already."),
            ),
            models.CheckConstraint(
                name="representation_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]
        # What somebody could see on a day has to be told years later.
        triggers = [pgtrigger.Protect(name="representation_stays", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.user} · {self.enterprise}"

    def get_absolute_url(self):
        return reverse("admin:enterprises_representation_change", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        today = timezone.localdate()
        return self.valid_from <= today and (self.valid_to is None or today <= self.valid_to)
