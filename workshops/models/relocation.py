import datetime as dt

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inspections.models import Visit
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone
from workshops.models.survey import SurveyRecord
from workshops.models.workshop import Workshop
from workshops.models.zone import Unit, Zone
from workshops.querysets.relocation import AllocationQuerySet, RelocationQuerySet


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


def days_of_allocation() -> Func:
    """Both days are days in the unit; without a last one it is given for good."""
    return Func(
        "starts_on",
        "ends_on",
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


@keep_history()
class Allocation(models.Model):
    """One place in a unit, given to a workshop from a first day to a last.

    Whatever two people do in the same second, the database gives a place once, a unit to no more
    than it has room for, and only what fits its categories and a registration that is in force.

    A workshop has one unit at a time: its 登记证 names one place of production, and that place has
    to fit everything it makes; who runs a second unit has a second workshop there.
    """

    relocation = models.ForeignKey(
        Relocation, models.PROTECT, related_name="allocations", verbose_name=_("relocation")
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, related_name="allocations", verbose_name=_("consolidation zone")
    )
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="allocations", verbose_name=_("workshop")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="allocations",
        verbose_name=pgettext_lazy("of a zone", "unit"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, verbose_name=_("division")
    )
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("in a unit", "place"), validators=[MinValueValidator(1)]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    moved_in_on = models.DateField(_("moved in on"), null=True, editable=False)
    moved_out_on = models.DateField(_("moved out on"), null=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="allocation_place_given_once",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (days_of_allocation(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on=None),
                violation_error_message=_("Somebody else has this place on one of these days."),
            ),
            ExclusionConstraint(
                name="allocation_workshop_in_one_unit_at_a_time",
                expressions=[
                    ("workshop", RangeOperators.EQUAL),
                    (days_of_allocation(), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on=None),
                violation_error_message=_("This workshop has a unit on one of these days already."),
            ),
            models.CheckConstraint(name="allocation_place_from_one", condition=Q(place__gte=1)),
            models.CheckConstraint(
                name="allocation_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                name="allocation_moved_in_within_its_days",
                condition=Q(moved_in_on=None)
                | Q(moved_in_on__gte=F("starts_on"))
                & (Q(ends_on=None) | Q(ends_on__gte=F("moved_in_on"))),
                violation_error_message=_("They move in between the first day and the last."),
            ),
            models.CheckConstraint(
                # Whoever overstays keeps the last day that was given.
                name="allocation_ends_no_later_than_moved_out",
                condition=Q(moved_out_on=None)
                | Q(moved_in_on__isnull=False, ends_on__lte=F("moved_out_on")),
            ),
            models.CheckConstraint(
                name="allocation_withdrawn_before_moving_in",
                condition=Q(withdrawn_on=None) | Q(moved_in_on=None),
            ),
        ]
        indexes = [
            # Who is in the units of a zone, and when: the board.
            models.Index(
                fields=["zone", "starts_on"],
                condition=Q(withdrawn_on=None),
                name="allocation_standing_of_zone",
            ),
            # Whether a workshop works inside a zone: ``WorkshopQuerySet.in_zone``.
            models.Index(fields=["workshop", "moved_in_on"], name="allocation_of_workshop"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="allocation_of_its_relocation",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("relocation_id", "zone_id", "workshop_id", "unit_id"),
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM workshops_relocation
                                   WHERE id = NEW.relocation_id AND zone_id = NEW.zone_id
                                     AND workshop_id = NEW.workshop_id)
                    OR NOT EXISTS (SELECT 1 FROM workshops_unit
                                   WHERE id = NEW.unit_id AND zone_id = NEW.zone_id) THEN
                        RAISE EXCEPTION 'relocation % is of another workshop or zone',
                                        NEW.relocation_id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'allocation_of_its_relocation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Locks the unit's row against a change of its capacity and of its categories.
            pgtrigger.Trigger(
                name="allocation_within_the_capacity",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("unit_id", "place"),
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM workshops_unit
                        WHERE id = NEW.unit_id AND capacity >= NEW.place FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'unit % has no place %', NEW.unit_id, NEW.place
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'allocation_within_the_capacity';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # R17: the unit must match what the operator makes. A category of two digits stands for
            # those in it. Asked when a place is given, and again when they move in.
            pgtrigger.Trigger(
                name="allocation_fits_the_varieties",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.unit_id IS DISTINCT FROM NEW.unit_id
                    OR OLD.workshop_id IS DISTINCT FROM NEW.workshop_id
                    OR (OLD.moved_in_on IS NULL AND NEW.moved_in_on IS NOT NULL) THEN
                        -- A variety that is begun meanwhile: variety_fits_the_unit waits for it.
                        PERFORM 1 FROM workshops_workshop
                            WHERE id = NEW.workshop_id FOR NO KEY UPDATE;
                        IF NOT EXISTS (SELECT 1 FROM workshops_unit unit
                                       JOIN workshops_area area ON area.id = unit.area_id
                                       JOIN workshops_areakind kind ON kind.key = area.kind_id
                                       WHERE unit.id = NEW.unit_id
                                         AND kind.purpose = 'production')
                        OR NOT EXISTS (SELECT 1 FROM workshops_variety
                                       WHERE workshop_id = NEW.workshop_id AND until IS NULL)
                        OR EXISTS (SELECT 1 FROM workshops_variety variety
                                   WHERE variety.workshop_id = NEW.workshop_id
                                     AND variety.until IS NULL
                                     AND NOT EXISTS (
                                         SELECT 1 FROM workshops_unitcategory fit
                                         WHERE fit.unit_id = NEW.unit_id
                                           AND starts_with(variety.category_id, fit.category_id)
                                     )) THEN
                            RAISE EXCEPTION 'unit % is not fit for what workshop % makes',
                                            NEW.unit_id, NEW.workshop_id
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'allocation_fits_the_varieties';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
            # 先照后产: the 登记证 covers the first day, and once more the day of moving in.
            pgtrigger.Trigger(
                name="allocation_while_registered",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("day", "date")],
                func="""
                    FOREACH day IN ARRAY ARRAY[
                        CASE WHEN OLD.starts_on IS DISTINCT FROM NEW.starts_on
                             THEN NEW.starts_on END,
                        CASE WHEN OLD.moved_in_on IS NULL THEN NEW.moved_in_on END
                    ] LOOP
                        CONTINUE WHEN day IS NULL;
                        PERFORM 1 FROM workshops_registration
                            WHERE workshop_id = NEW.workshop_id
                              AND valid_from <= day AND valid_to >= day
                              AND (ended_on IS NULL OR ended_on > day)
                            FOR SHARE;
                        IF NOT FOUND THEN
                            RAISE EXCEPTION 'workshop % is not registered on %',
                                            NEW.workshop_id, day
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'allocation_while_registered';
                        END IF;
                    END LOOP;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="allocation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.unit} {self.days}"

    @property
    def days(self) -> str:
        """From when to when, as pages and refusals write it."""
        first = self.starts_on.isoformat()
        if self.ends_on is None:
            return gettext("from %(day)s on") % {"day": first}
        return f"{first} – {self.ends_on.isoformat()}"

    def covers(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
