"""The pages of managers at 20,000 and at 1,000,000 visits of three years, and what that costs.

The whole page and that of inspections, in turn on the two databases, for a county and for a town
(goal: at most 1.5 times). Then at the larger one: a year by month and town from the tallies against
the same counted live (goal G7: at most a hundredth), the comparison of a night with its difference,
and writes with the triggers against writes without them.

    .venv/bin/python -m benchmarks.dashboard [--rows 1000000] [--fewer 20000] [--rounds 9]
"""

import argparse
import datetime as dt
from itertools import pairwise

from benchmarks import figures
from benchmarks.scratch import Twins, database

GOAL, LIVE_GOAL = 1.5, 0.01
YEARS = 3
SOME_WRITES = 5_000
PAGES = {
    "the whole": "/dashboard/",
    "the whole, a town": "/dashboard/?place=440606101000",
    "inspections": "/dashboard/inspections/",
    "inspections, a town": "/dashboard/inspections/?place=440606101000",
    "inspections, last year": "/dashboard/inspections/?since={last}-01-01&until={last}-12-31",
}
LIVE = """
    SELECT date_trunc('month', (ended_at AT TIME ZONE 'Asia/Shanghai')::date), left(division_id, 9),
        count(*)
    FROM inspections_visit
    WHERE state = 'finished' AND division_id LIKE '440606%%'
        AND (ended_at AT TIME ZONE 'Asia/Shanghai')::date > %s
    GROUP BY 1, 2
"""


def main(many, few, rounds):
    with database():
        from django.core.management import call_command

        from benchmarks import rows
        from benchmarks.pages import browser, medians

        call_command("collectstatic", verbosity=0, interactive=False)
        rows.people()
        rows.enterprises(1, few)
        visits(1, few)
        settle()
        client = browser("leader")
        last = dt.date.today().year - 1
        with Twins().copied() as twins:
            twins.use(twins.big)
            visits(few + 1, many)
            settle()
            figures.heading(f"Median milliseconds at {few:,} and {many:,} visits")
            lines = []
            for name, path in PAGES.items():
                path = path.format(last=last)
                found = medians(twins, client, [path], rounds)
                small, big = (found[base, path] for base in (twins.small, twins.big))
                lines.append([name, f"{small:.0f}", f"{big:.0f}", f"{big / small:.2f}", GOAL])
            figures.table(["", f"{few:,}", f"{many:,}", "ratio", "≤"], lines)
            twins.use(twins.big)
            kept_against_live(rounds)
            night()
            writes(rounds)


def visits(first, last):
    """Finished, over three years and all towns; one in four found something."""
    from benchmarks import rows
    from inspections.models import Visit

    moment = f"now() - (n % {YEARS * 365}) * interval '1 day' - interval '2 hours'"
    rows.fill(
        Visit, rows.numbers(first, last), id="n", uuid="gen_random_uuid()", state="'finished'",
        kind="(ARRAY['patrol', 'patrol', 'draw', 'complaint', 'reinspection'])[1 + n % 5]",
        division_id=rows.TOWN, enterprise_id="1 + n % 20000", party_name="'测试企业' || n",
        started_at=moment, ended_at=f"{moment} + interval '1 hour'", received_at="now()",
        received_by_id=rows.id_of("inspector"), finished_at="now()", rights_told="true",
        outcome="'no_problem'", disposition="'none'",
        failed_count="CASE WHEN n % 4 = 0 THEN 2 ELSE 0 END",
    )  # fmt: skip


def settle():
    """Sums as the triggers would have left them, and statistics."""
    from benchmarks import rows
    from qualitysup.dashboard.services import tallies

    tallies.reconcile()
    rows.settle()


def kept_against_live(rounds):
    from django.db import connection

    from benchmarks import rows
    from qualitysup.dashboard.periods import month_ends
    from qualitysup.dashboard.selectors import sums

    today = dt.date.today()
    ends = month_ends(today, 13)
    towns = [town for town in rows.TOWNS if town.startswith("440606")]

    def live():
        with connection.cursor() as cursor:
            cursor.execute(LIVE, [ends[0]])
            return {(town, month.date()): found for month, town, found in cursor.fetchall()}

    def kept():
        found = sums(["visits"], towns, ends)
        upto = {(town, day): found["visits", "", town, day] for town in towns for day in ends}
        return {
            (town[:9], day.replace(day=1)): upto[town, day] - upto[town, before]
            for town in towns
            for before, day in pairwise(ends)
        }

    assert {key: n for key, n in kept().items() if n} == live()
    found = figures.in_turn({"live": live, "kept": kept}, rounds)
    figures.heading("A year by month and town: kept against counted live, milliseconds")
    ratio = found["kept"] / found["live"]
    figures.table(
        ["", "live", "kept", "ratio", "≤"],
        [["visits", f"{found['live']:.0f}", f"{found['kept']:.1f}", f"{ratio:.4f}", LIVE_GOAL]],
    )


def night():
    from qualitysup.dashboard.services import tallies

    checks = []
    took = figures.seconds(lambda: checks.extend(tallies.reconcile()))
    wrong = sum(check.wrong for check in checks)
    print(f"\nThe comparison of a night: {took:.1f} s, {wrong} tallies differ (goal 0)")


def writes(rounds):
    from benchmarks import rows

    def visits_written(one_by_one):
        def write():
            rows.execute("BEGIN")
            chosen = f"SELECT * FROM inspections_visit WHERE id <= {SOME_WRITES}"
            rows.execute(f"CREATE TEMP TABLE written ON COMMIT DROP AS {chosen}")
            rows.execute("UPDATE written SET id = id + 100000000, uuid = gen_random_uuid()")
            insert = "INSERT INTO inspections_visit SELECT * FROM written"
            if one_by_one:
                rows.execute(
                    f"DO $$ DECLARE one bigint; BEGIN FOR one IN SELECT id FROM written LIMIT 500"
                    f" LOOP {insert} WHERE id = one; END LOOP; END $$"
                )
            else:
                rows.execute(insert)
            rows.execute("ROLLBACK")

        return write

    def without(write):
        def plain():
            rows.execute("ALTER TABLE inspections_visit DISABLE TRIGGER tally_insert")
            write()
            rows.execute("ALTER TABLE inspections_visit ENABLE TRIGGER tally_insert")

        return plain

    runs = {}
    for name, one_by_one in (("one by one", True), ("at once", False)):
        write = visits_written(one_by_one)
        runs |= {f"{name}, kept": write, f"{name}, plain": without(write)}
    found = figures.in_turn(runs, rounds)
    figures.heading("Visits written with the triggers of tallies and without, milliseconds")
    lines = []
    for name in ("one by one", "at once"):
        plain, kept = found[f"{name}, plain"], found[f"{name}, kept"]
        lines.append([name, f"{plain:.0f}", f"{kept:.0f}", f"{kept / plain:.2f}"])
    figures.table(["", "without", "with", "ratio"], lines)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--fewer", type=int, default=20_000)
    asked.add_argument("--rounds", type=int, default=9)
    given = asked.parse_args()
    main(given.rows, given.fewer, given.rounds)
