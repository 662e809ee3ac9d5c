from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from inspections.querysets.patrol import CapacityQuerySet, LeaveQuerySet
from qualitysup.audit.history import keep_history


@keep_history()
class Capacity(models.Model):
    """How many visits a person attends in a full working week, from when until when.

    A visit takes two inspectors (行政处罚法 42), so a station's week holds half of what its
    people attend.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="capacities",
        verbose_name=_("person"),
    )
    visits_per_week = models.PositiveSmallIntegerField(
        _("visits a week"), validators=[MaxValueValidator(100)]
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer applies."),
    )

    objects = CapacityQuerySet.as_manager()

    class Meta:
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        ordering = ["person", "-valid_from", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="capacities_of_a_person_do_not_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
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
                violation_error_message=_("Another capacity of this person is valid then."),
            ),
            models.CheckConstraint(
                name="capacity_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.visits_per_week}"

    def is_in_force(self, on) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@keep_history()
class Leave(models.Model):
    """Days on which a person makes no visits: leave, training, secondment."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="leaves", verbose_name=_("person")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="leaves_of_a_person_do_not_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person is away on one of these days already."),
            ),
            models.CheckConstraint(
                name="leave_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.starts_on} – {self.ends_on}"
