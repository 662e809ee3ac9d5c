import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inspections.models.order import RectificationOrder
from inspections.models.reinspection import Reinspection
from inspections.querysets.order import HaltQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division


@keep_history()
class Halt(models.Model):
    """A stop of production under an order, with its kind told apart because the law does.

    Only 责令停业整顿 is a penalty: it needs a second failed re-inspection and the notice of the
    hearing right first (产品质量法 art. 17, 行政处罚法 art. 63), or an override with its reason.
    """

    class Kind(models.TextChoices):
        # 自愿停产整改: agreed in a campaign after consulting chamber and government.
        VOLUNTARY = "voluntary", _("voluntary halt in a campaign")
        # 停止生产、销售同一产品: by force of 18号令 art. 45, without a decision.
        AUTOMATIC = "automatic", _("same product stopped by law")
        # 查封、扣押: 产品质量法 art. 18, 行政强制法.
        COERCIVE = "coercive", _("sealed or seized")
        # 责令停业整顿: 行政处罚法 art. 9.
        PENALTY = "penalty", _("business halted as a penalty")

    class Scope(models.TextChoices):
        PRODUCT = "product", _("the product")
        LINE = "line", _("the production line")
        WHOLE = "whole", _("the whole enterprise")

    order = models.ForeignKey(
        RectificationOrder, models.PROTECT, related_name="halts", verbose_name=_("order")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, verbose_name=_("division")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope, default=Scope.PRODUCT)
    started_on = models.DateField(_("from"))
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    requirements = models.TextField(_("requirements"), blank=True)
    failed_reinspection = models.ForeignKey(
        Reinspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("re-inspection"),
    )
    hearing_notified_on = models.DateField(_("hearing right told on"), null=True, blank=True)
    override = models.TextField(_("reason for the override"), blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("ordered by"),
    )
    ended_on = models.DateField(_("ended on"), null=True, editable=False)

    objects = HaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("halt")
        verbose_name_plural = _("halts")
        ordering = ["started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="halt_kind_known",
                condition=Q(kind__in=["voluntary", "automatic", "coercive", "penalty"]),
            ),
            models.CheckConstraint(
                name="halt_as_penalty_after_failure_and_hearing_notice",
                condition=~Q(kind="penalty")
                | Q(failed_reinspection__isnull=False, hearing_notified_on__isnull=False)
                | ~Q(override=""),
                violation_error_message=_(
                    "A halt as a penalty needs a failed re-inspection and the hearing notice, "
                    "or a recorded reason for the override."
                ),
            ),
            models.CheckConstraint(
                name="halt_planned_until_after_start",
                condition=Q(planned_until=None) | Q(planned_until__gt=F("started_on")),
            ),
            models.UniqueConstraint(
                fields=["order", "kind"], condition=Q(ended_on=None), name="halt_open_once_per_kind"
            ),
        ]
        triggers = [
            # 18号令 art. 49: no resumption before the re-inspection is passed.
            pgtrigger.Trigger(
                name="halt_ends_only_with_its_order",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__ended_on__isnull=True, new__ended_on__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM inspections_rectificationorder
                                   WHERE id = NEW.order_id
                                     AND state IN ('closed', 'withdrawn', 'revoked')) THEN
                        RAISE EXCEPTION 'halt % cannot end while its order is open', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.started_on}"
