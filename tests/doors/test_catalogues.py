"""Message catalogues are compiled by the doors, without gettext."""

import gettext
import shutil

import pytest

from tests.doors.conftest import ROOT, Installation

pytestmark = pytest.mark.doors

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def catalogue(make_home):
    """A catalogue in a house of its own that has the doors and nothing else to translate."""
    house = make_home().parent / "house"
    shutil.copytree(ROOT / "bin", house / "bin")
    for name in ("requirements.txt", "manage.py"):
        shutil.copy(ROOT / name, house)
    (house / ".venv").symlink_to(ROOT / ".venv")
    source = house / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    return source


@pytest.fixture
def door(catalogue, bureau):
    """A command whose house is the catalogue's, on the servers of the running bureau."""
    return Installation(bureau.home, root=catalogue.parents[3])


def test_a_catalogue_is_compiled_before_the_command(catalogue, door):
    catalogue.write_text(HEAD + 'msgid "order"\nmsgstr "责令改正"\n', encoding="utf-8")

    door.manage("version")

    with catalogue.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("order") == "责令改正"


def test_a_broken_catalogue_is_said_and_does_not_close_the_door(catalogue, door):
    broken = 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "一"\nmsgstr[1] "二"\n'
    catalogue.write_text(HEAD + broken, encoding="utf-8")

    answer = door.manage("version")

    assert f"{catalogue} is not compiled" in answer.stderr
    assert answer.returncode == 0
    assert not catalogue.with_suffix(".mo").exists()
