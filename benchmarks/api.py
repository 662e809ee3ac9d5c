"""Requests to the API against the same requests to ``benchmarks.raw`` (goals G1, G2, G3).

Ours with token sign-in, scoping and audit, both served by granian as ``bin/up`` does, from one
database, in turn. Requests a second over 16 connections; the median of single requests alone.

    .venv/bin/python -m benchmarks.api [--rows 50000] [--rounds 3] [--requests 200]
"""

import argparse
import statistics
from itertools import count, islice
from urllib.parse import quote

from benchmarks import figures
from benchmarks.scratch import database
from benchmarks.serving import ask, fire, request, served

API = "/api/v1"
CONNECTIONS = 16
# What is wanted of raw is measured in more requests, for it is the quicker.
RAW_TIMES = 4
QUERIES = ["美的", "锻压", "电风", "恒宏", "木质", "涂料", "永航", "纺织"]
DRAFTS = 12_000


def main(rows, rounds, requests):
    with database():
        token = prepare(rows)
        ours, raw = served("qualitysup.wsgi:application"), served("benchmarks.raw:application")
        with ours as ours, raw as raw:
            asked = kinds(rows)
            compare(ours, raw, asked, token)
            figures.heading(f"{rows:,} enterprises and orders; {settings()}")
            figures.table(
                ["", "ours/s", "raw/s", "ratio", "goal", "ours ms", "raw ms"],
                [
                    line(name, goal, *measure(ours, raw, made, token, rounds, requests))
                    for name, (made, goal) in asked.items()
                ],
            )


def prepare(number):
    from django.db import connection

    from benchmarks import raw, rows

    rows.people()
    rows.enterprises(1, number)
    rows.campaigns(1, max(1, number // rows.ORDERS_A_CAMPAIGN))
    rows.orders(1, number, drafts=min(DRAFTS, number // 2))
    rows.settle()
    connection.ensure_connection()
    raw.make_tables(connection.connection)
    return rows.token("officer")


def settings():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        return "synchronous_commit {}, fsync {}".format(*cursor.fetchone())


# --- What is asked -------------------------------------------------------------------------------


def kinds(rows):
    """Each kind of request: what makes an endless row of them, and the ratio that is wanted."""
    return {
        "enterprises: list of 50, search, total": (searches("enterprises"), 0.20),
        "enterprise by id": (by_id("enterprises", rows), 0.08),
        "enterprise created": (creations, 0.08),
        "orders: list of 50, search, total": (searches("rectification-orders"), 0.20),
        "order by id": (by_id("rectification-orders", rows), 0.08),
        "order submitted": (submissions, 0.08),
    }


def searches(kind):
    def made(token):
        for number in count():
            query = quote(QUERIES[number % len(QUERIES)])
            yield request("GET", f"{API}/{kind}/?search={query}", token)

    return made


def by_id(kind, rows):
    from benchmarks.rows import TOWNS

    def made(token):
        for number in count(1):
            pk = rows - 17 * number % (rows // 2)
            if pk // 7 % len(TOWNS) != len(TOWNS) - 1:
                yield request("GET", f"{API}/{kind}/{pk}/", token)

    return made


def creations(token):
    from stdnum.cn import uscc

    for number in count(1):
        body = f"91440606MB{number:07d}"
        facts = {
            "uscc": body + uscc.calc_check_digit(body),
            "name": f"佛山市顺德区新立第{number}锻压机械有限公司",
            "division": "440606101000",
            "industry": "3422",
            "address": f"演示路{number}号",
            "legal_representative": "测试法人",
            "phone": "0757-00000000",
            "scale": "small",
            "status": "operating",
            "established_on": "2020-05-06",
        }
        yield request("POST", f"{API}/enterprises/", token, facts)


def submissions(token):
    from benchmarks.rows import TOWNS

    for number in range(1, DRAFTS):
        if number // 7 % len(TOWNS) != len(TOWNS) - 1:
            yield request("POST", f"{API}/rectification-orders/{number}/submit/", token, {})


# --- Measuring -----------------------------------------------------------------------------------

# What only ours can say: words in the reader's language, links to other pages, how a day was found.
OURS_ALONE = {"next", "previous", "state_label", "label", "explanation", "title", "served_at"}


def compare(ours, raw, kinds, token):
    """Both give the same answer, or there is nothing to measure."""
    for name, (made, _goal) in kinds.items():
        data = next(made(token))
        told, known = ask(ours, data), ask(raw, data)
        assert shared(told) == shared(known), f"{name}:\n{told}\n{known}"


def shared(answer):
    """What both say, without what differs from one writing of the same to the next."""
    match answer:
        case dict():
            apart = OURS_ALONE | ({"id", "created_at", "updated_at"} if "uscc" in answer else set())
            return {key: shared(value) for key, value in answer.items() if key not in apart}
        case list():
            return [shared(value) for value in answer]
    return answer


def measure(ours, raw, made, token, rounds, requests):
    """Requests a second and median milliseconds of ours and of raw: each its middle round."""
    sides = [(ours, requests, made(token)), (raw, requests * RAW_TIMES, made(token))]
    for _port, _number, stream in sides:
        next(stream)  # ``compare`` has written this one
    rates, alone = ([], []), ([], [])
    for lap in range(rounds + 1):
        for side, (port, number, stream) in enumerate(sides):
            took, times = fire(port, islice(stream, number), CONNECTIONS)
            _took, single = fire(port, islice(stream, number // 4), 1)
            # The first round warms caches, plans and connections.
            if lap:
                rates[side].append(len(times) / took)
                alone[side].append(statistics.median(single) * 1000)
    return [*map(statistics.median, rates), *map(statistics.median, alone)]


def line(name, goal, ours, raw, ours_ms, raw_ms):
    ratio = ours / raw
    return [name, f"{ours:.0f}", f"{raw:.0f}", f"{ratio:.3f}", f"≥ {goal:.2f}",
            f"{ours_ms:.1f}", f"{raw_ms:.2f}"]  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    main(given.rows, given.rounds, given.requests)
