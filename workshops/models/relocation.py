from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Visit
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone
from workshops.models.survey_record import SurveyRecord
from workshops.models.workshop import Workshop
from workshops.models.zone import Zone
from workshops.querysets.relocation import RelocationQuerySet


@keep_history()
class Relocation(Case):
    """A workshop on its way into a zone (入驻): proposed, agreed to, given a unit, moved in, out.

    Nobody is moved who has not agreed. ``reasons`` say why it was proposed, as the survey found
    it; the place that it is given is an ``Allocation``, of which the standing one is the latest.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", pgettext_lazy("of a relocation", "candidate")
        AGREED = "agreed", pgettext_lazy("of a relocation", "agreed")
        WAITING = "waiting", pgettext_lazy("of a relocation", "on the waiting list")
        PLANNED = "planned", pgettext_lazy("of a relocation", "unit given")
        MOVED_IN = "moved_in", pgettext_lazy("of a relocation", "moved in")
        MOVED_OUT = "moved_out", pgettext_lazy("of a relocation", "moved out")
        DECLINED = "declined", pgettext_lazy("of a relocation", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a relocation", "withdrawn")

    TONES = {
        State.CANDIDATE: Tone.PLAIN,
        State.WAITING: Tone.SOON,
        State.MOVED_IN: Tone.GOOD,
        State.MOVED_OUT: Tone.PLAIN,
        State.DECLINED: Tone.PLAIN,
        State.WITHDRAWN: Tone.PLAIN,
    }

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.CANDIDATE, editable=False
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, related_name="relocations", verbose_name=_("consolidation zone")
    )
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="relocations", verbose_name=_("workshop")
    )
    record = models.ForeignKey(
        SurveyRecord,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="relocations",
        verbose_name=_("record of the survey"),
    )
    # As they stood when it was proposed: the place in the ranking, and what counted for it.
    rank = models.PositiveIntegerField(_("rank"), null=True, editable=False)
    reasons = models.JSONField(_("reasons"), default=list, blank=True, editable=False)
    agreed_on = models.DateField(_("agreed on"), null=True, editable=False)
    waiting_since = models.DateField(_("waiting since"), null=True, editable=False)
    planned_on = models.DateField(_("planned to move in on"), null=True, editable=False)
    moved_in_on = models.DateField(_("moved in on"), null=True, editable=False)
    moved_out_on = models.DateField(_("moved out on"), null=True, editable=False)
    # Where it was until then; moving in puts the zone's address in their place.
    old_address = models.CharField(_("old address"), max_length=300, blank=True, editable=False)
    old_division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("old division"),
    )
    closing_visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="relocations_closed",
        verbose_name=_("closing visit of the old site"),
    )
    unvisited_because = models.TextField(
        _("why there was no closing visit"), blank=True, editable=False
    )

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relocation")
        verbose_name_plural = _("relocations")
        ordering = ["-pk"]
        permissions = [
            ("agree_relocation", _("Can record that operators agree or decline")),
            ("allocate_relocation", _("Can give units and places on the waiting list")),
            ("move_relocation", _("Can record moving in and out")),
            ("override_relocation", _("Can let operators move in without a closing visit")),
        ]
        constraints = [
            models.CheckConstraint(
                name="relocation_state_known",
                condition=Q(
                    state__in=[
                        "candidate",
                        "agreed",
                        "waiting",
                        "planned",
                        "moved_in",
                        "moved_out",
                        "declined",
                        "withdrawn",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(state__in=["candidate", "agreed", "waiting", "planned", "moved_in"]),
                name="relocation_open_once_per_workshop",
                violation_error_message=_("This workshop is on its way into a zone already."),
            ),
            models.CheckConstraint(
                name="relocation_agreed_before_it_goes_on",
                condition=Q(state="candidate", agreed_on=None)
                | Q(state__in=["declined", "withdrawn"])
                | Q(agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="relocation_waiting_since_a_day",
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="relocation_planned_for_a_day",
                condition=Q(
                    state__in=["planned", "moved_in", "moved_out"], planned_on__isnull=False
                )
                | ~Q(state__in=["planned", "moved_in", "moved_out"]) & Q(planned_on=None),
            ),
            models.CheckConstraint(
                name="relocation_moved_in_on_iff_moved_in",
                condition=Q(state__in=["moved_in", "moved_out"], moved_in_on__isnull=False)
                | ~Q(state__in=["moved_in", "moved_out"]) & Q(moved_in_on=None),
            ),
            models.CheckConstraint(
                name="relocation_moved_out_on_iff_moved_out",
                condition=Q(state="moved_out", moved_out_on__gte=F("moved_in_on"))
                | ~Q(state="moved_out") & Q(moved_out_on=None),
                violation_error_message=_("Nobody moves out before having moved in."),
            ),
            models.CheckConstraint(
                name="relocation_moved_in_after_closing_visit",
                condition=Q(moved_in_on=None)
                | Q(closing_visit__isnull=False)
                | ~Q(unvisited_because=""),
                violation_error_message=_(
                    "The old site is closed by a visit, or a reason says why there was none."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="relocation_by_division"),
            # The board of a zone: candidates and the waiting list beside the units.
            models.Index(fields=["zone", "state"], name="relocation_of_zone"),
            # ``in_turn``: who is next.
            models.Index(
                fields=["zone", "waiting_since"],
                condition=Q(state="waiting"),
                name="relocation_waiting_in_turn",
            ),
        ]

    def __str__(self):
        return f"{self.workshop} → {self.zone}"

    def get_absolute_url(self):
        return reverse("admin:workshops_relocation_change", args=[self.pk])

    @property
    def holder(self):
        """The deadlines are told to whoever proposed it."""
        return self.created_by

    @cached_property
    def allocation(self):
        """The place that it was given, if it still has one."""
        return self.allocations.standing().select_related("unit__area").order_by("pk").last()

    @property
    def position(self) -> int | None:
        """Its place on the waiting list of the zone, from 1; ``None`` off the list."""
        if self.state != self.State.WAITING:
            return None
        turn = list(
            type(self).objects.of(self.zone_id).waiting().in_turn().values_list("pk", flat=True)
        )
        return turn.index(self.pk) + 1


class RelocationLog(StepLog):
    case = models.ForeignKey(Relocation, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass
