"""What indicators amount to, from the tallies: at a cost that history does not add to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from qualitysup.regions import codes

# By indicator, value of the dimension, place and day: the sum of everything up to that day.
Sums = dict[tuple[str, str, str, dt.date], int]
# An indicator, and the dimension that its rows are told apart by: "" is none.
Asked = tuple[str, str]


def sums(
    indicators: Iterable[str],
    places: Iterable[str],
    days: Iterable[dt.date],
    dimension: str = "",
) -> Sums:
    """Everything up to each of the days, in each of the places and below it."""
    asked = [(indicator, dimension) for indicator in indicators]
    found: Sums = defaultdict(int)
    for pair, amounts in sums_of(asked, places, days).items():
        for (value, place, day), amount in amounts.items():
            found[pair[0], value, place, day] = amount
    return found


def sums_of(
    asked: Iterable[Asked], places: Iterable[str], days: Iterable[dt.date]
) -> dict[Asked, dict[tuple[str, str, dt.date], int]]:
    """The same of several indicators and dimensions in one query: by value, place and day of each.

    Whole years, the months of the last one and the days of its last month: some forty rows each,
    read from the index alone, and what is not folded yet.
    """
    pairs, places, days = sorted(set(asked)), list(places), sorted(set(days))
    found: dict = {pair: defaultdict(int) for pair in pairs}
    if not (pairs and places and days):
        return found
    arguments = {
        "indicators": [indicator for indicator, _dimension in pairs],
        "dimensions": [dimension for _indicator, dimension in pairs],
        "places": places,
        "prefixes": [codes.prefix(code) for code in places],
        "days": days,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMS, arguments)
        for indicator, dimension, value, place, day, amount in cursor.fetchall():
            found[indicator, dimension][value, place, day] = amount
    return found


SUMS = """
    SELECT asked.indicator, asked.dimension, found.value, place, last, sum(found.amount)::bigint
    FROM unnest(%(indicators)s::text[], %(dimensions)s::text[]) AS asked (indicator, dimension)
    CROSS JOIN unnest(%(places)s::text[], %(prefixes)s::text[]) AS places (place, prefix)
    CROSS JOIN unnest(%(days)s::date[]) AS last
    CROSS JOIN LATERAL (
        -- Of the day after, so that a whole month is one row and not thirty.
        SELECT date_trunc('month', last + 1)::date AS month,
            date_trunc('year', last + 1)::date AS year
    ) AS begins
    CROSS JOIN LATERAL (
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = asked.indicator AND tally.dimension = asked.dimension
            AND division_id = place AND span = 'Y' AND day < year
        UNION ALL
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = asked.indicator AND tally.dimension = asked.dimension
            AND division_id = place AND span = 'M' AND day >= year AND day < month
        UNION ALL
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = asked.indicator AND tally.dimension = asked.dimension
            AND division_id = place AND span = 'D' AND day >= month AND day <= last
        UNION ALL
        SELECT value, amount FROM dashboard_tallychange AS change
        WHERE change.indicator = asked.indicator AND change.dimension = asked.dimension
            AND starts_with(division_id, prefix) AND day <= last
    ) AS found
    GROUP BY asked.indicator, asked.dimension, found.value, place, last
"""
