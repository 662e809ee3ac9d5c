from django.db import models
from django.db.models import Q
from django.urls import reverse

from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.casework.querysets import CaseQuerySet, LeasedQuerySet
from qualitysup.regions.models import Division
from qualitysup.states import Tone


class ErrandQuerySet(CaseQuerySet):
    def for_list(self):
        return self.select_related("division")


@keep_history()
class Errand(Case):
    """Something to be fetched: drafted, sent out, brought back, received or dropped."""

    class State(models.TextChoices):
        DRAFT = "draft", "being written"
        OUT = "out", "under way"
        BACK = "back", "brought back"
        DONE = "done", "received"
        DROPPED = "dropped", "dropped"

    TONES = {State.DRAFT: Tone.PLAIN, State.DONE: Tone.GOOD, State.DROPPED: Tone.PLAIN}

    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    what = models.CharField("what", max_length=80)
    parcels = models.PositiveSmallIntegerField("parcels", default=0)
    signed = models.BooleanField("signed for", default=False)
    sent_on = models.DateField("sent on", null=True, editable=False)
    done_on = models.DateField("received on", null=True, editable=False)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="errand_done_on_iff_done",
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
                violation_error_message="A received errand has the day it was received.",
            ),
        ]
        permissions = [
            ("send_errand", "Can send errands"),
            ("receive_errand", "Can receive errands"),
            ("override_errand", "Can override"),
        ]

    def __str__(self):
        return f"Errand {self.pk}"

    def get_absolute_url(self):
        return reverse("admin:errands_errand_change", args=[self.pk])

    @property
    def title(self):
        return self.what


class ErrandLog(StepLog):
    """What was done with an errand."""

    case = models.ForeignKey(Errand, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


class Sorting(models.Model):
    """Parcels that a worker sorts, some at a time, for as long as it lives."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    UNFINISHED = (State.WAITING, State.RUNNING)

    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sorted = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"Sorting {self.pk}"
