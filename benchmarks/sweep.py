"""The sweep with 1,000 due among a million deadlines, against 1,000 due among ten thousand.

It costs what is due, not what exists (goal: at most 1.5 times). Every person has an e-mail address,
so that each reminder also owes a delivery.

    .venv/bin/python -m benchmarks.sweep [--rows 1000000] [--fewer 10000] [--due 1000]
"""

import argparse

from benchmarks import figures
from benchmarks.scratch import Twins, database

GOAL = 1.5
YESTERDAY = "((now() AT TIME ZONE 'Asia/Shanghai')::date - 1)"


def main(many, few, due, repeats):
    with database():
        from celery import current_app
        from django.contrib.contenttypes.models import ContentType

        from benchmarks import rows
        from qualitysup.clock.services.sweep import sweep

        # Nobody else's worker hears of deliveries that are only for measuring.
        current_app.conf.broker_url = "memory://"
        rows.people()
        deadlines(1, few, due)
        ContentType.objects.clear_cache()
        rows.settle()
        with Twins().copied() as twins:
            twins.use(twins.big)
            deadlines(few + 1, many, due)
            rows.settle()
            owed, times = {}, {twins.small: [], twins.big: []}
            for repeat in range(repeats + 1):
                for name in times:
                    twins.use(name)
                    make_due(due)
                    took = figures.seconds(lambda name=name: owed.update({name: sweep()}))
                    times[name] += [took] if repeat else []
            assert len(set(owed.values())) == 1, owed
            small, big = (sorted(found)[len(found) // 2] for found in times.values())
            figures.heading(f"The sweep, {due:,} due, {owed[twins.big]:,} notices owed")
            figures.table(
                ["deadlines", "seconds", "ratio", "goal"],
                [
                    [f"{few:,}", f"{small:.2f}", "1.00", ""],
                    [f"{many:,}", f"{big:.2f}", f"{big / small:.2f}", f"≤ {GOAL}"],
                ],
            )


def deadlines(first, last, due):
    """The first ``due`` of them are near their day; the others are on their way or met."""
    from benchmarks import rows
    from inspections.models import RectificationOrder

    near, open_ = f"n <= {due}", "n % 2 = 0"
    rows.deadlines(
        rows.numbers(first, last), "correct", RectificationOrder, id="n",
        started_on=f"{YESTERDAY} - CASE WHEN {near} THEN 57 ELSE n % 20 END",
        due_on=f"{YESTERDAY} + CASE WHEN {near} THEN 3 ELSE 40 + n % 20 END",
        met_on=f"CASE WHEN NOT ({near} OR {open_}) THEN {YESTERDAY} END",
        next_reminder_at=f"CASE WHEN NOT {near} AND {open_} THEN now() + interval '30 days' END",
    )  # fmt: skip


def make_due(due):
    """As yesterday at eight: the stage of three days before has come, nobody was told of it."""
    from benchmarks import rows

    rows.execute("DELETE FROM notices_delivery")
    rows.execute("DELETE FROM notices_notice")
    rows.execute("ALTER TABLE clock_deadline DISABLE TRIGGER USER")
    at_eight = f"({YESTERDAY} + time '08:00') AT TIME ZONE 'Asia/Shanghai'"
    rows.execute(f"UPDATE clock_deadline SET next_reminder_at = {at_eight} WHERE id <= {due}")
    rows.execute("ALTER TABLE clock_deadline ENABLE TRIGGER USER")
    for table in ("clock_deadline", "notices_notice", "notices_delivery"):
        rows.execute(f"VACUUM {table}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--fewer", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    main(given.rows, given.fewer, given.due, given.repeats)
