"""Every list, search, home and dashboard at a million rows against twenty thousand (goal G5).

The same bureau fifty times as large: enterprises, orders, deadlines, results, notices. In process
and through all of the middleware, in turn on the two databases, each page by whoever uses it.

    .venv/bin/python -m benchmarks.pages [--rows 1000000] [--fewer 20000] [--rounds 7]
"""

import argparse
import statistics
from base64 import b64encode

from benchmarks import figures
from benchmarks.scratch import Twins, database

GOAL, DEEP_GOAL = 3, 1.5
A_ROUND = 3
# The cursor of the last page, wherever the newest row is.
LAST = b64encode(b"p=100").decode()

API_ENTERPRISES, API_ORDERS = "/api/v1/enterprises/", "/api/v1/rectification-orders/"
ENTERPRISES = "/admin/enterprises/enterprise/"
ORDERS, DEADLINES = "/admin/inspections/rectificationorder/", "/admin/clock/deadline/"
# What it is, whose page, where; and for a deep page the first one, which is timed beside it.
ROUTES = [
    ("API enterprises", "officer", API_ENTERPRISES),
    ("API enterprises, last", "officer", f"{API_ENTERPRISES}?cursor={LAST}", API_ENTERPRISES),
    ("API enterprises, search 锻压", "officer", f"{API_ENTERPRISES}?search=锻压"),
    ("API enterprises, search 恒衡锻", "officer", f"{API_ENTERPRISES}?search=恒衡锻"),
    ("API enterprises of one town", "inspector", API_ENTERPRISES),
    ("API orders", "officer", API_ORDERS),
    ("API orders, last", "officer", f"{API_ORDERS}?cursor={LAST}", API_ORDERS),
    ("API orders, search 锻压", "officer", f"{API_ORDERS}?search=锻压"),
    ("API orders, issued", "officer", f"{API_ORDERS}?state=issued"),
    ("API orders, overdue", "officer", f"{API_ORDERS}?overdue=true"),
    ("API orders of one town", "inspector", API_ORDERS),
    ("API campaigns", "officer", "/api/v1/campaigns/"),
    ("API test results", "officer", "/api/v1/test-results/"),
    ("enterprises", "officer", ENTERPRISES),
    ("enterprises, page 200", "officer", f"{ENTERPRISES}?p=200", ENTERPRISES),
    ("enterprises, search 锻压", "officer", f"{ENTERPRISES}?q=锻压"),
    ("enterprises, deregistered", "officer", f"{ENTERPRISES}?status__exact=cancelled"),
    ("enterprise, its page", "officer", "/enterprises/40/"),
    ("orders", "officer", ORDERS),
    ("orders, page 200", "officer", f"{ORDERS}?p=200", ORDERS),
    ("orders, search 锻压", "officer", f"{ORDERS}?q=锻压"),
    ("orders, open", "officer", f"{ORDERS}?standing=open"),
    ("orders, overdue", "officer", f"{ORDERS}?standing=overdue"),
    ("orders, waiting for me", "chief", f"{ORDERS}?my=awaiting"),
    ("order, its page", "officer", f"{ORDERS}40/change/"),
    ("deadlines", "officer", DEADLINES),
    ("deadlines, overdue", "officer", f"{DEADLINES}?due=overdue"),
    ("campaigns", "officer", "/admin/inspections/campaign/"),
    ("test results", "officer", "/admin/inspections/testresult/"),
    ("inbox", "officer", "/inbox/"),
    ("home of an officer", "officer", "/"),
    ("home of an inspector", "inspector", "/"),
    ("home of a section head", "chief", "/"),
    ("home of a leader", "leader", "/"),
    ("dashboard", "chief", "/dashboard/"),
]  # fmt: skip


def main(many, few, rounds, only):
    with database():
        from django.core.management import call_command

        from benchmarks import rows

        call_command("collectstatic", verbosity=0, interactive=False)
        rows.people()
        rows.bureau(1, few)
        browsers = {who: browser(who) for who in {route[1] for route in ROUTES}}
        with Twins().copied() as twins:
            twins.use(twins.big)
            rows.bureau(few + 1, many)
            figures.heading(f"Median milliseconds at {few:,} and {many:,} enterprises and orders")
            lines = []
            for name, who, *paths in ROUTES:
                if only not in name:
                    continue
                found = medians(twins, browsers[who], paths, rounds)
                small, big = (found[base, paths[0]] for base in (twins.small, twins.big))
                deep = big / found[twins.big, paths[1]] if paths[1:] else None
                lines.append(line(name, small, big, deep))
            figures.table(
                ["", f"{few:,}", f"{many:,}", "ratio", f"≤ {GOAL}", "to first", f"≤ {DEEP_GOAL}"],
                lines,
            )


def browser(who):
    from django.test import Client

    from benchmarks import rows

    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(rows.person(who), backend="qualitysup.accounts.backends.RoleBackend")
    return client


def medians(twins, client, paths, rounds):
    """The median milliseconds of each path in each database, taken in turn."""
    times = {(base, path): [] for base in (twins.small, twins.big) for path in paths}
    for _round in range(rounds):
        for (base, path), found in times.items():
            twins.use(base)
            # The first one opens the connection and warms what is cached.
            answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
            found += [figures.seconds(lambda path=path: client.get(path)) for _ in range(A_ROUND)]
    return {each: statistics.median(found) * 1000 for each, found in times.items()}


def line(name, small, big, deep):
    ratio = big / small
    return [
        name,
        f"{small:.0f}",
        f"{big:.0f}",
        f"{ratio:.1f}",
        "" if ratio <= GOAL else "missed",
        f"{deep:.2f}" if deep else "",
        "missed" if deep and deep > DEEP_GOAL else "",
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--fewer", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    given = parser.parse_args()
    main(given.rows, given.fewer, given.rounds, given.only)
