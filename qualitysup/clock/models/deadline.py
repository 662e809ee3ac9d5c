from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.clock.counting import Extension, Suspension
from qualitysup.clock.models.term import TermRule
from qualitysup.clock.querysets import DeadlineQuerySet
from qualitysup.clock.terms import Duty, Unit
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet


# Every sweep moves the next reminder on; what happened is the notice.
@keep_history(exclude=["next_reminder_at"])
class Deadline(models.Model):
    """A day that the bureau must not miss, under the rule it was computed by.

    The dates follow from ``started_on``, the rule and the changes, and are computed again whenever
    one of these or the calendar changes. While time stands still there is no due date.
    """

    case_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of case")
    )
    case_id = models.BigIntegerField(_("case"))
    case = GenericForeignKey("case_type", "case_id")
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    # What the case is called and where its page is, so that a sweep touches no subject's table.
    title = models.CharField(_("case"), max_length=200)
    path = models.CharField(_("page"), max_length=300, blank=True)

    rule = models.ForeignKey(
        TermRule, models.PROTECT, related_name="deadlines", verbose_name=_("statutory term")
    )
    term = models.CharField(_("term"), max_length=40)
    # Only where the decision sets the length.
    amount = models.PositiveSmallIntegerField(_("length"), null=True, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("responsible"),
    )

    started_on = models.DateField(_("started on"))
    nominal_on = models.DateField(_("nominal day"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    window_from = models.DateField(_("not before"), null=True)
    alarm_on = models.DateField(_("day watched"), null=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    paused = models.BooleanField(_("suspended"), default=False)

    met_on = models.DateField(_("met on"), null=True)
    voided_at = models.DateTimeField(_("no longer owed since"), null=True)
    void_reason = models.CharField(_("why no longer owed"), max_length=200, blank=True)
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "pk"]
        permissions = [("hand_over_deadline", _("Can hand deadlines over"))]
        constraints = [
            models.UniqueConstraint(
                fields=["case_type", "case_id", "term"],
                condition=Q(met_on=None, voided_at=None),
                name="deadline_open_once_per_case_and_term",
            ),
            models.CheckConstraint(
                name="deadline_dated_iff_not_paused",
                condition=Q(
                    paused=True, nominal_on=None, due_on=None, alarm_on=None, next_reminder_at=None
                )
                | Q(
                    paused=False,
                    nominal_on__isnull=False,
                    due_on__isnull=False,
                    alarm_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="deadline_ends_in_one_way", condition=Q(met_on=None) | Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="deadline_voided_with_reason",
                condition=Q(voided_at=None, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
            ),
            models.CheckConstraint(
                name="deadline_ended_is_silent",
                condition=Q(met_on=None, voided_at=None) | Q(next_reminder_at=None),
            ),
            models.CheckConstraint(
                name="deadline_dates_in_order",
                condition=Q(due_on=None)
                | Q(nominal_on__gte=F("started_on"), due_on__gte=F("nominal_on")),
            ),
        ]
        indexes = [
            # The sweep's only index: it holds what will be reminded of, not what exists.
            models.Index(
                fields=["next_reminder_at", "id"],
                name="deadline_next_reminder",
                condition=Q(next_reminder_at__isnull=False),
            ),
            # ``overdue`` and ``due_within`` on the home page, in the admin and on the dashboard,
            # which counts them by town and person: from this index alone.
            models.Index(
                fields=["due_on", "id"],
                include=["division", "holder", "rule", "case_type", "case_id"],
                name="deadline_open_by_day",
                condition=Q(met_on=None, voided_at=None),
            ),
            # ``suspended`` on the dashboard.
            models.Index(
                fields=["id"],
                include=["division"],
                name="deadline_suspended",
                condition=Q(met_on=None, voided_at=None, paused=True),
            ),
            # ``of`` on a case page, ``meet`` and ``void``.
            models.Index(fields=["case_type", "case_id"], name="deadline_case"),
        ]

    def __str__(self):
        return f"{self.rule.label}: {self.title}"

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.voided_at is None

    def is_overdue(self, on=None) -> bool:
        """As ``DeadlineQuerySet.overdue`` has it, for one row on its page."""
        return (
            self.is_open
            and self.due_on is not None
            and self.rule.duty != Duty.LAPSE
            and self.due_on < (on or timezone.localdate())
        )

    def has_lapsed(self, on=None) -> bool:
        """A right that expired or a wait that ended: open still, but nobody is late."""
        return (
            self.is_open
            and self.due_on is not None
            and self.rule.duty == Duty.LAPSE
            and self.due_on < (on or timezone.localdate())
        )


class DeadlineChangeQuerySet(ScopedQuerySet):
    division_path = "deadline__division"


class DeadlineChange(models.Model):
    """A suspension, a resumption or an extension: why, by whom, on what basis. Append-only."""

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", _("suspension")
        RESUMPTION = "resumption", _("resumption")
        EXTENSION = "extension", _("extension")

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="changes", verbose_name=_("deadline")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The day from which time stands still, or counts again; of an extension, the day applied for.
    on = models.DateField(_("on"))
    amount = models.PositiveSmallIntegerField(_("extended by"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = DeadlineChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a deadline")
        verbose_name_plural = _("changes of deadlines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="deadline_change_amount_iff_extension",
                condition=Q(kind="extension", amount__gt=0, unit__in=["day", "workday", "month"])
                | Q(kind__in=["suspension", "resumption"], amount=None, unit=""),
            ),
            models.CheckConstraint(name="deadline_change_has_reason", condition=~Q(reason="")),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"


def as_changes(rows) -> list[Suspension | Extension]:
    """What counting needs of the rows of one deadline, oldest first."""
    changes = []
    for row in rows:
        if row.kind == DeadlineChange.Kind.EXTENSION:
            changes.append(Extension(row.amount, row.unit))
        elif row.kind == DeadlineChange.Kind.SUSPENSION:
            changes.append(Suspension(row.on))
        else:
            # The one still open: a deadline is suspended once at a time.
            still = next(c for c in changes if isinstance(c, Suspension) and c.until is None)
            changes[changes.index(still)] = Suspension(still.since, row.on)
    return changes
