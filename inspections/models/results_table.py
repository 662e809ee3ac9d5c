from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from inspections.models.sample import Sample
from inspections.querysets.results_table import ReportedRowQuerySet, ResultsTableQuerySet
from qualitysup.states import Tone, state


class ResultsTable(models.Model):
    """A laboratory's long table of results: tried out row by row, then recorded row by row.

    A row is judged in the transaction that takes its step, so that a worker that dies leaves
    nothing half done; the table may be left, and is found again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        TRIED = "tried", _("tried out, not yet recorded")
        DONE = "done", _("recorded")

    UNFINISHED = (State.WAITING, State.RUNNING)
    TONES = {
        State.WAITING: Tone.PLAIN,
        State.RUNNING: Tone.INFO,
        State.TRIED: Tone.SOON,
        State.DONE: Tone.GOOD,
    }

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        editable=False,
    )
    name = models.CharField(_("file name"), max_length=255, editable=False)
    header = models.JSONField(_("header"), encoder=DjangoJSONEncoder, editable=False)
    dry_run = models.BooleanField(_("dry run"), default=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)

    objects = ResultsTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("table of results")
        verbose_name_plural = _("tables of results")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="results_table_finished_iff_it_says_when",
                condition=Q(state__in=["waiting", "running"], finished_at=None)
                | Q(state__in=["tried", "done"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="results_table_tried_out_before_it_is_recorded",
                condition=~Q(state="tried", dry_run=False) & ~Q(state="done", dry_run=True),
            ),
        ]
        indexes = [
            # results_tables.abandoned, every minute
            models.Index(
                fields=["id"],
                name="results_table_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_resultstable_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())

    @cached_property
    def counts(self) -> dict:
        return self.rows.counts()


class ReportedRow(models.Model):
    """One row of such a table as it stood, and what came of it the last time."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        GOOD = "good", _("good")
        KNOWN = "known", _("on record already")
        BAD = "bad", _("to correct")

    table = models.ForeignKey(ResultsTable, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), encoder=DjangoJSONEncoder)
    # What the known columns say, by ``lab_results.COLUMNS``.
    said = models.JSONField(_("said"))
    sample = models.ForeignKey(
        Sample, models.PROTECT, null=True, related_name="+", verbose_name=_("sample")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING
    )
    problem = models.TextField(_("what to correct"), blank=True)

    objects = ReportedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a table of results")
        verbose_name_plural = _("rows of tables of results")
        ordering = ["table", "number"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="reported_row_once"),
            models.CheckConstraint(
                name="reported_row_bad_iff_it_says_why",
                condition=(Q(outcome="bad") & ~Q(problem="")) | (~Q(outcome="bad") & Q(problem="")),
            ),
        ]

    def __str__(self):
        return f"{self.table} {self.number}"
