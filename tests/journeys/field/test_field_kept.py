"""What the hand wrote is on the disk, or the phone says that it is not."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.factories import PatrolFactory
from tests.journeys.field.writing import begin, choose, item, kept, step


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
