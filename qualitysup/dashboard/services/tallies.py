"""Tallies are kept by triggers that append, folded by a task, and compared with the rows at night.

A statement that changes rows of a subject appends what it adds and takes away (``TallyChange``), in
its own transaction and without waiting for anybody. ``fold`` adds these to the sums of days, months
and years of the place and of all that it lies in. Readers add both, so that a figure is never
behind the rows that it counts. ``reconcile`` counts the rows anew and puts right what differs.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property

from django.db import connection, transaction
from django.utils import timezone

from qualitysup.dashboard import notifications
from qualitysup.dashboard.models import Tally, TallyChange, TallyCheck
from qualitysup.dashboard.projection import Projection
from qualitysup.dashboard.registry import kept_indicators
from qualitysup.regions import codes

# How long comparisons are written down.
KEPT = timedelta(days=366)
# One statement folds so many; what is left is folded by the next.
AT_ONCE = 50_000
# Whoever folds or puts right holds it; everybody else goes on reading and writing.
LOCK = 0x7A11


def fold() -> int:
    """Add what was appended to the sums, and say how many changes that were; one at a time does."""
    folded = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            if not _is_first(cursor):
                return folded
            cursor.execute(FOLD, [AT_ONCE])
            found = cursor.fetchone()[0]
        folded += found
        if found < AT_ONCE:
            return folded


def compare() -> list[TallyCheck]:
    """Every night: ``reconcile``, tell of what differed, and drop the oldest of these."""
    checks = reconcile()
    differed = [check for check in checks if check.wrong and not check.built]
    if differed:
        notifications.tell_of_drift(differed)
    TallyCheck.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return checks


def reconcile() -> list[TallyCheck]:
    """Count every kept indicator anew from the rows; what differs is put right and written down."""
    return [_reconcile(projection) for projection in projections().values()]


@dataclass(frozen=True)
class Watched:
    """A table of a subject, and the indicators that a change of it may change."""

    table: str
    own: list[Projection]
    joined: list[Projection]

    @property
    def function(self) -> str:
        return f"tally_{self.table}"

    @cached_property
    def body(self) -> str:
        # What is joined is there before, and stays as long as, what it is joined with.
        every = [*self.own, *self.joined]
        return BODY.format(
            insert=_append(self._read(self.own, "new_rows"), []),
            delete=_append([], self._read(self.own, "old_rows")),
            update=_append(self._read(every, "new_rows"), self._read(every, "old_rows")),
        )

    @cached_property
    def mark(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def events(self) -> dict[str, str]:
        return EVENTS if self.own else {"UPDATE": EVENTS["UPDATE"]}

    def _read(self, projections, rows):
        return [part for each in projections for part in each.reading(self.table, rows)]


@cache
def projections() -> dict[str, Projection]:
    return {one.key: Projection(one) for one in kept_indicators()}


@cache
def watched() -> dict[str, Watched]:
    """By the name of its function, every table that has to be watched."""
    own, joined = defaultdict(list), defaultdict(list)
    for projection in projections().values():
        first, *others = projection.tables
        own[first].append(projection)
        for table in others:
            joined[table].append(projection)
    tables = {*own, *joined}
    found = [Watched(table, own[table], joined[table]) for table in sorted(tables)]
    return {one.function: one for one in found}


def install(**kwargs) -> list[str]:
    """After every ``migrate``: have the triggers that the indicators call for, and their sums.

    What is new or declared in another way is counted from the rows at once, and what nobody
    declares any longer is dropped.
    """
    wanted = watched()
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        installed = dict(cursor.fetchall())
        dropped = installed.keys() - wanted.keys()
        for name in dropped:
            cursor.execute(f'DROP FUNCTION "{name}" CASCADE')
    changed = [name for name, one in wanted.items() if installed.get(name) != one.mark]
    for name in changed:
        _watch(wanted[name])
    for key in {one.indicator.key for name in changed for one in wanted[name].own}:
        # After the triggers: nobody who writes waits while it counts, and what they write is
        # appended already.
        _reconcile(projections()[key])
    if changed or dropped:
        _forget(projections())
    for name in changed:
        with connection.cursor() as cursor:
            # Last, so that what was broken off is done again.
            cursor.execute(f"COMMENT ON FUNCTION \"{name}\" IS '{wanted[name].mark}'")
    return changed


@transaction.atomic
def _watch(one):
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE OR REPLACE FUNCTION "{one.function}"() RETURNS trigger LANGUAGE plpgsql '
            f"AS $tally${one.body}$tally$"
        )
        cursor.execute(TRIGGERS, [one.table, one.function])
        if {name for (name,) in cursor.fetchall()} == set(map(_trigger, one.events)):
            return
        for event in EVENTS:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{_trigger(event)}" ON "{one.table}"')
        for event, rows in one.events.items():
            cursor.execute(
                f'CREATE TRIGGER "{_trigger(event)}" AFTER {event} ON "{one.table}" '
                f'REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION "{one.function}"()'
            )


def _trigger(event):
    return f"tally_{event.lower()}"


@transaction.atomic
def _reconcile(projection) -> TallyCheck:
    key = projection.indicator.key
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        built = not Tally.objects.filter(indicator=key).exists()
        live = UNION.join(projection.parts).replace("%", "%%")
        cursor.execute(RECONCILE.replace("{live}", live), {"key": key})
        wrong, off_by = cursor.fetchone()
    return TallyCheck.objects.create(indicator=key, built=built, wrong=wrong, off_by=off_by)


def _forget(keys):
    """Drop what is kept of indicators that are declared no longer."""
    for model in (Tally, TallyChange):
        model.objects.exclude(indicator__in=keys).delete()


def _is_first(cursor):
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return cursor.fetchone()[0]


EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

INSTALLED = """
    SELECT proname, coalesce(obj_description(oid, 'pg_proc'), '') FROM pg_proc
    WHERE starts_with(proname, 'tally_') AND pronamespace = current_schema()::regnamespace
"""

TRIGGERS = """
    SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = to_regclass(%s) AND proname = %s
"""

UNION = "\nUNION ALL\n"


def _append(added: list[str], taken: list[str]) -> str:
    """The statement that keeps what rows add and take away, summed up; nothing where it is none."""
    parts = [f"SELECT *, 1 AS sign FROM ({part}) AS added" for part in added]
    parts += [f"SELECT *, -1 AS sign FROM ({part}) AS taken" for part in taken]
    return APPEND.format(rows=UNION.join(parts)) if parts else "NULL;"


APPEND = """
    INSERT INTO dashboard_tallychange (indicator, dimension, value, division_id, day, amount)
    SELECT indicator, dimension, value, division, day, sum(sign * amount)
    FROM ({rows}) AS changed (indicator, dimension, value, division, day, amount, sign)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign * amount) <> 0;
"""

BODY = """
BEGIN
    IF TG_OP = 'INSERT' THEN {insert}
    ELSIF TG_OP = 'DELETE' THEN {delete}
    ELSE {update}
    END IF;
    RETURN NULL;
END
"""

# From a place and a day to all places and spans that it is in; codes are paths of these lengths.
_SUMS = f"""
    SELECT indicator, dimension, value, place, span, first, sum(amount) AS amount
    FROM {{rows}} AS each_row
    CROSS JOIN LATERAL (
        SELECT DISTINCT rpad(left(division_id, length), 12, '0') COLLATE "C"
        FROM unnest(ARRAY{list(codes.LENGTHS.values())}) AS length
    ) AS places (place)
    CROSS JOIN LATERAL (VALUES
        ('D', day), ('M', date_trunc('month', day)::date), ('Y', date_trunc('year', day)::date)
    ) AS spans (span, first)
    GROUP BY 1, 2, 3, 4, 5, 6
"""

_ADD = """
    INSERT INTO dashboard_tally (indicator, dimension, value, division_id, span, day, amount)
    SELECT indicator, dimension, value, place, span, first, amount FROM {sums} AS sums
    ON CONFLICT (indicator, dimension, division_id, span, day, value)
    DO UPDATE SET amount = dashboard_tally.amount + excluded.amount
"""

# Up to a key, for the planner takes a table that is empty most of the time for an empty one: a list
# of keys it would read again for every row.
FOLD = f"""
    WITH taken AS (
        DELETE FROM dashboard_tallychange WHERE id <= (
            SELECT max(id) FROM (SELECT id FROM dashboard_tallychange ORDER BY id LIMIT %s) AS next
        )
        RETURNING indicator, dimension, value, division_id, day, amount
    ), added AS ({_ADD.replace("{sums}", f"({_SUMS.replace('{rows}', 'taken')})")})
    SELECT count(*) FROM taken
"""

# In one statement, and so of one moment: what the rows say, less what is kept and what is to be
# folded yet. Changes that others append meanwhile are in neither.
RECONCILE = f"""
    WITH live AS (
        SELECT * FROM ({{live}}) AS live (indicator, dimension, value, division_id, day, amount)
    ), leaves AS (
        SELECT indicator, dimension, value, division_id, day, sum(amount) AS amount FROM (
            SELECT * FROM live
            UNION ALL
            SELECT indicator, dimension, value, division_id, day, -amount
            FROM dashboard_tallychange WHERE indicator = %(key)s
        ) AS both_kinds GROUP BY 1, 2, 3, 4, 5
    ), wanted AS ({_SUMS.replace("{rows}", "leaves")}
    ), differing AS (
        SELECT indicator, dimension, value, place, span, first, sum(amount) AS amount FROM (
            SELECT * FROM wanted
            UNION ALL
            SELECT indicator, dimension, value, division_id, span, day, -amount
            FROM dashboard_tally WHERE indicator = %(key)s
        ) AS both_sides GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount) <> 0
    ), mended AS ({_ADD.replace("{sums}", "(SELECT * FROM differing)")})
    SELECT count(*), coalesce(sum(abs(amount)), 0)::bigint FROM differing
"""
