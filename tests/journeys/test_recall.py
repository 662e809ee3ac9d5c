"""A failure is reported, traced and recalled in a browser; the zone checks itself on a phone."""

import os

import pytest
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pages import press, state_of, take, told
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)
from tests.workshops.factories import lab
from tests.workshops.factories.zone import UnitFactory, acts_for, moved_in
from workshops.models import Lot, LotTest, Recall, ZoneCheck


@pytest.fixture
def officer(db):
    return UserFactory(roles=[Role.CASE_OFFICER], full_name="陈志明")


@pytest.fixture
def lots(officer):
    return lab.chain()


def look(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def line(page, section, words):
    region = page.get_by_role("region", name=section)
    return region.get_by_role("row").filter(has_text=words)


def test_from_the_report_to_the_closed_recall(signed_in, officer, lots):
    goose = lots["goose"]
    test = lab.sampled(goose, purpose=LotTest.Purpose.MANDATORY)
    page = signed_in(officer)

    page.goto(test.get_absolute_url())
    page.get_by_role("link", name="Record the report").click()
    page.get_by_label("Report number").fill("检2026-118")
    page.get_by_label("Item 1").fill("亚硝酸盐")
    page.get_by_label("Limit 1").fill("≤ 30 mg/kg")
    page.get_by_label("Value found 1").fill("96 mg/kg")
    page.get_by_label("Judgement 1").select_option("fails")
    look(page, "report")
    page.get_by_role("button", name="Record the report").click()
    expect(told(page)).to_contain_text("The lot is held")
    expect(state_of(page)).to_have_text("failed")

    page.get_by_role("link", name="Trace the lot").click()
    expect(page.get_by_role("link", name=lots["sausage"].batch).first).to_be_visible()
    look(page, "trace")
    assert_accessible_by_day_and_night(page, page.url)
    assert_no_wider_than_the_screen(page, page.url)
    page.get_by_text("Open the recall", exact=True).click()
    expect(page.get_by_label("Why the lot is recalled")).to_have_value(
        "Report 检2026-118: 亚硝酸盐: 96 mg/kg."
    )
    page.get_by_role("button", name="Open the recall and hold the lots").click()

    recall = Recall.objects.get()
    look(page, "recall")
    expect(line(page, "Lots", lots["sausage"].batch)).to_contain_text("held")
    assert_accessible_by_day_and_night(page, page.url)
    page.get_by_role("link", name="All buyers were told").click()
    press(page, "Record that all buyers were told", notified_how="电话")
    expect(told(page)).to_contain_text("4 buyers were told.")
    take(page, "Record that every buyer was told")

    for sold in recall.lines.buyers().select_related("sale"):
        page.goto(sold.get_absolute_url())
        page.get_by_role("link", name="Record what came back").click()
        press(page, "Record what came back", recovered=str(sold.sale.quantity))
    for held in recall.lines.lots():
        page.goto(held.get_absolute_url())
        page.get_by_role("link", name="Record what became of the lot").click()
        page.get_by_label("destroyed").check()
        press(page, "Record what became of the lot", note="深埋，镇市监所监督")
    take(page, "Close the recall", note="全部处置完毕")

    expect(state_of(page)).to_have_text("closed")
    look(page, "recall-closed")
    assert set(Lot.objects.values_list("state", flat=True)) == {Lot.State.DESTROYED}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_trace_is_a_tree_on_a_phone(signed_in, officer, lots, scheme):
    page = signed_in(officer, width=PHONE, scheme=scheme)

    page.goto(f"/admin/workshops/recall/trace/{lots['goose'].pk}/")

    tree = page.get_by_role("region", name="How it hangs together").get_by_role("listitem")
    expect(tree.filter(has_text=lots["sausage"].batch).first).to_be_visible()
    expect(page.locator("svg.trace")).to_be_hidden()
    look(page, f"trace-phone-{scheme}")
    assert_accessible_by_day_and_night(page, page.url)
    assert_no_wider_than_the_screen(page, page.url)


def test_a_recall_is_worked_through_on_a_phone_by_the_operator(signed_in, officer, lots):
    lab.fails(lots["goose"], by=officer)
    recall = lab.recalled(lots["goose"], by=officer)
    operator = acts_for(lots["goose"].workshop.enterprise)
    page = signed_in(operator, width=PHONE)

    page.goto(recall.get_absolute_url())
    look(page, "recall-phone")
    assert_no_wider_than_the_screen(page, page.url)
    assert_accessible_by_day_and_night(page, page.url)
    page.get_by_role("link", name="Was told").first.click()
    press(page, "Record that the buyer was told", notified_how="上门")

    expect(told(page)).to_contain_text("recorded")
    assert recall.lines.to_notify().count() == 3


def test_the_zone_checks_a_unit_on_a_phone(signed_in, db):
    head = UserFactory(roles=[Role.SECTION_HEAD])
    unit = UnitFactory()
    inside = moved_in(unit, by=head).workshop
    lab.checklist()
    page = signed_in(acts_for(unit.zone.lead, Role.ZONE_OPERATOR), width=PHONE)

    page.goto("/admin/workshops/zonecheck/")
    page.get_by_role("link", name="Check the zone").click()
    page.get_by_label("Workshop").select_option(label=str(inside))
    page.get_by_role("group", name="生熟分开").get_by_label("does not conform").check()
    page.get_by_role("spinbutton", name="冷藏温度").fill("4")
    page.get_by_role("group", name="排水").get_by_label("通畅").check()
    look(page, "zone-check-phone")
    assert_no_wider_than_the_screen(page, page.url)
    assert_accessible_by_day_and_night(page, page.url)
    page.get_by_role("button", name="Record the check").click()

    expect(told(page)).to_contain_text("The check is recorded")
    assert ZoneCheck.objects.get().key_failures == 1
    page.goto("/admin/workshops/zonecheck/averages/")
    expect(page.get_by_role("row").filter(has_text=str(inside))).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("model", ["lottest", "requiredtest", "recall", "recallline", "zonecheck"])
def test_the_lists_of_the_laboratory_stand_on_every_screen(signed_in, officer, lots, model, width):
    lab.fails(lots["goose"], by=officer)
    lab.recalled(lots["goose"], by=officer)
    lab.owed(lots["goose"].workshop)
    lab.checklist()
    lab.checked(UnitFactory().zone)
    page = signed_in(officer, width=width)

    page.goto(f"/admin/workshops/{model}/")

    look(page, f"list-{model}-{width}")
    assert_no_wider_than_the_screen(page, page.url)
    assert_accessible_by_day_and_night(page, page.url)
