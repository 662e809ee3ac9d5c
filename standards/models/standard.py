"""The catalogue of standards (标准目录): what each is, what it replaces, what it adopts."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import search
from qualitysup.audit.history import keep_history
from qualitysup.states import Tone, state
from qualitysup.wording import tidy
from standards import classes
from standards.numbers import Level, Nature, StandardNumber, parse
from standards.querysets.standard import (
    AdoptionQuerySet,
    ReplacementQuerySet,
    StandardQuerySet,
)

LEVELS = [
    (Level.NATIONAL.value, pgettext_lazy("of a standard", "national")),
    (Level.SECTOR.value, pgettext_lazy("of a standard", "sector")),
    (Level.LOCAL.value, pgettext_lazy("of a standard", "local")),
    (Level.ASSOCIATION.value, pgettext_lazy("of a standard", "association")),
    (Level.ENTERPRISE.value, pgettext_lazy("of a standard", "enterprise")),
    (Level.INTERNATIONAL.value, pgettext_lazy("of a standard", "international")),
    (Level.FOREIGN.value, pgettext_lazy("of a standard", "foreign")),
]
NATURES = [
    (Nature.MANDATORY.value, pgettext_lazy("of a standard", "mandatory")),
    (Nature.RECOMMENDED.value, pgettext_lazy("of a standard", "recommended")),
    (Nature.GUIDANCE.value, pgettext_lazy("of a standard", "guidance")),
    (Nature.NONE.value, "—"),
]


class Status(models.TextChoices):
    """How a standard stands on a day; computed from its dates and never stored."""

    UPCOMING = "upcoming", pgettext_lazy("of a standard", "not yet in force")  # 即将实施
    IN_FORCE = "in-force", pgettext_lazy("of a standard", "in force")  # 现行
    ABOLISHED = "abolished", pgettext_lazy("of a standard", "abolished")  # 废止


TONES = {Status.UPCOMING: Tone.INFO, Status.IN_FORCE: Tone.GOOD, Status.ABOLISHED: Tone.PLAIN}


@keep_history(exclude=["search_text", "classes", "sort_key"])
class Standard(models.Model):
    """One edition of a standard, by its number.

    Which edition applied on which day is said by its dates: from ``in_force_on`` until the day
    before ``abolished_on``.
    """

    number = models.CharField(
        pgettext_lazy("of a standard", "number"), max_length=80, unique=True, db_collation="C"
    )
    # Filled from the number, and never typed.
    series = models.CharField(_("series"), max_length=60, db_collation="C", editable=False)
    sort_key = models.CharField(max_length=200, unique=True, db_collation="C", editable=False)
    level = models.CharField(_("level"), max_length=15, choices=LEVELS, editable=False)
    nature = models.CharField(
        _("nature"), max_length=15, choices=NATURES, blank=True, editable=False
    )
    name = models.CharField(pgettext_lazy("of a standard", "name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    issuer = models.CharField(
        pgettext_lazy("of a standard", "published by"), max_length=200, blank=True
    )
    published_on = models.DateField(
        pgettext_lazy("of a standard", "published on"), null=True, blank=True
    )
    in_force_on = models.DateField(pgettext_lazy("of a standard", "in force from"))
    abolished_on = models.DateField(
        pgettext_lazy("of a standard", "abolished on"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer in force."),
    )
    ics = ArrayField(
        models.CharField(max_length=9),
        verbose_name=_("ICS"),
        default=list,
        blank=True,
        help_text=_("As in 25.120.10. Separate several with commas."),
    )
    ccs = ArrayField(
        models.CharField(max_length=3),
        verbose_name=_("CCS"),
        default=list,
        blank=True,
        help_text=_("As in J62. Separate several with commas."),
    )
    # Its classes and all that they lie in: see ``classes.keys``.
    classes = ArrayField(models.CharField(max_length=15), default=list, editable=False)
    search_text = models.TextField(editable=False)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of the catalogue", "standard")
        verbose_name_plural = pgettext_lazy("of the catalogue", "standards")
        ordering = ["sort_key"]
        permissions = [
            ("import_standard", _("Can import standards")),
            ("replace_standard", _("Can record what standards replace and adopt")),
        ]
        constraints = [
            models.CheckConstraint(
                name="standard_level_known", condition=Q(level__in=[value for value, _ in LEVELS])
            ),
            models.CheckConstraint(
                name="standard_nature_known",
                condition=Q(nature__in=[value for value, _ in NATURES]),
            ),
            models.CheckConstraint(
                name="standard_begins_with_its_series", condition=Q(number__startswith=F("series"))
            ),
            models.CheckConstraint(
                name="standard_in_force_after_published",
                condition=Q(published_on=None) | Q(in_force_on__gte=F("published_on")),
                violation_error_message=_("It is in force from its publication, or later."),
            ),
            models.CheckConstraint(
                name="standard_abolished_after_in_force",
                condition=Q(abolished_on=None) | Q(abolished_on__gte=F("in_force_on")),
                violation_error_message=_("It is abolished after it came into force."),
            ),
        ]
        indexes = [
            # StandardQuerySet.search
            GinIndex(Func("search_text", function="grams"), name="standard_grams"),
            # StandardQuerySet.in_class
            GinIndex(fields=["classes"], name="standard_classes"),
            # versions.of: the editions of a series
            models.Index(fields=["series", "in_force_on"], name="standard_by_series"),
            # StandardQuerySet.upcoming, and lists by day
            models.Index(fields=["in_force_on", "id"], name="standard_by_day"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="standard_keeps_its_number",
                fields=["number", "series", "sort_key", "level", "nature"],
            ),
            pgtrigger.Protect(name="standard_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("admin:standards_standard_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def parsed(self) -> StandardNumber:
        return parse(self.number)

    def status_on(self, day) -> Status:
        if day < self.in_force_on:
            return Status.UPCOMING
        if self.abolished_on and self.abolished_on <= day:
            return Status.ABOLISHED
        return Status.IN_FORCE

    def is_in_force(self, day) -> bool:
        return self.status_on(day) == Status.IN_FORCE

    @property
    def shown_status(self):
        found = self.status_on(timezone.localdate())
        return state(TONES[found], found.label)

    def fill(self) -> None:
        """What follows from the number, the names and the classes; called whenever it is written.

        ``NotANumber`` where the number is none.
        """
        number = parse(self.number)
        self.number, self.series, self.sort_key = str(number), number.series, number.sort_key
        self.level, self.nature = str(number.level), str(number.nature)
        self.name, self.name_en = tidy(self.name), tidy(self.name_en)
        self.classes = classes.keys(self.ics, self.ccs)
        self.search_text = search.text_for(filter(None, [self.number, self.name, self.name_en]))

    def save(self, *args, **kwargs):
        self.fill()
        super().save(*args, **kwargs)


@keep_history()
class Replacement(models.Model):
    """That one standard takes the place (代替) of another, wholly or in a part.

    What is replaced may not be in the catalogue yet: then only its number is known.
    """

    class Extent(models.TextChoices):
        FULL = "full", pgettext_lazy("of a replacement", "whole")
        PARTIAL = "partial", pgettext_lazy("of a replacement", "in part")

    new = models.ForeignKey(
        Standard, models.PROTECT, related_name="replaces", verbose_name=_("new standard")
    )
    old_number = models.CharField(_("number replaced"), max_length=80, db_collation="C")
    old = models.ForeignKey(
        Standard,
        models.PROTECT,
        null=True,
        related_name="replaced_by",
        editable=False,
        verbose_name=_("standard replaced"),
    )
    extent = models.CharField(_("extent"), max_length=10, choices=Extent, default=Extent.FULL)
    part = models.CharField(
        pgettext_lazy("of a replacement", "which part"), max_length=200, blank=True
    )

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("replacement of a standard")
        verbose_name_plural = _("replacements of standards")
        ordering = ["new", "old_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["new", "old_number"],
                name="replacement_once",
                violation_error_message=_("This replacement is entered already."),
            ),
            models.UniqueConstraint(
                fields=["old"],
                condition=Q(extent="full"),
                name="replacement_whole_by_one",
                violation_error_message=_(
                    "It is wholly replaced by another standard already: enter this in part."
                ),
            ),
            models.CheckConstraint(
                name="replacement_not_of_itself",
                condition=Q(old=None) | ~Q(old=F("new")),
                violation_error_message=_("A standard does not replace itself."),
            ),
            models.CheckConstraint(
                name="replacement_extent_known", condition=Q(extent__in=["full", "partial"])
            ),
            models.CheckConstraint(
                name="replacement_part_iff_partial",
                condition=Q(extent="full", part="") | (Q(extent="partial") & ~Q(part="")),
                violation_error_message=_("Say which part is replaced; of the whole, none."),
            ),
        ]
        indexes = [
            # catalogue.settle: what was replaced before it was entered
            models.Index(
                fields=["old_number"], condition=Q(old=None), name="replacement_unsettled"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="replacement_goes_forward",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__old__isnull=False),
                func="""
                    IF EXISTS (
                        WITH RECURSIVE later(id) AS (
                            SELECT NEW.old_id
                            UNION
                            SELECT earlier.old_id FROM standards_replacement AS earlier
                            JOIN later ON earlier.new_id = later.id
                            WHERE earlier.old_id IS NOT NULL
                        )
                        SELECT 1 FROM later WHERE id = NEW.new_id
                    ) THEN
                        RAISE EXCEPTION 'standard % would replace itself', NEW.new_id
                            USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'replacement_goes_forward';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.new_id} → {self.old_number}"


@keep_history()
class Adoption(models.Model):
    """That a standard adopts an international one (采标), and how closely (GB/T 20000.2)."""

    class Degree(models.TextChoices):
        IDT = "IDT", _("IDT (identical)")  # 等同
        MOD = "MOD", _("MOD (modified)")  # 修改
        NEQ = "NEQ", _("NEQ (not equivalent: no adoption)")  # 非等效
        EQV = "EQV", _("EQV (equivalent, before 2002)")  # 等效

    # 非等效 is a correspondence and no adoption.
    COUNTED = (Degree.IDT, Degree.MOD, Degree.EQV)
    # GB/T 20000.2-2001 took 等效 out of use.
    EQV_BEFORE = 2002

    standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        related_name="adoptions",
        verbose_name=pgettext_lazy("of the catalogue", "standard"),
    )
    international = models.CharField(_("international standard"), max_length=80, db_collation="C")
    degree = models.CharField(_("degree"), max_length=3, choices=Degree)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["standard", "international"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "international"],
                name="adoption_once",
                violation_error_message=_("This adoption is entered already."),
            ),
            models.CheckConstraint(
                name="adoption_degree_known", condition=Q(degree__in=["IDT", "MOD", "NEQ", "EQV"])
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="adoption_eqv_is_old",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__degree="EQV"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM standards_standard
                        WHERE id = NEW.standard_id
                            AND coalesce(published_on, in_force_on) >= '2002-01-01'
                    ) THEN
                        RAISE EXCEPTION 'EQV is of standards before 2002'
                            USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'adoption_eqv_is_old';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.international} {self.degree}"
