"""From one lot to all that it touches: back to what it was made of, forward to what and who got it.

A lot is linked to another by having gone into it, or by having been sold to another operator who
took it into its own ledger. A counter-entry clears nobody: what somebody said went in is followed,
whatever was said afterwards; an officer clears the lot.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F

from workshops.models import Lot, LotInput, RecallLine, Sale

Direction = RecallLine.Direction

ONE_STEP = 1
# A lot is made after its inputs, so the steps are finite; this only bounds what is wrong all the
# same.
ALL_STEPS = 60
# More than a person reads on a page; the workbook has them all.
SHOWN = 300

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
    """Every lot that the failure of one touches; itself comes first, and then the nearest."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        # How much a recursion finds nobody can estimate: compiling the statement first would take
        # a hundred times what it takes.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(TRACE, {"lot": lot_id, "steps": steps})
        found = [Step(lot, RANKS[rank], depth) for lot, rank, depth in cursor]
    return sorted(found, key=lambda step: (step.depth, RANKS.index(step.direction), step.lot))


@dataclass(frozen=True)
class Node:
    """A lot of a trace as one person sees it; of what is not theirs they learn only that it is."""

    step: Step
    lot: Lot | None
    buyers: int


@dataclass(frozen=True)
class Trace:
    """What a page shows of a trace: the nearest lots, how they hang together, and who bought."""

    lot: Lot
    steps: int
    counts: dict[Direction, int]
    nodes: list[Node]
    links: list[tuple[int, int]]
    reached: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left_out(self) -> int:
        return self.total - len(self.nodes)

    def lots(self, user):
        """Every lot of it that the person may see, however many."""
        return Lot.objects.visible_to(user).filter(pk__in=self.reached)

    def sales(self, user):
        """Every buyer of any of them that the person may see, the latest first."""
        return Sale.objects.visible_to(user).standing().filter(lot__in=self.reached)


def trace(lot, *, user, steps: int = ALL_STEPS) -> Trace:
    """The trace of a lot for one person, in a number of statements that does not grow with it."""
    found = reach(lot.pk, steps=steps)
    shown = found[:SHOWN]
    keys = [step.lot for step in shown]
    lots = Lot.objects.visible_to(user).for_list().in_bulk(keys)
    buyers = dict(
        Sale.objects.visible_to(user).standing().filter(lot__in=keys).order_by()
        .values_list("lot").annotate(Count("pk"))
    )  # fmt: skip
    return Trace(
        lot=lot,
        steps=steps,
        counts=Counter(step.direction for step in found),
        nodes=[Node(step, lots.get(step.lot), buyers.get(step.lot, 0)) for step in shown],
        links=_links(keys),
        reached=[step.lot for step in found],
    )


def _links(keys) -> list[tuple[int, int]]:
    """Which of these lots went into which others, or were taken in as which."""
    made = LotInput.objects.filter(lot__in=keys, source__in=keys).order_by()
    taken = Lot.objects.filter(pk__in=keys, sale__lot__in=keys).order_by()
    pairs = made.values_list("source", "lot").union(
        taken.annotate(came_from=F("sale__lot")).values_list("came_from", "pk")
    )
    return sorted(pairs)
