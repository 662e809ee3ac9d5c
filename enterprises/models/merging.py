from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import MergeRecordQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class MergeRecord(models.Model):
    """What was moved when a duplicate was merged, so that it can be moved back."""

    survivor = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merges", verbose_name=_("survivor")
    )
    duplicate = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merged_by", verbose_name=_("duplicate")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # "inspections.RectificationOrder.enterprise" → the keys of the rows that were moved.
    moved = models.JSONField(
        _("rows moved"), default=dict, encoder=DjangoJSONEncoder, editable=False
    )
    # Fields that the survivor lacked and took over, with the values taken.
    filled = models.JSONField(
        _("fields taken over"), default=dict, encoder=DjangoJSONEncoder, editable=False
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
        editable=False,
    )

    objects = MergeRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"],
                condition=models.Q(undone_at=None),
                name="merge_in_force_once",
            ),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=models.Q(undone_at=None, undone_by=None)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.duplicate} → {self.survivor}"
