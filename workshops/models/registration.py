"""登记证 of food workshops: the certificate and the periods it holds.

食品安全法 36 leaves the rules to the provinces. Those of 广东 (登记管理办法, 2016) are what is kept
here; what was not read in the statute itself is marked so in ``data/registration_terms.csv``.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.querysets.registration import RegistrationPeriodQuerySet, RegistrationQuerySet


@keep_history()
class Registration(models.Model):
    """The 食品生产加工小作坊登记证 of a workshop: its number, and until when it is valid.

    A renewal adds a period and moves ``valid_to``, a change touches neither; the number stays
    through both. That it has expired is a date and no state: it is struck off by somebody.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("of a registration", "in force")
        CANCELLED = "cancelled", pgettext_lazy("of a registration", "cancelled")  # 注销
        REVOKED = "revoked", pgettext_lazy("of a registration", "revoked")  # 吊销

    TONES = {State.IN_FORCE: Tone.GOOD, State.CANCELLED: Tone.PLAIN, State.REVOKED: Tone.LATE}

    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("workshop"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    # The number of its first paper, or what an older paper says.
    number = models.CharField(_("registration number"), max_length=60)
    # The first day of its first period and the last day of its latest one.
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last day valid"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.IN_FORCE, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_because = models.CharField(_("why it ended"), max_length=200, blank=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("officer in charge"),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration of a workshop")
        verbose_name_plural = _("registrations of workshops")
        ordering = ["-pk"]
        permissions = [("end_registration", _("Can cancel or revoke registrations"))]
        constraints = [
            models.CheckConstraint(
                name="registration_state_known",
                condition=Q(state__in=["in_force", "cancelled", "revoked"]),
            ),
            models.CheckConstraint(name="registration_has_a_number", condition=~Q(number="")),
            models.UniqueConstraint(
                fields=["number"],
                name="registration_number_once",
                violation_error_message=_("This registration number is in use already."),
            ),
            models.CheckConstraint(
                name="registration_ends_after_it_begins",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="registration_ended_on_iff_ended",
                condition=Q(state="in_force", ended_on=None, ended_because="")
                | (~Q(state="in_force") & Q(ended_on__isnull=False) & ~Q(ended_because="")),
            ),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(state="in_force"),
                name="registration_in_force_once_a_workshop",
                violation_error_message=_("This workshop has a registration in force already."),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="registration_by_division"),
            # ``expiring``, ``expired`` and the sweep of deemed renewals.
            models.Index(
                fields=["valid_to", "id"],
                include=["division"],
                condition=Q(state="in_force"),
                name="registration_in_force_by_day",
            ),
        ]
        triggers = [
            # 变更不改变编号: neither a change nor a renewal gives another number.
            pgtrigger.ReadOnly(name="registration_keeps_its_number", fields=["number", "workshop"]),
            pgtrigger.Protect(name="registration_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("admin:workshops_registration_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.workshop} · {self.number}"

    def covers(self, day) -> bool:
        """Whether the workshop may produce on it that day."""
        begun = self.valid_from <= day <= self.valid_to
        return begun and (self.ended_on is None or day < self.ended_on)

    def has_expired(self, on=None) -> bool:
        return self.state == self.State.IN_FORCE and self.valid_to < (on or timezone.localdate())

    @property
    def shown_state(self):
        """The state as a word; one that nobody struck off yet may have expired all the same."""
        if self.has_expired():
            return state(Tone.LATE, pgettext_lazy("of a registration", "expired"))
        return state(self.TONES[self.state], self.get_state_display())


class RegistrationPeriod(models.Model):
    """From which day to which a registration holds, and what that period came of. Append-only."""

    class Origin(models.TextChoices):
        GRANT = "grant", pgettext_lazy("origin of a period", "granted")
        RENEWAL = "renewal", pgettext_lazy("origin of a period", "renewed")
        DEEMED = "deemed", pgettext_lazy("origin of a period", "deemed renewed")

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="periods", verbose_name=_("registration")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    origin = models.CharField(_("came of"), max_length=10, choices=Origin)
    # None of what was registered before this system was there.
    application = models.OneToOneField(
        "workshops.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="period",
        verbose_name=_("application"),
    )

    objects = RegistrationPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of a registration")
        verbose_name_plural = _("periods of registrations")
        ordering = ["registration", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="registration_period_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="registration_period_renewed_on_an_application",
                condition=Q(origin="grant")
                | Q(origin__in=["renewal", "deemed"], application__isnull=False),
            ),
            ExclusionConstraint(
                name="registration_periods_do_not_overlap",
                expressions=[
                    ("registration", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Two periods of a registration do not overlap."),
            ),
        ]
        triggers = [
            *append_only(),
            # The certificate is valid until its latest period ends, whoever added it.
            pgtrigger.Trigger(
                name="period_moves_its_registration",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="""
                    UPDATE workshops_registration SET valid_to = NEW.ends_on
                        WHERE id = NEW.registration_id AND valid_to < NEW.ends_on;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.starts_on.isoformat()} – {self.ends_on.isoformat()}"
