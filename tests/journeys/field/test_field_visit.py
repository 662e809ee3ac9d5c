"""A visit on the phone, from the door to the signature, through all that goes wrong meanwhile."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import ChecklistVersion, RectificationOrder, Visit, VisitAnswer
from qualitysup.clock.services import deadlines
from qualitysup.evidence.models import Attachment
from tests.doors.conftest import wait_until
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, UserFactory
from tests.inspections.factories import ChecklistVersionFactory, PatrolFactory
from tests.journeys.field import shots
from tests.journeys.field.test_field_round import assert_accessible, under_reinspection
from tests.journeys.test_look import assert_accessible_by_day_and_night

STEPS = ["who", "checklist", "photos", "samples", "findings", "read", "sign"]


@pytest.fixture
def colleague(inspector):
    return UserFactory(roles=["inspector"], badged=True, full_name="黎敏仪")


@pytest.fixture
def version(inspector):
    """The trial checklist; a guard that fails is photographed."""
    made = ChecklistVersionFactory(published_on=None)
    made.items().filter(key="guard").update(photo="failure", clause="GB 17120—2025")
    made.published_on = dt.date(2025, 1, 1)
    made.save()
    return made


@pytest.fixture
def patrol(inspector):
    firm = EnterpriseFactory(name="佛山市顺德区启衡锻压机械有限公司", legal_representative="梁启衡")
    return PatrolFactory(
        enterprise=firm, inspector=inspector, planned_on=timezone.localdate(), due_in=3
    )


@pytest.fixture
def on_the_road(phone, inspector, colleague, version, patrol):
    """A phone that took the round along and lost its signal; ``on_the_road(skew=…)``."""

    def leave(**options):
        one = phone(inspector, **options)
        one.take_along()
        one.offline()
        return one

    return leave


def begin(phone, firm):
    """Begin what the stop is for; the number of the record."""
    before = set(phone.records())
    phone.show("")
    phone.page.get_by_role("link", name=firm.name).first.click()
    phone.page.get_by_role("button", name=re.compile("^Begin: ")).click()
    phone.page.wait_for_url(re.compile("#/visit/"))
    (uuid,) = set(phone.records()) - before
    return uuid


def step(phone, name):
    steps = phone.page.get_by_role("navigation", name="Steps of the record")
    steps.get_by_role("link", name=name).click()


def item(phone, text):
    return phone.page.locator("article.item").filter(has_text=text)


def kept(phone, uuid, is_so):
    """The disk has what the hand did."""
    assert wait_until(lambda: is_so(phone.records()[uuid]["draft"]))


def who(phone, colleague, *, present="梁启衡（法定代表人）"):
    step(phone, "Who")
    phone.page.get_by_label(colleague.full_name).check()
    phone.page.get_by_label("Present for the party").fill(present)
    phone.page.get_by_label("Badges were shown").check()


def choose(phone, version):
    step(phone, "Checklist")
    phone.page.get_by_role("combobox", name="Checklist").select_option(str(version.pk))


def answer(phone, *, fails=True, noise="82.5"):
    step(phone, "Checklist")
    guard = item(phone, "防护装置完好")
    guard.get_by_text("does not conform" if fails else "conforms", exact=True).click()
    if fails:
        guard.get_by_label("What is wrong").fill("右侧无防护罩")
        guard.get_by_label("Take a photo").set_input_files(
            shots.file(shots.shot((1200, 900)), "IMG_0001.jpg")
        )
    item(phone, "噪声").get_by_label("Measured, in dB").fill(noise)
    item(phone, "状况").get_by_text("好", exact=True).click()


def find(phone, *, outcome="problem found, to be followed up", disposition="ordered to rectify"):
    step(phone, "Findings")
    phone.page.get_by_label("What was found").fill("现场有待销开式压力机6台，均未出厂。")
    phone.page.get_by_text(outcome, exact=True).click()
    phone.page.get_by_text(disposition, exact=True).click()


def sign(phone, name):
    pad = phone.page.get_by_role("region", name=f"Signature: {name}")
    canvas = pad.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = phone.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 60)
    mouse.down()
    for n in range(12):
        mouse.move(box["x"] + 40 + n * 15, box["y"] + 60 + (n % 3) * 20)
    mouse.up()
    pad.get_by_role("button", name="Keep the signature").click()
    expect(pad.get_by_text("Signed; kept on this phone.")).to_be_visible()


def sign_all(phone, *names):
    step(phone, "Sign and hand in")
    for name in names:
        sign(phone, name)


def hand_in(phone):
    region = phone.page.get_by_role("region", name="Hand in")
    region.get_by_role("button", name="Hand in").click()
    expect(phone.page.get_by_text("Handed in: every word is fixed.")).to_be_visible()


def read_back(phone):
    return phone.page.locator(".paper p").all_inner_texts()


def received(phone, uuid):
    """What the server has of it once there is signal: the very files that the phone showed."""
    phone.online()
    assert wait_until(lambda: phone.states()[uuid] == "received", seconds=30), phone.records()
    visit = Visit.objects.get(uuid=uuid)
    assert visit.state == Visit.State.FINISHED
    hung = Attachment.objects.standing().of(visit).values_list("file__sha256", flat=True)
    assert sorted(hung) == sorted(part["sha256"] for part in phone.rows("parts"))
    return visit


# --- The whole -----------------------------------------------------------------------------------


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


# --- Kept, or said not to be ---------------------------------------------------------------------


def test_a_full_phone_says_so_and_loses_no_letter(on_the_road, patrol):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    present = one.page.get_by_label("Present for the party")
    present.fill("梁启衡")
    kept(one, uuid, lambda draft: draft["present"] == "梁启衡")
    # The browser asks how much room there is at the first write after it was opened.
    one.close()
    one.open(path=None)
    browser = one.context.new_cdp_session(one.page)
    origin = {"origin": one.server}
    browser.send("Storage.overrideQuotaForOrigin", origin | {"quotaSize": 1})
    one.offline()
    one.page.goto(f"/field/#/visit/{uuid}/who")
    present = one.page.get_by_label("Present for the party")
    expect(present).to_have_value("梁启衡")
    present.press("End")

    present.press_sequentially("（法定代表人）")

    alert = one.page.get_by_role("alert").filter(has_text="This phone is full")
    expect(alert).to_be_in_viewport(ratio=1)
    expect(one.page.get_by_text(re.compile("^Kept"))).to_have_count(0)
    assert one.records()[uuid]["draft"]["present"] == "梁启衡"
    # Also on another page of the app and back again.
    one.show("")
    one.show("visit", uuid, "who")
    expect(present).to_have_value("梁启衡（法定代表人）")

    browser.send("Storage.overrideQuotaForOrigin", origin)
    one.page.get_by_role("button", name="Keep now").click()
    expect(one.page.get_by_text(re.compile("^Kept"))).to_be_visible()
    assert one.records()[uuid]["draft"]["present"] == "梁启衡（法定代表人）"


def test_a_disk_that_fails_is_told_from_a_full_one_and_tried_with_the_next_letter(
    on_the_road, patrol
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    present = one.page.get_by_label("Present for the party")
    one.page.evaluate(
        """() => {
            const put = IDBObjectStore.prototype.put;
            self.mend = () => { IDBObjectStore.prototype.put = put; };
            IDBObjectStore.prototype.put = () => {
                throw new DOMException("the disk does not answer", "UnknownError");
            };
        }"""
    )

    present.fill("梁启衡")
    expect(one.page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    assert one.records()[uuid]["draft"]["present"] == ""

    one.page.evaluate("self.mend()")
    present.press_sequentially("厂长")
    expect(one.page.get_by_text(re.compile("^Kept"))).to_be_visible()
    kept(one, uuid, lambda draft: draft["present"] == "梁启衡厂长")


def test_fast_typing_ends_with_the_last_letter(on_the_road, patrol):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    words = "现场有待销开式压力机六台均未出厂" * 6

    step(one, "Findings")
    one.page.get_by_label("What was found").press_sequentially(words)

    kept(one, uuid, lambda draft: draft["summary"] == words)


def test_two_tabs_in_one_draft_lose_nothing_of_each_other(on_the_road, patrol):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    other = one.tab(f"/field/#/visit/{uuid}/findings")
    one.page.get_by_label("Present for the party").fill("梁启衡")
    other.get_by_label("What was found").fill("六台")
    other.get_by_role("link", name="Who").click()

    expect(other.get_by_label("Present for the party")).to_have_value("梁启衡")
    kept(one, uuid, lambda draft: (draft["present"], draft["summary"]) == ("梁启衡", "六台"))


def test_several_drafts_stand_side_by_side_each_at_its_step(
    on_the_road, inspector, patrol, version
):
    second = PatrolFactory(
        enterprise=EnterpriseFactory(name="佛山市顺德区锐锋锻压厂"),
        inspector=inspector,
        planned_on=timezone.localdate(),
    )
    one = on_the_road()
    first = begin(one, patrol.enterprise)
    choose(one, version)
    item(one, "防护装置完好").get_by_text("conforms", exact=True).click()
    other = begin(one, second.enterprise)
    step(one, "Findings")
    one.page.get_by_label("What was found").fill("无人")
    kept(one, other, lambda draft: draft["summary"] == "无人")

    one.close()
    one.open(path=None)
    one.offline()
    one.page.goto(f"/field/#/visit/{first}")
    expect(
        item(one, "防护装置完好").get_by_role("radio", name="conforms", exact=True)
    ).to_be_checked()
    one.show("visit", other)
    expect(one.page.get_by_label("What was found")).to_have_value("无人")


# --- What happens meanwhile ----------------------------------------------------------------------


def test_a_visit_goes_on_with_the_checklist_that_was_retired_meanwhile(
    on_the_road, inspector, colleague, version, patrol
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    choose(one, version)
    answer(one, fails=False)
    newer = ChecklistVersionFactory(checklist=version.checklist)
    one.online()
    one.take_along()
    one.offline()
    one.show("visit", uuid, "checklist")

    expect(one.page.get_by_text(f"Version {newer.number} was published since")).to_be_visible()
    version.checklist.retired_on = timezone.localdate()
    version.checklist.save()
    one.online()
    one.take_along()
    one.offline()
    one.show("visit", uuid, "who")
    who(one, colleague)
    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    hand_in(one)

    visit = received(one, uuid)
    assert visit.checklist_version_id == version.pk
    assert ChecklistVersion.objects.get(pk=version.pk).checklist.retired_on


def test_a_date_is_counted_by_the_offices_clock_however_wrong_the_phones_is(
    on_the_road, colleague, version, patrol
):
    one = on_the_road(skew=dt.timedelta(days=2))
    uuid = begin(one, patrol.enterprise)
    expect(one.page.get_by_role("note")).to_contain_text("clock is wrong")
    choose(one, version)
    item(one, "防护装置完好").get_by_text("does not conform", exact=True).click()
    step(one, "Findings")
    one.page.get_by_role("button", name="Propose this").click()

    due = deadlines.computed("correct-item", timezone.localdate(), amount=30).due
    expect(one.page.locator(".due")).to_contain_text(f"Due {due.isoformat()}")
    one.page.get_by_label("Within how many days").fill("45")
    due = deadlines.computed("correct-item", timezone.localdate(), amount=45).due
    expect(one.page.locator(".due")).to_contain_text(f"Due {due.isoformat()}")
    kept(one, uuid, lambda draft: draft["proposals"][0]["due_on"] == due.isoformat())


def test_a_word_that_is_changed_after_signing_is_signed_again(
    on_the_road, inspector, colleague, version, patrol
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    who(one, colleague)
    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    sign_all(one, inspector.full_name, colleague.full_name)
    step(one, "Findings")
    one.page.get_by_label("What was found").fill("现场有待销开式压力机7台。")
    step(one, "Sign and hand in")

    expect(one.page.get_by_text("The record was changed after it was signed").first).to_be_visible()
    region = one.page.get_by_role("region", name="Hand in")
    expect(region.get_by_role("button", name="Hand in")).to_be_disabled()
    one.page.get_by_role("button", name="Take the old signatures away").click()
    assert wait_until(lambda: one.rows("parts") == [])
    sign_all(one, inspector.full_name, colleague.full_name)
    one.page.get_by_label("Or: why the party does not sign").fill("当事人拒绝签名")
    hand_in(one)

    assert json.loads(one.records()[uuid]["packet"])["signature_refused"] == "当事人拒绝签名"
    assert received(one, uuid).summary == "现场有待销开式压力机7台。"


def test_a_record_that_was_handed_in_is_read_and_not_written(
    on_the_road, inspector, colleague, version, patrol
):
    one = on_the_road()
    uuid = begin(one, patrol.enterprise)
    who(one, colleague)
    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    minutes = read_back_of(one, uuid)
    hand_in(one)

    one.page.reload()
    expect(one.page.get_by_text("Handed in: every word is fixed.")).to_be_visible()
    assert read_back(one) == minutes
    expect(one.page.locator("main input, main textarea, main canvas")).to_have_count(0)
    one.show("")
    one.page.get_by_role("link", name=patrol.enterprise.name).first.click()
    expect(one.page.get_by_role("link", name="Go on writing")).to_have_count(0)


def read_back_of(phone, uuid):
    phone.show("visit", uuid, "read")
    expect(phone.page.locator(".paper")).to_be_visible()
    minutes = read_back(phone)
    phone.show("visit", uuid, "sign")
    return minutes


def test_a_reinspection_is_held_without_signal_and_its_order_follows(
    phone, inspector, colleague, version
):
    order = under_reinspection(inspector)
    first, second = order.items.order_by("position")
    one = phone(inspector)
    one.take_along()
    one.offline()
    uuid = begin(one, order.enterprise)
    one.page.get_by_role("article", name=first.requirement).get_by_text(
        "Put right", exact=True
    ).click()
    step(one, "Findings")
    expect(one.page.get_by_text("no problem found", exact=True)).to_be_visible()
    step(one, "Re-inspection")
    other = one.page.get_by_role("article", name=second.requirement)
    other.get_by_text("Not put right").click()
    other.get_by_label("What you found").fill("作业指导书仍未上墙")
    who(one, colleague)
    step(one, "Findings")
    expect(one.page.get_by_text("no problem found", exact=True)).to_have_count(0)
    find(one, disposition="nothing further")
    step(one, "Read back")
    minutes = read_back(one)
    assert f"复查项目1：{first.requirement}：已改正。" in minutes
    assert f"复查项目2：{second.requirement}：未改正（作业指导书仍未上墙）。" in minutes
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    hand_in(one)

    visit = received(one, uuid)
    assert (visit.kind, visit.errand) == ("reinspection", order.reinspections.get().pk)
    assert visit.summary.splitlines()[:2] == [
        each for each in minutes if each.startswith("复查项目")
    ]
    order.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert order.state == RectificationOrder.State.FAILED
    assert (first.verified_on is None, second.verified_on) == (False, None)


# --- Where nobody planned to go ------------------------------------------------------------------


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
