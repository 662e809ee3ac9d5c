"""Processes that end with the door that started them, and come back when they die."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

from doors.messages import tail

PR_SET_PDEATHSIG = 1
BIGGEST_LOG = 10_000_000
LONGEST_PAUSE = 30.0
# A process that ran this long had started well: its next fall begins with a short pause again.
SETTLED = 60.0

libc = ctypes.CDLL(None, use_errno=True)


def dies_with_parent(number):
    """For `preexec_fn`: the kernel sends `number` when the parent is gone, however it went."""

    def ask():
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, number)

    return ask


class Process:
    """One long-lived child: a log file of its own, a process group of its own."""

    def __init__(
        self, name, command, *, log, env, cwd, account=None, stop_with=signal.SIGTERM, patience=6.0
    ):
        self.name = name
        self.command = command
        self.log = log / f"{name}.log"
        self.env = env
        self.cwd = cwd
        self.account = account
        self.stop_with = stop_with
        self.patience = patience
        self.child = None
        self.started = 0.0
        self.falls = 0
        self.due = None

    def start(self):
        if self.log.exists() and self.log.stat().st_size > BIGGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        other = {}
        if self.account:
            other = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.env,
                cwd=self.cwd,
                # Ctrl-C reaches the door only, which stops its children in order.
                start_new_session=True,
                # Set after the change of account, which would clear it.
                preexec_fn=dies_with_parent(self.stop_with),
                **other,
            )
        self.started = time.monotonic()
        self.due = None

    @property
    def running(self):
        return self.child is not None and self.child.poll() is None

    def ready(self):
        """Called after a start again; raises when the process does not come up."""

    def tend(self, tell):
        """Start it again when it died, after a pause that grows with every fall."""
        now = time.monotonic()
        if self.running:
            return
        if self.due is None:
            self.end_group()
            self.falls = 1 if now - self.started > SETTLED else self.falls + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (self.falls - 1))
            self.due = now + pause
            # Killed from outside it had no last words; the line would only mislead.
            last = tail(self.log, 1) if self.child.returncode > 0 else ""
            tell(
                f"{self.name} ended ({outcome(self.child)}); starting it again in {pause:.0f} s. "
                f"See {self.log}" + (f": {last}" if last else "")
            )
        elif now >= self.due:
            self.start()
            self.ready()
            tell(f"{self.name} is running again")

    def ask_to_stop(self):
        if self.running:
            self.child.send_signal(self.stop_with)

    def wait_stopped(self):
        if self.child is None:
            return
        try:
            self.child.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.end_group()
        self.child = None

    def end_group(self):
        """Workers whose parent was killed would keep its port or its queue."""
        if self.child is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)


def stop_together(processes):
    """All at once: each has its own patience, none waits for another to begin."""
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.wait_stopped()


def outcome(child):
    if child.returncode < 0:
        return signal.Signals(-child.returncode).name
    return f"exit {child.returncode}"


def run_in_front(command, **options):
    """Run a command in the terminal's foreground; its exit code is the answer.

    Ctrl-C reaches the command from the terminal itself, so it is not sent a second time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, preexec_fn=in_front, **options)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: child.send_signal(received))
    code = child.wait()
    return code if code >= 0 else 128 - code


def in_front():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    dies_with_parent(signal.SIGTERM)()
