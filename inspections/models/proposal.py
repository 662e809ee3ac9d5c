from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.order import OrderItem
from inspections.models.visit import Visit, VisitAnswer
from inspections.querysets.visit import VisitPartQuerySet
from qualitysup.audit.triggers import append_only


class VisitProposal(models.Model):
    """What the inspectors told the party on the spot is to be put right, and by when.

    It orders nothing: an order is drafted from it at the desk, in the same words unless somebody
    changes them. ``claimed_due_on`` is the day that the phone said, ``due_on`` what the law gives
    from the day of the visit.
    """

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="proposals", verbose_name=_("visit")
    )
    position = models.PositiveSmallIntegerField(_("no."))
    # The failed item that it answers; none for what the checklist does not ask.
    answer = models.ForeignKey(
        VisitAnswer,
        models.PROTECT,
        null=True,
        related_name="proposals",
        verbose_name=_("answer"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrderItem.Kind)
    text = models.TextField(_("what to put right"))
    days = models.PositiveSmallIntegerField(
        _("days to put it right"),
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    claimed_due_on = models.DateField(_("day as the phone said it"), null=True)
    due_on = models.DateField(_("day as computed"), null=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a visit")
        verbose_name_plural = _("proposals of visits")
        ordering = ["visit", "position"]
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="visit_proposal_place"),
            models.CheckConstraint(name="visit_proposal_says_what_to_do", condition=~Q(text="")),
            models.CheckConstraint(
                name="visit_proposal_term_has_length", condition=Q(days=None) | Q(days__gte=1)
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def was_told_another_day(self) -> bool:
        """The phone told the party a day that the law does not give."""
        return self.claimed_due_on is not None and self.claimed_due_on != self.due_on
