"""The product as ``bin/up`` serves it, on the database of the test.

Web server, workers and beats are processes of their own under the product's own settings: to be
called over HTTP, started twice, left without a broker, and killed.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection

from qualitysup.settings.env import numbered
from tests.doors.conftest import free_port, wait_until

# As long as a busy machine may take to start one of them.
PATIENCE = 60


class Product:
    """One installation: a home folder, the test's database, a numbered database of its broker."""

    def __init__(self, home, *, broker_number, **variables):
        self.home = home
        self.processes = []
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "qualitysup.settings",
            "DATABASE_URL": database_of_the_test(),
            "REDIS_URL": numbered(os.environ["REDIS_URL"], broker_number),
            "QUALITYSUP_HOME": str(home),
            "HTTPS": "0",
            "DEBUG": "0",
            **variables,
        }

    def manage(self, *arguments, **variables):
        """What a management command prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.env | variables,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        ).stdout

    def call(self, task):
        """Lay a task before the workers, as beat does."""
        subprocess.run(
            [sys.executable, "-m", "celery", "-A", "qualitysup", "call", task],
            cwd=settings.BASE_DIR,
            env=self.env,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )

    def web(self, **variables):
        port = free_port()
        command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "1", "--blocking-threads", "2", "qualitysup.wsgi:application"]
        web = self.start("web", *command, **variables)
        web.url = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: answers(f"{web.url}/healthz"), PATIENCE), web.said
        return web

    def worker(self, **variables):
        command = ["celery", "-A", "qualitysup", "worker", "--concurrency", "1", "--loglevel"]
        command += ["INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = self.start("worker", *command, **variables)
        worker.wait_for(" ready.")
        return worker

    def beat(self, **variables):
        beat = self.start(
            "beat",
            *("celery", "-A", "qualitysup", "beat", "--loglevel", "INFO", "--pidfile="),
            *("--schedule", str(self.home / f"schedule-{len(self.processes)}")),
            **variables,
        )
        beat.wait_for("beat: Starting...")
        return beat

    def start(self, name, *command, **variables):
        log = self.home / f"{name}-{len(self.processes)}.log"
        process = Process(log, [sys.executable, "-m", *command], self.env | variables)
        self.processes.append(process)
        return process

    @property
    def said(self):
        return "".join(process.said for process in self.processes)

    def forget_tasks(self):
        """Empty the broker, and the cache with it."""
        redis.Redis.from_url(self.env["REDIS_URL"]).flushdb()

    def stop(self):
        for process in self.processes:
            process.ask_to_stop()
        for process in self.processes:
            process.wait()


class Process:
    """One of them, in a group of its own so that nothing of it outlives its end."""

    def __init__(self, log, command, env):
        self.log = log
        with log.open("wb") as output:
            self.child = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def said(self):
        return self.log.read_text(errors="replace")

    def wait_for(self, words):
        wait_until(lambda: words in self.said or self.child.poll() is not None, PATIENCE)
        assert words in self.said, self.said

    @contextlib.contextmanager
    def busy(self):
        """It does nothing until the block is left, as if something long were before it."""
        os.killpg(self.child.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.child.pid, signal.SIGCONT)

    def kill(self):
        """With -9, and every process of its own with it: as if the power were cut."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def ask_to_stop(self):
        if self.child.poll() is None:
            self.child.terminate()

    def wait(self):
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()


def database_of_the_test():
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def broker_number(first):
    """One of four for the pytest worker that asks: tests side by side take no tasks of others.

    Those below 8 are the caches of ``qualitysup.settings.test``.
    """
    return first + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def dead_socket():
    """The address of a broker that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
