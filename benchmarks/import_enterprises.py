"""Import of a workbook, against COPY and one upsert of the same rows (goal: 10 times, 300 MiB).

The rows are the same and the table has the same indexes and constraints; ours also parses the
workbook, checks every cell, finds duplicates, keeps history, and can be killed at any time.

    .venv/bin/python -m benchmarks.import_enterprises [--rows 20000]
"""

import argparse
import io
import json
import resource
import tempfile
import time
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

from benchmarks.scratch import database

HEADER = ["企业名称", "统一社会信用代码", "行政区划", "行业代码", "地址", "法定代表人", "联系电话",
          "成立日期", "经营状态", "年销售额(万元)"]  # fmt: skip
TOWNS = ["陈村镇", "北滘镇", "440606103000", "顺德区乐从镇", "佛山市顺德区容桂街道"]


def main(rows):
    with database(), tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "register.xlsx"
        write(book, rows)
        first, ours = imported(book)
        second, again = imported(book)
        raw = raw_upsert()
        print(f"{rows:,} rows, {book.stat().st_size / 2**20:.1f} MiB\n")
        print(f"{'':<28}{'seconds':>9}{'ratio':>8}")
        print(f"{'COPY + one upsert':<28}{raw:>9.2f}{1:>8.1f}")
        print(f"{'import of new rows':<28}{ours:>9.2f}{ours / raw:>8.1f}")
        print(f"{'the same file again':<28}{again:>9.2f}{again / raw:>8.1f}")
        print(f"\nfirst {first}\nagain {second}")
        print(f"peak memory of the importing process and of its parser: {memory():.0f} MiB")


def write(path, rows):
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(1, rows + 1):
            body = f"91440606MA{n:07d}"
            number = body + uscc.calc_check_digit(body)
            town = TOWNS[n % len(TOWNS)]
            sheet.write_row(
                n,
                0,
                [
                    f"佛山市顺德区宏力第{n}锻压机械有限公司",
                    number,
                    town,
                    "3422",
                    f"兴业路{n}号",
                    "测试法人",
                    f"0757-{n:08d}",
                    "2005-03-01",
                    "存续",
                    str(n),
                ],
            )


def imported(book):
    from django.core.management import call_command

    answer = io.StringIO()
    start = time.perf_counter()
    call_command("import_enterprises", book, "--json", stdout=answer)
    return json.loads(answer.getvalue()), time.perf_counter() - start


def raw_upsert():
    """The register's own rows, copied out and put into an empty table like it."""
    from django.db import connection

    table, bare = "enterprises_enterprise", "bare_enterprise"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING ALL)")
        with cursor.copy(f"COPY {table} TO STDOUT") as out:
            rows = b"".join(bytes(piece) for piece in out)
        start = time.perf_counter()
        cursor.execute(f"CREATE TEMPORARY TABLE arrived (LIKE {table})")
        with cursor.copy("COPY arrived FROM STDIN") as arrived:
            arrived.write(rows)
        cursor.execute(
            f"INSERT INTO {bare} OVERRIDING SYSTEM VALUE SELECT * FROM arrived"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
        )
        return time.perf_counter() - start


def memory():
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000)
    main(parser.parse_args().rows)
