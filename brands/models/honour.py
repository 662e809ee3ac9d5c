import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.kind import HonourKind, ValidityRule
from brands.querysets.honour import HonourPeriodQuerySet, HonourQuerySet
from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.states import Tone, state


@keep_history()
class Honour(models.Model):
    """An honour (荣誉) that an enterprise was granted, for one of its products or for itself.

    An extension or a re-review adds a period and moves ``valid_to``. That it has run out is a date
    and no state.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("of an honour", "held")
        REVOKED = "revoked", pgettext_lazy("of an honour", "revoked")  # 撤销
        GIVEN_UP = "given_up", pgettext_lazy("of an honour", "given up")
        ABOLISHED = "abolished", pgettext_lazy("of an honour", "ended with its kind")
        # Two rows of the register were one enterprise, and both told of this honour.
        DOUBLE = "double", pgettext_lazy("of an honour", "entered twice")

    TONES = {
        State.HELD: Tone.GOOD,
        State.REVOKED: Tone.LATE,
        State.GIVEN_UP: Tone.PLAIN,
        State.ABOLISHED: Tone.PLAIN,
        State.DOUBLE: Tone.PLAIN,
    }

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="honours", verbose_name=_("enterprise")
    )
    kind = models.ForeignKey(
        HonourKind, models.PROTECT, related_name="honours", verbose_name=_("kind of honour")
    )
    product = models.CharField(_("product"), max_length=100, blank=True)
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    number = models.CharField(_("certificate number"), max_length=60, blank=True)
    granted_on = models.DateField(_("granted on"))
    # First day of the first period, last day of the latest one; none where it has no end.
    valid_from = models.DateField(_("valid from"), editable=False)
    valid_to = models.DateField(_("last day valid"), null=True, editable=False)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The announcement or list that says so.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.HELD, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_because = models.CharField(_("why it ended"), max_length=200, blank=True, editable=False)
    # Hears of its expiry, and of what puts it at risk.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = _("honour")
        verbose_name_plural = _("honours")
        ordering = ["-granted_on", "-pk"]
        permissions = [
            ("end_honour", _("Can record that honours ended")),
            ("extend_honour", _("Can extend honours")),
            ("import_honour", _("Can import honours")),
        ]
        constraints = [
            models.CheckConstraint(
                name="honour_state_known",
                condition=Q(state__in=["held", "revoked", "given_up", "abolished", "double"]),
            ),
            models.CheckConstraint(
                name="honour_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="honour_valid_from_its_grant",
                condition=Q(valid_from__gte=F("granted_on")),
                violation_error_message=_("It is valid from the day it was granted, or later."),
            ),
            models.CheckConstraint(
                name="honour_ended_on_iff_ended",
                condition=Q(state="held", ended_on=None, ended_because="")
                | (~Q(state="held") & Q(ended_on__isnull=False) & ~Q(ended_because="")),
            ),
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=~Q(number=""),
                name="honour_number_once_a_kind",
                violation_error_message=_("This certificate number is in use already."),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "product", "granted_on"],
                condition=~Q(state="double"),
                name="honour_once",
                violation_error_message=_("This honour is entered already."),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "valid_to"], name="honour_by_kind"),
            models.Index(
                fields=["valid_to", "id"], condition=Q(state="held"), name="honour_held_by_day"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="honour_keeps_its_grant", fields=["kind", "granted_on"]),
            pgtrigger.Protect(name="honour_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.kind}（{self.product}）" if self.product else self.kind.name

    def get_absolute_url(self):
        return reverse("admin:brands_honour_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.enterprise} · {self}"

    @property
    def division(self):
        return self.enterprise.division

    @property
    def division_id(self) -> str:
        return self.enterprise.division_id

    def stood_on(self, day) -> bool:
        begun = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return begun and (self.ended_on is None or day < self.ended_on)

    @property
    def shown_state(self):
        """The state as a word; one that nobody ended may have run out all the same."""
        today = timezone.localdate()
        if self.state == self.State.HELD and self.valid_to and self.valid_to < today:
            return state(Tone.PLAIN, pgettext_lazy("of an honour", "run out"))
        return state(self.TONES[self.state], self.get_state_display())


class HonourPeriod(models.Model):
    """From when to when an honour was said to be valid, by which rule or paper; never changed."""

    class Origin(models.TextChoices):
        GRANT = "grant", pgettext_lazy("of a period of an honour", "granted")
        EXTENSION = "extension", pgettext_lazy("of a period of an honour", "extended")
        REVIEW = "review", pgettext_lazy("of a period of an honour", "re-reviewed")  # 复评

    honour = models.ForeignKey(
        Honour, models.PROTECT, related_name="periods", verbose_name=_("honour")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # The day of the grant, of the decision that extended it, or of the re-review.
    said_on = models.DateField(_("said on"))
    rule = models.ForeignKey(
        ValidityRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="periods",
        verbose_name=_("rule of validity"),
    )
    # What a paper says where no rule decided.
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = HonourPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of an honour")
        verbose_name_plural = _("periods of honours")
        ordering = ["honour", "pk"]
        constraints = [
            models.CheckConstraint(
                name="honour_period_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="honour_period_by_rule_or_paper",
                condition=Q(rule__isnull=False) | ~Q(basis=""),
                violation_error_message=_("Name the paper that says how long it is valid."),
            ),
            models.CheckConstraint(
                name="honour_period_origin_known",
                condition=Q(origin__in=["grant", "extension", "review"]),
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.starts_on:%Y-%m-%d} – {self.ends_on or '…'}"
