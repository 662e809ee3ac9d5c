"""Search of 1, 2, 3 and 6 characters with its total, against ``icontains`` (goal: 20 times).

Both answer the same request of the same person: the newest 50 that match in Shunde, and how many
there are. ``icontains`` is what DRF's SearchFilter and the stock admin search emit.

    .venv/bin/python -m benchmarks.search [--rows 1000000]
"""

import argparse
import statistics
import time

from benchmarks.scratch import database

TOWNS = ["440606101000", "440606102000", "440606103000", "440606004000", "440606005000"]
FIRST = "启恒宏永顺荣嘉泰昌德信义和盛佳诚明远华丰兴达旺隆鑫瑞祥康安宁美"
SECOND = "衡锋力锐轩晟煌腾翔骏驰宇泽润源沛朗毅坤乾铭钧铠霖岚岳川海洲航的"
TRADES = [
    "锻压机械",
    "塑料机械",
    "木工机械",
    "家用电器",
    "电风扇",
    "燃气具",
    "木质家具",
    "涂料",
    "塑胶管业",
    "卫生洁具",
    "食品",
    "豆制品",
    "五金制品",
    "模具",
    "包装材料",
    "纺织",
]
FORMS = ["有限公司", "实业有限公司", "厂", "制造有限公司"]
QUERIES = [
    "美",
    "锻",
    "司",
    "美的",
    "锻压",
    "md",
    "美的电",
    "美的锻",
    "启衡锻压机械",
    "泰航家用电器",
]
REPEATS = 5


def main(rows):
    with database():
        fill(rows)
        person = officer()
        print(f"{rows:,} enterprises; page of 50 + total, median of {REPEATS}, milliseconds\n")
        print(f"{'query':<14}{'matches':>9}{'grams':>10}{'icontains':>12}{'ratio':>8}")
        for query in QUERIES:
            found, ours = timed(lambda query=query: by_grams(person, query))
            matches, theirs = timed(lambda query=query: by_icontains(person, query))
            assert found[0] == matches[0], query
            print(f"{query:<14}{matches[1]:>9,}{ours:>10.1f}{theirs:>12.1f}{theirs / ours:>8.0f}")


def fill(rows):
    from django.db import connection

    from enterprises import search

    words = {*FIRST, *SECOND, *"".join(TRADES + FORMS), *"佛山市顺德区"}
    letters = {word: search.initials(word)[0] for word in words}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE enterprises_enterprise DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX enterprise_grams")
        cursor.execute(
            """
            WITH made AS (
                SELECT n, '佛山市顺德区' || (%(first)s::text[])[1 + n %% %(firsts)s]
                    || (%(second)s::text[])[1 + n / 31 %% %(seconds)s]
                    || (%(trades)s::text[])[1 + n / 961 %% %(trade)s]
                    || (%(forms)s::text[])[1 + n / 15376 %% %(form)s] AS name,
                    '91440606MA' || lpad(n::text, 8, '0') AS uscc
                FROM generate_series(1, %(rows)s) AS n
            )
            INSERT INTO enterprises_enterprise
                (uscc, name, division_id, address, legal_representative, phone, scale, status,
                 risk_class, risk_reason, name_key, search_text, version, created_at, updated_at)
            SELECT uscc, name, (%(towns)s::text[])[1 + n %% %(town)s], '', '', '', '', 'operating',
                '', '', name,
                lower(uscc) || '|' || name || '|' || translate(name, %(from)s, %(to)s),
                1, now(), now()
            FROM made
            """,
            {
                "first": list(FIRST),
                "firsts": len(FIRST),
                "second": list(SECOND),
                "seconds": len(SECOND),
                "trades": TRADES,
                "trade": len(TRADES),
                "forms": FORMS,
                "form": len(FORMS),
                "towns": TOWNS,
                "town": len(TOWNS),
                "from": "".join(letters),
                "to": "".join(letters.values()),
                "rows": rows,
            },
        )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX enterprise_grams ON enterprises_enterprise USING gin (grams(search_text))"
        )
        cursor.execute("VACUUM ANALYZE enterprises_enterprise")


def officer():
    from qualitysup.accounts.models import User
    from qualitysup.accounts.roles import Role

    person = User.objects.create(username="officer", roles=[Role.CASE_OFFICER])
    person.divisions.set(["440606000000"])
    return person


def by_grams(person, query):
    from enterprises.models import Enterprise
    from qualitysup.regions.querysets import count_up_to

    found = Enterprise.objects.visible_to(person).for_list().search(query)
    return [row.pk for row in found[:50]], count_up_to(found)[0]


def by_icontains(person, query):
    from enterprises.models import Enterprise

    found = Enterprise.objects.visible_to(person).for_list()
    found = found.filter(search_text__icontains=query)
    return [row.pk for row in found[:50]], found.count()


def timed(run):
    answer, times = run(), []
    for _repeat in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return answer, statistics.median(times) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    main(parser.parse_args().rows)
