from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.casework.querysets import LeasedQuerySet
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


# Who holds the work, and how far it is, is no change of anything.
@keep_history(exclude=["claim", "claimed_until", "attempts", "report"])
class PhoneExport(models.Model):
    """A file of records that a phone could not send, as a desk takes it in: a job for a worker.

    ``report`` says of each record what became of it, and grows while they are taken in; whoever
    goes on after a worker that died leaves those out. Drafts are no visits: they stay in
    ``drafts``, with their photos, for whoever wrote them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("taken in")
        REFUSED = "refused", _("not readable")

    UNFINISHED = (State.WAITING, State.RUNNING)
    TONES = {
        State.WAITING: Tone.PLAIN,
        State.RUNNING: Tone.INFO,
        State.DONE: Tone.GOOD,
        State.REFUSED: Tone.LATE,
    }

    # There until it is taken in: all of it is then in visits, evidence and drafts.
    file = models.FileField(_("file"), upload_to="phone-files/%Y/%m/", blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    failure = models.TextField(_("why it failed"), blank=True, editable=False)
    # How many records the phone says are in it.
    records = models.PositiveIntegerField(_("records"), default=0, editable=False)
    # The worker that holds the job, until its lease ends; then another may go on.
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    # Claims since a record was last taken in.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    name = models.CharField(_("file"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    person = models.CharField(_("written by"), max_length=60, blank=True, editable=False)
    device = models.CharField(_("phone"), max_length=80, blank=True, editable=False)
    report = models.JSONField(_("report"), default=list, editable=False)
    drafts = models.FileField(
        _("drafts"), upload_to="phone-drafts/%Y/%m/", blank=True, editable=False
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("taken in by"),
        editable=False,
    )
    imported_at = models.DateTimeField(_("handed in at"), default=timezone.now, editable=False)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a phone")
        verbose_name_plural = _("files of phones")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "imported_by"], name="phone_export_once_a_person"
            ),
            models.CheckConstraint(
                name="phone_export_refused_iff_it_says_why",
                condition=(Q(state="refused") & ~Q(failure=""))
                | (~Q(state="refused") & Q(failure="")),
            ),
        ]
        indexes = [
            # ``abandoned``, every minute
            models.Index(
                fields=["claimed_until"],
                name="phone_export_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:inspections_phoneexport_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())
