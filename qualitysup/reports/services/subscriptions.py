"""Digests of chosen figures: once for every week or month, however often beat comes by.

Each is what the person would find on the dashboard at that moment, with the permissions and the
divisions of that moment: what is no longer theirs is named and not told.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period, shifted
from qualitysup.notices import channels
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.regions.models import Division
from qualitysup.reports.composing import in_words
from qualitysup.reports.models import Subscription, SubscriptionLine
from qualitysup.wording import in_a_row

Rhythm = Subscription.Rhythm
MOST = 20


@dataclass(frozen=True)
class Told:
    """One figure of a digest; a note instead of it where there is nothing to tell."""

    name: str
    figure: str = ""
    before: str = ""
    url: str = ""
    is_crossed: bool = False
    note: str = ""

    def __str__(self):
        if self.note:
            return f"{self.name}: {self.note}"
        mark = "▲ " if self.is_crossed else ""
        before = _(" (before: %(before)s)") % {"before": self.before} if self.before else ""
        return f"{mark}{self.name}: {self.figure}{before}"


@dataclass(frozen=True)
class Digest:
    lens: Lens
    lines: list[Told]

    @property
    def crossed(self) -> int:
        return sum(line.is_crossed for line in self.lines)

    @property
    def body(self) -> str:
        return "\n".join(map(str, self.lines))


def last_period(rhythm: str, today: dt.date) -> Period:
    """The last week from Monday to Sunday, or month, that is over.

    >>> last_period("weekly", dt.date(2026, 11, 24)).until
    datetime.date(2026, 11, 22)
    """
    if rhythm == Rhythm.WEEKLY:
        sunday = today - dt.timedelta(today.isoweekday())
        return Period(sunday - dt.timedelta(6), sunday)
    first = today.replace(day=1)
    return Period(shifted(first, -1), first - dt.timedelta(1))


@transaction.atomic
def keep(subscription: Subscription, lines: list[SubscriptionLine]) -> Subscription:
    """Keep a subscription with just these figures."""
    subscription.save()
    subscription.lines.all().delete()
    for line in lines:
        line.subscription = subscription
    SubscriptionLine.objects.bulk_create(lines)
    return subscription


def due(today: dt.date | None = None) -> list[int]:
    """Whose last period nobody has told them of; of a longer standstill it is the last one only."""
    today = today or timezone.localdate()
    return [
        pk
        for rhythm in Rhythm.values
        for pk in Subscription.objects.due(rhythm, last_period(rhythm, today).until)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]


@transaction.atomic
def send(subscription_id: int) -> bool:
    """Tell a person once; again, or by two workers at once, changes nothing."""
    subscription = (
        Subscription.objects.select_related("by", "place")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=subscription_id, is_active=True, by__is_active=True)
        .first()
    )
    today = timezone.localdate()
    if subscription is None or not subscription.by.has_perm("dashboard.view_dashboard"):
        return False
    period = last_period(subscription.rhythm, today)
    if subscription.told_until and subscription.told_until >= period.until:
        return False
    with override(channels.language_of(subscription.by)):
        if not is_seen(subscription):
            return _end(subscription)
        found = digest(subscription, period)
        owing.owe(
            [subscription.by],
            topic=f"subscription:{subscription.pk}",
            stage=period.until.isoformat(),
            kind=Kind.FIGURES,
            subject=_subject(subscription, found),
            body=found.body,
            url=f"{subscription.get_absolute_url()}?until={period.until}",
        )
    subscription.told_until = period.until
    subscription.save(update_fields=["told_until"])
    return True


def is_seen(subscription) -> bool:
    """Whether its place is still its person's."""
    if subscription.place_id is None:
        return True
    return Division.objects.visible_to(subscription.by).filter(pk=subscription.place_id).exists()


def _end(subscription) -> bool:
    """Say once that the place is no longer theirs, and nothing of it."""
    subscription.is_active = False
    subscription.save(update_fields=["is_active"])
    owing.owe(
        [subscription.by],
        topic=f"subscription:{subscription.pk}",
        stage=f"ended {timezone.localdate()}",
        kind=Kind.FIGURES,
        subject=_("“%(name)s” is no longer sent") % {"name": subscription.name},
        body=_("Its place is no longer yours: choose another one, and it is sent again."),
        url=reverse("subscriptions"),
    )
    return True


def _subject(subscription, found) -> str:
    if not found.crossed:
        return f"{subscription.name} {found.lens.period.since} – {found.lens.period.until}"
    words = ngettext("%d figure beyond its bound", "%d figures beyond their bounds", found.crossed)
    return in_a_row([f"{subscription.name}: ", words % found.crossed])


def digest(subscription: Subscription, period: Period) -> Digest:
    """What it says of a period, as its person sees things now; what crossed a bound first."""
    lens = Lens(subscription.by, period, subscription.place)
    lines = list(subscription.lines.all())
    mine = {one.key: one for one in registry.indicators_for(subscription.by)}
    known = [mine[line.indicator] for line in lines if line.indicator in mine]
    measured = {one.indicator.key: one for one in _measured(lens, known)}
    told = [_told(line, measured.get(line.indicator)) for line in lines]
    return Digest(lens, sorted(told, key=lambda one: not one.is_crossed))


def _measured(lens, indicators):
    """Those without a day of their own are of today, whenever the period ended."""
    today = timezone.localdate()
    now = Lens(lens.user, Period(today, today), lens.place)
    timed = [one for one in indicators if one.timing is not None]
    timeless = [one for one in indicators if one.timing is None]
    return [*figures.measure(lens, timed), *figures.measure(now, timeless)]


def _told(line, measured) -> Told:
    if measured is None:
        declared = registry.indicator(line.indicator)
        if declared is None:
            return Told(line.indicator, note=_("is no longer counted"))
        return Told(capfirst(str(declared.name)), note=_("is no longer yours to see"))
    one = measured.indicator
    name, unit = capfirst(str(one.name)), str(one.unit)
    if one.timing is None:
        name = _("%(name)s (today)") % {"name": name}
    figure = in_words(measured.figure, measured.is_capped)
    return Told(
        name=name,
        figure=f"{figure} {unit}".strip(),
        before="" if measured.before is None else in_words(measured.before),
        url=measured.url,
        is_crossed=line.is_crossed_by(measured.figure),
    )
