"""What indicators amount to, from the tallies: at a cost that history does not add to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from qualitysup.regions import codes

# By indicator, value of the dimension, place and day: the sum of everything up to that day.
Sums = dict[tuple[str, str, str, dt.date], int]


def sums(
    indicators: Iterable[str],
    places: Iterable[str],
    days: Iterable[dt.date],
    dimension: str = "",
) -> Sums:
    """Everything up to each of the days, in each of the places and below it.

    Whole years, the months of the last one and the days of its last month: some forty rows each,
    read from the index alone, and what is not folded yet.
    """
    places = list(places)
    asked = {
        "indicators": list(indicators),
        "places": places,
        "prefixes": [codes.prefix(code) for code in places],
        "days": sorted(set(days)),
        "dimension": dimension,
    }
    found: Sums = defaultdict(int)
    if not (asked["indicators"] and places and asked["days"]):
        return found
    with connection.cursor() as cursor:
        cursor.execute(SUMS, asked)
        for indicator, value, place, day, amount in cursor.fetchall():
            found[indicator, value, place, day] = amount
    return found


SUMS = """
    SELECT indicator, found.value, place, last, sum(found.amount)::bigint
    FROM unnest(%(indicators)s::text[]) AS indicator
    CROSS JOIN unnest(%(places)s::text[], %(prefixes)s::text[]) AS places (place, prefix)
    CROSS JOIN unnest(%(days)s::date[]) AS last
    CROSS JOIN LATERAL (
        -- Of the day after, so that a whole month is one row and not thirty.
        SELECT date_trunc('month', last + 1)::date AS month,
            date_trunc('year', last + 1)::date AS year
    ) AS begins
    CROSS JOIN LATERAL (
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = indicator.indicator AND dimension = %(dimension)s
            AND division_id = place AND span = 'Y' AND day < year
        UNION ALL
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = indicator.indicator AND dimension = %(dimension)s
            AND division_id = place AND span = 'M' AND day >= year AND day < month
        UNION ALL
        SELECT value, amount FROM dashboard_tally AS tally
        WHERE tally.indicator = indicator.indicator AND dimension = %(dimension)s
            AND division_id = place AND span = 'D' AND day >= month AND day <= last
        UNION ALL
        SELECT value, amount FROM dashboard_tallychange AS change
        WHERE change.indicator = indicator.indicator AND dimension = %(dimension)s
            AND starts_with(division_id, prefix) AND day <= last
    ) AS found
    GROUP BY indicator, found.value, place, last
"""
