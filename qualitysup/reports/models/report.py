"""Study reports, and the words that a bureau puts into them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.documents.models import Content
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet
from qualitysup.reports.models.statement import SUBJECT
from qualitysup.reports.querysets import StudyReportQuerySet
from qualitysup.states import Tone, state


@keep_history()
class TextBlock(models.Model):
    """What a bureau writes into the reports of one period, in one place of them."""

    OPENING, CLOSING = "opening", "closing"

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    # ``OPENING``, ``CLOSING``, or the subject under whose heading it stands.
    slot = models.CharField(pgettext_lazy("of a report", "place in it"), max_length=20)
    since = models.DateField(_("from"))
    until = models.DateField(_("as of"))
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a study report")
        verbose_name_plural = _("texts of study reports")
        ordering = ["-until", "-since", "slot", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "slot", "since", "until"], name="text_block_once_a_period"
            ),
            models.CheckConstraint(
                name="text_block_days_in_order", condition=Q(until__gte=F("since"))
            ),
        ]

    def __str__(self):
        return f"{self.slot} {self.since} – {self.until}"


class StudyReport(models.Model):
    """A report of a subject or of all, of a period and a place: work for a worker, then a paper.

    It holds what its maker may see, and so nobody else opens it here. ``parts`` are the subjects
    that are told already; whoever goes on after a worker that died leaves those out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", pgettext_lazy("of a report", "ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", pgettext_lazy("of a report", "cancelled")

    UNFINISHED = (State.WAITING, State.RUNNING)
    TONES = {
        State.WAITING: Tone.PLAIN,
        State.RUNNING: Tone.INFO,
        State.DONE: Tone.GOOD,
        State.FAILED: Tone.LATE,
        State.CANCELLED: Tone.PLAIN,
    }

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    # Empty for all subjects.
    subject = models.CharField(SUBJECT, max_length=20, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("as of"))
    # Empty for all that its maker sees.
    place = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a table", "place"),
    )
    # Whose report it is, and whose words stand in it.
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    number = models.CharField(_("document number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    failure = models.TextField(_("why it failed"), blank=True)
    parts = models.JSONField(_("parts"), default=list)
    done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    steps = models.PositiveSmallIntegerField(_("steps"))
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    docx = models.ForeignKey(
        Content, models.PROTECT, null=True, related_name="+", verbose_name=_("Word file")
    )
    pdf = models.ForeignKey(
        Content, models.PROTECT, null=True, related_name="+", verbose_name=_("PDF")
    )

    objects = StudyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("study report")
        verbose_name_plural = _("study reports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Asked for twice, it is made once.
            models.UniqueConstraint(
                fields=["by", "subject", "since", "until", "place", "number"],
                condition=Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="study_report_once_at_a_time",
            ),
            models.CheckConstraint(
                name="study_report_state_known",
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="study_report_papers_when_done",
                condition=Q(state="done", docx__isnull=False, pdf__isnull=False)
                | (~Q(state="done") & Q(docx=None, pdf=None)),
            ),
            models.CheckConstraint(
                name="study_report_days_in_order", condition=Q(until__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-asked_at", "-id"], name="study_report_of_a_person"),
            # ``abandoned``, every minute
            models.Index(
                fields=["claimed_until"],
                name="study_report_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self):
        return f"{self.since} – {self.until}"

    def get_absolute_url(self):
        return reverse("report", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())
