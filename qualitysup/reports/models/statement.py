"""Figures that sources state, beside what the bureau counts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup import bounds
from qualitysup.audit.history import keep_history
from qualitysup.bounds import Bound
from qualitysup.regions.models import Division
from qualitysup.reports.querysets import StatementQuerySet

SUBJECT = pgettext_lazy("of a bureau's work", "subject")


@keep_history()
class Statement(models.Model):
    """What a source states of a place and a subject, with its bound: "more than 20,000 firms".

    It is told beside what the bureau counts, and never added to it.
    """

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    # The app whose pages and reports tell of it.
    subject = models.CharField(SUBJECT, max_length=20)
    name = models.CharField(_("what is stated"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    bound = models.CharField(_("bound"), max_length=1, choices=Bound, default=Bound.EXACT)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    words = models.CharField(_("in the words of the source"), max_length=200, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a source")
        verbose_name_plural = _("figures of sources")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "subject", "name", "as_of", "source"],
                name="statement_once_a_source",
                violation_error_message=_("This source has stated this figure of this day."),
            ),
            models.CheckConstraint(
                name="statement_bound_known", condition=Q(bound__in=["=", "≥", "≈", "≤"])
            ),
            models.CheckConstraint(
                name="statement_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A figure is not negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "subject", "name"], name="statement_of_a_place")
        ]

    def __str__(self):
        return f"{self.name} {self.shown}"

    @property
    def shown(self) -> str:
        return bounds.shown(self.value, self.bound)
