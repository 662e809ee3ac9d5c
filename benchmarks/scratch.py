"""What every benchmark starts from: servers, and a database of its own that is dropped after."""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "bin"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# Two runs on one server do not drop each other's.
NAME = f"bench_{os.getpid()}"


@contextmanager
def database(migrated=True):
    """An empty database, migrated unless told not to be; Django is set up for it."""
    with servers(), tempfile.TemporaryDirectory(prefix="bench_") as home:
        os.environ["QUALITYSUP_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "qualitysup.settings"
        os.environ.setdefault("SECRET_KEY", "only for a benchmark")
        os.environ["HTTPS"] = "0"
        os.environ.setdefault("LOG_LEVEL", "ERROR")
        server = os.environ["DATABASE_URL"]
        with made(server, NAME):
            os.environ["DATABASE_URL"] = url_of(server, NAME)
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            try:
                if migrated:
                    call_command("migrate", verbosity=0)
                yield
            finally:
                connections.close_all()
                os.environ["DATABASE_URL"] = server


@contextmanager
def servers():
    """Those that DATABASE_URL and REDIS_URL name, or private ones as ``bin/test`` has them."""
    from doors import home
    from doors.servers import Servers

    path = home.make(home.make(home.folder()) / "bench")
    with Servers(path, scratch=True) as private:
        os.environ |= private.open()
        yield


@contextmanager
def made(server, name, template="template1"):
    """A database on the server, dropped after whatever happens."""
    with psycopg.connect(server, autocommit=True) as admin:
        drop(admin, name)
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield
        finally:
            drop(admin, name)


def drop(admin, name):
    """Ours are ended first; a vacuum that the server began by itself gives way to a plain DROP."""
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = current_user",
        [name],
    )
    admin.execute(f"DROP DATABASE IF EXISTS {name}")


def url_of(server, name):
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


class Twins:
    """The scratch database and a copy of it, between which a benchmark goes to and fro."""

    def __init__(self):
        self.small, self.big = NAME, f"{NAME}_big"

    @contextmanager
    def copied(self):
        """Copy the scratch database as it now stands; the big one is then filled further."""
        from django.db import connection

        connection.close()
        server = url_of(os.environ["DATABASE_URL"], "postgres")
        with made(server, self.big, template=self.small):
            try:
                yield self
            finally:
                self.use(self.small)
                connection.close()

    def use(self, name):
        from django.db import connection

        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name
