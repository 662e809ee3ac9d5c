"""Brings a database up to date: runs inside Django, once for all its steps."""

import contextlib
import os
import sys

from doors.home import ROOT


def main(arguments):
    """`migrate` alone, or `serve` with what serving pages needs as well."""
    (purpose,) = arguments
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    # The caller's stdout may belong to a management command.
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", interactive=False, verbosity=0)
        if purpose == "serve":
            call_command("collectstatic", interactive=False, verbosity=0)
            load_demo_if_empty(call_command)


def load_demo_if_empty(call_command):
    """A bureau that starts with its own data says `DEMO=0` the first time."""
    from django.contrib.auth import get_user_model

    wanted = os.environ.get("DEMO", "1").lower() not in {"0", "false"}
    if wanted and not get_user_model()._base_manager.exists():
        print("Loading the demo bureau (once)", flush=True)
        call_command("load_demo")
