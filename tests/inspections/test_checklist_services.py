import copy
import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from inspections import checklist_files, shapes
from inspections.management.commands.import_checklist import shipped_files
from inspections.models import Checklist, ChecklistItem, ChecklistVersion
from inspections.services import checklists
from qualitysup.casework.workflow import TransitionRefused
from tests.inspections.factories import ChecklistVersionFactory

# Those of subjects above have tests of their own.
FILES = [path for path in shipped_files() if "inspections" in path.parts]


@pytest.fixture
def file():
    return {
        "format": checklist_files.FORMAT,
        "code": "trial",
        "name": "试用检查表",
        "purpose": "测试",
        "sections": [
            {
                "title": "一、现场",
                "items": [
                    {"key": "guard", "text": "防护装置完好", "kind": "key", "photo": "failure"},
                    {
                        "key": "noise",
                        "text": "噪声",
                        "answer": "number",
                        "unit": "dB",
                        "highest": 90,
                        "proposal": {"requirement": "降噪", "kind": "equipment", "days": 30},
                    },
                    {
                        "key": "state",
                        "text": "状况",
                        "answer": "choice",
                        "choices": ["好", "差"],
                        "failing": ["差"],
                    },
                ],
            }
        ],
    }


@pytest.fixture
def published(file, chief):
    version, _new = checklists.take_in(file, by=chief)
    return checklists.publish(version, by=chief)


def test_a_draft_begins_with_what_the_last_version_asks(published, officer):
    draft = checklists.draft(published.checklist, by=officer)

    assert (draft.number, draft.is_draft) == (2, True)
    assert checklist_files.contents(draft) == checklist_files.contents(published)
    assert checklists.draft(published.checklist, by=officer) == draft


def test_a_published_version_is_not_edited_nor_thrown_away(published, officer):
    sections = checklist_files.contents(published)

    with pytest.raises(TransitionRefused, match="does not change"):
        checklists.edit(published, by=officer, sections=sections)
    with pytest.raises(TransitionRefused, match="does not change"):
        checklists.discard(published, by=officer)
    assert ChecklistVersion.objects.get().sections.count() == 1


def test_the_database_lets_no_published_item_change_whoever_asks(published):
    item = ChecklistItem.objects.first()

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ChecklistItem.objects.filter(pk=item.pk).update(text="别的")

    item.refresh_from_db()
    assert item.text == "防护装置完好"


def test_the_version_in_force_is_the_latest_published_by_then(published, chief):
    today = timezone.localdate()
    checklists.draft(published.checklist, by=chief)

    assert list(ChecklistVersion.objects.in_force(today)) == [published]

    second = checklists.publish(checklists.draft(published.checklist, by=chief), by=chief)
    assert list(ChecklistVersion.objects.in_force(today)) == [second]

    checklists.retire(published.checklist, by=chief)
    assert not ChecklistVersion.objects.in_force(today).exists()


def test_a_retired_checklist_gets_no_draft_but_can_be_copied(published, chief):
    checklists.retire(published.checklist, by=chief)

    with pytest.raises(TransitionRefused, match="no longer used"):
        checklists.draft(published.checklist, by=chief)
    copied = checklists.copy(published, by=chief, code="trial-2", name="另一张")
    assert checklist_files.contents(copied) == checklist_files.contents(published)


def test_only_who_may_publish_publishes(file, officer, chief):
    version, _new = checklists.take_in(file, by=officer)

    with pytest.raises(TransitionRefused) as refusal:
        checklists.publish(version, by=officer)

    assert refusal.value.code == "forbidden"
    assert checklists.publish(version, by=chief).published_by == chief


def test_an_empty_draft_is_not_published(chief):
    version = checklists.begin(by=chief, code="empty", name="空表")

    with pytest.raises(TransitionRefused, match="every section has items"):
        checklists.publish(version, by=chief)


def test_a_page_left_open_does_not_undo_what_was_done_since(file, officer):
    version, _new = checklists.take_in(file, by=officer)
    seen = checklists.seal(version)
    sections = checklist_files.contents(version)
    sections[0]["title"] = "二、改过"
    checklists.edit(version, by=officer, sections=sections, seen=seen)

    with pytest.raises(TransitionRefused) as refusal:
        checklists.edit(version, by=officer, sections=sections, seen=seen)

    assert refusal.value.code == "stale"


def test_the_same_file_again_changes_nothing(file, chief, published):
    again, is_new = checklists.take_in(file, by=chief)

    assert (again, is_new) == (published, False)
    assert ChecklistVersion.objects.count() == 1


def test_another_file_of_the_same_code_is_the_next_draft(file, chief, published):
    file["sections"][0]["items"][1]["highest"] = 85

    version, is_new = checklists.take_in(file, by=chief)

    assert (version.number, version.is_draft, is_new) == (2, True, True)
    file["sections"][0]["items"][1]["highest"] = 80
    with pytest.raises(TransitionRefused, match="draft already"):
        checklists.take_in(file, by=chief)


def test_what_is_written_is_read_back_the_same(published, chief):
    written = json.loads(json.dumps(checklist_files.written(published)))

    assert checklists.take_in(written, by=chief) == (published, False)


def broken(change):
    def break_it(file):
        change(file["sections"][0]["items"])
        return file

    return break_it


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (broken(lambda items: items[0].pop("key")), "sections[0].items[0].key"),
        (broken(lambda items: items[1].update(lowest=91)), "sections[0].items[1].highest"),
        (broken(lambda items: items[0].update(unit="mm")), "sections[0].items[0].unit"),
        (broken(lambda items: items[2].update(choices=["好"])), "sections[0].items[2].choices"),
        (broken(lambda items: items[2].update(failing=["坏"])), "sections[0].items[2].failing"),
        (broken(lambda items: items[2].update(key="guard")), "sections[0].items[2].key"),
        (broken(lambda items: items[0].update(phto="always")), "sections[0].items[0].phto"),
        (
            broken(lambda items: items[1]["proposal"].update(days=0)),
            "sections[0].items[1].proposal.days",
        ),
        (broken(lambda items: items.clear()), "sections[0].items"),
        (lambda file: file | {"format": "other/1"}, "format"),
        (lambda file: file | {"code": "with space"}, "code"),
    ],
)
def test_a_fault_is_said_by_its_path(file, chief, change, path):
    with pytest.raises(ValidationError) as refusal:
        checklists.take_in(change(copy.deepcopy(file)), by=chief)

    assert list(refusal.value.message_dict) == [path]
    assert shapes.lines(refusal.value)[0].startswith(f"{path}: ")
    assert not Checklist.objects.exists()


@pytest.mark.parametrize(
    "data", [None, [], "x", 3, {"sections": 3}, {"sections": [None]}, {"sections": {"0": 1}}]
)
def test_json_of_another_kind_is_refused_not_stumbled_over(data, chief):
    with pytest.raises(ValidationError):
        checklists.take_in(data, by=chief)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"a": 1,}'])
def test_what_is_no_json_is_refused_in_words(content):
    with pytest.raises(ValidationError):
        checklists.read_json(content)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_checklist_that_ships_is_whole(path, chief):
    version, _new = checklists.take_in(checklists.read_json(path.read_bytes()), by=chief)

    items = [item for section in checklist_files.contents(version) for item in section["items"]]
    assert len(items) >= 15
    assert any(item["kind"] == "key" for item in items)
    # Whatever fails proposes something, in its own words or the item's.
    assert sum(bool(item["proposal"]) for item in items) >= len(items) / 2


def test_the_commands_take_in_and_give_out_the_same(chief, tmp_path):
    told = StringIO()
    call_command("import_checklist", shipped=True, by="chief", publish=True, stdout=told)
    call_command("import_checklist", shipped=True, by="chief", publish=True, stdout=told)

    lines = told.getvalue().splitlines()
    assert lines[0] == "enterprise-quality v1: in force"
    half = len(lines) // 2
    assert half == 7
    assert lines[half:] == [line.replace("in force", "unchanged") for line in lines[:half]]

    path = tmp_path / "out.json"
    call_command("export_checklist", "press-safety", output=path)
    again = checklists.read_json(path.read_bytes())
    assert checklists.take_in(again, by=chief)[1] is False


def test_the_command_says_which_file_and_where(chief, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text('{"format": "other"}', encoding="utf-8")

    with pytest.raises(CommandError, match=r"bad.json: format: "):
        call_command("import_checklist", path, by="chief")
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_checklist", path, by="nobody")


def test_a_number_fails_beyond_its_limits_and_a_choice_by_name(db):
    version = ChecklistVersionFactory()
    items = {item.key: item for item in ChecklistItem.objects.filter(section__version=version)}

    assert items["noise"].fails(91)
    assert not items["noise"].fails(90)
    assert items["state"].fails("差")
    assert not items["guard"].fails("na")
