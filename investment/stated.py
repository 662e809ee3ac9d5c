"""What the trips of a period were, in the words of reports."""

from investment.models import Trip
from qualitysup.reports.registry import Stated, Statements, register

WEEK = 7


def trips(lens) -> list[Stated]:
    """Who went, for how long, and how many firms they visited."""
    period = lens.period
    rows = lens.rows(Trip).filter(to_on__gte=period.since, to_on__lte=period.until)
    found = []
    for trip in rows.exclude(state="cancelled").order_by("from_on", "pk"):
        days = (trip.to_on - trip.from_on).days + 1
        # A week is said as a week.
        length = (days // WEEK, "周") if days % WEEK == 0 else (days, "天")
        visited = trip.visits.made().count()
        for name, value, unit in (
            ("考察组人数", trip.size, "人"),
            ("考察时长", *length),
            ("走访企业", visited, "家"),
        ):
            found.append(Stated(name, value, unit, trip.to_on, str(trip)))
    return found


register(Statements("investment", "investment.view_trip", trips, order=10))
