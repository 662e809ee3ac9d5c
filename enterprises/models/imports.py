from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.querysets import ImportJobQuerySet, RejectedRowQuerySet
from qualitysup.states import Tone, state


class ImportJob(models.Model):
    """A file of rows on its way into a register: tried out first, then taken in.

    The file is read again from ``done`` whenever a worker died; each batch is counted in the
    transaction that wrote it, so that the end is the same however often it was killed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        CHECKED = "checked", _("checked, not yet imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("not readable")

    UNFINISHED = (State.WAITING, State.RUNNING)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
        editable=False,
    )
    # What its rows are: a key of ``enterprises.imports``.
    kind = models.SlugField(
        _("what is imported"), max_length=20, default="enterprises", db_index=False
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/")
    name = models.CharField(_("file name"), max_length=255, editable=False)
    dry_run = models.BooleanField(_("dry run"), default=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    # Header in the file → field of the register, or "" where the column is not known.
    columns = models.JSONField(_("columns"), default=dict, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    done = models.PositiveIntegerField(_("rows done"), default=0, editable=False)
    created = models.PositiveIntegerField(_("new"), default=0, editable=False)
    updated = models.PositiveIntegerField(_("changed"), default=0, editable=False)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0, editable=False)
    rejected = models.PositiveIntegerField(_("rejected"), default=0, editable=False)
    rejects = models.FileField(
        _("rejected rows"), upload_to="imports/%Y/%m/", blank=True, editable=False
    )
    failure = models.TextField(_("why it failed"), blank=True, editable=False)
    # The worker that holds the job, until its lease ends; then another may go on.
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    # Claims since a batch was last finished.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_counts_add_up",
                condition=Q(done=F("created") + F("updated") + F("unchanged") + F("rejected")),
            ),
            models.CheckConstraint(
                name="import_failed_iff_it_says_why",
                condition=(Q(state="failed") & ~Q(failure=""))
                | (~Q(state="failed") & Q(failure="")),
            ),
        ]
        indexes = [
            # importing.abandoned, every minute
            models.Index(
                fields=["claimed_until"],
                name="import_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:enterprises_importjob_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(TONES[self.state], self.get_state_display())

    @property
    def counts(self) -> dict:
        """The answer of ``import_enterprises --json``."""
        names = ("rows", "created", "updated", "unchanged", "rejected")
        return {name: getattr(self, name) for name in names}


TONES = {
    ImportJob.State.WAITING: Tone.PLAIN,
    ImportJob.State.RUNNING: Tone.INFO,
    ImportJob.State.CHECKED: Tone.SOON,
    ImportJob.State.DONE: Tone.GOOD,
    ImportJob.State.FAILED: Tone.LATE,
}


class RejectedRow(models.Model):
    """A row that was not taken in, as it stood in the file, and what to do about it."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rejected_rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    reason = models.TextField(_("reason"))

    objects = RejectedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="rejected_row_once"),
        ]

    def __str__(self):
        return f"{self.number}: {self.reason}"
