"""Who is patrolled on which days of a plan: one ``INSERT … SELECT`` a station.

A frequency of *n* times in *y* years is a row of points on the time axis, *y/n* years apart, that
begins at a place of each enterprise's own. A plan takes the points that lie in its period, so that
plans of a quarter add up to those of a year, and "once in two years" comes to every second
enterprise this year and to the others the next. The points of one station, in order of time, are
then laid evenly over its working days.
"""

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import DateField, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Cast, TruncDate

from enterprises.models import Enterprise
from inspections.models import (
    ChecklistVersion,
    PatrolFrequency,
    PlanExclusion,
    ProposedPatrol,
    Visit,
)
from inspections.selection import SELECTIONS
from qualitysup.accounts.models import Station
from qualitysup.clock.models import CalendarYear, TermRule
from qualitysup.clock.querysets import NoRule
from qualitysup.regions import codes

WEEK = dt.timedelta(days=7)

# The fraction of id × φ scatters neighbours evenly, and is the same in every plan.
PHASE = "((id::float8 * 0.6180339887498949) - floor(id::float8 * 0.6180339887498949))"

SPREAD = f"""
    INSERT INTO {ProposedPatrol._meta.db_table} (
        plan_id, reason_id, enterprise_id, division_id, station_id, risk_class, times, years, nth,
        window_from, due_on
    )
    WITH chosen AS (%(chosen)s),
    phased AS (
        SELECT *, times::float8 / years AS rate, {PHASE} AS phase FROM chosen
    ),
    counted AS (
        SELECT *, ceil(%%(begin)s * rate - phase) AS first,
            ceil(%%(end)s * rate - phase) - ceil(%%(begin)s * rate - phase) AS points
        FROM phased
    ),
    points AS (
        SELECT *, CASE
            WHEN points < 1 THEN %%(begin)s + phase * (%%(end)s - %%(begin)s)
            ELSE (first + n + phase) / rate END AS point
        FROM counted, generate_series(0, greatest(points, at_least)::int - 1) AS n
    ),
    allowed AS (
        SELECT * FROM points WHERE NOT EXISTS (
            SELECT FROM {PlanExclusion._meta.db_table} AS no
            LEFT JOIN {Visit._meta.db_table} AS visit ON visit.id = no.visit_id
            LEFT JOIN {ChecklistVersion._meta.db_table} AS seen
                ON seen.id = visit.checklist_version_id
            WHERE no.plan_id = %%(plan)s AND no.enterprise_id = points.id AND no.lifted_reason = ''
                AND coalesce(seen.checklist_id = points.checklist_id, true)
                AND (no.until IS NULL OR no.until > %%(starts_on)s + floor(
                    (point - %%(begin)s) / (%%(end)s - %%(begin)s) * %%(days)s)::int)
        )
    ),
    placed AS (
        SELECT *, (row_number() OVER (ORDER BY point, id) * 2 - 1) * %%(slots)s
            / (count(*) OVER () * 2) + 1 AS slot
        FROM allowed
    )
    SELECT %%(plan)s, reason_id, id, division_id, %%(station)s::bigint, risk_class, times, years,
        n + 1, (%%(windows)s::date[])[slot], (%%(dues)s::date[])[slot]
    FROM placed
"""


@dataclass(frozen=True)
class Area:
    """A division by the first digits of its code, but for those in it that are somebody else's."""

    prefix: str
    nearer: tuple[str, ...] = ()

    @property
    def holds(self) -> Q:
        inside = Q(division__code__startswith=self.prefix)
        for prefix in self.nearer:
            inside &= ~Q(division__code__startswith=prefix)
        return inside


@dataclass(frozen=True)
class Place:
    """A station and the areas that it serves in a plan; of no station, whatever is left."""

    station: Station | None
    areas: tuple[Area, ...]

    def enterprises(self, found):
        return found.filter(reduce(or_, (area.holds for area in self.areas)))


def places(plan) -> list[Place]:
    """The stations of a plan's division, and whoever has none, each enterprise in one place."""
    whole = codes.prefix(plan.division_id)
    serving = {}
    for station in Station.objects.with_divisions().order_by("-pk"):
        for prefix in map(codes.prefix, station.serves):
            if prefix.startswith(whole) or whole.startswith(prefix):
                serving[max(prefix, whole, key=len)] = station
    serving.setdefault(whole, None)
    areas = {}
    for prefix, station in sorted(serving.items()):
        nearer = tuple(p for p in serving if p != prefix and p.startswith(prefix))
        areas.setdefault(station, []).append(Area(prefix, nearer))
    return [Place(station, tuple(served)) for station, served in areas.items()]


@dataclass(frozen=True)
class Slots:
    """The working days of a plan: for each, the last day to come and the first one to come on."""

    windows: list[dt.date]
    dues: list[dt.date]
    provisional: bool


def slots(plan) -> Slots:
    """A patrol is due on the last working day of its week, and may be made some weeks before."""
    calendar = CalendarYear.objects.as_calendar(plan.starts_on)
    length = (plan.ends_on - plan.starts_on).days + 1
    days = [plan.starts_on + dt.timedelta(days=n) for n in range(length)]
    workdays = [day for day in days if calendar.is_workday(day)]
    last = {monday(day): day for day in workdays}
    lead = (plan.window_weeks - 1) * WEEK
    return Slots(
        windows=[max(plan.starts_on, monday(day) - lead) for day in workdays],
        dues=[last[monday(day)] for day in workdays],
        provisional=not all(calendar.is_known(day.year) for day in (days[0], days[-1])),
    )


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def year_of(day: dt.date) -> float:
    """A day on the axis of years, which a year divides evenly whatever its length.

    >>> year_of(dt.date(2026, 1, 1))
    2026.0
    """
    length = (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days
    return day.year + (day.timetuple().tm_yday - 1) / length


def spread(plan, place: Place, taken: Slots) -> int:
    """Propose the patrols of one station; returns how many."""
    chosen, params = _chosen(plan, place)
    if not chosen:
        return 0
    params |= {
        "plan": plan.pk,
        "station": place.station and place.station.pk,
        "begin": year_of(plan.starts_on),
        "end": year_of(plan.ends_on + dt.timedelta(days=1)),
        "starts_on": plan.starts_on,
        "days": (plan.ends_on - plan.starts_on).days + 1,
        "slots": len(taken.dues),
        "windows": taken.windows,
        "dues": taken.dues,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(SPREAD % {"chosen": chosen}, params)
        return cursor.rowcount


def _chosen(plan, place):
    """SQL for whom the plan's reasons find in one place, each for the most frequent of them."""
    selects, params = [], {}
    for reason in plan.reasons.order_by("position"):
        rates = frequencies(reason)
        if reason.kind not in SELECTIONS or not rates:
            continue
        found = place.enterprises(SELECTIONS[reason.kind].find(reason))
        found = found.filter(status=Enterprise.Status.OPERATING, merged_into=None)
        name = f"r{reason.pk}"
        sql, given = _named(found.order_by().values("id", "division_id", "risk_class"), name)
        values = ", ".join(f"('{c}', {times}, {years})" for c, (times, years) in rates.items())
        once = int(SELECTIONS[reason.kind].at_least_once)
        selects.append(
            f"SELECT {name}.*, {reason.pk} AS reason_id, {once} AS at_least, rate.times,"
            f" {reason.checklist_id or 'NULL'}::bigint AS checklist_id,"
            f" rate.years, {reason.position} AS place FROM ({sql}) AS {name}"
            f" JOIN (VALUES {values}) AS rate (class, times, years)"
            f" ON rate.class IN ('', {name}.risk_class)"
        )
        params |= given
    if len(selects) < 2:
        return "".join(selects), params
    every = " UNION ALL ".join(selects)
    return (
        f"SELECT DISTINCT ON (id) * FROM ({every}) AS every"
        " ORDER BY id, times::float8 / years DESC, place",
        params,
    )


def _named(found, prefix):
    """A queryset as SQL whose parameters have names, to be one part of a statement."""
    sql, params = found.query.sql_with_params()
    names = [f"{prefix}_{n}" for n in range(len(params))]
    parts = sql.split("%s")
    named = parts[0] + "".join(f"%({n})s{part}" for n, part in zip(names, parts[1:], strict=True))
    return named, dict(zip(names, params, strict=True))


def frequencies(reason) -> dict[str, tuple[int, int]]:
    """By class ("" is every one), how many times in how many years."""
    if not reason.rule_set:
        return {"": (reason.times, reason.years)}
    rules = PatrolFrequency.objects.in_force(reason.plan.starts_on).filter(rule_set=reason.rule_set)
    return {
        rule.risk_class: (rule.times_at_most if reason.at_most else rule.times, rule.years)
        for rule in rules
    }


# --- Who is passed over ---------------------------------------------------------------------------


def exclude_by_rule(plan) -> None:
    """Find anew whom the plan passes over; what a person entered or lifted stays."""
    plan.exclusions.by_rule().filter(lifted_by=None).delete()
    whole = Place(None, (Area(codes.prefix(plan.division_id)),))
    checked_above = _checked_above(plan)
    for reason in plan.reasons.all():
        if reason.kind in SELECTIONS:
            found = whole.enterprises(SELECTIONS[reason.kind].find(reason)).order_by()
            _exclude(plan, found.filter(merged_into__isnull=False), "merged", "'merged'")
            gone = found.filter(merged_into=None).exclude(status=Enterprise.Status.OPERATING)
            _exclude(plan, gone, "status", "status")
            if checked_above is not None:
                _exclude_checked(plan, found, _of_the_same(checked_above, reason))


def _exclude(plan, found, kind, reason):
    sql, params = _named(found.values("id", "status"), "found")
    _insert(
        plan,
        f"SELECT id, '{kind}', {reason}, NULL::date, NULL::bigint FROM ({sql}) AS found",
        params,
    )


def _checked_above(plan):
    """食品生产经营监督检查管理办法 42: what a superior checked is not checked again so soon.

    The superior's checks that may still stand in the way when the plan begins.
    """
    try:
        rule = TermRule.objects.in_force("no-repeat", plan.starts_on)
    except NoRule:
        return None
    months = Cast(Value(f"{rule.amount} months"), DurationField())
    after = ExpressionWrapper(F("checked_on") + months, output_field=DateTimeField())
    visits = Visit.objects.checks().filter(
        received_by__home__in=codes.path(plan.division_id)[:-1],
        division__code__startswith=codes.prefix(plan.division_id),
    )
    visits = visits.annotate(checked_on=TruncDate("started_at"))
    return visits.annotate(until=Cast(after, DateField())).filter(until__gt=plan.starts_on)


def _of_the_same(visits, reason):
    """Those that looked at what the patrols of a reason would; where nothing is known, at all."""
    if reason.checklist_id is None:
        return visits
    same = Q(checklist_version__checklist=reason.checklist_id) | Q(checklist_version=None)
    return visits.filter(same)


def _exclude_checked(plan, found, visits):
    seen = visits.filter(enterprise__in=found.values("id")).order_by()
    sql, params = _named(seen.values("enterprise_id", "checked_on", "until", "id"), "seen")
    _insert(
        plan,
        f"SELECT enterprise_id, 'superior', checked_on::text, until, id FROM ({sql}) AS seen",
        params,
    )


def _insert(plan, select, params):
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {PlanExclusion._meta.db_table}"
            " (plan_id, enterprise_id, kind, reason, until, visit_id, lifted_reason)"
            f" SELECT %(plan)s, row.*, '' FROM ({select}) AS row ON CONFLICT DO NOTHING",
            {**params, "plan": plan.pk},
        )
