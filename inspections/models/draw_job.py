from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.draw import Draw
from inspections.querysets.draw import DrawJobQuerySet
from qualitysup.states import Tone, state


class DrawJob(models.Model):
    """Freezing a pool or drawing from it, in the background: how it stands, found again any time.

    A worker that dies leaves nothing half done; the job is taken up by the next.
    """

    class Kind(models.TextChoices):
        FREEZE = "freeze", _("freezing the pool")
        DRAW = "draw", _("drawing")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    UNFINISHED = (State.WAITING, State.RUNNING)
    TONES = {
        State.WAITING: Tone.PLAIN,
        State.RUNNING: Tone.INFO,
        State.DONE: Tone.GOOD,
        State.REFUSED: Tone.LATE,
    }

    # Its name is the step's.
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="jobs", verbose_name=_("random draw")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # How many rows there will be about, and the number in the sequence from which they are counted.
    expected = models.PositiveIntegerField(_("rows"), default=0)
    counted_from = models.PositiveBigIntegerField(default=0)
    refusal = models.TextField(_("why it was refused"), blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = DrawJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw under work")
        verbose_name_plural = _("draws under work")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw"],
                condition=Q(state__in=["waiting", "running"]),
                name="draw_job_one_at_a_time",
            ),
            models.CheckConstraint(
                name="draw_job_refused_iff_it_says_why",
                condition=(Q(state="refused") & ~Q(refusal=""))
                | (~Q(state="refused") & Q(refusal="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.draw}"

    @property
    def is_finished(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())
