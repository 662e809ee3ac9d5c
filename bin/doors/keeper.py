"""Keeps the private servers of one installation for as long as any door needs them.

Every door holds a connection to the keeper. The kernel closes it however the door ends, so a
killed door counts as one that left. When the last one is gone the servers are stopped. The
keeper itself is no child of a terminal: Ctrl-C in one door does not take the servers from another.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import time
from pathlib import Path

from doors.locks import locked
from doors.messages import Refusal
from doors.postgres import Postgres
from doors.processes import stop_together
from doors.valkey import Valkey

SOCKET = "keeper.sock"
LOCK = "keeper.lock"
# Told to a door that leaves while others need the servers: it has nothing to wait for.
STAYING = b"staying\n"
# A keeper nobody came to was started by a door that was killed meanwhile.
UNWANTED = 30.0


class Keeper:
    """Servers on one side, the doors that use them on the other."""

    def __init__(self, path, *, scratch):
        self.path = path
        self.scratch = scratch
        self.servers = {}
        self.doors = {}
        self.leaving = []
        self.selector = selectors.DefaultSelector()
        self.began = time.monotonic()
        self.was_wanted = False
        self.stopping = False

    def run(self):
        with locked(self.path / LOCK, note=f"process {os.getpid()}"):
            # By a relative name: the full path may be longer than a socket's may be.
            os.chdir(self.path)
            Path(SOCKET).unlink(missing_ok=True)
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(SOCKET)
            os.chmod(SOCKET, 0o600)
            listener.listen(50)
            self.selector.register(listener, selectors.EVENT_READ)
            try:
                while not self.is_done():
                    self.turn(listener)
            finally:
                # From here on a new door finds no keeper and waits for the lock of this one.
                Path(SOCKET).unlink(missing_ok=True)
                listener.close()
                for name in ("valkey", "postgres"):
                    if name in self.servers:
                        stop_together([self.servers[name]])
                self.clear_sockets()

    def clear_sockets(self):
        """Socket folders outside this installation would otherwise pile up."""
        for server in self.servers.values():
            for folder in server.socket_folders:
                with contextlib.suppress(OSError):
                    folder.rmdir()

    def is_done(self):
        if self.stopping:
            return True
        late = time.monotonic() - self.began > UNWANTED
        return not self.doors and (self.was_wanted or late)

    def turn(self, listener):
        for key, _ in self.selector.select(timeout=0.5):
            if key.fileobj is listener:
                door, _ = listener.accept()
                door.settimeout(1)
                self.doors[door] = b""
                self.selector.register(door, selectors.EVENT_READ)
                self.was_wanted = True
            else:
                self.hear(key.fileobj)
        while self.doors and self.leaving:
            with contextlib.suppress(OSError), self.leaving.pop() as door:
                door.sendall(STAYING)
        for server in self.servers.values():
            try:
                server.tend(self.tell)
            except Refusal as refusal:
                self.tell(str(refusal))

    def hear(self, door):
        try:
            received = door.recv(4096)
        except OSError:
            received = b""
        if not received:
            self.forget(door)
            return
        self.doors[door] += received
        if self.doors[door].endswith(b"\n"):
            wanted = json.loads(self.doors[door])
            self.doors[door] = b""
            self.serve(door, wanted)

    def serve(self, door, wanted):
        urls = {}
        try:
            for name in wanted:
                if name not in self.servers:
                    server = self.make(name)
                    # Known before it runs, so that it is stopped even if it never gets ready.
                    self.servers[name] = server
                    try:
                        server.begin()
                    except BaseException:
                        server.wait_stopped()
                        del self.servers[name]
                        raise
                urls |= self.servers[name].urls
        except (Refusal, OSError) as error:
            self.send(door, {"refusal": str(error)})
        else:
            self.send(door, {"urls": urls})

    def make(self, name):
        if name == "postgres":
            return Postgres(self.path, scratch=self.scratch, tell=self.tell)
        return Valkey(self.path, scratch=self.scratch)

    def forget(self, door):
        """Its line is closed when the keeper goes on, or by the keeper's own end: it waits."""
        del self.doors[door]
        self.selector.unregister(door)
        self.leaving.append(door)

    def tell(self, text):
        print(time.strftime("%Y-%m-%d %H:%M:%S"), text, flush=True)
        for door in list(self.doors):
            self.send(door, {"note": text})

    def send(self, door, message):
        with contextlib.suppress(OSError):
            door.sendall(json.dumps(message).encode() + b"\n")

    def stop(self, *_):
        self.stopping = True


def main(arguments):
    path, scratch = arguments
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keeper = Keeper(Path(path), scratch=scratch == "scratch")
    signal.signal(signal.SIGTERM, keeper.stop)
    keeper.run()
