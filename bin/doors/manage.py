"""`bin/manage COMMAND`: a management command, with the servers it needs."""

import subprocess
import sys

from doors import catalogues, frontend, home
from doors.home import ROOT
from doors.locks import locked
from doors.messages import Refusal
from doors.processes import run_in_front
from doors.servers import Servers

WITH_BUNDLES = {"collectstatic", "runserver"}
# These work on an empty database, or are there to fill it.
WITHOUT_TABLES = {"check", "help", "makemessages", "makemigrations", "migrate", "version"}


def main(arguments):
    path = home.make(home.folder())
    with Servers(path) as servers:
        variables = home.variables(path, servers.open())
        catalogues.compile_all()
        command = arguments[0] if arguments else "help"
        if command in WITH_BUNDLES:
            frontend.ensure(path)
        if command not in WITHOUT_TABLES and not command.startswith("-"):
            with locked(path / "setup.lock"):
                fill_new_database(variables)
        return run_in_front([sys.executable, str(ROOT / "manage.py"), *arguments], env=variables)


def fill_new_database(variables):
    """A command may be the first thing that ever happens to this installation."""
    if has_tables(variables["DATABASE_URL"]):
        return
    door = str(ROOT / "bin" / "door.py")
    command = [sys.executable, door, "--inside", "prepare", "migrate"]
    if subprocess.run(command, env=variables, stdout=sys.stderr).returncode != 0:
        raise Refusal("the new database could not be set up; the lines above say why.")


def has_tables(url):
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    except psycopg.Error as error:
        raise Refusal(f"the database at DATABASE_URL does not answer: {error}") from None
    return found[0] is not None
