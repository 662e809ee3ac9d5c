"""A plan of patrols for a million enterprises, and the list of a million patrols.

The plan is computed as a worker does it, against one ``INSERT … SELECT`` of the same rows into the
same table (goal: at most 3 times); the memory is this process's own peak beyond what it had. The
list is the page of the admin at 10,000 rows and at a million (goal: at most 3 times).

    .venv/bin/python -m benchmarks.patrols [--rows 1000000] [--fewer 10000]
"""

import argparse
import datetime as dt
import resource
import statistics

from benchmarks import figures
from benchmarks.scratch import Twins, database

GOAL = 3
LIST = "/admin/inspections/patrol/"
PAGES = {
    "list": LIST,
    "due within 7 days": f"{LIST}?standing=soon",
    "missed": f"{LIST}?standing=missed",
}


def main(many, few, repeats):
    with database():
        from django.core.management import call_command

        from benchmarks import rows
        from benchmarks.pages import browser

        call_command("collectstatic", verbosity=0, interactive=False)
        rows.people()
        client = browser("chief")
        rows.enterprises(1, few)
        patrols(1, few)
        rows.settle()
        with Twins().copied() as twins:
            twins.use(twins.big)
            rows.enterprises(few + 1, many)
            patrols(few + 1, many)
            rows.settle()
            list_pages(client, twins, few, many, repeats)
            twins.use(twins.big)
            rows.execute("ALTER TABLE enterprises_enterprise DISABLE TRIGGER USER")
            rows.execute(
                "UPDATE enterprises_enterprise SET risk_reason = '基准',"
                " risk_class = (ARRAY['A','A','A','A','A','B','B','B','C','D'])[1 + id % 10]"
            )
            rows.execute("ALTER TABLE enterprises_enterprise ENABLE TRIGGER USER")
            rows.settle()
            plan(many, min(repeats, 3))


def patrols(first, last):
    """Nine of ten made, one in fifty missed, the rest to be made in the next weeks."""
    from benchmarks import rows
    from inspections.models import Patrol

    source = f"""
        SELECT n, n % 10 = 0 AS owed, n % 50 = 1 AS late,
            CASE WHEN n % 10 = 0 THEN current_date + n / 10 % 60 ELSE current_date - 1 - n % 900
                END AS due
        FROM {rows.numbers(first, last)}
    """
    rows.fill(
        Patrol, source, id="n", state="CASE WHEN owed THEN 'planned' ELSE 'done' END",
        enterprise_id="n", division_id=rows.TOWN, note="'基准'", window_from="due - 20",
        due_on="due", done_on="CASE WHEN NOT owed THEN due + CASE WHEN late THEN 5 ELSE 0 END END",
        missed_on="CASE WHEN late AND NOT owed THEN due + 1 END",
        created_by_id=rows.id_of("chief"), version="1", created_at="now()",
    )  # fmt: skip


def list_pages(client, twins, few, many, repeats):
    times = {(base, name): [] for base in (twins.small, twins.big) for name in PAGES}
    for repeat in range(repeats + 1):
        for (base, name), found in times.items():
            twins.use(base)
            answer = client.get(PAGES[name])
            assert answer.status_code == 200, answer.status_code
            if repeat:
                found.append(figures.seconds(lambda name=name: client.get(PAGES[name])) * 1000)
    figures.heading(f"Median milliseconds of the patrol list at {few:,} and {many:,} patrols")
    lines = []
    for name in PAGES:
        small, big = (statistics.median(times[base, name]) for base in (twins.small, twins.big))
        ratio = big / small
        lines.append([name, f"{small:.0f}", f"{big:.0f}", f"{ratio:.2f}", f"≤ {GOAL}"])
    figures.table(["page", f"{few:,}", f"{many:,}", "ratio", "goal"], lines)


def plan(many, repeats):
    from benchmarks import rows
    from inspections.models import PatrolPlan
    from inspections.services import planning, plans
    from qualitysup.regions.models import Division

    chief, year = rows.person("chief"), dt.date.today().year + 1
    drafted = plans.draft(
        by=chief, division=Division.objects.get(pk="440606000000"), name="基准计划",
        starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31),
    )  # fmt: skip
    plans.add_reason(drafted, by=chief, kind="risk", rule_set="food")
    times = {"computed": [], "INSERT … SELECT": []}
    before = peak()
    for _repeat in range(repeats):
        drafted = plans.compute(PatrolPlan.objects.get(pk=drafted.pk), by=chief)
        run = drafted.runs.first().pk
        drafted.proposals.all().delete()
        rows.execute("VACUUM inspections_proposedpatrol")
        times["computed"].append(figures.seconds(lambda run=run: planning.run(run)))
        rows.execute("DROP TABLE IF EXISTS same_rows")
        rows.execute("CREATE TABLE same_rows AS SELECT * FROM inspections_proposedpatrol")
        drafted.proposals.all().delete()
        rows.execute("VACUUM inspections_proposedpatrol")
        times["INSERT … SELECT"].append(figures.seconds(plain))
    proposed = drafted.proposals.count()
    drafted.refresh_from_db()
    assert drafted.state == "computed", drafted.state
    computed, same = (statistics.median(found) for found in times.values())
    figures.heading(f"A plan for {many:,} enterprises: {proposed:,} patrols")
    figures.table(
        ["", "seconds", "ratio", "goal"],
        [
            ["one INSERT … SELECT", f"{same:.1f}", "1.00", ""],
            ["the plan computed", f"{computed:.1f}", f"{computed / same:.2f}", f"≤ {GOAL}"],
        ],
    )
    print(f"\nMemory beyond the start: {peak() - before} MiB")


def plain():
    from benchmarks import rows

    rows.execute("INSERT INTO inspections_proposedpatrol SELECT * FROM same_rows")


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--fewer", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    main(given.rows, given.fewer, given.repeats)
