"""What is owed in a prospect, both ways: materials to send, and what was promised on a visit."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.models.policy import PolicyEdition
from investment.models.prospect import Prospect
from investment.models.trip import ProspectVisit
from investment.querysets.task import ProspectTaskQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, days_left, state


@keep_history()
class ProspectTask(models.Model):
    """Somebody owes something by a day: materials (材料), our promise, or the firm's.

    Its last day is a deadline of whoever answers for it.
    """

    class Kind(models.TextChoices):
        MATERIALS = "materials", _("materials to send")
        OURS = "ours", _("promised by us")
        THEIRS = "theirs", _("promised by the firm")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of a task", "open")
        DONE = "done", pgettext_lazy("of a task", "done")
        DROPPED = "dropped", pgettext_lazy("of a task", "not needed")

    TONES = {State.DONE: Tone.GOOD, State.DROPPED: Tone.PLAIN}

    prospect = models.ForeignKey(
        Prospect, models.PROTECT, related_name="tasks", verbose_name=_("prospect")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.CharField(_("what is owed"), max_length=300)
    visit = models.ForeignKey(
        ProspectVisit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("promised on the visit"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="prospect_tasks",
        verbose_name=_("who answers for it"),
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    settled_on = models.DateField(
        pgettext_lazy("of a task", "settled on"), null=True, editable=False
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("settled by"),
    )
    result = models.CharField(_("how it was settled"), max_length=300, blank=True, editable=False)
    # Which version of which pack was sent.
    edition = models.ForeignKey(
        PolicyEdition,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version sent"),
    )

    objects = ProspectTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a prospect")
        verbose_name_plural = _("tasks of prospects")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="prospecttask_kind_known",
                condition=Q(kind__in=["materials", "ours", "theirs"]),
            ),
            models.CheckConstraint(
                name="prospecttask_settled_with_words",
                condition=Q(state="open", settled_on=None, settled_by=None, result="", edition=None)
                | (
                    Q(state__in=["done", "dropped"], settled_on__isnull=False)
                    & Q(settled_by__isnull=False)
                    & ~Q(result="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(state="open"), name="prospecttask_to_do"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="prospecttask_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="prospecttask_settled_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'open' AND OLD.state IS DISTINCT FROM NEW.state"
                ),
            ),
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return f"{self.prospect.get_absolute_url()}#tasks"

    @property
    def title(self) -> str:
        return f"{self.prospect} · {self.words}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def shown_state(self):
        if self.is_open:
            return days_left(self.due_on, timezone.localdate())
        return state(self.TONES[self.state], self.State(self.state).label)
