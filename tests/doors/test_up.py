"""`bin/up`: serves, heals, stops, and keeps out of the way of a second one."""

import os
import signal
import socket

import pytest

from tests.doors.conftest import wait_until

pytestmark = pytest.mark.doors


def test_ctrl_c_stops_everything(installed):
    here = installed()
    door = here.up()
    assert here.get("/healthz") == 200

    # A terminal sends it to the whole foreground group.
    os.killpg(door.pid, signal.SIGINT)

    assert door.wait(15) == 0
    assert here.processes() == []


def test_nothing_survives_a_killed_parent_and_the_next_start_works(installed):
    here = installed()
    door = here.up()

    door.send_signal(signal.SIGKILL)

    door.wait()
    assert wait_until(here.is_quiet, 15), here.processes()
    assert here.manage("migrate", "--check").returncode == 0


def test_commands_use_the_servers_of_a_running_bureau_and_leave_them(bureau):
    (database,) = bureau.processes("postgres -D")
    (broker,) = bureau.processes("valkey-server")

    bureau.manage("migrate", "--check")

    assert bureau.processes("postgres -D") == [database]
    assert bureau.processes("valkey-server") == [broker]
    assert bureau.get("/healthz") == 200


def test_a_second_one_on_the_same_home_is_told(bureau, new):
    answer = bureau.run("up", PORT=str(new.port))

    assert answer.returncode == 1
    assert f"already running with {bureau.home}" in answer.stderr


def test_a_second_one_with_another_port_and_home_runs_beside_it(bureau, installed):
    second = installed()

    second.up()

    assert bureau.get("/healthz") == second.get("/healthz") == 200


@pytest.mark.parametrize("word", ["granian", "celery -A qualitysup worker", "postgres -D"])
def test_what_dies_comes_back(bureau, word):
    (number, _), *_ = sorted(bureau.processes(word))

    os.kill(number, signal.SIGKILL)

    def is_healed():
        alive = [other for other, _ in bureau.processes(word)]
        return alive and number not in alive and bureau.get("/readyz") == 200

    assert wait_until(is_healed, 60), bureau.processes()


def test_lost_servers_come_back_with_a_new_keeper(bureau):
    ((keeper, _),) = bureau.processes("inside keeper")

    os.kill(keeper, signal.SIGKILL)

    def is_healed():
        keepers = [number for number, _ in bureau.processes("inside keeper")]
        return keepers and keeper not in keepers and bureau.get("/readyz") == 200

    assert wait_until(is_healed, 60), bureau.processes()


def test_lost_servers_are_tried_again_until_they_start(installed):
    here = installed()
    door = here.up()
    ((keeper, _),) = here.processes("inside keeper")
    settings = here.home / "postgres" / "postgresql.conf"
    aside = settings.rename(settings.with_suffix(".aside"))

    os.kill(keeper, signal.SIGKILL)

    assert wait_until(lambda: "Trying again." in door.said(), 60), door.said()
    assert door.poll() is None
    aside.rename(settings)
    assert wait_until(lambda: here.get("/readyz") == 200, 60), door.said()


def test_a_taken_port_is_said_before_anything_is_started(new):
    with socket.socket() as other:
        other.bind(("127.0.0.1", new.port))
        other.listen()
        answer = new.run("up")

    assert answer.returncode == 1
    assert f"port {new.port} of 127.0.0.1 cannot be used" in answer.stderr
    assert not (new.home / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(new, port):
    answer = new.run("up", PORT=port)

    assert answer.returncode == 1
    assert f"PORT is '{port}'" in answer.stderr
