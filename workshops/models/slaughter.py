"""定点屠宰: where slaughter is allowed, and the papers that come with animals and meat."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.regions.models import Division
from qualitysup.states import Tone, state
from workshops.models.retention import kept, kept_until
from workshops.querysets.slaughter import (
    PaperValidityQuerySet,
    QuarantinePaperQuerySet,
    SlaughterPlantQuerySet,
)


@keep_history()
class SlaughterPlant(models.Model):
    """A designated slaughterhouse (定点屠宰厂): its certificate, its sign plate, and until when.

    The government of the city divided into districts issues both, and agriculture supervises it
    (生猪屠宰管理条例 3, 9); the bureau only verifies what its food makers rely on.
    """

    class Species(models.TextChoices):
        PIG = "pig", _("pigs")
        CATTLE = "cattle", _("cattle")
        SHEEP = "sheep", _("sheep and goats")
        POULTRY = "poultry", _("poultry")

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=120)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="slaughter_plants",
        verbose_name=_("enterprise"),
    )
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="slaughter_plants",
        verbose_name=_("zone"),
        help_text=_("Only if it is the slaughter area of a zone"),
    )
    certificate_number = models.CharField(_("certificate number"), max_length=60, unique=True)
    sign_number = models.CharField(_("number of the sign plate"), max_length=60)
    issued_by = models.CharField(
        pgettext_lazy("of a licence", "issued by"),
        max_length=80,
        help_text=_("The government of the city, not a bureau (生猪屠宰管理条例 9)"),
    )
    species = models.CharField(_("species"), max_length=10, choices=Species, default=Species.PIG)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(pgettext_lazy("of a paper", "valid until"))
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("verified by"),
    )

    objects = SlaughterPlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("slaughter plant")
        verbose_name_plural = _("slaughter plants")
        ordering = ["name", "pk"]
        permissions = [("verify_slaughterplant", _("Can verify the papers of slaughter plants"))]
        constraints = [
            models.CheckConstraint(
                name="slaughter_plant_expires_after_it_begins",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="slaughter_plant_verified_by_somebody",
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="slaughter_plant_species_known",
                condition=Q(species__in=["pig", "cattle", "sheep", "poultry"]),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:workshops_slaughterplant_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.name} · {self.certificate_number}"

    @property
    def shown_state(self):
        if self.verified_on is None:
            return state(Tone.SOON, _("not verified"))
        if not self.is_valid_on(timezone.localdate()):
            return state(Tone.LATE, _("certificate expired"))
        return state(Tone.GOOD, _("in force"))

    def is_valid_on(self, day) -> bool:
        return self.valid_from <= day <= self.valid_to


class PaperKind(models.TextChoices):
    """动物检疫合格证明: A travels between provinces, B within one."""

    ANIMAL_A = "animal_a", _("animals, form A (to another province)")  # 动物A
    ANIMAL_B = "animal_b", _("animals, form B (within the province)")  # 动物B
    PRODUCT_A = "product_a", _("products, form A (to another province)")  # 产品A
    PRODUCT_B = "product_b", _("products, form B (within the province)")  # 产品B


@keep_history()
class PaperValidity(models.Model):
    """For how long a quarantine paper is good, by its kind and the day on which it is issued.

    Beside the statutory terms of the clock, because "the same day" is no term of days: it is 0.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind)
    days = models.PositiveSmallIntegerField(
        _("days"), help_text=_("After the day of issue; 0 is good on that day only.")
    )
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: for as long as is known.")
    )
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)

    objects = PaperValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("validity of a quarantine paper")
        verbose_name_plural = _("validity of quarantine papers")
        ordering = ["kind", F("valid_from").desc(nulls_last=True), "pk"]
        constraints = [
            ExclusionConstraint(
                name="paper_validities_do_not_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another rule for this kind is valid at the same time."),
            ),
            models.CheckConstraint(
                name="paper_validity_kind_known",
                condition=Q(kind__in=["animal_a", "animal_b", "product_a", "product_b"]),
            ),
            models.CheckConstraint(
                name="paper_validity_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.days}"


@keep_history()
class QuarantinePaper(models.Model):
    """动物检疫合格证明: what says that one consignment of animals or meat passed quarantine.

    Its number is used once. ``valid_to`` is what the paper itself says, at most what its kind may
    have; ``recorded_at`` is the server's moment beside the claimed day of issue.
    """

    Kind = PaperKind

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division"), editable=False
    )
    workshop = models.ForeignKey(
        "workshops.Workshop",
        models.PROTECT,
        related_name="quarantine_papers",
        verbose_name=_("workshop"),
    )
    # Where the workshop was when it was recorded; the zone's operator sees it.
    zone = models.ForeignKey(
        "workshops.Zone",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("zone"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind)
    number = models.CharField(
        _("number"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("This number is recorded for another consignment.")},
    )
    issued_on = models.DateField(_("issued on"))
    valid_to = models.DateField(pgettext_lazy("of a paper", "valid until"), editable=False)
    issuer = models.CharField(pgettext_lazy("of a paper", "issued by"), max_length=120)
    origin = models.CharField(_("origin"), max_length=200, help_text=_("Farm or place of loading"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    keep_until = models.DateField(_("kept until"), editable=False)

    objects = QuarantinePaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarantine paper")
        verbose_name_plural = _("quarantine papers")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="quarantine_paper_kind_known",
                condition=Q(kind__in=["animal_a", "animal_b", "product_a", "product_b"]),
            ),
            models.CheckConstraint(
                name="quarantine_paper_expires_after_issue",
                condition=Q(valid_to__gte=F("issued_on")),
                violation_error_message=_("A paper is not expired when it is issued."),
            ),
            models.CheckConstraint(name="quarantine_paper_has_a_number", condition=~Q(number="")),
        ]
        triggers = [
            # Behind the service: no paper is good for longer than its kind may be, and none is
            # recorded before it was issued. How long it is kept, the database counts itself.
            pgtrigger.Trigger(
                name="quarantine_paper_within_its_kind",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"""
                    IF NEW.issued_on > (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN
                        RAISE EXCEPTION 'quarantine paper % is issued after today', NEW.number
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'quarantine_paper_not_of_tomorrow';
                    END IF;
                    IF NEW.valid_to > COALESCE(
                        (SELECT NEW.issued_on + days FROM workshops_papervalidity
                         WHERE kind = NEW.kind
                           AND (valid_from IS NULL OR valid_from <= NEW.issued_on)
                           AND (valid_to IS NULL OR valid_to > NEW.issued_on)),
                        NEW.issued_on) THEN
                        RAISE EXCEPTION 'quarantine paper % is good for too long', NEW.number
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'quarantine_paper_within_its_kind';
                    END IF;
                    NEW.keep_until := {kept_until("'slaughter-record'", "NEW.issued_on")};
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="quarantine_paper_stays", operation=pgtrigger.Update),
            kept("quarantine_paper_kept"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("admin:workshops_quarantinepaper_change", args=[self.pk])

    @property
    def is_for_animals(self) -> bool:
        return self.kind in (PaperKind.ANIMAL_A, PaperKind.ANIMAL_B)

    def is_valid_on(self, day) -> bool:
        return self.issued_on <= day <= self.valid_to

    @property
    def days_late(self) -> int:
        """How many days after it was issued the server heard of it."""
        return max((timezone.localdate(self.recorded_at) - self.issued_on).days, 0)
