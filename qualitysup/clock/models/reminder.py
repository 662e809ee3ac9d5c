from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.regions.querysets import OpenQuerySet


class Audience(models.TextChoices):
    """The escalation ladder, from the desk upwards."""

    HOLDER = "holder", _("the person responsible")
    SECTION_HEAD = "section_head", _("the section head")
    BUREAU_LEADER = "bureau_leader", _("the bureau leader")


@keep_history()
class ReminderStage(models.Model):
    """When somebody is told of a deadline, and who: so many days from the day that is watched."""

    offset = models.SmallIntegerField(
        _("days"), help_text=_("Before the day it is due: negative. After it: positive.")
    )
    audience = models.CharField(_("who is told"), max_length=20, choices=Audience)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder stage")
        verbose_name_plural = _("reminder stages")
        ordering = ["offset", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["offset", "audience"], name="reminder_stage_once"),
            models.CheckConstraint(
                name="reminder_stage_audience_known",
                condition=Q(audience__in=["holder", "section_head", "bureau_leader"]),
            ),
            models.CheckConstraint(
                name="reminder_stage_within_a_year", condition=Q(offset__gte=-366, offset__lte=366)
            ),
        ]

    def __str__(self):
        return f"{self.offset:+d} {self.get_audience_display()}"
