"""The long work of a plan, in a worker: computing its proposals, and laying them out as patrols.

A worker that died is followed by one that goes on from what is written. Computing replaces a
station's rows in one transaction; laying out moves rows from the proposals to the patrols, so that
none is ever in both.
"""

import datetime as dt
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspections.models import Patrol, PatrolPlan, PlanCount, PlanLoad, PlanRun, ProposedPatrol
from inspections.services import spreading
from inspections.workflow.plan import PLAN
from qualitysup.audit.actor import Door, acting
from qualitysup.casework import leases
from qualitysup.casework.leases import Lease, Superseded
from qualitysup.clock.services import many
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing

LEASE = Lease(dt.timedelta(minutes=10), attempts=3)
# Patrols laid in one transaction.
BATCH = 20_000


def run(run_id: int, *, door=Door.TASK) -> PlanRun | None:
    """Do what is left of a run. Running it twice, even at once, changes nothing."""
    held = LEASE.claim(PlanRun.objects, run_id)
    if held is None:
        return None
    language = held.by.language or settings.LANGUAGE_CODE
    with override(language), acting(held.by, door=door, where=f"plan {held.plan_id}"):
        try:
            # What is adopted is laid out, however often a worker dies of it.
            if held.kind == PlanRun.Kind.LAY:
                _lay(held)
            elif LEASE.is_hopeless(held):
                _fail(held, _("The plan could not be worked out to its end."))
            else:
                _compute(held)
        except Superseded:
            return None
        except DatabaseError as broken:
            if held.kind == PlanRun.Kind.COMPUTE:
                with suppress(Superseded):
                    _fail(held, str(broken))
            raise
    held.refresh_from_db()
    return held


# --- Computing ------------------------------------------------------------------------------------


def _compute(held):
    with LEASE.held(held) as row:
        plan = PatrolPlan.objects.locked().get(pk=held.plan_id)
        # What is edited from here on makes the result out of date.
        plan.computed_rules = plan.rules_version
        plan.save(update_fields=["computed_rules"])
        plan.proposals.all().delete()
        spreading.exclude_by_rule(plan)
        places = spreading.places(plan)
        row.total, row.done, row.patrols = len(places), 0, 0
    days = spreading.slots(plan)
    for place in places:
        with LEASE.held(held) as row:
            row.patrols += spreading.spread(plan, place, days)
            row.done += 1
    with LEASE.held(held) as row:
        _count(plan)
        _computed(row, days)
        _end(row)


def _count(plan):
    """The plan's numbers, added up once."""
    plan.counts.all().delete()
    plan.loads.all().delete()
    town = "rpad(left(division_id, 9), 12, '0')"
    proposals = f"FROM {ProposedPatrol._meta.db_table} WHERE plan_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {PlanCount._meta.db_table}"
            " (plan_id, reason_id, risk_class, town, enterprises, patrols)"
            f" SELECT plan_id, reason_id, risk_class, {town}, count(DISTINCT enterprise_id),"
            f" count(*) {proposals} GROUP BY plan_id, reason_id, risk_class, {town}",
            [plan.pk],
        )
        cursor.execute(
            f"INSERT INTO {PlanLoad._meta.db_table} (plan_id, station_id, week, patrols)"
            " SELECT plan_id, station_id, date_trunc('week', due_on)::date, count(*)"
            f" {proposals} GROUP BY plan_id, station_id, date_trunc('week', due_on)",
            [plan.pk],
        )


def _computed(row, days):
    begun = row.plan.log.filter(name="compute").last()
    with PLAN.step(row.plan, "computed", by=row.by, on=begun.on) as plan:
        plan.computed_at = timezone.now()
        plan.provisional = days.provisional


# --- Laying out -----------------------------------------------------------------------------------

MOVE = f"""
    WITH moved AS (
        DELETE FROM {ProposedPatrol._meta.db_table} WHERE id = ANY(ARRAY(
            SELECT id FROM {ProposedPatrol._meta.db_table} WHERE plan_id = %(plan)s
            ORDER BY id LIMIT {BATCH}
        )) RETURNING *
    )
    INSERT INTO {Patrol._meta.db_table} (
        plan_id, reason_id, enterprise_id, division_id, station_id, risk_class, times, years, nth,
        window_from, due_on, state, note, version, created_at, created_by_id
    )
    SELECT plan_id, reason_id, enterprise_id, moved.division_id, station_id, moved.risk_class,
        times, years, nth, window_from, due_on, 'planned', '', 0, now(), %(by)s
    FROM moved JOIN enterprises_enterprise AS enterprise ON enterprise.id = enterprise_id
    -- Whoever went since the computation is not owed a visit.
    WHERE enterprise.status = 'operating' AND enterprise.merged_into_id IS NULL
    ORDER BY due_on, moved.id
    RETURNING id
"""
ROWS = f"""
    SELECT patrol.id AS case_id, patrol.division_id, enterprise.name AS title,
        replace(%s, '/0/', '/' || patrol.id || '/') AS path, NULL::bigint AS holder_id,
        least(%s, due_on - 1) AS started_on, due_on
    FROM {Patrol._meta.db_table} AS patrol
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = enterprise_id
    WHERE patrol.plan_id = %s AND patrol.id BETWEEN %s AND %s
"""


def _lay(held):
    plan = held.plan
    with LEASE.held(held) as row:
        row.total = row.total or plan.proposals.count()
    while True:
        with LEASE.held(held) as row:
            left = plan.proposals.count()
            row.done = row.total - left
            if not left:
                _end(row)
                return
            row.patrols += _move(plan, held.by)


def _move(plan, by) -> int:
    """One batch of proposals becomes patrols, each with its deadline."""
    path = reverse("admin:inspections_patrol_change", args=[0])
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"plan": plan.pk, "by": by.pk})
        keys = [key for (key,) in cursor.fetchall()]
    if keys:
        span = [path, plan.adopted_on, plan.pk, min(keys), max(keys)]
        many.start_set(Patrol, "patrol", ROWS, span, on=plan.adopted_on)
    return len(keys)


# --- Its end --------------------------------------------------------------------------------------


def _end(row, *, failure=""):
    leases.end(row, PlanRun.State.FAILED if failure else PlanRun.State.DONE, failure=failure)
    if failure and row.kind == PlanRun.Kind.COMPUTE:
        with PLAN.step(row.plan, "fail", by=row.by, note=failure):
            pass
    owing.owe(
        [row.by],
        topic=f"plan:{row.plan_id}",
        stage=f"{row.pk} {row.state}",
        kind=Kind.WORK,
        subject=_("%(plan)s: %(run)s, %(state)s")
        % {
            "plan": row.plan.name,
            "run": row.get_kind_display(),
            "state": row.get_state_display(),
        },
        body=failure or _("%(patrols)d patrols.") % {"patrols": row.patrols},
        url=row.plan.get_absolute_url(),
        division=row.plan.division,
    )


def _fail(held, failure):
    with LEASE.held(held) as row:
        _end(row, failure=failure)
