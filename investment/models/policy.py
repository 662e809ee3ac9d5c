"""What firms are told of investing at home: packs of policies, version by version, and to whom."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from investment.models.prospect import Prospect
from investment.querysets.policy import PolicyEditionQuerySet, PolicyPackQuerySet
from investment.querysets.prospect import ProspectPartQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


@keep_history()
class PolicyPack(models.Model):
    """A pack of policies (招商政策) or the description of a park, under one name."""

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=100)

    objects = PolicyPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy pack")
        verbose_name_plural = _("policy packs")
        ordering = ["division", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="policypack_once_a_division",
                violation_error_message=_("This pack is entered already: add a version to it."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:investment_policypack_change", args=[self.pk])


@keep_history()
class PolicyEdition(models.Model):
    """One version of a pack: what it says and how long that holds. Never rewritten once given."""

    pack = models.ForeignKey(
        PolicyPack, models.PROTECT, related_name="editions", verbose_name=_("policy pack")
    )
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    says = models.TextField(_("what it says"))
    source = models.CharField(_("source"), max_length=200, help_text=_("The papers, by number."))
    valid_from = models.DateField(_("holds from"), default=timezone.localdate)
    valid_to = models.DateField(_("holds until"), null=True, blank=True)

    objects = PolicyEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a policy pack")
        verbose_name_plural = _("versions of policy packs")
        ordering = ["pack", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="policyedition_number_once"),
            models.CheckConstraint(
                name="policyedition_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("It ends before it begins: correct its days."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="policyedition_says_what_it_said",
                fields=["pack", "number", "says", "source", "valid_from"],
            )
        ]

    def __str__(self):
        return _("%(pack)s, version %(number)s") % {"pack": self.pack, "number": self.number}

    def get_absolute_url(self):
        return self.pack.get_absolute_url()

    def save(self, *args, **kwargs):
        if self.number is None:
            last = self.pack.editions.aggregate(last=models.Max("number"))["last"]
            self.number = (last or 0) + 1
            # What had no last day holds until the new version does.
            before = self.pack.editions.filter(valid_to=None, valid_from__lt=self.valid_from)
            before.update(valid_to=self.valid_from - dt.timedelta(days=1))
        super().save(*args, **kwargs)

    def holds(self, on) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def shown_state(self):
        held = self.holds(timezone.localdate())
        return state(Tone.GOOD, _("holds")) if held else state(Tone.LATE, _("does not hold"))


class PolicyGiven(models.Model):
    """That a version was given to a firm: which one, when, by whom and how. Append-only."""

    edition = models.ForeignKey(
        PolicyEdition, models.PROTECT, related_name="given", verbose_name=_("version")
    )
    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="policies", verbose_name=_("prospect")
    )
    on = models.DateField(_("given on"), default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    words = models.CharField(_("how, and to whom"), max_length=200, blank=True)

    objects = ProspectPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy given")
        verbose_name_plural = _("policies given")
        ordering = ["-on", "-pk"]
        triggers = append_only()

    def __str__(self):
        return f"{self.edition} → {self.prospect}"
