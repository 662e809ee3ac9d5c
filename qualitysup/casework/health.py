"""Whether the process answers, and whether what it leans on is there. Neither ever raises."""

import logging
import time
from collections.abc import Callable

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

BEAT = "beat-alive"
# Beat sends a sign of life twice a minute; a worker must be there as well to write it down.
SILENCE = 120
PATIENCE = 1

log = logging.getLogger(__name__)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    found = checks()
    ready = all(found.values())
    return JsonResponse({"ok": ready} | found, status=200 if ready else 503)


def checks() -> dict[str, bool]:
    return {name: _holds(check) for name, check in CHECKS.items()}


def note_beat() -> None:
    """Called by the task that beat sends: the time, where every process can read it."""
    cache.set(BEAT, time.time(), timeout=None)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  whatever is wrong there, it is not ready
        log.warning("not ready: %s: %s", check.__name__, error)
        return False


def _database() -> bool:
    # A connection of its own: the page's may be in any state, and this one gives up in time.
    params = connection.get_connection_params() | {"connect_timeout": PATIENCE}
    with connection.get_new_connection(params) as link:
        link.execute("SELECT 1")
    return True


def _broker() -> bool:
    with current_app.connection_for_write(connect_timeout=PATIENCE) as link:
        link.connect()
        link.channel().close()
    return True


def _beat() -> bool:
    return time.time() - cache.get(BEAT, 0) < SILENCE


CHECKS = {"database": _database, "broker": _broker, "beat": _beat}
