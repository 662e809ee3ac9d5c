"""The catalogue of standards at 100,000 and at 1,000,000 rows (goal: 3 times, by an index).

A page of 50 with its total, by number, by pieces of the name, by class and by how it stands; the
edition that applied on a day; and for comparison the same piece by ``icontains``.

    .venv/bin/python -m benchmarks.standards [--rows 1000000]
"""

import argparse
import datetime as dt
import os

from benchmarks.scratch import database
from benchmarks.search import timed

PREFIXES = ["GB/T", "GB", "QB/T", "JB/T", "HG/T", "YY/T", "SB/T", "DB44/T"]
THINGS = [
    "锻压",
    "木工",
    "塑料",
    "家具",
    "食品",
    "涂料",
    "电器",
    "陶瓷",
    "燃气",
    "管材",
    "玻璃",
    "纺织",
    "皮革",
    "包装",
]
KINDS = ["通用技术条件", "试验方法", "安全要求", "术语", "分类与命名", "质量分级"]
ICS = ["25.120.10", "67.040", "97.040.50", "87.040", "91.140.70", "97.140", "03.120.10"]
DAY = dt.date(2026, 5, 6)


def main(rows):
    with database():
        small = measured(0, rows // 10)
        large = measured(rows // 10, rows)
    print(f"page of 50 + total, median, milliseconds; load {os.getloadavg()[0]:.0f}\n")
    print(f"{'asked':<24}{rows // 10:>12,}{rows:>12,}{'ratio':>8}  read by")
    for asked, (before, _how) in small.items():
        after, how = large[asked]
        print(f"{asked:<24}{before:>12.1f}{after:>12.1f}{after / before:>8.2f}  {how}")


def measured(first, rows):
    """By what is asked of so many rows, milliseconds and by which index the first page is read."""
    fill(first, rows)
    return {asked: (timed(run)[1], how) for asked, run, how in asked_of()}


def fill(first, rows):
    """Editions of a series four by four: each took the place of the one before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE standards_standard DISABLE TRIGGER USER")
        for index in ("standard_grams", "standard_classes"):
            cursor.execute(f"DROP INDEX {index}")
        cursor.execute(
            """
            WITH made AS (
                SELECT n, (%(prefixes)s::text[])[1 + (n / 4) %% 8] AS prefix,
                    (1000 + n / 4)::text AS serial, 1990 + 9 * (n %% 4) + (n / 4) %% 9 AS year,
                    (%(things)s::text[])[1 + (n / 4) %% 14]
                        || (%(things)s::text[])[1 + (n / 56) %% 14]
                        || (%(kinds)s::text[])[1 + (n / 800) %% 6] AS name,
                    (%(ics)s::text[])[1 + (n / 4) %% 7] AS ics
                FROM generate_series(%(first)s, %(rows)s - 1) AS n
            )
            INSERT INTO standards_standard
                (number, series, sort_key, level, nature, name, name_en, issuer, in_force_on,
                 abolished_on, ics, ccs, classes, search_text)
            SELECT prefix || ' ' || serial || '—' || year, prefix || ' ' || serial,
                prefix || ' ' || lpad(serial, 10, '0') || ' ' || year, 'national', 'recommended',
                name, '', '', make_date(year, 6, 1),
                CASE WHEN n %% 4 < 3 THEN make_date(year + 9, 6, 1) END,
                ARRAY[ics], '{}',
                ARRAY['ICS' || left(ics, 2), 'ICS' || left(ics, 6), 'ICS' || ics],
                lower(replace(prefix, '/', '')) || serial || year || '|' || name
            FROM made
            """,
            {
                "prefixes": PREFIXES,
                "things": THINGS,
                "kinds": KINDS,
                "ics": ICS,
                "first": first,
                "rows": rows,
            },
        )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX standard_grams ON standards_standard USING gin (grams(search_text))"
        )
        cursor.execute("CREATE INDEX standard_classes ON standards_standard USING gin (classes)")
        cursor.execute("VACUUM ANALYZE standards_standard")


def asked_of():
    """What is asked, the request, and the index that PostgreSQL reads for it."""
    from qualitysup.regions.querysets import count_up_to
    from standards.models import Standard
    from standards.services.versions import version_on

    middle = Standard.objects.order_by("pk")[50_000]
    every = Standard.objects.all()
    queries = {
        f"{middle.number}": every.search(middle.number),
        f"{middle.series[:-1]}…": every.search(middle.series[:-1]),
        "锻": every.search("锻"),
        "锻压": every.search("锻压"),
        "木工皮革": every.search("木工皮革"),
        "木工皮革 安全 2017": every.search("木工皮革 安全 2017"),
        "ICS 25.120": every.in_class("ICS25.120"),
        "in force on a day": every.on(DAY),
    }
    for asked, found in queries.items():
        yield asked, lambda found=found: (list(found[:50]), count_up_to(found, 10_000)), how(found)
    yield "applied on a day", lambda: version_on(middle.series, DAY), "standard_by_series"
    other = every.filter(search_text__icontains="木工皮革")
    yield "木工皮革 (icontains)", lambda: (list(other[:50]), other.count()), how(other)


def how(found) -> str:
    """The index that the first page is read by, as PostgreSQL says."""
    plan = found[:50].explain()
    read = [
        line.partition(" on ")[2].split()[0] for line in plan.splitlines() if "Bitmap Index" in line
    ]
    if read:
        return read[0]
    by = [line.split("using ")[1].split()[0] for line in plan.splitlines() if " using " in line]
    return f"{by[0]}, in order" if by else "every row"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    main(parser.parse_args().rows)
