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


def test_commands_use_the_servers_of_a_running_bureau_and_leave_them(installed):
    here = installed()
    here.up()
    (database,) = here.processes("postgres -D")
    (broker,) = here.processes("valkey-server")

    here.manage("migrate", "--check")

    assert here.processes("postgres -D") == [database]
    assert here.processes("valkey-server") == [broker]
    assert here.get("/healthz") == 200


def test_a_second_one_is_told_and_another_home_runs_beside_it(installed):
    first, second = installed(), installed()
    first.up()

    same_home = first.run("up", PORT=str(second.port))
    same_port = second.run("up", PORT=str(first.port))
    second.up()

    assert same_home.returncode == 1
    assert "already running" in same_home.stderr
    assert same_port.returncode == 1
    assert "PORT=" in same_port.stderr
    assert first.get("/healthz") == second.get("/healthz") == 200


def test_what_dies_comes_back(installed):
    here = installed()
    here.up()
    (web, _), *_ = here.processes("granian")
    (database, _), *_ = here.processes("postgres -D")
    (broker, _), *_ = here.processes("valkey-server")

    for number in (web, database, broker):
        os.kill(number, signal.SIGKILL)

    def is_healed():
        alive = {number for number, _ in here.processes()}
        started = [here.processes(word) for word in ("granian", "postgres -D", "valkey-server")]
        return all(started) and not alive & {web, database, broker} and here.get("/readyz") == 200

    assert wait_until(is_healed, 60), here.processes()


def test_lost_servers_come_back_with_a_new_keeper(installed):
    here = installed()
    here.up()
    (keeper, _), *_ = here.processes("inside keeper")

    os.kill(keeper, signal.SIGKILL)

    def is_healed():
        keepers = [number for number, _ in here.processes("inside keeper")]
        return keepers and keeper not in keepers and here.get("/readyz") == 200

    assert wait_until(is_healed, 60), here.processes()


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
