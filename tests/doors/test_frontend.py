"""The scripts of pages are made by the doors, from npm packages held to a lock file."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.doors.conftest import ROOT

pytestmark = pytest.mark.doors

ENSURE = "from pathlib import Path; from doors import frontend; frontend.ensure(Path({home!r}))"


@pytest.fixture
def house(tmp_path):
    """A copy of the house with the doors and one page's scripts, not yet made."""
    house = tmp_path / "house"
    for name in ("bin", "inspections/field/web", "static"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("dist"))
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, house)
    (house / "home").mkdir()
    return house


def make(house, **variables):
    return subprocess.run(
        [sys.executable, "-c", ENSURE.format(home=str(house / "home"))],
        env=os.environ | {"PYTHONPATH": str(house / "bin")} | variables,
        cwd=house,
        capture_output=True,
        text=True,
    )


def made(house, place="static/dist"):
    return {path.name: path.stat().st_size for path in (house / place).glob("*.js")}


def test_scripts_are_bundled_and_follow_a_change_without_another_install(house):
    assert make(house).returncode == 0
    before = made(house)
    assert {"field.js", "field-worker.js", "field-photos.js"} <= before.keys()

    source = house / "inspections" / "field" / "web" / "field-worker.js"
    source.write_text(source.read_text() + "\nconsole.info('another');\n")
    again = make(house)

    assert again.stderr == ""
    assert made(house)["field-worker.js"] > before["field-worker.js"]


def test_where_the_system_has_no_node_a_wheel_carries_it(house, tmp_path):
    python_alone = tmp_path / "bin"
    python_alone.mkdir()
    for name in ("sh", "env", "uname"):
        (python_alone / name).symlink_to(shutil.which(name))

    done = make(house, PATH=str(python_alone))

    assert done.returncode == 0, done.stderr
    assert "Installing Node (once)" in done.stderr
    assert made(house)["field.js"] > 0


def test_a_source_that_cannot_be_bundled_refuses_in_words(house):
    source = house / "inspections" / "field" / "web" / "field-worker.js"
    source.write_text("const broken = ;\n")

    done = make(house)

    assert done.returncode != 0
    assert "could not be made" in done.stderr
    assert "field-worker.js" in done.stderr
