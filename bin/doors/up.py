"""`bin/up`: sets the installation up and serves it until Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from doors import catalogues, frontend, home
from doors.home import ROOT
from doors.locks import Taken, locked
from doors.messages import Refusal, say
from doors.processes import Process, stop_together
from doors.servers import Gone, Servers

# How long pages may already be served while the worker and beat have not yet reported.
PATIENCE = 10.0
# Between two attempts to have lost servers back.
RETRY = 5.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked the door to close."""


def main(arguments):
    if arguments:
        raise Refusal("takes no arguments; PORT, HOST and QUALITYSUP_HOME are read as variables.")
    for number in SIGNALS:
        # `nohup` has it ignored, and means it.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, ask_to_stop)
    host, port = address()
    path = home.make(home.folder())
    url = f"http://{'localhost' if is_wildcard(host) else bracketed(host)}:{port}/"
    try:
        with locked(path / "up.lock", wait=False, note=f"{url} (process {os.getpid()})"):
            serve(path, host, port, url)
    except Taken as taken:
        raise Refusal(
            f"already running with {path}: {taken.note}\nFor a second one beside it set another "
            f'PORT and QUALITYSUP_HOME:\n  PORT={port + 1} QUALITYSUP_HOME="$HOME/second" bin/up'
        ) from None
    except Stop:
        say("Stopped.")


def ask_to_stop(*_):
    # Once: whoever presses Ctrl-C again must not break the stopping itself.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def address():
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT is {text!r}, which is no number from 1 to 65535.")
    return os.environ.get("HOST") or "127.0.0.1", int(text)


def is_wildcard(host):
    return host in {"0.0.0.0", "::"}


def bracketed(host):
    return f"[{host}]" if ":" in host else host


def check_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"port {port} of {host} cannot be used: {error.strerror}. "
                f"Choose another:\n  PORT={port + 1} bin/up"
            ) from None


def serve(path, host, port, url):
    check_port(host, port)
    processes = []
    with Servers(path) as servers:
        try:
            variables = home.variables(path, servers.open())
            catalogues.compile_all()
            frontend.ensure(path)
            prepare(path, variables)
            processes += children(path, variables, host, port)
            for process in processes:
                process.start()
            watch(path, servers, processes, host, port, url)
        finally:
            say("\nStopping ...")
            stop_together(processes)


def prepare(path, variables):
    say("Bringing the database up to date")
    command = [sys.executable, str(ROOT / "bin" / "door.py"), "--inside", "prepare", "serve"]
    with locked(path / "setup.lock"):
        if subprocess.run(command, env=variables).returncode != 0:
            raise Refusal("the set-up failed; the lines above say why.")


def children(path, variables, host, port):
    cores = len(os.sched_getaffinity(0))
    common = {"log": path / "log", "env": variables, "cwd": ROOT}
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(cores), "--blocking-threads", "1", "--respawn-failed-workers"]
    web += ["--workers-kill-timeout", "3", "--no-ws", "qualitysup.wsgi:application"]
    celery = [*python, "celery", "-A", "qualitysup"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", str(cores)]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile="]
    return [
        Process("web", web, **common),
        Process("worker", worker, **common),
        Process("beat", beat, **common),
    ]


def watch(path, servers, processes, host, port, url):
    """Until somebody asks to stop: whatever died comes back, and says so."""
    announced = ready = False
    served = None
    while True:
        try:
            note = servers.wait(0.5)
        except Gone:
            say("the servers were lost with their keeper; starting them again")
            come_back(servers)
            note = None
        if note:
            say(note)
        for process in processes:
            process.tend(say)
        if ready:
            continue
        state = readiness(host, port)
        ready = state is True
        if state is not None and served is None:
            served = time.monotonic()
        if not announced and (ready or (served and time.monotonic() - served > PATIENCE)):
            announced = True
            announce(path, url, "" if ready else state)
        elif announced and ready:
            say("Everything is ready.")


def come_back(servers):
    """Until they are there again: what is served here is not given up for a slow start."""
    while True:
        try:
            servers.open()
            return
        except Refusal as refusal:
            say(f"{refusal}\nTrying again.")
            time.sleep(RETRY)


def readiness(host, port):
    """True, what /readyz says is missing, or nothing while no page is served."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        headers = {"Host": f"localhost:{port}", "X-Forwarded-Proto": "https"}
        connection.request("GET", "/readyz", headers=headers)
        answer = connection.getresponse()
        return answer.status == 200 or answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def announce(path, url, missing):
    if missing:
        say(f"Pages are served, but not everything is ready yet (logs: {path / 'log'}): {missing}")
    print(f"\nQualitySup serves {url}", flush=True)
    if is_wildcard(os.environ.get("HOST")) and not os.environ.get("ALLOWED_HOSTS"):
        print("Other machines are answered under the names in ALLOWED_HOSTS; set it.", flush=True)
    accounts = path / "demo-accounts.txt"
    if accounts.exists():
        print(f"\nDemo accounts ({accounts}):\n{accounts.read_text().rstrip()}\n", flush=True)
    print("Ctrl-C stops everything.", flush=True)
