"""The institute of standards and barcodes (标准与条码所): its figures and accreditations."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qualitysup import bounds
from qualitysup.audit.history import keep_history
from qualitysup.audit.triggers import append_only
from qualitysup.bounds import Bound
from qualitysup.regions.models import Division
from qualitysup.states import Tone, days_left, state
from standards.querysets.institute import (
    AccreditationQuerySet,
    AssessmentQuerySet,
    InstituteFigureQuerySet,
    InstituteQuerySet,
    OfInstituteQuerySet,
    QualificationQuerySet,
)


class Service(models.TextChoices):
    """What the institute does for firms; an accreditation covers some of it."""

    BARCODE = "barcode", _("barcode check")
    LABEL = "label", _("label check")
    NOVELTY = "novelty", _("standards novelty search")  # 标准查新
    TRANSLATION = "translation", _("translation of standards")


@keep_history()
class Institute(models.Model):
    """An institute of a bureau that works on standards, labels and barcodes."""

    name = models.CharField(_("name"), max_length=100)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("division")
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = InstituteQuerySet.as_manager()

    class Meta:
        verbose_name = _("institute")
        verbose_name_plural = _("institutes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="institute_once_a_place",
                violation_error_message=_("This institute is entered already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:standards_institute_change", args=[self.pk])


class InstituteFigure(models.Model):
    """What was said of an institute as of a day, with its bound and source; never changed."""

    class Key(models.TextChoices):
        AREA = "area", _("floor area (m²)")
        STAFF = "staff", _("technical staff")
        EXPERTS = "experts", _("national experts")
        DOCTORS = "doctors", _("doctors")
        MASTERS = "masters", _("masters")
        ENGINEERS = "engineers", _("engineers and above")
        LEADERS = "leaders", _("leading scholars")
        ASSETS = "assets", _("fixed assets (10,000 yuan)")
        FIRMS = "firms", _("firms served in a year")

    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="figures", verbose_name=_("institute")
    )
    key = models.CharField(_("figure"), max_length=20, choices=Key)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    bound = models.CharField(_("bound"), max_length=1, choices=Bound, default=Bound.EXACT)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = InstituteFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of an institute")
        verbose_name_plural = _("figures of institutes")
        ordering = ["institute", "key", "-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="institute_figure_key_known",
                condition=Q(
                    key__in=[
                        "area",
                        "staff",
                        "experts",
                        "doctors",
                        "masters",
                        "engineers",
                        "leaders",
                        "assets",
                        "firms",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="institute_figure_bound_known", condition=Q(bound__in=["=", "≥", "≈", "≤"])
            ),
            models.CheckConstraint(
                name="institute_figure_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A figure is not negative."),
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.get_key_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """With its bound, which is not said where the figure is exact: ≥ 3,000."""
        return bounds.shown(self.value, self.bound)


@keep_history()
class Accreditation(models.Model):
    """A certificate of what the institute may do (认可、资质认定); a renewal is a row of its own.

    A CNAS certificate is valid for six years, with a surveillance in the first and re-assessments
    in the second, fourth and sixth; the days are deadlines, their lengths the table of terms'.
    """

    class Kind(models.TextChoices):
        ISO9001 = "iso9001", _("ISO 9001 certificate")
        CNAS17020 = "cnas17020", _("CNAS, inspection body (ISO/IEC 17020)")
        CNAS17025 = "cnas17025", _("CNAS, laboratory (ISO/IEC 17025)")
        CMA = "cma", _("CMA (inspection and testing qualification)")
        OTHER = "other", pgettext_lazy("of an accreditation", "other")

    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="accreditations", verbose_name=_("institute")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.CharField(_("certificate number"), max_length=60, blank=True)
    body = models.CharField(_("accredited by"), max_length=100, blank=True)
    services = ArrayField(
        models.CharField(max_length=20, choices=Service),
        verbose_name=_("services covered"),
        default=list,
        blank=True,
    )
    scope = models.TextField(_("scope"), blank=True)
    granted_on = models.DateField(_("granted on"))
    valid_to = models.DateField(
        _("last day valid"), null=True, blank=True, help_text=_("Empty where nobody knows it.")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, editable=False
    )

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        ordering = ["-granted_on", "-pk"]
        permissions = [("withdraw_accreditation", _("Can record that accreditations ended"))]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "kind", "granted_on"],
                name="accreditation_once",
                violation_error_message=_("This accreditation is entered already."),
            ),
            models.CheckConstraint(
                name="accreditation_kind_known",
                condition=Q(kind__in=["iso9001", "cnas17020", "cnas17025", "cma", "other"]),
            ),
            models.CheckConstraint(
                name="accreditation_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("granted_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                name="accreditation_services_known",
                condition=Q(services__contained_by=["barcode", "label", "novelty", "translation"]),
            ),
            models.CheckConstraint(
                name="accreditation_withdrawn_with_a_reason",
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}".strip()

    def get_absolute_url(self):
        return reverse("admin:standards_accreditation_change", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.institute} · {self}"

    @property
    def division_id(self) -> str:
        return self.institute.division_id

    def stood_on(self, day) -> bool:
        begun = self.granted_on <= day and (self.valid_to is None or day <= self.valid_to)
        return begun and (self.withdrawn_on is None or day < self.withdrawn_on)

    @property
    def ended_by(self) -> str:
        """The day on which it stood no longer, or nobody knows whether it did."""
        ended = self.withdrawn_on or self.valid_to
        return ended.isoformat() if ended else gettext("unknown")

    @property
    def shown_state(self):
        today = timezone.localdate()
        if self.withdrawn_on:
            return state(Tone.LATE, pgettext_lazy("of an accreditation", "withdrawn"))
        if self.stood_on(today):
            return days_left(self.valid_to) if self.is_near else state(Tone.GOOD, _("valid"))
        words = pgettext_lazy("of an accreditation", "expired")
        return (
            state(Tone.LATE, words) if self.granted_on <= today else state(Tone.PLAIN, _("not yet"))
        )

    @property
    def is_near(self) -> bool:
        """Its last day is within the time in which somebody sees to the renewal."""
        today = timezone.localdate()
        return bool(self.valid_to) and (self.valid_to - today).days <= AccreditationQuerySet.NEAR


class Assessment(models.Model):
    """That an accredited institute was looked at (监督评审、复评审), and how it ended."""

    class Outcome(models.TextChoices):
        PASSED = "passed", pgettext_lazy("of an assessment", "passed")
        MENDED = "mended", _("passed after mending")
        FAILED = "failed", pgettext_lazy("of an assessment", "failed")

    accreditation = models.ForeignKey(
        Accreditation, models.PROTECT, related_name="assessments", verbose_name=_("accreditation")
    )
    done_on = models.DateField(_("done on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation", "done_on"],
                name="assessment_once_a_day",
                violation_error_message=_("An assessment of this day is entered already."),
            ),
            models.CheckConstraint(
                name="assessment_outcome_known",
                condition=Q(outcome__in=["passed", "mended", "failed"]),
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.done_on:%Y-%m-%d} {self.get_outcome_display()}"


@keep_history()
class Achievement(models.Model):
    """A research project or an award of an institute (科研项目、科技奖项)."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("project")
        AWARD = "award", _("award")

    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="achievements", verbose_name=_("institute")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    grantor = models.CharField(_("programme or grantor"), max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = OfInstituteQuerySet.as_manager()

    class Meta:
        verbose_name = _("project or award")
        verbose_name_plural = _("projects and awards")
        ordering = ["institute", "kind", "-year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="achievement_kind_known", condition=Q(kind__in=["project", "award"])
            ),
            models.UniqueConstraint(
                fields=["institute", "kind", "name", "year"],
                nulls_distinct=False,
                name="achievement_once",
                violation_error_message=_("This is entered already."),
            ),
        ]

    def __str__(self):
        return self.name


@keep_history()
class Qualification(models.Model):
    """What one of the institute's people may do, and until when."""

    institute = models.ForeignKey(
        Institute, models.PROTECT, related_name="qualifications", verbose_name=_("institute")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("qualification"), max_length=60)
    number = models.CharField(_("certificate number"), max_length=60, blank=True)
    valid_to = models.DateField(_("last day valid"), null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["institute", "person", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "person", "kind", "number"],
                name="qualification_once",
                violation_error_message=_("This qualification is entered already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.kind}"

    def get_absolute_url(self):
        return self.institute.get_absolute_url()

    @property
    def title(self) -> str:
        return f"{self.institute} · {self}"

    @property
    def division_id(self) -> str:
        return self.institute.division_id
