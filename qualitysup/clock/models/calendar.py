from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.history import keep_history
from qualitysup.clock.querysets import CalendarYearQuerySet
from qualitysup.regions.querysets import OpenQuerySet


@keep_history()
class CalendarYear(models.Model):
    """A year of the work calendar, and whether its holidays are announced by the State Council.

    A year that is missing or not announced is computed Monday to Friday and every date that
    depends on it is provisional (暂定).
    """

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    announced = models.BooleanField(
        _("announced"),
        default=False,
        help_text=_("Tick this when all days of the State Council's notice are entered."),
    )

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="calendar_year_in_range",
                condition=Q(year__gte=1990, year__lte=2200),
                violation_error_message=_("A year between 1990 and 2200."),
            ),
        ]

    def __str__(self):
        return str(self.year)


@keep_history()
class CalendarDay(models.Model):
    """One day that departs from Monday to Friday: a public holiday or a make-up working day."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("public holiday")
        MAKE_UP = "make_up", _("make-up working day")

    day = models.DateField(_("day"), primary_key=True)
    in_year = models.ForeignKey(
        CalendarYear, models.CASCADE, related_name="days", verbose_name=_("year"), editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=40, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                name="calendar_day_kind_known", condition=Q(kind__in=["holiday", "make_up"])
            ),
            models.CheckConstraint(
                name="calendar_day_in_its_year", condition=Q(day__year=F("in_year"))
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.get_kind_display()}"
