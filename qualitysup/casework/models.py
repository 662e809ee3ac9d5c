from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.triggers import append_only
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import ScopedQuerySet
from qualitysup.states import Tone
from qualitysup.states import state as shown
from qualitysup.wording import THE_SYSTEM


class Case(models.Model):
    """What moves by a workflow table: somewhere, in a state, at a version.

    The division is where jurisdiction lay when the case was drafted; it stays when the enterprise
    moves. A subclass has ``State``, a ``state`` of these choices, and a ``StepLog`` with ``case``
    pointing at it under ``related_name="log"``.
    """

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("created by"),
        editable=False,
    )

    # What the colour of a state says, where it is not "under way".
    TONES: dict[str, Tone] = {}

    # Whether what its party handed in is relied on by others, and is no longer the party's to take.
    keeps_evidence = False

    # The day on which a step is being taken; set by the workflow, never stored here.
    on = None

    class Meta:
        abstract = True

    @property
    def day(self):
        """The day that guards look at: the step's own, or today for a page that offers steps."""
        return self.on or timezone.localdate()

    @property
    def title(self) -> str:
        """Whom and what it is about, beside its number: what lists of many cases call it."""
        return str(self)

    @property
    def state_label(self) -> str:
        """The state in words; ``get_state_display`` translates every state to find this one."""
        return self.State(self.state).label

    @property
    def shown_state(self) -> SafeString:
        """The state as a word in its shape and colour, the same on every page."""
        return shown(self.TONES.get(self.state, Tone.INFO), self.state_label)

    @property
    def holder(self):
        """Who is reminded of the case's deadlines; whoever took the step if nobody is named."""
        return None

    def document_issued(self, document):
        """Called when a step issued a document; the step saves what is set here."""


class StepLogQuerySet(ScopedQuerySet):
    division_path = "case__division"


class StepLog(models.Model):
    """One step that was taken: who, when, from where to where, on what legal basis. Append-only.

    ``on`` is the day it was taken, ``at`` the moment it was recorded; nobody took what came
    ``by_itself``.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), null=True
    )
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    name = models.CharField(_("step"), max_length=40)
    from_state = models.CharField(_("from"), max_length=30)
    to_state = models.CharField(_("to"), max_length=30)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    override = models.TextField(_("reason for the override"), blank=True)

    objects = StepLogQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        ordering = ["at", "pk"]
        triggers = append_only()

    def __str__(self):
        return f"{self.name}: {self.from_state} → {self.to_state}"

    @property
    def who(self):
        return self.by or THE_SYSTEM
