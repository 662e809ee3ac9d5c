"""`bin/manage`: the command's own answer, on the right servers, and nothing left behind."""

import os
import signal
import subprocess
import sys
import threading

import django
import pytest

from tests.doors.conftest import wait_until

pytestmark = pytest.mark.doors


def test_stdout_carries_only_the_answer(new):
    answer = new.manage("version")

    assert answer.stdout == f"{django.get_version()}\n"
    assert "Making the database" in answer.stderr


def test_a_new_database_is_given_its_tables_before_the_first_command(migrated):
    assert migrated.first_answer == "0"


def test_the_exit_code_is_the_commands(bureau):
    answer = bureau.manage("shell", "-v0", "-c", "raise SystemExit(7)")

    assert answer.returncode == 7


def test_relative_paths_are_the_callers(bureau, tmp_path):
    assert bureau.python("import os; print(os.getcwd())", cwd=tmp_path) == str(tmp_path)


def test_servers_are_stopped_when_the_command_is_done(installed):
    here = installed()

    here.manage("migrate", "--check")

    # At once, not soon: the next line of a script may remove the folder.
    assert here.processes() == []


def test_a_killed_command_leaves_nothing_running(installed):
    here = installed()

    with here.busy() as door:
        door.send_signal(signal.SIGKILL)
        door.wait()

    assert wait_until(here.is_quiet, 15), here.processes()


def test_two_commands_at_once_share_the_servers(installed):
    here = installed()
    code = "import time; time.sleep({}); from django.db import connection as c; "
    code += "c.cursor().execute('SELECT 1'); print('done')"
    answers = []

    def command(seconds):
        answers.append(here.python(code.format(seconds)))

    threads = [threading.Thread(target=command, args=[seconds]) for seconds in (0, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["done", "done"]


def test_a_pid_file_whose_number_is_another_process_now_does_not_block_the_start(installed):
    here = installed()
    data = here.home / "postgres"
    # Of the account PostgreSQL runs as: it forgives a number it may not ask about.
    owner = {"user": data.stat().st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **owner) as other:
        (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n0\n5432\n\n\n\n\n\n")

        answer = here.manage("migrate", "--check")
        other.kill()

    assert answer.returncode == 0, answer.stderr


def test_chinese_has_trigrams_in_the_private_database(bureau):
    code = "from django.db import connection as c; k = c.cursor(); "
    code += "k.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm'); "
    code += "k.execute('SELECT cardinality(show_trgm(%s))', ['陈村']); print(k.fetchone()[0])"

    assert int(bureau.python(code)) > 0


def test_a_home_with_a_long_and_strange_name_works(installed, make_home):
    home = make_home() / "质监 'a,b' 100%" / ("long" * 30)
    code = "from django.core.cache import cache as c; c.set('a', 1); print(c.get('a'))"

    assert installed(home).python(code) == "1"


def test_given_servers_replace_the_private_ones(bureau, new):
    told = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
    database, redis = bureau.python(told).split()

    answer = new.manage("migrate", "--check", DATABASE_URL=database, REDIS_URL=redis)

    assert answer.returncode == 0, answer.stderr
    assert not (new.home / "postgres").exists()
    assert not (new.home / "valkey").exists()


def test_an_address_nobody_answers_at_is_said_in_one_line(new):
    answer = new.manage(
        "shell", DATABASE_URL="postgresql://qs@127.0.0.1:1/qs", REDIS_URL="redis://x"
    )

    assert answer.returncode == 1
    assert "DATABASE_URL does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_key_is_made_once_and_readable_by_its_owner_only(bureau):
    made = bureau.home / "secret-key"

    used = bureau.python("from django.conf import settings; print(settings.SECRET_KEY)")

    assert used == made.read_text()
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_of_the_private_servers_listens_on_the_network(bureau):
    code = "from django.db import connection as c; k = c.cursor(); "
    code += "k.execute('SHOW listen_addresses'); print(repr(k.fetchone()[0])); "
    code += "from django.core.cache import cache; import redis; "
    code += "print(cache._cache.get_client().config_get('port')['port'])"

    assert bureau.python(code).split() == ["''", "0"]
