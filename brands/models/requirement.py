from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brands.models.kind import HonourKind
from brands.querysets.requirement import RequirementQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence


class Area(models.TextChoices):
    """What a requirement, or a promise that somebody made, is about."""

    CONDITION = "condition", _("conditions of the honour")  # 八项条件
    ADOPTION = "adoption", _("adoption of international standards")  # 采标
    METROLOGY = "metrology", _("confirmation of the metrology system")  # 计量体系确认
    MATERIALS = "materials", _("papers of the application")  # 申报材料
    OTHER = "other", _("other")


@keep_history()
class Requirement(models.Model):
    """What an applicant for an honour has to bring: a condition, or a step towards it.

    Of no kind it is asked of every kind. One that is no longer asked for stays for those whose
    cultivation it is part of.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    kind = models.ForeignKey(
        HonourKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("kind of honour"),
        help_text=_("None: asked of every kind."),
    )
    area = models.CharField(_("area"), max_length=12, choices=Area)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    words = models.CharField(_("what is asked"), max_length=200)
    basis = models.CharField(_("rules"), max_length=200, blank=True)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    asked_until = models.DateField(_("no longer asked for since"), null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement of an honour")
        verbose_name_plural = _("requirements of honours")
        ordering = ["area", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_area_known",
                condition=Q(area__in=["condition", "adoption", "metrology", "materials", "other"]),
            ),
            models.CheckConstraint(
                name="requirement_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return self.words
