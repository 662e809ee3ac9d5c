"""`bin/test [pytest arguments]`: the tests, on servers of their own."""

import os
import signal
import sys

from doors import catalogues, frontend, home, tools
from doors.home import ROOT
from doors.locks import Taken, locked
from doors.messages import Refusal
from doors.processes import run_in_front
from doors.servers import Servers


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    path = home.make(home.make(home.folder()) / "test")
    browser = tools.ensure()
    try:
        # Two runs would drop each other's test databases.
        with locked(path / "test.lock", wait=False, note=f"process {os.getpid()}"):
            return run(path, browser, arguments or ["-n", "2"])
    except Taken as taken:
        raise Refusal(
            f"tests are running with {path} already ({taken.note}). Another home runs beside it:\n"
            "  QUALITYSUP_HOME=/tmp/second bin/test"
        ) from None


def run(path, browser, arguments):
    with Servers(path, scratch=True) as servers:
        variables = home.variables(path, servers.open(), settings="qualitysup.settings.test")
        variables |= {
            "CHROMIUM": browser,
            # Beside the data, not in the code, which another run or account may be using.
            "HYPOTHESIS_STORAGE_DIRECTORY": str(path / "hypothesis"),
        }
        catalogues.compile_all()
        frontend.ensure(path)
        cache = ["-o", f"cache_dir={path / 'pytest-cache'}"]
        command = [sys.executable, "-m", "pytest", *cache, *arguments]
        return run_in_front(command, env=variables, cwd=ROOT)
