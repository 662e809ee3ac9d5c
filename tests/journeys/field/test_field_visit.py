"""A visit on the phone, from the door to the signature, planned or not."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import VisitAnswer
from qualitysup.clock.services import deadlines
from tests.doors.conftest import wait_until
from tests.factories import CHENCUN
from tests.journeys.field import shots
from tests.journeys.field.test_field_round import assert_accessible, under_reinspection
from tests.journeys.field.writing import (
    answer,
    begin,
    choose,
    find,
    hand_in,
    item,
    kept,
    read_back,
    received,
    sign,
    sign_all,
    step,
    who,
)
from tests.journeys.test_look import assert_accessible_by_day_and_night

STEPS = ["who", "checklist", "photos", "samples", "findings", "read", "sign"]


# --- The whole ------------------------------------------------------------------------------------


def test_a_whole_visit_without_signal_with_the_phone_killed_in_the_middle(
    on_the_road, inspector, colleague, version, patrol
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    who(one, colleague)
    choose(one, version)
    answer(one)
    kept(one, uuid, lambda draft: draft["answers"].get("state", {}).get("text") == "好")
    kept(one, uuid, lambda draft: draft["answers"]["guard"].get("note") == "右侧无防护罩")
    assert wait_until(lambda: [part.get("raw", False) for part in one.rows("parts")] == [False])

    one.kill()
    one.open(path=None)
    one.offline()
    one.page.goto("/field/")
    one.page.get_by_role("link", name=patrol.enterprise.name).first.click()
    one.page.get_by_role("link", name="Go on writing").click()

    # Where it was, with all that was said to be kept.
    steps = one.page.get_by_role("navigation", name="Steps of the record")
    expect(steps.locator("[aria-current=step]")).to_contain_text("Checklist")
    expect(item(one, "防护装置完好").get_by_label("What is wrong")).to_have_value("右侧无防护罩")
    expect(item(one, "噪声").get_by_label("Measured, in dB")).to_have_value("82.5")
    find(one)
    one.page.get_by_role("button", name="Propose this").click()
    step(one, "Read back")
    minutes = read_back(one)
    assert "当事人：佛山市顺德区启衡锻压机械有限公司" in minutes
    assert "（一）防护装置完好：不符合（右侧无防护罩）（GB 17120—2025）。" in minutes
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    hand_in(one)

    packet = json.loads(one.records()[uuid]["packet"])
    assert packet["enterprise"] == patrol.enterprise_id
    assert (packet["kind"], packet["errand"]) == ("patrol", patrol.pk)
    due = deadlines.computed("correct-item", timezone.localdate(), amount=30).due
    assert packet["proposals"] == [
        {"item": "guard", "text": "加装防护装置", "days": 30, "due_on": due.isoformat()}
    ]
    # The session went with the browser; the record did not.
    one.sign_in()
    visit = received(one, uuid)
    assert visit.failed_count == 1
    (told,) = visit.proposals.all()
    assert (told.text, told.due_on, told.claimed_due_on) == ("加装防护装置", due, due)
    assert [str(row.inspector) for row in visit.inspections.all()] == [
        inspector.full_name,
        colleague.full_name,
    ]
    said = {row.item.key: row for row in VisitAnswer.objects.filter(visit=visit)}
    assert said["guard"].note == "右侧无防护罩"
    assert [row.file.sha256 for row in said["guard"].photos.select_related("file")] == [
        part["sha256"] for part in one.rows("parts") if part["kind"] == "photo"
    ]


def test_what_is_missing_is_said_in_words_and_one_tap_leads_there(
    on_the_road, inspector, colleague, version, patrol
):
    one = on_the_road()
    begin(one, patrol.enterprise)
    choose(one, version)
    item(one, "防护装置完好").get_by_text("does not conform", exact=True).click()
    step(one, "Sign and hand in")

    region = one.page.get_by_role("region", name="Hand in")
    expect(region.get_by_role("button", name="Hand in")).to_be_disabled()
    for words in (
        "Two inspectors carry out a visit; choose who is with you.",
        "“防护装置完好” asks for a photo.",
        "“噪声” is not answered.",
        "Say what came out of the visit.",
        "The party signs, or you write why it does not.",
    ):
        expect(region.get_by_role("link", name=words)).to_be_visible()
    region.get_by_role("link", name="“噪声” is not answered.").click()

    expect(item(one, "噪声").get_by_label("Measured, in dB")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_it_is_accessible(
    on_the_road, inspector, colleague, version, patrol, language
):
    order = under_reinspection(inspector)
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    who(one, colleague)
    choose(one, version)
    answer(one, noise="96")
    find(one)
    one.page.get_by_role("button", name="Propose this").first.click()
    step(one, "Samples")
    one.page.get_by_role("button", name="Add a sampling sheet").click()
    one.page.get_by_label("Signed for the party by").fill("梁启衡 厂长")
    one.page.get_by_role("link", name="Back to the visit").click()
    step(one, "Read back")
    sign_all(one, inspector.full_name)
    kept(one, uuid, lambda draft: draft["samples"][0]["signed_by"] == "梁启衡 厂长")
    again = begin(one, order.enterprise)
    if language != "en":
        one.online()
        one.speak(language)
        one.offline()

    (sheet,) = one.records()[uuid]["draft"]["samples"]
    stops = [["stop", row["on"], row["position"]] for row in one.rows("stops")]
    steps = [["visit", uuid, name] for name in STEPS]
    others = [["begin"], ["begin", "new"], ["begin", patrol.enterprise_id], ["records"], ["me"]]
    pages = [[""], *stops, *steps, ["sample", uuid, sheet["uuid"]], ["visit", again], *others]
    for words in pages:
        one.show(*words)
        # Anew, so that what is looked at is this page and not the one before.
        one.page.reload()
        one.page.get_by_role("heading", level=1).wait_for()
        assert_accessible(one, f"{'/'.join(map(str, words))} in {language}")
    one.show("visit", uuid, "checklist")
    one.page.locator(".photos__thumb").click()
    one.page.get_by_role("dialog").wait_for()
    assert_accessible(one, f"a photo in {language}")


# --- Where nobody planned to go -------------------------------------------------------------------


def test_a_workshop_that_is_in_no_register_is_visited(on_the_road, inspector, colleague, version):
    one = on_the_road()
    one.show("begin", "new")
    start = one.page.get_by_role("button", name="Begin", exact=True)
    expect(start).to_be_disabled()
    one.page.get_by_label("Name of the workshop").fill("无名腐竹作坊")
    one.page.get_by_role("combobox", name="Town or street").select_option(CHENCUN)
    one.page.get_by_label("Address").fill("仙涌村旧祠堂后")
    start.click()
    one.page.wait_for_url(re.compile("#/visit/"))
    (uuid,) = one.records()

    one.page.get_by_label("Who runs it").fill("何某")
    who(one, colleague, present="何某")
    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    assert read_back(one)[:3] == [
        "当事人：无名腐竹作坊",
        "住所（经营场所）：仙涌村旧祠堂后",
        "法定代表人（负责人）：何某",
    ]
    sign_all(one, inspector.full_name, colleague.full_name, "何某")
    hand_in(one)

    packet = json.loads(one.records()[uuid]["packet"])
    assert packet["enterprise"] is None
    assert packet["party"] == {
        "name": "无名腐竹作坊",
        "uscc": "",
        "address": "仙涌村旧祠堂后",
        "representative": "何某",
        "phone": "",
        "division": CHENCUN,
    }
    visit = received(one, uuid)
    assert (visit.party_name, visit.enterprise.division_id) == ("无名腐竹作坊", CHENCUN)


@pytest.mark.parametrize("kind", ["Consultation", "Work group visit"])
def test_a_visit_that_is_only_written_down_needs_no_checklist(
    on_the_road, inspector, colleague, patrol, kind
):
    one = on_the_road()
    one.page.get_by_role("link", name=patrol.enterprise.name).first.click()
    one.page.get_by_text("Another visit here").click()
    one.page.get_by_role("button", name=kind).click()
    one.page.wait_for_url(re.compile("#/visit/"))
    (uuid,) = one.records()
    who(one, colleague)
    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    hand_in(one)

    visit = received(one, uuid)
    assert visit.kind == kind.split(" visit")[0].lower().replace(" ", "_")
    assert visit.checklist_version is None


def test_ink_and_the_cameras_word_reach_the_desk_which_is_owed_the_scan(
    on_the_road, inspector, colleague, version, patrol, signed_in, tmp_path
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    who(one, colleague)
    choose(one, version)
    answer(one)
    find(one)
    step(one, "Read back")
    sign_all(one, inspector.full_name)
    pad = one.page.get_by_role("region", name=f"Signature: {colleague.full_name}")
    pad.get_by_role("button", name="Signs on paper instead").click()
    pad.get_by_label("Why on paper").fill("手指受伤")
    pad.get_by_role("button", name="Keep the reason").click()
    sign(one, "梁启衡")
    hand_in(one)

    visit = received(one, uuid)
    (part,) = [each for each in one.rows("parts") if each["kind"] == "photo"]
    photo = visit.answers.get(item__key="guard").photos.get()
    assert photo.exif_at == dt.datetime.fromisoformat(part["claims"]["exif_time"])
    assert (float(photo.exif_lng), float(photo.exif_lat)) == (
        shots.PLACE["lng"],
        shots.PLACE["lat"],
    )
    assert photo.original_sha256 == part["claims"]["original_sha256"]
    assert photo.original_size == part["claims"]["original_size"]

    desk = signed_in(inspector)
    desk.goto(visit.get_absolute_url())
    days = (timezone.localdate() - timezone.localdate(photo.exif_at)).days
    evidence = desk.locator("#evidence")
    expect(evidence).to_contain_text(f"by the camera's clock {days} days before")
    expect(evidence).to_contain_text("Camera: 2026-05-06 09:08 · 113.290250, 22.800150")
    follows = desk.locator("#follow-ups")
    expect(follows).to_contain_text(f"have {colleague.full_name} sign them and attach the scan")
    assert_accessible_by_day_and_night(desk, "a visit that is owed a scan")

    evidence.get_by_text("Add evidence").click()
    scan = tmp_path / "笔录.jpg"
    scan.write_bytes(shots.shot((600, 800)))
    evidence.locator("input[type=file]").set_input_files(scan)
    evidence.get_by_label("shows").select_option("scan")
    evidence.get_by_role("button", name="Add", exact=True).click()
    expect(desk.locator("#follow-ups")).not_to_contain_text("attach the scan under Evidence")
