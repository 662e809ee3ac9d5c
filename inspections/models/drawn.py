"""What came out of a draw: the enterprises to check, and who checks them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.draw import Draw
from inspections.models.draw_rate import Stratum
from inspections.models.visit import Visit
from inspections.querysets.draw import DrawnEnterpriseQuerySet, DrawnInspectorQuerySet
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state


@keep_history()
class DrawnEnterprise(models.Model):
    """An enterprise that was drawn: which place, by which key, until when, what came of it.

    Whatever happens to the register afterwards, nobody is drawn in its stead: an enterprise that
    is gone by then ends as gone.
    """

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("to be checked")
        DONE = "done", _("checked")
        GONE = "gone", _("gone from the register before the check")
        CANCELLED = "cancelled", _("draw cancelled")

    TONES = {
        State.TO_CHECK: Tone.SOON,
        State.DONE: Tone.GOOD,
        State.GONE: Tone.HOLD,
        State.CANCELLED: Tone.PLAIN,
    }

    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="drawn", verbose_name=_("random draw")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="drawn",
        verbose_name=_("enterprise"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    public_id = models.CharField(_("candidate"), max_length=24, editable=False)
    party_name = models.CharField(_("name when drawn"), max_length=200, editable=False)
    risk_class = models.CharField(_("risk class"), max_length=1, choices=Stratum, editable=False)
    key = models.CharField(pgettext_lazy("of a draw", "key"), max_length=64, editable=False)
    position = models.PositiveIntegerField(pgettext_lazy("in a draw", "place"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.TO_CHECK, editable=False
    )
    due_on = models.DateField(_("to be checked until"), editable=False)
    visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="drawn",
        verbose_name=_("visit"),
    )
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True, editable=False)

    objects = DrawnEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn enterprise")
        verbose_name_plural = _("drawn enterprises")
        ordering = ["-draw", "position"]
        permissions = [("close_drawnenterprise", _("Can end the check of a drawn enterprise"))]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="drawn_place_once"),
            models.UniqueConstraint(fields=["draw", "public_id"], name="drawn_enterprise_once"),
            models.CheckConstraint(
                name="drawn_state_known",
                condition=Q(state__in=["to_check", "done", "gone", "cancelled"]),
            ),
            models.CheckConstraint(
                name="drawn_checked_by_a_visit",
                condition=Q(state="done", visit__isnull=False) | (~Q(state="done") & Q(visit=None)),
            ),
            models.CheckConstraint(
                name="drawn_ended_on_iff_ended",
                condition=Q(state="to_check", ended_on=None)
                | (~Q(state="to_check") & Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="drawn_gone_says_why", condition=~Q(state="gone") | ~Q(note="")
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="drawn_by_division"),
            # ``to_check``: the desk's and the phone's list of what is due.
            models.Index(
                fields=["due_on", "id"], condition=Q(state="to_check"), name="drawn_to_check"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="drawn_as_drawn",
                fields=[
                    "draw",
                    "public_id",
                    "party_name",
                    "risk_class",
                    "key",
                    "position",
                    "division",
                ],
            ),
            pgtrigger.Protect(name="drawn_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.position}. {self.party_name}"

    def get_absolute_url(self):
        return reverse("admin:inspections_drawnenterprise_change", args=[self.pk])

    @property
    def title(self) -> str:
        return self.draw.name

    @property
    def shown_state(self):
        return state(self.TONES[self.state], self.get_state_display())


@keep_history()
class DrawnInspector(models.Model):
    """An inspector assigned to a drawn enterprise, with the badge; a substitute says for whom."""

    drawn = models.ForeignKey(
        DrawnEnterprise,
        models.PROTECT,
        related_name="inspectors",
        verbose_name=_("drawn enterprise"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drawn", verbose_name=_("inspector")
    )
    badge_number = models.CharField(_("enforcement badge number"), max_length=30)
    position = models.PositiveSmallIntegerField(_("no."))
    # Whoever cannot go after all stays in the row, with the reason, beside the substitute's.
    released_on = models.DateField(_("released on"), null=True)
    release_reason = models.CharField(_("reason for the release"), max_length=200, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("stands in for")
    )

    objects = DrawnInspectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("assigned inspector")
        verbose_name_plural = _("assigned inspectors")
        ordering = ["drawn", "position"]
        constraints = [
            models.UniqueConstraint(fields=["drawn", "person"], name="drawn_inspector_once"),
            models.UniqueConstraint(fields=["drawn", "position"], name="drawn_inspector_place"),
            models.CheckConstraint(
                name="drawn_inspector_released_with_a_reason",
                condition=Q(released_on=None, release_reason="")
                | (Q(released_on__isnull=False) & ~Q(release_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="assigned_as_drawn",
                fields=["drawn", "person", "badge_number", "position", "stands_in_for"],
            ),
            pgtrigger.Protect(name="assigned_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.person} {self.badge_number}"
