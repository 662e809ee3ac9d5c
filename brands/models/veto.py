import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brands.querysets.veto import VetoRecordQuerySet
from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.states import Tone, state


@keep_history()
class VetoRecord(models.Model):
    """What stands against an honour (一票否决) and no other record of the bureau says."""

    class Reason(models.TextChoices):
        FOREIGN_BRAND = "foreign_brand", _("the brand is registered abroad")  # 使用境外商标
        NO_CERTIFICATE = "no_certificate", _("a required licence or certificate is missing")
        EXPORT = "export", _("failed export inspection, or claim from abroad")
        ACCIDENT = "accident", _("accident of quality or safety")
        COMPLAINT = "complaint", _("serious complaint that was confirmed")
        CRIME = "crime", _("serious breach of the law")

    # What does not pass with time stands until it is lifted.
    LASTING = (Reason.FOREIGN_BRAND, Reason.NO_CERTIFICATE)

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="vetoes", verbose_name=_("enterprise")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    happened_on = models.DateField(_("happened on"))
    words = models.CharField(_("what happened"), max_length=300)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The paper or authority that says so.")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    lifted_on = models.DateField(_("lifted on"), null=True, editable=False)
    lifted_because = models.CharField(
        _("why it was lifted"), max_length=300, blank=True, editable=False
    )

    objects = VetoRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("veto on record")
        verbose_name_plural = _("vetoes on record")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="veto_reason_known",
                condition=Q(
                    reason__in=[
                        "foreign_brand",
                        "no_certificate",
                        "export",
                        "accident",
                        "complaint",
                        "crime",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="veto_lifted_with_a_reason",
                condition=Q(lifted_on=None, lifted_because="")
                | (Q(lifted_on__isnull=False) & ~Q(lifted_because="")),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "reason", "happened_on", "words"],
                name="veto_recorded_once",
                violation_error_message=_("This is on record already."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="veto_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="veto_keeps_its_words", fields=["reason", "happened_on", "words", "source"]
            ),
        ]

    def __str__(self):
        return f"{self.get_reason_display()}: {self.words}"

    @property
    def division_id(self) -> str:
        return self.enterprise.division_id

    @property
    def shown_state(self):
        if self.lifted_on:
            return state(Tone.PLAIN, _("lifted"))
        return state(Tone.LATE, _("in force"))
