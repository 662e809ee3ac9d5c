"""What a load balancer and a supervisor ask, and what they are told when something is away."""

import time

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import override_settings

from qualitysup.casework import health, tasks

NOWHERE = "/nonexistent/valkey.sock"
AWAY = f"unix://{NOWHERE}"


@pytest.fixture(autouse=True)
def _no_beat_before():
    cache.delete(health.BEAT)
    yield
    cache.delete(health.BEAT)


def test_the_process_answers_without_anything_else(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_ready_when_database_broker_and_beat_are_there(client, db):
    tasks.beat_alive.delay()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "broker": True, "beat": True}


def test_not_ready_when_beat_has_been_silent_for_two_minutes(client, db):
    with time_machine.travel("2026-05-06 10:00 +0800", tick=False) as clock:
        tasks.beat_alive.delay()
        clock.shift(119)
        assert client.get("/readyz").status_code == 200
        clock.shift(2)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "broker": True, "beat": False}


def test_not_ready_when_valkey_is_away_and_says_so_within_seconds(client, db, monkeypatch):
    monkeypatch.setattr(health.current_app.conf, "broker_url", f"redis+socket://{NOWHERE}")
    started = time.monotonic()
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "LOCATION": AWAY}}):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "broker": False, "beat": False}
    assert time.monotonic() - started < 5


def test_not_ready_when_the_database_is_away(client, monkeypatch):
    tasks.beat_alive.delay()

    def refuse(params):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "get_new_connection", refuse)
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": False, "broker": True, "beat": True}
