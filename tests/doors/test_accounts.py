"""The doors for others than the one who unpacked the code."""

import os
import pwd
import shutil
import subprocess

import pytest

from tests.doors.conftest import ROOT

pytestmark = pytest.mark.doors


@pytest.fixture
def account():
    """Another account when root asks; otherwise the ordinary one these tests run as."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture
def house(make_home):
    """The code in a folder that account may read but not write, with a space in its name."""
    copy = make_home().parent / "the house"
    ignored = shutil.ignore_patterns(
        ".venv", "var", ".git", "__pycache__", ".*_cache", "node_modules"
    )
    shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
    # Where the account can run it, it serves; where not, the door makes one in its home.
    (copy / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
    return copy


def test_an_ordinary_account_is_served_by_code_it_cannot_write(installed, house, account):
    here = installed(root=house, account=account, HOME="/nonexistent")

    here.up()

    assert here.get("/healthz") == 200
    owners = {os.stat(f"/proc/{number}").st_uid for number, _ in here.processes()}
    assert owners == {account.get("user", os.geteuid())}


def test_a_home_that_cannot_be_written_to_is_said_with_another_way(install, make_home, account):
    closed = make_home()
    closed.mkdir(mode=0o555)
    here = install(closed / "home", account=account, HOME="/")

    answer = here.run("manage", "version")

    assert answer.returncode == 1
    assert "Choose a folder of your own" in answer.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another account")
def test_root_does_not_run_the_database_itself(installed):
    here = installed()

    with here.busy():
        ((number, _),) = here.processes("postgres -D")
        owner = os.stat(f"/proc/{number}").st_uid

    assert owner == pwd.getpwnam("nobody").pw_uid
