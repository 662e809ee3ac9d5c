import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from inspections.models import Laboratory
from qualitysup.audit.history import keep_history
from qualitysup.casework.models import Case, StepLog
from qualitysup.regions.models import Division
from qualitysup.states import Tone
from workshops.querysets.zone import (
    AreaKindQuerySet,
    AreaQuerySet,
    UnitCategoryQuerySet,
    UnitQuerySet,
    ZoneQuerySet,
)


@keep_history()
class Zone(Case):
    """A consolidation zone (集中加工场): workshops under one roof, led by one enterprise.

    Its principles are 定点屠宰、集中检验、统一管理、分散经营: whoever moves in stays a business of
    its own, and what they make leaves only past the zone's laboratory.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of a zone", "planned")
        APPROVED = "approved", pgettext_lazy("of a zone", "approved")
        OPERATING = "operating", pgettext_lazy("of a zone", "operating")
        SUSPENDED = "suspended", pgettext_lazy("of a zone", "suspended")
        CLOSED = "closed", pgettext_lazy("of a zone", "closed")

    TONES = {
        State.PLANNED: Tone.PLAIN,
        State.OPERATING: Tone.GOOD,
        State.SUSPENDED: Tone.HOLD,
        State.CLOSED: Tone.PLAIN,
    }

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.PLANNED, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    lead = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zones_led",
        verbose_name=_("lead enterprise"),
        help_text=_("Takes the lead and runs it; the operators stay businesses of their own."),
    )
    address = models.CharField(_("address"), max_length=300)
    # WGS-84, as everywhere.
    lng = models.DecimalField(
        _("longitude (WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (WGS-84)"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    laboratory = models.ForeignKey(
        Laboratory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zones",
        verbose_name=_("laboratory"),
        help_text=_("Where every lot is tested before it leaves."),
    )
    approval_number = models.CharField(_("approval number"), max_length=60, editable=False)
    approved_by = models.CharField(
        pgettext_lazy("of a zone", "approved by"), max_length=80, editable=False
    )
    approved_on = models.DateField(_("approved on"), null=True, editable=False)
    opened_on = models.DateField(pgettext_lazy("of a zone", "opened on"), null=True, editable=False)
    closed_on = models.DateField(pgettext_lazy("of a zone", "closed on"), null=True, editable=False)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("consolidation zone")
        verbose_name_plural = _("consolidation zones")
        ordering = ["-pk"]
        permissions = [
            ("approve_zone", _("Can record the approval of zones")),
            ("open_zone", _("Can open, suspend and close zones")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="zone_name_once_in_a_town",
                violation_error_message=_("There is a zone of this name already."),
            ),
            models.CheckConstraint(
                name="zone_state_known",
                condition=Q(state__in=["planned", "approved", "operating", "suspended", "closed"]),
            ),
            models.CheckConstraint(
                name="zone_approval_whole",
                condition=Q(approval_number="", approved_by="", approved_on=None)
                | (~Q(approval_number="") & ~Q(approved_by="") & Q(approved_on__isnull=False)),
                violation_error_message=_("Give the approval's number, authority and day."),
            ),
            models.CheckConstraint(
                name="zone_approved_iff_past_planning",
                condition=Q(state="planned", approved_on=None)
                | Q(state__in=["approved", "operating", "suspended"], approved_on__isnull=False)
                # One may be given up before it was ever approved.
                | Q(state="closed"),
            ),
            models.CheckConstraint(
                name="zone_operates_with_lead_and_laboratory",
                condition=Q(state__in=["planned", "approved", "closed"])
                | Q(lead__isnull=False, laboratory__isnull=False, opened_on__isnull=False),
                violation_error_message=_(
                    "A zone that operates has a lead enterprise and a laboratory."
                ),
            ),
            models.CheckConstraint(
                name="zone_closed_on_iff_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="zone_point_in_china",
                condition=Q(lng=None, lat=None)
                | Q(
                    lng__isnull=False,
                    lat__isnull=False,
                    lng__range=(73, 136),
                    lat__range=(3, 54),
                ),
                violation_error_message=_(
                    "Give both longitude (73 to 136) and latitude (3 to 54), or neither."
                ),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="zone_by_division")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:workshops_zone_change", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class ZoneLog(StepLog):
    case = models.ForeignKey(Zone, models.PROTECT, related_name="log")

    class Meta(StepLog.Meta):
        pass


@keep_history()
class AreaKind(models.Model):
    """A kind of functional area (功能区) that a zone may have; the report's seven come as data."""

    class Purpose(models.TextChoices):
        PRODUCTION = "production", _("production")
        SLAUGHTER = "slaughter", _("slaughter")
        LABORATORY = "laboratory", _("laboratory")
        DORMITORY = "dormitory", _("dormitory")

    key = models.SlugField(_("key"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    purpose = models.CharField(
        pgettext_lazy("of an area", "purpose"),
        max_length=20,
        choices=Purpose,
        help_text=_("Operators are given units in production areas only."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = AreaKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of functional area")
        verbose_name_plural = _("kinds of functional areas")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                name="area_kind_purpose_known",
                condition=Q(purpose__in=["production", "slaughter", "laboratory", "dormitory"]),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_for_operators(self) -> bool:
        """Units of other areas are the zone's own: its slaughter line, laboratory, dormitory."""
        return self.purpose == self.Purpose.PRODUCTION


@keep_history()
class Area(models.Model):
    """One functional area of a zone."""

    zone = models.ForeignKey(
        Zone, models.PROTECT, related_name="areas", verbose_name=_("consolidation zone")
    )
    kind = models.ForeignKey(AreaKind, models.PROTECT, related_name="areas", verbose_name=_("kind"))
    name = models.CharField(_("name"), max_length=60)
    floor_area = models.DecimalField(
        _("floor area (m²)"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("functional area")
        verbose_name_plural = _("functional areas")
        ordering = ["zone", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "name"],
                name="area_name_once_in_a_zone",
                violation_error_message=_("The zone has an area of this name already."),
            ),
        ]

    def __str__(self):
        return self.name


@keep_history()
class Unit(models.Model):
    """What an operator is given in a zone: a numbered room or stall, with room for ``capacity``."""

    zone = models.ForeignKey(
        Zone, models.PROTECT, related_name="units", verbose_name=_("consolidation zone")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="units", verbose_name=_("functional area")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, verbose_name=_("division")
    )
    code = models.CharField(_("number"), max_length=20)
    floor_area = models.DecimalField(
        _("floor area (m²)"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    capacity = models.PositiveSmallIntegerField(
        pgettext_lazy("of a unit", "capacity"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("How many operators may work in it at the same time."),
    )
    categories = models.ManyToManyField(
        "workshops.FoodCategory",
        through="workshops.UnitCategory",
        related_name="units",
        verbose_name=_("fit for"),
        help_text=_("A category of two digits stands for all that are in it."),
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a zone", "unit")
        verbose_name_plural = _("units")
        ordering = ["zone", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"],
                name="unit_code_once_in_a_zone",
                violation_error_message=_("The zone has a unit of this number already."),
            ),
            models.CheckConstraint(
                name="unit_has_room",
                condition=Q(capacity__gte=1),
                violation_error_message=_("A unit has room for at least one operator."),
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="unit_by_division")]
        triggers = [
            pgtrigger.Trigger(
                name="unit_in_an_area_of_its_zone",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("zone_id", "area_id"),
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM workshops_area
                                   WHERE id = NEW.area_id AND zone_id = NEW.zone_id) THEN
                        RAISE EXCEPTION 'unit % is in an area of another zone', NEW.code
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'unit_in_an_area_of_its_zone';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # The other half of ``allocation_within_the_capacity``, which locks the unit's row.
            pgtrigger.Trigger(
                name="unit_keeps_room_for_whom_it_holds",
                operation=pgtrigger.UpdateOf("capacity"),
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM workshops_allocation
                               WHERE unit_id = NEW.id AND place > NEW.capacity
                                 AND withdrawn_on IS NULL AND moved_out_on IS NULL) THEN
                        RAISE EXCEPTION 'unit % holds more than that', NEW.code
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'unit_keeps_room_for_whom_it_holds';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.code


@keep_history()
class UnitCategory(models.Model):
    """That a unit is fit for making food of a category; while somebody needs it, it stays so."""

    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        related_name="fitness",
        verbose_name=pgettext_lazy("of a zone", "unit"),
    )
    category = models.ForeignKey(
        "workshops.FoodCategory", models.PROTECT, related_name="+", verbose_name=_("category")
    )

    objects = UnitCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("fitness of a unit")
        verbose_name_plural = _("fitness of units")
        ordering = ["unit", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "category"], name="unit_fit_for_a_category_once"
            ),
        ]
        triggers = [
            # The unit's row is locked first: an allocation under way has read its categories.
            pgtrigger.Trigger(
                name="unit_in_use_keeps_its_categories",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM workshops_unit WHERE id = OLD.unit_id FOR NO KEY UPDATE;
                    IF EXISTS (SELECT 1 FROM workshops_allocation
                               WHERE unit_id = OLD.unit_id
                                 AND withdrawn_on IS NULL AND moved_out_on IS NULL) THEN
                        RAISE EXCEPTION 'unit % is in use', OLD.unit_id
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'unit_in_use_keeps_its_categories';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.category_id}"
