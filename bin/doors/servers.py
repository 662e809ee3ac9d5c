"""A door's side of the private servers: asks for them, hears about them, leaves them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time

from doors.home import ROOT
from doors.keeper import SOCKET, STAYING
from doors.locks import locked
from doors.messages import Refusal, say, tail

# A first start makes a database, a start after a power cut reads its journal back.
PATIENCE = 120.0
GOODBYE = 40.0
STARTING = "starting.lock"


class Gone(Exception):
    """The keeper ended, and the servers with it."""


class Servers:
    """The servers the caller's environment does not replace."""

    def __init__(self, path, *, scratch=False):
        self.path = path
        self.scratch = scratch
        replaced = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
        self.wanted = [name for name, key in replaced.items() if not os.environ.get(key)]
        self.line = None
        self.keeper = None
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
        """Have them running; the addresses of those that are private."""
        if not self.wanted:
            return {}
        with locked(self.path / STARTING):
            self.line = self.call() or self.start_keeper()
        self.unread = b""
        self.line.settimeout(PATIENCE)
        self.line.sendall(json.dumps(self.wanted).encode() + b"\n")
        while True:
            try:
                message = self.read()
            except (Gone, TimeoutError):
                raise Refusal(f"the servers do not start:\n{tail(self.log)}") from None
            if "urls" in message:
                return message["urls"]
            if "refusal" in message:
                raise Refusal(message["refusal"])
            say(message["note"])

    @property
    def log(self):
        return self.path / "log" / "servers.log"

    def call(self):
        """A connection to the keeper of this installation, if there is one."""
        here = os.open(".", os.O_RDONLY)
        line = socket.socket(socket.AF_UNIX)
        try:
            # By a relative name: the full path may be longer than a socket's may be.
            os.chdir(self.path)
            line.connect(SOCKET)
        except OSError:
            line.close()
            return None
        finally:
            os.fchdir(here)
            os.close(here)
        return line

    def start_keeper(self):
        kind = "scratch" if self.scratch else "lasting"
        command = [sys.executable, str(ROOT / "bin" / "door.py"), "--inside", "keeper"]
        with self.log.open("ab") as log:
            self.keeper = subprocess.Popen(
                [*command, str(self.path), kind],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while self.keeper.poll() is None and time.monotonic() < deadline:
            line = self.call()
            if line:
                return line
            time.sleep(0.02)
        raise Refusal(f"the servers do not start:\n{tail(self.log)}")

    def read(self):
        while b"\n" not in self.unread:
            try:
                received = self.line.recv(4096)
            except ConnectionError:
                received = b""
            if not received:
                raise Gone
            self.unread += received
        message, self.unread = self.unread.split(b"\n", 1)
        return json.loads(message)

    def wait(self, seconds):
        """Pause, and return what the keeper has to say meanwhile; raises `Gone` without it."""
        if self.line is None:
            time.sleep(seconds)
            return None
        self.line.settimeout(seconds)
        try:
            return self.read().get("note")
        except TimeoutError:
            return None

    def close(self):
        """Leave; when no other door needs the servers, return after they are down."""
        if self.line is None:
            return
        heard = b""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.line.shutdown(socket.SHUT_WR)
            self.line.settimeout(GOODBYE)
            while received := self.line.recv(4096):
                heard += received
            if self.keeper and STAYING not in heard:
                self.keeper.wait(GOODBYE)
        self.line.close()
        self.line = None
