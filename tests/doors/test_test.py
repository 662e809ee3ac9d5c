"""`bin/test`: pytest's own answer, servers of its own, no browser test left out."""

import pytest

pytestmark = pytest.mark.doors

# pytest's code for a wrong call, which neither the door nor a failing test gives.
WRONG_CALL = 4


def test_the_answer_is_pytests_and_its_servers_are_its_own(new):
    answer = new.run("test", "tests/no_such_file.py")

    assert answer.returncode == WRONG_CALL
    assert (new.home / "test" / "postgres").exists()
    assert not (new.home / "postgres").exists()
    assert new.processes() == []


def test_a_browser_that_does_not_run_fails_the_whole_run(new):
    answer = new.run("test", "tests/regions", CHROMIUM="/no/such/chromium")

    assert answer.returncode == 1
    assert "CHROMIUM is /no/such/chromium, which does not run" in answer.stderr
