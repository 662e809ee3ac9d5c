"""Installations to open the doors of: folders of their own, checked afterwards for survivors."""

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What bin/test told this process about its own servers must not reach the doors under test.
TOLD = {
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
    "DJANGO_SETTINGS_MODULE",
    "HOST",
    "HTTPS",
    "PORT",
    "QUALITYSUP_HOME",
    "REDIS_URL",
    "SECRET_KEY",
}
SERVING = "Ctrl-C stops everything."


def wait_until(holds, seconds=30):
    """True as soon as it holds; False when it did not within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """One QUALITYSUP_HOME and the doors opened on it."""

    def __init__(self, home, *, root=ROOT, account=None, **variables):
        self.home = home
        self.root = root
        self.account = account or {}
        self.port = free_port()
        told = {key: value for key, value in os.environ.items() if key not in TOLD}
        told = {key: value for key, value in told.items() if not key.startswith("PYTEST_")}
        self.env = told | {"QUALITYSUP_HOME": str(home), "PORT": str(self.port), "DEMO": "0"}
        self.env |= variables
        self.doors = []

    def run(self, door, *arguments, cwd="/", timeout=120, **variables):
        """Open a door and wait for it to close."""
        return subprocess.run(
            [self.root / "bin" / door, *arguments],
            env=self.env | variables,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            **self.account,
        )

    def manage(self, *arguments, **options):
        return self.run("manage", *arguments, **options)

    def python(self, code, **options):
        """What a line of Python prints inside the project."""
        answer = self.manage("shell", "-v0", "-c", code, **options)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    @contextlib.contextmanager
    def busy(self, code=""):
        """A bin/manage that runs, with its servers, until the block is left."""
        code += "\nprint('busy', flush=True); input()"
        door = subprocess.Popen(
            [self.root / "bin" / "manage", "shell", "-v0", "-c", code],
            env=self.env,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            **self.account,
        )
        try:
            door.first_line = door.stdout.readline()
            yield door
        finally:
            door.communicate("\n")

    def up(self, **variables):
        """Open bin/up in a session of its own, as a terminal does, until it serves."""
        output = tempfile.TemporaryFile()  # noqa: SIM115, it is read after the door is opened
        door = subprocess.Popen(
            [self.root / "bin" / "up"],
            env=self.env | variables,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **self.account,
        )
        self.doors.append(door)

        def said():
            return os.pread(output.fileno(), os.fstat(output.fileno()).st_size, 0).decode()

        door.said = said
        wait_until(lambda: SERVING in said() or door.poll() is not None, 150)
        assert SERVING in said(), said()
        return door

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def processes(self, word=""):
        """Everything alive that belongs here, known by its folder in command or environment."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes()
                own = os.fsencode(self.home) + b"\0"
                belongs = b"=" + own in (entry / "environ").read_bytes() + b"\0"
            except OSError:
                continue
            words = command.replace(b"\0", b" ").decode(errors="replace")
            if (belongs or str(self.home) in words) and word in words:
                found.append((int(entry.name), words))
        return found

    def is_quiet(self):
        return not self.processes()

    def close(self):
        for door in self.doors:
            if door.poll() is None:
                door.send_signal(signal.SIGTERM)
            door.wait(30)
        assert wait_until(self.is_quiet, 20), self.processes()


@pytest.fixture
def make_home():
    """Makes folders any account may pass through; pytest's own are closed to all but root."""
    made = []

    def make():
        folder = Path(tempfile.mkdtemp(prefix="qs-doors-"))
        folder.chmod(0o755)
        made.append(folder)
        return folder / "home"

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture
def install(make_home):
    """Makes installations, and afterwards sees that nothing of them is left running."""
    made = []

    def make(home=None, **options):
        made.append(Installation(home or make_home(), **options))
        return made[-1]

    yield make
    for installation in made:
        installation.close()


@pytest.fixture
def new(install):
    """An installation nothing has happened to yet."""
    return install()


@pytest.fixture(scope="session")
def migrated():
    """An installation whose database has its tables, to copy; one for all workers of a run.

    Making the tables takes far longer than anything the doors do themselves. They are made by
    the first command of a new installation, whose answer is kept for the test of just that.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"qs-doors-{run}"
    user = folder / f"used-by-{os.getpid()}"
    with locked(folder.with_suffix(".lock")):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        user.touch()
        installation = Installation(folder / "home")
        answer = folder / "first-answer"
        if not answer.exists():
            users = "from django.contrib.auth import get_user_model as user; "
            users += "print(user()._base_manager.count())"
            answer.write_text(installation.python(users, timeout=400))
            installation.close()
        installation.first_answer = answer.read_text()
    yield installation
    with locked(folder.with_suffix(".lock")):
        user.unlink()
        if not list(folder.glob("used-by-*")):
            shutil.rmtree(folder)
            folder.with_suffix(".lock").unlink()


@contextlib.contextmanager
def locked(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def copy_home(migrated, home, account=None):
    """With owners: the data belong to the account PostgreSQL runs as."""
    home.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", migrated.home, home], check=True)
    if account:
        subprocess.run(["chown", "-R", f"{account['user']}:{account['group']}", home], check=True)
    return home


@pytest.fixture
def installed(install, make_home, migrated):
    """An installation that was set up before."""

    def copy(home=None, **options):
        return install(copy_home(migrated, home or make_home(), options.get("account")), **options)

    return copy


@pytest.fixture(scope="session")
def bureau(migrated):
    """A bureau that is being served all the while: for questions that leave it as it was."""
    folder = Path(tempfile.mkdtemp(prefix="qs-doors-"))
    folder.chmod(0o755)
    installation = Installation(copy_home(migrated, folder / "home"))
    installation.up()
    yield installation
    installation.close()
    shutil.rmtree(folder)
