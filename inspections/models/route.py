import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from inspections.querysets.patrol import RoundQuerySet, RoundStopQuerySet, StationPlaceQuerySet
from qualitysup.accounts.models import Station
from qualitysup.audit.history import keep_history
from qualitysup.regions.models import Division

IN_CHINA = Q(lng__range=(73, 136), lat__range=(3, 54))


@keep_history()
class StationPlace(models.Model):
    """Where the people of a station set out from (WGS-84)."""

    station = models.OneToOneField(
        Station, models.CASCADE, related_name="place", verbose_name=_("station")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    lng = models.DecimalField(_("longitude (WGS-84)"), max_digits=9, decimal_places=6)
    lat = models.DecimalField(_("latitude (WGS-84)"), max_digits=8, decimal_places=6)

    objects = StationPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a station")
        verbose_name_plural = _("places of stations")
        ordering = ["station"]
        constraints = [
            models.CheckConstraint(
                name="station_place_in_china",
                condition=IN_CHINA,
                violation_error_message=_(
                    "The point is not in China: longitude 73 to 136, latitude 3 to 54."
                ),
            )
        ]

    def __str__(self):
        return self.address or str(self.station)


@keep_history()
class Round(models.Model):
    """A person's visits of one day in the order of the way (今日外勤).

    What a person has put in order by hand stays so until they ask for the shortest way again.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="rounds", verbose_name=_("person")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, verbose_name=_("division")
    )
    on = models.DateField(_("day"))
    starts_at = models.TimeField(_("sets out at"), default=dt.time(8, 30))
    start = models.CharField(_("from where"), max_length=200, blank=True)
    lng = models.DecimalField(
        _("longitude (WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    lat = models.DecimalField(
        _("latitude (WGS-84)"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    by_hand = models.BooleanField(_("put in order by hand"), default=False, editable=False)
    # Along the stops whose place is known, in kilometres.
    km = models.DecimalField(_("km"), max_digits=6, decimal_places=1, default=0, editable=False)
    # What cannot be kept: a window that is over before anybody can be there.
    warning = models.CharField(_("warning"), max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of visits", "round")
        verbose_name_plural = _("rounds")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "on"],
                name="round_once_a_day",
                violation_error_message=_("This person has a round on that day already."),
            ),
            models.CheckConstraint(
                name="round_start_whole", condition=Q(lng=None, lat=None) | IN_CHINA
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.on.isoformat()}"

    def get_absolute_url(self):
        return reverse("admin:inspections_round_change", args=[self.pk])


class RoundStop(models.Model):
    """One visit of a round: for which case, between which hours, in which place of the order."""

    round = models.ForeignKey(
        Round,
        models.CASCADE,
        related_name="stops",
        verbose_name=pgettext_lazy("of visits", "round"),
    )
    position = models.PositiveSmallIntegerField(_("no."))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    case_type = models.ForeignKey(
        ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of case")
    )
    case_id = models.BigIntegerField(_("case"))
    case = GenericForeignKey("case_type", "case_id")
    what = models.CharField(_("what for"), max_length=200)
    path = models.CharField(_("page"), max_length=300, blank=True)
    opens_at = models.TimeField(_("not before"), null=True, blank=True)
    closes_at = models.TimeField(_("not after"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes on site"), default=45)
    arrives_at = models.TimeField(_("planned arrival"), null=True, editable=False)
    km = models.DecimalField(_("km"), max_digits=6, decimal_places=1, null=True, editable=False)

    objects = RoundStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop of a round")
        verbose_name_plural = _("stops of rounds")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"],
                name="round_stop_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["round", "case_type", "case_id"], name="round_stop_case_once"
            ),
            models.CheckConstraint(
                name="round_stop_window_runs_forward",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("A window ends after it opens."),
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.enterprise}"
