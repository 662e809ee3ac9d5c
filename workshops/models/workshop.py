import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division
from qualitysup.states import Tone, days_left, state
from workshops.models.category import FoodCategory, NegativeEntry, Trade, of_form
from workshops.querysets.workshop import (
    HealthCertificateQuerySet,
    VarietyQuerySet,
    WorkerQuerySet,
    WorkshopQuerySet,
)


@keep_history()
class Workshop(models.Model):
    """A small workshop that makes or processes food (食品生产加工小作坊).

    Its name, number, address and point are those of its enterprise. What the latest survey found
    stands here for lists; the records themselves are the survey's.
    """

    class OperatorKind(models.TextChoices):
        PERSON = "person", pgettext_lazy("who runs it", "a person")
        ENTERPRISE = "enterprise", pgettext_lazy("who runs it", "an enterprise")

    class Status(models.TextChoices):
        OPERATING = "operating", pgettext_lazy("a workshop", "operating")
        SUSPENDED = "suspended", pgettext_lazy("a workshop", "not working for now")
        CLOSED = "closed", pgettext_lazy("a workshop", "closed for good")

    class Conditions(models.TextChoices):
        """生产条件, as the latest survey found them."""

        UNKNOWN = "unknown", _("not surveyed")
        COMPLETE = "complete", _("complete")
        INCOMPLETE = "incomplete", _("incomplete")

    enterprise = models.OneToOneField(
        Enterprise, models.PROTECT, related_name="workshop", verbose_name=_("enterprise")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    trade = models.ForeignKey(
        Trade, models.PROTECT, related_name="workshops", verbose_name=_("trade")
    )
    operator_kind = models.CharField(
        _("run by"), max_length=10, choices=OperatorKind, default=OperatorKind.PERSON
    )
    operator_name = models.CharField(_("operator"), max_length=60)
    # 城乡结合部: where the report found most of those that were hard to supervise.
    fringe = models.BooleanField(_("on the urban–rural fringe"), null=True, blank=True)
    floor_area = models.DecimalField(
        _("floor area (m²)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    # What the operator says; the register of workers may name fewer.
    headcount = models.PositiveSmallIntegerField(_("people at work"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPERATING)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    closed_because = models.CharField(
        pgettext_lazy("a workshop", "why it closed"), max_length=200, blank=True, editable=False
    )
    # The latest survey of it, kept here for lists and the ranking.
    surveyed_on = models.DateField(_("surveyed on"), null=True, editable=False)
    score = models.PositiveSmallIntegerField(_("score"), null=True, editable=False)
    conditions = models.CharField(
        _("production conditions"),
        max_length=10,
        choices=Conditions,
        default=Conditions.UNKNOWN,
        editable=False,
    )
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-pk"]
        permissions = [
            ("close_workshop", _("Can close a workshop for good")),
            ("import_workshop", _("Can import workshops")),
        ]
        constraints = [
            models.CheckConstraint(name="workshop_operator_named", condition=~Q(operator_name="")),
            models.CheckConstraint(
                name="workshop_operator_kind_known",
                condition=Q(operator_kind__in=["person", "enterprise"]),
            ),
            models.CheckConstraint(
                name="workshop_status_known",
                condition=Q(status__in=["operating", "suspended", "closed"]),
            ),
            models.CheckConstraint(
                name="workshop_closed_on_a_day_for_a_reason",
                condition=Q(status="closed", closed_on__isnull=False) & ~Q(closed_because="")
                | ~Q(status="closed") & Q(closed_on=None, closed_because=""),
            ),
            models.CheckConstraint(
                name="workshop_conditions_known_iff_surveyed",
                condition=Q(conditions="unknown", surveyed_on=None, score=None)
                | Q(conditions__in=["complete", "incomplete"], surveyed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="workshop_floor_area_not_negative",
                condition=Q(floor_area=None) | Q(floor_area__gte=0),
                violation_error_message=_("A floor area is not negative."),
            ),
        ]
        indexes = [
            # The register by town, newest first: ScopedQuerySet.within, WorkshopAdmin
            models.Index(fields=["division", "-id"], name="workshop_by_place"),
            # The ranking: WorkshopQuerySet.incomplete
            models.Index(
                fields=["division", "score"],
                name="workshop_incomplete",
                condition=Q(conditions="incomplete") & ~Q(status="closed"),
            ),
        ]

    def __str__(self):
        return self.enterprise.name

    def get_absolute_url(self):
        return reverse("admin:workshops_workshop_change", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is and where, beside its name."""
        return f"{self.trade.name} · {self.division.name}"

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def shown_status(self):
        return state(TONES[self.status], self.get_status_display())

    @property
    def shown_conditions(self):
        return state(TONES[self.conditions], self.get_conditions_display())


TONES = {
    Workshop.Status.OPERATING: Tone.GOOD,
    Workshop.Status.SUSPENDED: Tone.HOLD,
    Workshop.Status.CLOSED: Tone.PLAIN,
    Workshop.Conditions.UNKNOWN: Tone.PLAIN,
    Workshop.Conditions.COMPLETE: Tone.GOOD,
    Workshop.Conditions.INCOMPLETE: Tone.LATE,
}

# NegativeEntry.bans and NegativeEntryQuerySet.against once more, for whoever goes round the
# service: what is open now and was begun under a list is not forbidden by that list.
NOTHING_FORBIDDEN_IS_BEGUN = """
    IF NEW.until IS NULL AND EXISTS (
        SELECT 1
        FROM workshops_negativeentry entry
        JOIN workshops_negativelist edition ON edition.id = entry.list_id
        JOIN workshops_workshop workshop ON workshop.id = NEW.workshop_id
        WHERE entry.category_id IN (NEW.category_id, left(NEW.category_id, 2))
          AND edition.division_id IN (
                left(workshop.division_id, 2) || '0000000000',
                left(workshop.division_id, 4) || '00000000')
          AND edition.valid_from <= NEW.since
          AND (edition.valid_to IS NULL OR NEW.since < edition.valid_to)
          AND NOT (entry.allowed_in_zone AND NEW.exception_id IS NOT NULL)
          AND (entry.products = '{}' OR EXISTS (
                SELECT 1 FROM unnest(entry.products) product
                WHERE strpos(NEW.name, product) > 0))
          AND NOT EXISTS (
                SELECT 1 FROM unnest(entry.except_for) product
                WHERE strpos(NEW.name, product) > 0)
    ) THEN
        RAISE EXCEPTION 'the negative list forbids category %', NEW.category_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'variety_not_forbidden';
    END IF;
    RETURN NEW;
"""


# The other half of ``allocation_fits_the_varieties``: who was given a unit begins nothing that it
# is not fit for. The workshop is locked first: an allocation under way has read its varieties.
WHAT_IS_BEGUN_FITS_THE_UNIT = """
    IF NEW.until IS NULL THEN
        PERFORM 1 FROM workshops_workshop WHERE id = NEW.workshop_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM workshops_allocation held
            WHERE held.workshop_id = NEW.workshop_id
              AND held.withdrawn_on IS NULL AND held.moved_out_on IS NULL
              AND NOT EXISTS (
                    SELECT 1 FROM workshops_unitcategory fit
                    WHERE fit.unit_id = held.unit_id
                      AND starts_with(NEW.category_id, fit.category_id))
        ) THEN
            RAISE EXCEPTION 'the unit of workshop % is not fit for %',
                            NEW.workshop_id, NEW.category_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'variety_fits_the_unit';
        END IF;
    END IF;
    RETURN NEW;
"""


@keep_history()
class Variety(models.Model):
    """Something that a workshop makes, by its category of four digits, from when until when.

    ``exception`` is the entry of a negative list that forbids it outside an approved zone; it has
    to be given up when the workshop leaves the zone.
    """

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="varieties", verbose_name=_("workshop")
    )
    category = models.ForeignKey(
        FoodCategory, models.PROTECT, related_name="varieties", verbose_name=_("food category")
    )
    name = models.CharField(pgettext_lazy("of a food", "name"), max_length=60)
    since = models.DateField(_("made since"), default=timezone.localdate)
    until = models.DateField(
        _("made until"), null=True, blank=True, help_text=_("The last day on which it was made.")
    )
    exception = models.ForeignKey(
        NegativeEntry,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("allowed by the exception for zones"),
    )

    objects = VarietyQuerySet.as_manager()

    class Meta:
        verbose_name = _("variety of food")
        verbose_name_plural = _("varieties of food")
        ordering = ["workshop", "category", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "category", "name"],
                condition=Q(until=None),
                name="variety_open_once",
                violation_error_message=_("This workshop makes this already."),
            ),
            models.CheckConstraint(
                name="variety_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="variety_of_a_category_of_four_digits",
                condition=of_form("category", r"^\d{4}$"),
                violation_error_message=_("Name the category of four digits."),
            ),
            models.CheckConstraint(name="variety_named", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="nothing_forbidden_is_begun",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("workshop_id", "category_id", "name", "since", "exception_id"),
                when=pgtrigger.Before,
                func=NOTHING_FORBIDDEN_IS_BEGUN,
            ),
            pgtrigger.Trigger(
                name="variety_fits_the_unit",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("workshop_id", "category_id", "until"),
                when=pgtrigger.Before,
                func=WHAT_IS_BEGUN_FITS_THE_UNIT,
            ),
        ]

    def __str__(self):
        return self.name


@keep_history()
class Worker(models.Model):
    """A person who works in a workshop and needs a health certificate (食品安全法 45)."""

    workshop = models.ForeignKey(
        Workshop, models.PROTECT, related_name="workers", verbose_name=_("workshop")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=40)
    job = models.CharField(_("job"), max_length=40, blank=True)
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("The first day on which they were gone.")
    )

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["workshop", "pk"]
        constraints = [
            models.CheckConstraint(name="worker_named", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name


@keep_history()
class HealthCertificate(models.Model):
    """健康证 of a worker; the last day on which it is valid is a deadline (食品安全法 45)."""

    worker = models.ForeignKey(
        Worker, models.PROTECT, related_name="certificates", verbose_name=_("worker")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    number = models.CharField(_("number"), max_length=40)
    issued_on = models.DateField(pgettext_lazy("of a certificate", "issued on"))
    valid_to = models.DateField(_("last day valid"))

    objects = HealthCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("health certificate")
        verbose_name_plural = _("health certificates")
        ordering = ["worker", "-valid_to", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "number"],
                name="health_certificate_once",
                violation_error_message=_("This worker has this certificate already."),
            ),
            models.CheckConstraint(
                name="health_certificate_ends_after_it_begins",
                condition=Q(valid_to__gt=F("issued_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(name="health_certificate_numbered", condition=~Q(number="")),
        ]

    def __str__(self):
        return f"{self.worker} {self.number}"

    def get_absolute_url(self):
        return reverse("admin:workshops_healthcertificate_change", args=[self.pk])

    @property
    def shown_state(self):
        return days_left(self.valid_to)
