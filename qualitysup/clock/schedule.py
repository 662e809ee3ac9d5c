"""When somebody is told of a deadline. Pure: from its dates and the stages, the moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from qualitysup.clock.models.reminder import Audience
from qualitysup.clock.terms import Duty


@dataclass(frozen=True, order=True)
class Moment:
    """One reminder of one deadline: when, of which stage, to whom."""

    on: date
    # Distinguishes the notices of one deadline; carries the day watched, so that a deadline that
    # moved reminds again of its new day.
    stage: str
    audience: str
    offset: int
    opens: bool = False

    @property
    def at(self) -> datetime:
        return at(self.on)


def at(day: date) -> datetime:
    """8 o'clock of a day: when the office hears of it."""
    return timezone.make_aware(datetime.combine(day, time(8)))


def moments(deadline, stages) -> list[Moment]:
    """Every moment of a running deadline in order of time.

    A window is announced when it opens. What lapses by itself is reported to the desk on the day
    after and escalates to nobody: no one is late.
    """
    watched = deadline.alarm_on
    if watched is None:
        return []
    found = [
        _moment(watched, stage.offset, stage.audience)
        for stage in stages
        if deadline.rule.duty != Duty.LAPSE or stage.offset <= 0
    ]
    if deadline.rule.duty == Duty.LAPSE:
        found.append(_moment(watched, 1, Audience.HOLDER))
    if deadline.window_from:
        found.append(
            Moment(deadline.window_from, f"opens {watched}", Audience.HOLDER, 0, opens=True)
        )
    return sorted(found)


def _moment(watched, offset, audience):
    return Moment(watched + timedelta(days=offset), f"{offset:+d} {watched}", audience, offset)


def first_from(deadline, stages, since: datetime) -> datetime | None:
    """The first moment from this one on; ``None`` when the ladder is exhausted."""
    return next((moment.at for moment in moments(deadline, stages) if moment.at >= since), None)
