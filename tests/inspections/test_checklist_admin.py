import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections import checklist_files
from inspections.models import Checklist, ChecklistVersion
from inspections.services import checklists
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import ChecklistVersionFactory

LIST = "/admin/inspections/checklist/"
VERSIONS = "/admin/inspections/checklistversion/"


def page(version, part="change/"):
    return f"{VERSIONS}{version.pk}/{part}"


@pytest.fixture
def draft(db):
    return ChecklistVersionFactory(published_on=None)


@pytest.fixture
def published(db):
    return ChecklistVersionFactory()


def typed(browser, version) -> dict:
    """The designer's page as it would be sent back untouched."""
    shown = browser.get(page(version)).context
    data = {"seen": shown["seen"], "note": ""}
    for row in shown["designer"].rows():
        data[f"s{row['n']}-count"] = row["count"]
        for form in [row["form"], *(item["form"] for item in row["items"])]:
            for name in form.fields:
                value = form[name].value()
                data[form.add_prefix(name)] = "" if value in (None, []) else value
    return data


def keys(version) -> list[str]:
    return [item.key for item in version.items()]


def test_what_is_sent_back_untouched_changes_nothing(browser, draft):
    before = checklist_files.contents(draft)

    response = browser.post(page(draft), typed(browser, draft) | {"do": "save"})

    assert response.status_code == 302
    again = ChecklistVersion.objects.whole().get(pk=draft.pk)
    assert checklist_files.contents(again) == before


def test_items_and_sections_are_changed_moved_added_and_removed_by_buttons(browser, draft):
    data = typed(browser, draft) | {"s0i0-text": "改过的问题", "do": "down:0:0"}

    moved = browser.post(page(draft), data).context["designer"]
    assert [form["key"].value() for form in moved.sections[0][1]] == ["noise", "guard", "state"]
    assert moved.sections[0][1][1]["text"].value() == "改过的问题"
    assert keys(draft) == ["guard", "noise", "state"]

    removed = browser.post(page(draft), data | {"do": "remove:0:1"}).context["designer"]
    assert [form["key"].value() for form in removed.sections[0][1]] == ["guard", "state"]
    added = browser.post(page(draft), data | {"do": "add:0"}).context["designer"]
    assert added.sections[0][1][3]["key"].value() == "item-4"
    more = browser.post(page(draft), data | {"do": "add-section"}).context["designer"]
    assert len(more.sections) == 2


def test_a_moved_page_is_kept_as_it_stands(browser, draft):
    data = typed(browser, draft)
    swap = {
        name.replace("s0i0-", "s0iX-").replace("s0i1-", "s0i0-").replace("s0iX-", "s0i1-"): value
        for name, value in data.items()
    }

    browser.post(page(draft), swap | {"do": "save"})

    assert keys(draft) == ["noise", "guard", "state"]


@pytest.mark.parametrize("doing", ["up:x", "down:9:9", "remove:7", "add:5"])
def test_a_button_that_is_not_there_is_not_found(browser, draft, doing):
    response = browser.post(page(draft), typed(browser, draft) | {"do": doing})

    assert response.status_code in (200, 404)
    assert keys(draft) == ["guard", "noise", "state"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"s0i0-text": ""}, "s0i0-text"),
        ({"s0i0-unit": "mm"}, "s0i0-unit"),
        ({"s0i1-lowest": "99"}, "s0i1-highest"),
        ({"s0i2-choices": "好"}, "s0i2-choices"),
        ({"s0i2-failing": "坏"}, "s0i2-failing"),
        ({"s0i1-key": "guard"}, "s0i1-key"),
    ],
)
def test_a_fault_is_said_where_it_was_typed_and_nothing_is_kept(browser, draft, change, field):
    data = typed(browser, draft) | {"s0i0-clause": "第九条", "do": "save"} | change

    designer = browser.post(page(draft), data).context["designer"]

    (found,) = [form.add_prefix(name) for form in designer.forms for name in form.errors]
    assert found == field
    assert designer.sections[0][1][0]["clause"].value() == "第九条"
    assert draft.items().first().clause == ""


def test_a_page_left_open_does_not_undo_what_was_done_since(browser, draft, chief):
    data = typed(browser, draft)
    sections = checklist_files.contents(ChecklistVersion.objects.whole().get(pk=draft.pk))
    sections[0]["title"] = "二、改过"
    checklists.edit(draft, by=chief, sections=sections)

    response = browser.post(page(draft), data | {"s0-title": "三、也改", "do": "save"})

    assert response.status_code == 409
    assert "Somebody changed this draft" in response.content.decode()
    assert draft.sections.get().title == "二、改过"
    assert response.context["designer"].sections[0][0]["title"].value() == "三、也改"


def test_keeping_may_lead_to_what_the_inspector_sees(browser, draft):
    response = browser.post(page(draft), typed(browser, draft) | {"do": "preview"}, follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "preview/")
    assert "防护装置完好" in response.content.decode()


def test_a_published_version_is_a_page_to_read(browser, published):
    response = browser.get(page(published))

    assert "designer" not in response.context
    assert 'name="do"' not in response.content.decode()
    # Whatever is sent to it, it stays.
    browser.post(page(published), {"do": "save", "s0-count": "0", "s0-title": "空"})
    assert keys(published) == ["guard", "noise", "state"]


def test_who_may_not_design_reads_a_draft(leader, draft):
    response = browser_of(leader).get(page(draft))

    assert response.status_code == 200
    assert "designer" not in response.context


def test_the_difference_to_what_is_in_force_is_shown(browser, published, officer):
    draft = checklists.draft(published.checklist, by=officer)
    sections = checklist_files.contents(ChecklistVersion.objects.whole().get(pk=draft.pk))
    items = sections[0]["items"]
    items[1]["highest"] = 85
    items[2] = {"key": "new", "text": "新问题"}
    checklists.edit(draft, by=officer, sections=sections)

    found = browser.get(page(draft, "diff/")).context["found"]

    assert [(each.kind, each.text) for each in found] == [
        ("changed", "噪声"),
        ("new", "新问题"),
        ("gone", "状况"),
    ]
    assert found[0].changes == [("highest allowed", "90", "85")]


def test_the_next_version_is_begun_published_and_the_old_one_retired(browser, published, chief):
    head = browser_of(chief)
    checklist = published.checklist

    assert told(browser.post(f"{LIST}{checklist.pk}/draft/", follow=True))
    draft = checklist.versions.get(number=2)
    refused = browser.post(page(draft, "publish/"), follow=True)
    assert told(refused) == ["You may not publish checklists."]
    head.post(page(draft, "publish/"))

    draft.refresh_from_db()
    assert draft.published_by == chief
    head.post(f"{LIST}{checklist.pk}/retire/")
    checklist.refresh_from_db()
    assert checklist.retired_on is not None


def test_a_draft_is_thrown_away_and_a_version_copied(browser, draft):
    response = browser.post(page(draft, "copy/"), {"code": "other", "name": "另一张"})
    copied = ChecklistVersion.objects.get(checklist__code="other")
    assert response.url == page(copied)

    browser.post(page(draft, "discard/"))
    assert not ChecklistVersion.objects.filter(pk=draft.pk).exists()


def test_a_checklist_is_begun_and_renamed(browser):
    browser.post(f"{LIST}add/", {"code": "begun", "name": "新表", "purpose": ""})
    checklist = Checklist.objects.get(code="begun")
    assert checklist.versions.get().is_draft

    browser.post(f"{LIST}{checklist.pk}/change/", {"name": "改名", "purpose": "测试"})
    checklist.refresh_from_db()
    assert (checklist.name, checklist.code) == ("改名", "begun")


def test_a_file_goes_out_and_comes_in_the_same(browser, published):
    response = browser.get(page(published, "json/"))
    assert response["Content-Disposition"] == 'attachment; filename="trial-v1.json"'

    file = SimpleUploadedFile("trial.json", response.content, "application/json")
    again = browser.post(f"{LIST}import/", {"file": file}, follow=True)

    assert told(again) == ["Nothing is new: it says what 试用检查表 v1 says."]
    assert ChecklistVersion.objects.count() == 1


def test_what_is_wrong_with_a_file_is_said_by_its_path(browser, published):
    data = json.loads(browser.get(page(published, "json/")).content)
    data["sections"][0]["items"][1]["kind"] = "sometimes"
    file = SimpleUploadedFile("bad.json", json.dumps(data).encode(), "application/json")

    response = browser.post(f"{LIST}import/", {"file": file})

    assert response.status_code == 409
    assert "sections[0].items[1].kind: " in response.content.decode()


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(browser, rows):
    for number in range(rows):
        Checklist.objects.create(code=f"c{number}", name=f"表{number}")
    browser.get(LIST)

    assert queries(lambda: browser.get(LIST)) == 5
