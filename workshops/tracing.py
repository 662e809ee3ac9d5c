"""From one lot to all that it touches: back to what it was made of, forward to what and who got it.

A lot is linked to another by having gone into it, or by having been sold to another operator who
took it into its own ledger. A counter-entry clears nobody: what somebody said went in is followed,
whatever was said afterwards; an officer clears the lot.
"""

from dataclasses import dataclass

from django.db import connection

from workshops.models import RecallLine

Direction = RecallLine.Direction

# Steps are finite because a lot is made after its inputs; this only bounds what is wrong all the
# same.
ALL_STEPS = 60

# One statement, both ways. ``up`` are the sources; ``down`` is what was made of the lot itself
# (``own``) and of each source, which are the siblings; whichever says more about a lot is kept.
TRACE = """
    WITH RECURSIVE up (lot, depth) AS (
        SELECT %(lot)s::bigint, 0
        UNION
        SELECT source.id, up.depth + 1
        FROM up CROSS JOIN LATERAL (
            SELECT source_id AS id FROM workshops_lotinput WHERE lot_id = up.lot
            UNION ALL
            SELECT sale.lot_id FROM workshops_lot taken
            JOIN workshops_sale sale ON sale.id = taken.sale_id
            WHERE taken.id = up.lot
        ) source
        WHERE up.depth < %(steps)s
    ),
    down (lot, own, depth) AS (
        SELECT lot, depth = 0, depth FROM up
        UNION
        SELECT made.id, down.own, down.depth + 1
        FROM down CROSS JOIN LATERAL (
            SELECT lot_id AS id FROM workshops_lotinput WHERE source_id = down.lot
            UNION ALL
            SELECT taken.id FROM workshops_sale sale
            JOIN workshops_lot taken ON taken.sale_id = sale.id
            WHERE sale.lot_id = down.lot AND sale.buyer_workshop_id IS NOT NULL
        ) made
        WHERE CASE WHEN down.own THEN down.depth < %(steps)s
                   ELSE down.depth < 2 * %(steps)s AND made.id <> %(lot)s END
    ),
    found (lot, rank, depth) AS (
        SELECT lot, CASE depth WHEN 0 THEN 0 ELSE 1 END, depth FROM up
        UNION ALL
        SELECT lot, CASE WHEN own THEN 2 ELSE 3 END, depth FROM down
    )
    SELECT DISTINCT ON (lot) lot, rank, depth FROM found ORDER BY lot, rank, depth
"""
RANKS = (Direction.ITSELF, Direction.SOURCE, Direction.PRODUCT, Direction.SIBLING)


@dataclass(frozen=True)
class Step:
    """One lot of a trace: how it is touched, and how many steps away."""

    lot: int
    direction: Direction
    depth: int


def reach(lot_id: int, *, steps: int = ALL_STEPS) -> list[Step]:
    """Every lot that the failure of one touches, the nearest first; itself is the first."""
    with connection.cursor() as cursor:
        cursor.execute(TRACE, {"lot": lot_id, "steps": steps})
        found = [Step(lot, RANKS[rank], depth) for lot, rank, depth in cursor]
    return sorted(found, key=lambda step: (step.depth, RANKS.index(step.direction), step.lot))
