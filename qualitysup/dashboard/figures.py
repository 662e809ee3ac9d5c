"""Figures as one person finds them through a lens: of a period, the one before, months and places.

What is kept comes from the tallies in one query, however many figures a page has; what is not is
counted from its rows.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from qualitysup.dashboard import registry
from qualitysup.dashboard.fields import words_of
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period, month_ends
from qualitysup.dashboard.registry import SHOWN, Line
from qualitysup.dashboard.selectors import sums_of
from qualitysup.dashboard.timing import On
from qualitysup.regions.models import Division
from qualitysup.states import Tone

MONTHS = 13
A_DAY = dt.timedelta(1)


@dataclass(frozen=True)
class Measured:
    """An indicator as one person finds it: now, and in the period before."""

    indicator: Indicator
    figure: object | None
    url: str
    before: object | None = None
    is_capped: bool = False
    # The highest of a column of what should be low.
    stands_out: bool = False

    @property
    def change(self):
        """By how much it grew; ``None`` where one of the two is not known or is no number."""
        if isinstance(self.figure, int | Decimal) and isinstance(self.before, int | Decimal):
            return self.figure - self.before
        return None

    @property
    def distance(self):
        """How far apart the two are, whichever is more."""
        return None if self.change is None else abs(self.change)


@dataclass(frozen=True)
class Point:
    """A figure of one month."""

    period: Period
    figure: object | None
    url: str


@dataclass(frozen=True)
class PlaceRow:
    """The figures of one division, in the order of their indicators."""

    place: Division
    # The same page, of this place.
    url: str
    cells: list[Measured]


def measure(lens: Lens, indicators: Iterable[Indicator]) -> list[Measured]:
    """Each of the indicators, in order."""
    indicators = list(indicators)
    kept = Kept(indicators, lens.places, [lens.period, lens.period.before])
    return [_measure(lens, one, kept) for one in indicators]


def _measure(lens, indicator, kept):
    url = lens.url_of(indicator)
    if indicator.is_kept:
        found, before = (kept.figure(indicator, p) for p in (lens.period, lens.period.before))
        return Measured(indicator, found, url, before)
    if indicator.timing is None and not lens.is_of_today:
        return Measured(indicator, None, url)
    found, exact = indicator.measure(lens.counted(indicator))
    before = None
    if indicator.timing is not None:
        earlier = replace(lens, period=lens.period.before)
        before = indicator.measure(earlier.counted(indicator))[0]
    return Measured(indicator, found, url, before, is_capped=not exact)


def trend(lens: Lens, indicators: Iterable[Indicator]) -> dict[Indicator, list[Point]]:
    """Month by month up to the last day of the period, of indicators that are kept."""
    indicators = [one for one in indicators if one.is_kept]
    periods = [Period(day.replace(day=1), day) for day in month_ends(lens.period.until, MONTHS)]
    kept = Kept(indicators, lens.places, periods)
    return {
        one: [
            Point(period, kept.figure(one, period), replace(lens, period=period).url_of(one))
            for period in periods
        ]
        for one in indicators
    }


def by_place(lens: Lens, indicators: Iterable[Indicator]) -> list[PlaceRow]:
    """The divisions right below, with those that ended meanwhile and have something to count."""
    indicators = [one for one in indicators if one.is_kept]
    places = list(divisions_below(lens))
    kept = Kept(indicators, [place.pk for place in places], [lens.period, lens.period.before])
    rows = []
    for place in places:
        inside = replace(lens, place=place)
        cells = [
            Measured(
                one,
                kept.figure(one, lens.period, place.pk),
                inside.url_of(one),
                kept.figure(one, lens.period.before, place.pk),
            )
            for one in indicators
        ]
        is_over = place.valid_to is not None and place.valid_to <= lens.period.since
        if not is_over or any(cell.figure for cell in cells):
            rows.append(PlaceRow(place, f"?{inside.query}", cells))
    return [replace(row, cells=_marked(row.cells, rows)) for row in rows]


def _marked(cells, rows):
    """With what stands out of its column: the highest, where there is any to compare."""
    marked = []
    for position, cell in enumerate(cells):
        column = [row.cells[position].figure or 0 for row in rows]
        is_highest = len(column) > 1 and cell.figure and cell.figure == max(column)
        bad = cell.indicator.tone in (Tone.LATE, Tone.SOON)
        marked.append(replace(cell, stands_out=bool(bad and is_highest)))
    return marked


def by_value(lens: Lens, indicator: Indicator, path: str) -> list[Line]:
    """The figure of an indicator by the values of a field, the most first."""
    return by_values(lens, [(indicator, path)])[indicator, path]


def by_values(
    lens: Lens, told_apart: Iterable[tuple[Indicator, str]]
) -> dict[tuple[Indicator, str], list[Line]]:
    """The figures of several indicators, each by the values of a field, in one query."""
    told_apart = list(told_apart)
    kept = Kept([], lens.places, [lens.period], told_apart)
    most = {pair: _most(kept.by_value(*pair, lens.period)) for pair in told_apart}
    values: dict = {}
    for (one, path), found in most.items():
        values.setdefault((one.model, path), []).extend(found)
    words = words_of(values)
    return {
        (one, path): [
            Line(
                words[one.model, path].get(value, value) if value else "—",
                figure,
                lens.url_of(one, **{"by": path, "is": value}),
            )
            for value, figure in found.items()
        ]
        for (one, path), found in most.items()
    }


def _most(found):
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    return {value: figure for value, figure in most if figure}


def divisions_below(lens: Lens):
    """What lies right below the place; of several divisions that somebody has, these themselves."""
    seen = Division.objects.visible_to(lens.user)
    if lens.place is not None:
        return seen.filter(parent=lens.place)
    tops = seen.filter(pk__in=lens.places)
    return seen.filter(parent__in=lens.places) if len(lens.places) == 1 else tops


class Kept:
    """Sums of the tallies for some indicators, places and periods, read in one query.

    ``told_apart`` says which indicators are also read by the values of which field.
    """

    def __init__(self, indicators, places, periods, told_apart=()):
        self.places = list(places)
        keys = {one.key for one in indicators if one.is_kept}
        keys |= {one.share_of for one in indicators if one.share_of}
        self._asked = [(key, "") for key in keys]
        self._asked += [(one.key, path) for one, path in told_apart if one.is_kept]
        self._days = {day for one in periods for day in (one.since - A_DAY, one.until)}

    @cached_property
    def _sums(self):
        return sums_of(self._asked, self.places, self._days)

    def figure(self, indicator: Indicator, period: Period, place: str | None = None):
        """How many there are; of a share percent, or ``None`` where there is no whole."""
        places = self.places if place is None else [place]
        amount = self._amount(indicator, period, places)
        if indicator.share_of:
            whole = self._amount(registry.indicator(indicator.share_of), period, places)
            return round(Decimal(100 * amount) / whole, 1) if whole else None
        return amount

    def by_value(self, indicator: Indicator, path: str, period: Period) -> dict[str, int]:
        """How many there are of each value of the field."""
        found = self._sums.get((indicator.key, path), {})
        values = sorted({value for value, _place, _day in found})
        return {
            value: self._amount(indicator, period, self.places, path, value) for value in values
        }

    def _amount(self, indicator, period, places, path="", value=""):
        found = self._sums[indicator.key, path]
        upto = sum(found[value, place, period.until] for place in places)
        if isinstance(indicator.timing, On):
            upto -= sum(found[value, place, period.since - A_DAY] for place in places)
        return upto
