"""Serving an application as ``bin/up`` does, and asking it: real HTTP on the loopback."""

import json
import os
import selectors
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0


@contextmanager
def served(application):
    """The port under which granian serves it: a worker a core, one blocking thread in each."""
    from doors import up

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = Path(os.environ["QUALITYSUP_HOME"])
    log = home / application.replace(":", ".")
    (log / "log").mkdir(parents=True)
    web, *_others = up.children(log, dict(os.environ), "127.0.0.1", port)
    web.command[-1] = application
    web.start()
    try:
        wait_for(port, web)
        yield port
    finally:
        web.ask_to_stop()
        web.wait_stopped()


def wait_for(port, web):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and web.running:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                line.settimeout(PATIENCE)
                if line.recv(1):
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{web.command[-1]} does not come up:\n{(web.log).read_text()[-2000:]}")


def request(method, path, token="", body=None):
    """The bytes of one request."""
    data = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(data)}"]
    head += ["Content-Type: application/json", "Accept: application/json"]
    head += [f"Authorization: Token {token}"] if token else []
    return "\r\n".join([*head, "", ""]).encode() + data


@dataclass
class Caller:
    """One kept-alive connection, and the request that is under way on it."""

    port: int
    sent: float = 0.0
    heard: bytearray = field(default_factory=bytearray)
    missing: int | None = None

    def __post_init__(self):
        self.line = socket.create_connection(("127.0.0.1", self.port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, data):
        self.heard.clear()
        self.missing = None
        self.sent = time.perf_counter()
        self.line.sendall(data)

    def hear(self):
        """True once the whole answer is there."""
        received = self.line.recv(1 << 18)
        if not received:
            raise SystemExit("the server closed the connection")
        self.heard += received
        if self.missing is None and (end := self.heard.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.heard[:end]).lower()
            if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
                raise SystemExit(self.heard.decode(errors="replace")[:2000])
            length = head.split(b"content-length:")[1].split(b"\r\n")[0]
            self.missing = end + 4 + int(length)
        return self.missing is not None and len(self.heard) >= self.missing

    @property
    def body(self):
        return json.loads(self.heard[self.heard.find(b"\r\n\r\n") + 4 :])


def ask(port, data):
    """One request by itself; its answer."""
    caller = Caller(port)
    with caller.line:
        caller.ask(data)
        while not caller.hear():
            pass
        return caller.body


def fire(port, requests, connections):
    """Send each request once over so many connections: (seconds in all, seconds of each)."""
    waiting, times, selector = iter(requests), [], selectors.DefaultSelector()
    callers = [Caller(port) for _ in range(connections)]
    start = time.perf_counter()
    for caller in callers:
        if data := next(waiting, None):
            selector.register(caller.line, selectors.EVENT_READ, caller)
            caller.ask(data)
    while selector.get_map():
        for key, _events in selector.select(PATIENCE):
            caller = key.data
            if not caller.hear():
                continue
            times.append(time.perf_counter() - caller.sent)
            if data := next(waiting, None):
                caller.ask(data)
            else:
                selector.unregister(caller.line)
    took = time.perf_counter() - start
    for caller in callers:
        caller.line.close()
    selector.close()
    return took, times
