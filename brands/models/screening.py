import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models.cultivation import Cultivation
from brands.models.kind import HonourKind
from brands.querysets.screening import (
    CriterionQuerySet,
    ScreeningPointQuerySet,
    ScreeningQuerySet,
    ScreeningSheetQuerySet,
)
from qualitysup.audit.history import keep_history
from qualitysup.clock.terms import Confidence
from qualitysup.states import Tone, state


@keep_history()
class ScreeningSheet(models.Model):
    """The published criteria (评分表) by which firms are screened; what was published stays so."""

    name = models.CharField(_("name"), max_length=100)
    kind = models.ForeignKey(
        HonourKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheets",
        verbose_name=_("kind of honour"),
        help_text=_("None: for every kind that has no sheet of its own."),
    )
    pass_mark = models.PositiveSmallIntegerField(_("pass mark of 100"), default=60)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    confidence = models.CharField(
        _("how sure"), max_length=1, choices=Confidence, default=Confidence.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScreeningSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening sheet")
        verbose_name_plural = _("screening sheets")
        ordering = ["-published_on", "-pk"]
        permissions = [("publish_screeningsheet", _("Can publish screening sheets"))]
        constraints = [
            models.CheckConstraint(
                name="screening_sheet_pass_mark_of_100",
                condition=Q(pass_mark__lte=100),
                violation_error_message=_("The pass mark is at most 100."),
            ),
            models.CheckConstraint(
                name="screening_sheet_confidence_known",
                condition=Q(confidence__in=["L", "F", "I", "M"]),
            ),
            models.UniqueConstraint(
                fields=["kind", "published_on"],
                nulls_distinct=False,
                condition=Q(published_on__isnull=False),
                name="screening_sheet_one_a_day",
                violation_error_message=_("A sheet of this kind was published on that day."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="screening_sheet_published_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_published(self) -> bool:
        return self.published_on is not None

    @property
    def shown_state(self):
        if not self.is_published:
            return state(Tone.PLAIN, pgettext_lazy("of a screening sheet", "in preparation"))
        if self.published_on > timezone.localdate():
            return state(Tone.INFO, pgettext_lazy("of a screening sheet", "to come"))
        return state(Tone.GOOD, pgettext_lazy("of a screening sheet", "published"))


@keep_history()
class Criterion(models.Model):
    """One line of a screening sheet: what is looked at, and how much it can bring."""

    sheet = models.ForeignKey(
        ScreeningSheet, models.PROTECT, related_name="criteria", verbose_name=_("screening sheet")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    words = models.CharField(_("criterion"), max_length=200)
    most = models.PositiveSmallIntegerField(_("most points"), validators=[MinValueValidator(1)])

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["sheet", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="criterion_brings_points",
                condition=Q(most__gte=1),
                violation_error_message=_("A criterion brings at least one point."),
            ),
            models.UniqueConstraint(
                fields=["sheet", "words"],
                name="criterion_once_a_sheet",
                violation_error_message=_("This criterion stands on the sheet already."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="criterion_of_published_stays",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("sheet", "bigint")],
                func="""
                    sheet = CASE WHEN TG_OP = 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
                    IF EXISTS (
                        SELECT 1 FROM brands_screeningsheet
                        WHERE id = sheet AND published_on IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'criterion_of_published_stays: the sheet is published'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.words


@keep_history()
class Screening(models.Model):
    """What one officer gave a firm, criterion by criterion; the case's score is their mean."""

    cultivation = models.ForeignKey(
        Cultivation, models.PROTECT, related_name="screenings", verbose_name=_("cultivation")
    )
    sheet = models.ForeignKey(
        ScreeningSheet, models.PROTECT, related_name="screenings", verbose_name=_("screening sheet")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("screened by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    on = models.DateField(_("screened on"))

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["cultivation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cultivation", "officer"],
                name="screening_once_a_person",
                violation_error_message=_("You screened this firm already."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="screening_stays", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.cultivation} · {self.officer}"


@keep_history()
class ScreeningPoint(models.Model):
    """The points for one criterion; never more than it brings."""

    screening = models.ForeignKey(
        Screening, models.PROTECT, related_name="points", verbose_name=_("screening")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    points = models.PositiveSmallIntegerField(_("points"))

    objects = ScreeningPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("points for a criterion")
        verbose_name_plural = _("points for criteria")
        ordering = ["screening", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "criterion"], name="screening_point_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="screening_point_within_reach",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM brands_criterion AS criterion
                        JOIN brands_screening AS screening
                            ON screening.sheet_id = criterion.sheet_id
                        WHERE criterion.id = NEW.criterion_id AND screening.id = NEW.screening_id
                            AND NEW.points <= criterion.most
                    ) THEN
                        RAISE EXCEPTION 'screening_point_within_reach: of another sheet, or more'
                            ' than the criterion brings'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"
