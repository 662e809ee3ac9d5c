"""What indicators amount to, kept ready by place and day: ``services.tallies`` is how."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitysup.regions.models import Division
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class Counted(models.Model):
    """So much of an indicator in a place by a day: of all, or of one value of a dimension."""

    indicator = models.CharField(_("indicator"), max_length=60, db_collation="C")
    dimension = models.CharField(_("dimension"), max_length=30, db_collation="C")
    value = models.CharField(_("value"), max_length=80, db_collation="C")
    # Written by triggers with every change of what is counted; that table has the constraint.
    division = models.ForeignKey(
        Division, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False,
        verbose_name=_("division"),
    )  # fmt: skip
    day = models.DateField(_("day"))
    amount = models.BigIntegerField(_("amount"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class TallyChange(Counted):
    """What one statement added or took away: written by a trigger, in the same transaction.

    A row of its own each time, so that two who write never wait for each other.
    """

    class Meta:
        verbose_name = _("change of a tally")
        verbose_name_plural = _("changes of tallies")
        # ``tallies.amounts``: what is not folded yet counts as well.
        indexes = [models.Index(fields=["indicator", "dimension"], name="tallychange_indicator")]

    def __str__(self):
        return f"{self.indicator} {self.division_id} {self.day}: {self.amount:+}"


class Tally(Counted):
    """The sum over a place and all below it, over a day, a month or a year.

    Every row of a subject is in fifteen of them at most, so that a sum up to any day in any place
    is a handful of rows however long the history is.
    """

    class Span(models.TextChoices):
        DAY = "D", _("day")
        MONTH = "M", _("month")
        YEAR = "Y", _("year")

    span = models.CharField(_("span"), max_length=1, choices=Span)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            # Folding finds its rows by it, and ``tallies.amounts`` reads from it alone.
            models.UniqueConstraint(
                fields=["indicator", "dimension", "division", "span", "day", "value"],
                include=["amount"],
                name="tally_once",
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.division_id} {self.span} {self.day}: {self.amount}"


class TallyCheckQuerySet(OpenQuerySet):
    def differed(self):
        """Tallies that were there and were wrong."""
        return self.filter(built=False, wrong__gt=0)


class TallyCheck(models.Model):
    """One comparison of an indicator's tallies with its rows, and what was put right by it."""

    indicator = models.CharField(_("indicator"), max_length=60)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # Tallies are made by the same comparison, when all of them are missing.
    built = models.BooleanField(_("made anew"), default=False)
    wrong = models.PositiveIntegerField(_("tallies that were wrong"))
    off_by = models.BigIntegerField(_("wrong by"))

    objects = TallyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison of tallies")
        verbose_name_plural = _("comparisons of tallies")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.indicator} {self.at:%Y-%m-%d}"
