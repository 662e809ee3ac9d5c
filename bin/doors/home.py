"""The folder of one installation: its data, sockets, logs, secret key and demo accounts."""

import hashlib
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

from doors.messages import Refusal

ROOT = Path(__file__).resolve().parents[2]

# The kernel's limit for the path of a unix socket is 108 bytes with the closing zero.
LONGEST_SOCKET = 107


def folder():
    """Where this installation lives: `QUALITYSUP_HOME`, or `var` beside the code."""
    return Path(os.path.abspath(os.environ.get("QUALITYSUP_HOME") or ROOT / "var"))


def make(path):
    """The folder and its log folder, or a refusal that names another way."""
    # PostgreSQL runs as another account when root starts it and must be able to pass through.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not path.is_dir():
            path.mkdir(parents=True)
            path.chmod(mode)
        log = path / "log"
        if not log.is_dir():
            log.mkdir(exist_ok=True)
            log.chmod(0o700)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError
    except (PermissionError, FileExistsError, NotADirectoryError):
        raise Refusal(
            f"{path} cannot be written to by this account. Choose a folder of your own:\n"
            f'  QUALITYSUP_HOME="$HOME/qualitysup" bin/up'
        ) from None
    return path


def short_name(path):
    """A name for this installation in folders shared with others."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def sockets(path, longest):
    """A folder for sockets of names up to `longest`, short and plain enough for every client.

    Spaces, commas and percent signs mean something in the addresses clients are given.
    """
    here = path / "run"
    fits = len(os.fsencode(here)) + 1 + longest <= LONGEST_SOCKET
    if not (fits and re.fullmatch(r"[A-Za-z0-9/._+-]+", str(here))):
        base = Path(tempfile.gettempdir())
        if len(os.fsencode(base)) > 40:
            base = Path("/tmp")
        here = base / f"qualitysup-{os.geteuid()}-{short_name(path)}"
    here.mkdir(exist_ok=True)
    found = here.lstat()
    # In a shared folder somebody else may have put a folder or link of that name there first.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Refusal(f"{here} belongs to somebody else; remove it or set TMPDIR.")
    here.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return here


def secret_key(path):
    """The key of this installation, made once and readable by its owner only."""
    kept = path / "secret-key"
    if not kept.exists():
        fresh = path / f"secret-key.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass  # another door was faster: its key counts
        finally:
            fresh.unlink()
    return kept.read_text().strip()


def variables(path, urls, *, settings="qualitysup.settings"):
    """The environment of everything that runs the project's code in this installation."""
    host = os.environ.get("HOST", "")
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if host and host not in {*hosts, "0.0.0.0", "::", "::1"}:
        hosts.append(host)
    defaults = {
        "ALLOWED_HOSTS": ",".join(hosts),
        "DEBUG": "0",
        # The doors serve plain http; a proxy that speaks https in front of them sets HTTPS=1.
        "HTTPS": "0",
    }
    if not os.environ.get("SECRET_KEY"):
        urls = {**urls, "SECRET_KEY": secret_key(path)}
    fixed = {"QUALITYSUP_HOME": str(path), "DJANGO_SETTINGS_MODULE": settings}
    return {**defaults, **os.environ, **urls, **fixed}
