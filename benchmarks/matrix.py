"""The matrix of a sweep: a county of 206 villages by 30 trades against one town of it.

The page whole, through all of the middleware; beside it what reading its cells alone takes. The
number of queries is the same for both; a cell may cost no more in the large one than in the small.

    .venv/bin/python -m benchmarks.matrix [--trades 30] [--repeats 7]
"""

import argparse
import datetime as dt

from benchmarks import figures
from benchmarks.pages import browser
from benchmarks.scratch import database

GOAL = 1.2
TOWN, COUNTY = "440606102000", "440606000000"


def main(trades, repeats):
    with database():
        from django.core.management import call_command
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from benchmarks import rows

        call_command("collectstatic", verbosity=0, interactive=False)
        rows.people()
        client = browser("chief")
        sweeps = {name: opened(code, trades) for name, code in (("town", TOWN), ("county", COUNTY))}
        rows.settle()
        addresses = {name: f"/admin/brands/sweep/{one.pk}/matrix/" for name, one in sweeps.items()}
        took = figures.in_turn(
            {name: lambda way=way: client.get(way) for name, way in addresses.items()}
            | {f"{name}, cells": lambda one=one: list(cells(one)) for name, one in sweeps.items()},
            repeats,
        )
        lines, each = [], {}
        for name, one in sweeps.items():
            with CaptureQueriesContext(connection) as captured:
                page = client.get(addresses[name])
            count = one.cells.count()
            assert page.content.count(b'<td class="cell') == count
            each[name] = took[name] / count
            lines.append(
                [
                    name,
                    f"{count:,}",
                    len(captured),
                    f"{took[name]:.0f}",
                    f"{took[f'{name}, cells']:.1f}",
                    f"{len(page.content) / 1024:,.0f}",
                    f"{each[name] / each['town']:.2f}",
                ]
            )
        figures.heading("The matrix of a sweep")
        header = ["", "cells", "queries", "ms", "reading (ms)", "KiB", f"a cell (≤ {GOAL})"]
        figures.table(header, lines)


def opened(code, trades):
    """A sweep that is under way in a place, for so many trades."""
    from django.utils import timezone

    from benchmarks import rows
    from brands.models import SweepTrade
    from brands.services import sweeps
    from qualitysup.regions.models import Division

    chief, today = rows.person("chief"), timezone.localdate()
    sweep = sweeps.draft(
        by=chief,
        division=Division.objects.get(pk=code),
        name=f"摸底 {code}",
        starts_on=today,
        ends_on=today + dt.timedelta(days=90),
    )
    for number in range(trades):
        sweeps.look_for(sweep, SweepTrade(sweep=sweep, name=f"行业{number}"), by=chief)
    return sweeps.open_sweep(sweep, by=chief)


def cells(sweep):
    return sweep.cells.order_by("division").values_list(
        "pk", "division_id", "trade_id", "state", "candidates"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trades", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=7)
    main(**vars(parser.parse_args()))
