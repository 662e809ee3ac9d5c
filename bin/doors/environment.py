"""The Python environment: made once from the lock files, recognised by their digest later."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from doors.home import ROOT
from doors.locks import locked
from doors.messages import Refusal, say

INSTALLER = Path(__file__).parent / "uv.txt"
LOCKS = {"runtime": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
# Not `.lock`: uv takes a file of that name inside an environment itself.
LOCKFILE = ".making"


def ensure(home, *, with_tests):
    """The path of a Python that has what the lock file names, installing it when needed.

    An account that may not write beside the code keeps an environment in its own home.
    """
    wanted = "test" if with_tests else "runtime"
    places = [ROOT / ".venv", home / "venv"]
    for place in places:
        if is_current(place, wanted):
            return str(python_of(place))
    for place in places:
        if may_write(place):
            build(place, wanted)
            return str(python_of(place))
    raise Refusal(
        f"neither {places[0]} nor {places[1]} can be written to by this account. Choose a "
        f'folder of your own:\n  QUALITYSUP_HOME="$HOME/qualitysup" bin/up'
    )


def python_of(place):
    return place / "bin" / "python"


def version_of(place):
    """The version of an environment's Python; nothing when it does not run for this account."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python_of(place), "-I", "-S", "-c", question], capture_output=True, text=True
        )
    except OSError:
        return ""
    return answer.stdout.strip()


def stamp(place, kind):
    return place / f".installed-{kind}"


def mark(lock, version):
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {version}\n"


def is_current(place, wanted):
    try:
        installed = stamp(place, wanted).read_text()
    except OSError:
        return False
    return installed == mark(LOCKS[wanted], version_of(place))


def may_write(place):
    """Root may write anywhere, and leaves the environment of an ordinary account alone."""
    if place.exists():
        return place.stat().st_uid == os.geteuid() and os.access(place, os.W_OK)
    parent = next(folder for folder in place.parents if folder.exists())
    return os.access(parent, os.W_OK)


def build(place, wanted):
    place.mkdir(parents=True, exist_ok=True)
    with locked(place / LOCKFILE):
        if is_current(place, wanted):
            return  # another door made it while this one waited
        if not version_of(place):
            clear(place)
            say(f"Making the Python environment {place}")
            make(place)
        say(f"Installing what {LOCKS[wanted].name} names (the first time takes a minute)")
        install_installer(place)
        python = str(python_of(place))
        install_from(LOCKS[wanted], "--compile-bytecode", "--python", python, by=python)
        version = version_of(place)
        # The lock of the tests is a superset of the runtime's.
        for kind in {"runtime", wanted}:
            stamp(place, kind).write_text(mark(LOCKS[kind], version))


def clear(place):
    """Everything but the lock, which another door may be waiting for."""
    for entry in place.iterdir():
        if entry.name == LOCKFILE:
            continue
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def make(place):
    # Not sys.executable: with an activated environment that is the Python being replaced.
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", place], capture_output=True, text=True)
    if made.returncode == 0:
        return
    # Debian keeps ensurepip in a package of its own; pip itself may be there all the same.
    subprocess.run([base, "-m", "venv", "--without-pip", place], capture_output=True)
    if subprocess.run([base, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        raise Refusal(
            f"{base} cannot make an environment:\n{made.stdout}{made.stderr}\n"
            "On Debian and Ubuntu: apt install python3-venv"
        )


def install_installer(place):
    """The installer of everything else, by pip."""
    python = python_of(place)
    has_pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True)
    pip = [python, "-m", "pip"]
    if has_pip.returncode != 0:
        pip = [getattr(sys, "_base_executable", sys.executable), "-m", "pip", "--python", python]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    run([*pip, "install", *quiet, "--require-hashes", "-r", INSTALLER])


def install_from(lock, *options, by=sys.executable):
    """What a lock file names, held to its hashes, by the installer."""
    run([by, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "-r", lock, *options])


def run(command):
    variables = {**os.environ, "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "1")}
    variables.pop("VIRTUAL_ENV", None)
    if not os.access(Path.home(), os.W_OK):
        variables["UV_NO_CACHE"] = "1"
    if subprocess.run(command, env=variables, stdout=sys.stderr).returncode != 0:
        raise Refusal(
            "the packages could not be installed; the lines above say why. A package registry "
            "must be reachable (pip and uv read their usual settings)."
        )
