"""Labels of prepacked food: what each edition of GB 7718 asks, and what a label says to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.regions.querysets import OpenQuerySet
from standards.models.service import ServiceRequest
from standards.models.standard import Standard
from standards.querysets.service import LabelFindingQuerySet, OfRequestQuerySet


@keep_history()
class LabelItem(models.Model):
    """One thing that an edition asks of a label."""

    edition = models.CharField(
        pgettext_lazy("of a standard", "edition"),
        max_length=80,
        db_collation="C",
        help_text=_("The number with its year, as the catalogue writes it."),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(pgettext_lazy("of a label", "item"), max_length=60)
    asked = models.TextField(_("what is asked"))
    basis = models.CharField(_("basis"), max_length=100)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of labels")
        verbose_name_plural = _("items of labels")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="labelitem_position_once",
                violation_error_message=_("This position is taken already."),
            ),
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="labelitem_name_once",
                violation_error_message=_("This item is listed already."),
            ),
        ]

    def __str__(self):
        return self.name


@keep_history()
class LabelCheck(models.Model):
    """A label held against the edition that applied on the day the food was made."""

    request = models.OneToOneField(
        ServiceRequest, models.CASCADE, related_name="label", verbose_name=_("service request")
    )
    product = models.CharField(_("name of the food"), max_length=100)
    specification = models.CharField(_("net content and size"), max_length=60, blank=True)
    produced_on = models.DateField(_("produced on"))
    edition = models.ForeignKey(
        Standard, models.PROTECT, related_name="+", verbose_name=_("checked against")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("label check")
        verbose_name_plural = _("label checks")
        ordering = ["pk"]

    def __str__(self):
        return self.product


@keep_history()
class LabelFinding(models.Model):
    """What the label says to one item; the item's words are kept as they were."""

    class Verdict(models.TextChoices):
        MET = "met", pgettext_lazy("of a label", "conforms")
        FLAW = "flaw", pgettext_lazy("of a label", "flaw")
        NOT_MET = "not_met", pgettext_lazy("of a label", "does not conform")
        NOT_ASKED = "not_asked", pgettext_lazy("of a label", "not asked of this food")

    class Flaw(models.TextChoices):
        """食品生产经营监督检查管理办法 37: slight, no danger, nobody meant to mislead."""

        LETTERING = "lettering", _("(1) size or form of letters, slips, translation")
        CONTENT = "content", _("(2) way of stating net content or size, or storage not needed")
        NAMES = "names", _("(3) popular or short names")
        NUMBERS = "numbers", _("(4) order, figures or units of tables and ingredients")
        FREE_FROM = "free_from", _("(5) “without” what is proven absent, its content not stated")
        OTHER = "other", _("(6) other slight ones that the state administration names")

    check_of = models.ForeignKey(
        LabelCheck, models.CASCADE, related_name="findings", verbose_name=_("label check")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(pgettext_lazy("of a label", "item"), max_length=60)
    asked = models.TextField(_("what is asked"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    flaw = models.CharField(_("which flaw"), max_length=10, choices=Flaw, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    objects = LabelFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of a label check")
        verbose_name_plural = _("findings of label checks")
        ordering = ["check_of", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "position"], name="labelfinding_position_once"
            ),
            models.CheckConstraint(
                name="labelfinding_verdict_known",
                condition=Q(verdict__in=["met", "flaw", "not_met", "not_asked"]),
            ),
            models.CheckConstraint(
                name="labelfinding_flaw_of_the_six",
                condition=(
                    Q(verdict="flaw")
                    & Q(flaw__in=["lettering", "content", "names", "numbers", "free_from", "other"])
                )
                | (~Q(verdict="flaw") & Q(flaw="")),
                violation_error_message=_("Say which of the six flaws it is."),
            ),
            models.CheckConstraint(
                name="labelfinding_objected_with_words",
                condition=~Q(verdict__in=["flaw", "not_met"]) | ~Q(remark=""),
                violation_error_message=_("Say what is wrong."),
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.get_verdict_display()}"
