"""The trace of a failed lot by one recursive statement, against plain SQL unrolled to its depth.

Two webs of a million links each lie in one table: in the first a lot hangs together with a few
dozen, in the second all of them by one lot of salt, so that the trace goes through every link. The
plain SQL knows how deep the web is, follows no sales and says no direction; it finds the same lots.

    .venv/bin/python -m benchmarks.trace [--links 1000000] [--repeats 5]
"""

import argparse
import resource

from benchmarks import figures
from benchmarks.scratch import database

GOAL = 3
# As deep as both webs are.
BACK, FORWARD = 2, 4
NEXT = (
    "SELECT DISTINCT {found} AS lot FROM workshops_lotinput link JOIN {of} ON link.{by} = {of}.lot"
)


def main(links, repeats):
    with database():
        from benchmarks import rows
        from workshops import tracing

        rows.people()
        rows.enterprises(1, 1)
        # The keys are right by construction; to check six million of them takes longer than to
        # write them.
        rows.execute("SET session_replication_role = replica")
        few, many = webs(links)
        rows.execute("SET session_replication_role = origin")
        rows.settle()
        lines = []
        for name, lot in (("a few dozen hang together", few), ("all hang together", many)):
            before = peak()
            found = tracing.reach(lot)
            beyond = peak() - before
            assert {step.lot for step in found} == set(plain(lot)), name
            took = figures.in_turn(
                {
                    "ours": lambda lot=lot: tracing.reach(lot),
                    "plain": lambda lot=lot: plain(lot),
                },
                repeats,
            )
            lines.append(
                [
                    name,
                    f"{len(found):,}",
                    f"{took['plain']:,.1f}",
                    f"{took['ours']:,.1f}",
                    f"{took['ours'] / took['plain']:.2f}",
                    f"≤ {GOAL}",
                    f"+{beyond:.0f}",
                ]
            )
        figures.heading(f"The trace of a lot among twice {links:,} links")
        header = ["", "lots", "plain (ms)", "ours (ms)", "ratio", "goal", "MiB"]
        figures.table(header, lines)


def webs(links) -> tuple[int, int]:
    """Purchases, what was prepared of them, and goods; a lot of goods of either web."""
    quarter = links // 4
    lots(1, 5 * quarter // 2)
    # Two of two: each purchase goes into four, and each of those into two.
    prepared, goods = quarter // 2 + 1, quarter // 2 + quarter + 1
    linked(1, quarter * 2, f"{prepared} + m / 2", "1 + m / 4 + m % 2")
    linked(quarter * 2 + 1, links, f"{goods} + m / 2", f"{prepared} + m / 2 + m % 2")
    # One lot of salt goes into everything that is prepared, three of those into each lot of goods.
    salt = 4 * quarter
    lots(salt, salt + 2 * quarter)
    linked(links + 1, links + quarter, f"{salt} + 1 + m", f"{salt}")
    linked(
        links + quarter + 1,
        2 * links,
        f"{salt} + 1 + {quarter} + m / 3",
        f"{salt} + 1 + (m / 3 + m % 3 * 7) % {quarter}",
    )
    return goods + quarter // 2, salt + 1 + quarter + 7


def lots(first, last):
    from benchmarks import rows
    from workshops.models import Lot, Workshop

    if not Workshop.objects.exists():
        rows.fill(
            Workshop, rows.numbers(1, 1), id="n", enterprise_id="n", division_id=rows.TOWN,
            trade_id="(SELECT min(id) FROM workshops_trade)", operator_name="'演示'",
            operator_kind="'person'", status="'operating'", conditions="'unknown'", version="0",
            created_at="now()", updated_at="now()",
        )  # fmt: skip
    rows.fill(
        Lot, rows.numbers(first, last), id="n", kind="'produced'", state="'released'",
        workshop_id="1", division_id=rows.TOWN, product="'烧鹅'", batch="n::text", quantity="9",
        remaining="9", unit="'kg'", made_on="current_date", keep_until="current_date",
        version="0", created_at="now()", created_by_id=rows.id_of("officer"),
    )  # fmt: skip


def linked(first, last, lot, source):
    """``m`` counts from 0."""
    from benchmarks import rows
    from workshops.models import LotInput

    numbers = f"SELECT n, n - {first} AS m FROM {rows.numbers(first, last)}"
    rows.fill(
        LotInput, numbers, id="n", lot_id=lot, source_id=source, quantity="1",
        recorded_at="now()", recorded_by_id=rows.id_of("officer"),
    )  # fmt: skip


def plain(lot) -> list[int]:
    """The same lots, hop by hop, as somebody writes it who knows how many hops there are."""
    from django.db import connection

    parts = [f"up0 AS (SELECT {lot}::bigint AS lot)"]
    for n in range(BACK):
        parts.append(f"up{n + 1} AS ({NEXT.format(found='source_id', of=f'up{n}', by='lot_id')})")
    ups = " UNION ".join(f"SELECT lot FROM up{n}" for n in range(BACK + 1))
    parts.append(f"down0 AS ({ups})")
    for n in range(FORWARD):
        of = f"down{n}"
        parts.append(f"down{n + 1} AS ({NEXT.format(found='lot_id', of=of, by='source_id')})")
    every = " UNION ".join(f"SELECT lot FROM down{n}" for n in range(FORWARD + 1))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {every}")
        return [found for (found,) in cursor]


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    main(given.links, given.repeats)
