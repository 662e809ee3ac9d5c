"""The checklists that come with workshops are taken in by the command that ships them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from inspections.checklist_files import contents
from inspections.management.commands.import_checklist import shipped_files
from inspections.models import ChecklistVersion
from inspections.services import checklists
from workshops.services.zone_checks import CHECKLIST

pytestmark = pytest.mark.django_db
FILES = [path for path in shipped_files() if "workshops" in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_checklist_that_ships_with_workshops_is_whole(path, chief):
    version, _new = checklists.take_in(checklists.read_json(path.read_bytes()), by=chief)

    items = [item for section in contents(version) for item in section["items"]]
    assert version.checklist.code == path.stem
    assert len(items) >= 15
    assert any(item["kind"] == "key" for item in items)
    # Each says what it rests on.
    assert all(item["clause"] for item in items if item["answer"] == "verdict")


def test_the_zone_s_people_find_theirs_once_it_was_shipped(chief):
    call_command("import_checklist", shipped=True, by="chief", publish=True, stdout=StringIO())

    in_force = ChecklistVersion.objects.in_force(timezone.localdate())
    assert {CHECKLIST, "workshop-survey"} <= {each.checklist.code for each in in_force}
