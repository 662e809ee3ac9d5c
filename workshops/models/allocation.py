import datetime as dt

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from workshops.models.relocation import Relocation
from workshops.models.workshop import Workshop
from workshops.models.zone import Unit, Zone
from workshops.querysets.relocation import AllocationQuerySet


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
