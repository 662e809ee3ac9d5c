"""What changes while a visit is written: the checklist, the clock, a word, the order."""

import datetime as dt
import json

from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import ChecklistVersion, RectificationOrder
from qualitysup.clock.services import deadlines
from tests.doors.conftest import wait_until
from tests.inspections.factories import ChecklistVersionFactory
from tests.journeys.field.test_field_round import under_reinspection
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
    sign_all,
    step,
    who,
)


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
