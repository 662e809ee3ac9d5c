"""Figures that come by themselves: every week or month, with the bounds that somebody set."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.regions.models import Division
from qualitysup.reports.querysets import SubscriptionLineQuerySet, SubscriptionQuerySet


class Subscription(models.Model):
    """What one person wants to be told of, how often, and of which place."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("every Monday, of the week before")
        MONTHLY = "monthly", _("on the first of a month, of the month before")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    # Empty for all that the person sees.
    place = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a table", "place"),
    )
    is_active = models.BooleanField(_("sent"), default=True)
    # Up to which day the person has been told.
    told_until = models.DateField(_("told until"), null=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "name"],
                name="subscription_name_once_a_person",
                violation_error_message=_("You have a subscription of this name."),
            ),
            models.CheckConstraint(
                name="subscription_rhythm_known", condition=Q(rhythm__in=["weekly", "monthly"])
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("subscription", args=[self.pk])


class SubscriptionLine(models.Model):
    """One indicator of a subscription, and when it is worth a mark."""

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="lines", verbose_name=_("subscription")
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    above = models.DecimalField(
        _("marked when above"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    below = models.DecimalField(
        _("marked when below"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    objects = SubscriptionLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a subscription")
        verbose_name_plural = _("figures of a subscription")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "indicator"], name="subscription_line_once"
            ),
        ]

    def __str__(self):
        return self.indicator

    def is_crossed_by(self, figure) -> bool:
        """What is not known crosses nothing; what is right at a bound does not either."""
        if figure is None:
            return False
        return (self.above is not None and figure > self.above) or (
            self.below is not None and figure < self.below
        )
