"""The first ``migrate`` (goal G10: at most 60 s), against that of Django's own contrib apps alone.

Each in a process of its own on an empty database, as a person types it.

    .venv/bin/python -m benchmarks.migrate [--repeats 3]
"""

import argparse
import os
import statistics
import subprocess
import sys

from benchmarks import figures
from benchmarks.scratch import NAME, ROOT, database, made, url_of

GOAL = 60
DJANGO_ALONE = """
import sys
from django.conf import settings
from qualitysup.settings import env

apps = ["admin", "auth", "contenttypes", "sessions", "messages"]
settings.configure(
    DATABASES={"default": env.database("DATABASE_URL")},
    INSTALLED_APPS=[f"django.contrib.{app}" for app in apps],
)
from django.core.management import execute_from_command_line

# The admin would have its templates and middleware, which a migrate has no use for.
execute_from_command_line(["manage.py", "migrate", "--verbosity", "0", "--skip-checks"])
"""
OURS = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
CONTRIB = [sys.executable, "-c", DJANGO_ALONE]


def main(repeats):
    with database(migrated=False):
        times = {"Django's contrib apps": [], "QualitySup": []}
        for repeat in range(repeats):
            for name, command in zip(times, (CONTRIB, OURS), strict=True):
                times[name].append(first_migrate(command, f"{NAME}_{repeat}"))
        found = {name: statistics.median(each) for name, each in times.items()}
        base = found["Django's contrib apps"]
        figures.heading("First migrate of an empty database, with the start of the process")
        figures.table(
            ["", "seconds", "ratio", "goal"],
            [
                [name, f"{took:.1f}", f"{took / base:.1f}", f"≤ {GOAL} s" if took != base else ""]
                for name, took in found.items()
            ],
        )


def first_migrate(command, name):
    server = url_of(os.environ["DATABASE_URL"], "postgres")
    with made(server, name):
        variables = os.environ | {"DATABASE_URL": url_of(server, name)}
        run = {"cwd": ROOT, "env": variables, "check": True}
        return figures.seconds(lambda: subprocess.run(command, **run))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3)
    main(parser.parse_args().repeats)
