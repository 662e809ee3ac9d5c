"""In a browser: a text that recommends is mended and released, a counterfeit goes to inspectors."""

import pytest
from playwright.sync_api import expect

from brands.models import CounterfeitClue, PublicityItem
from inspections.services import complaints
from qualitysup.accounts.roles import Role
from tests.brands.publicity_factories import clue, drafted, heads, standing, told
from tests.factories import UserFactory
from tests.inspections.factories import PublicPageFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pages import save, state_of, take
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)


def test_a_text_is_mended_as_it_is_typed_approved_by_two_and_read_by_everybody(
    signed_in, open_page
):
    PublicPageFactory()
    honour, (first, second) = standing(), heads()
    page = signed_in(Role.BRAND_OFFICER)
    objections = page.get_by_role("region", name="What stands against the words")

    page.goto("/admin/brands/publicityitem/add/")
    page.get_by_label("Honour").select_option(str(honour.pk))
    page.get_by_label("Headline").fill("测试燃气具获证")
    page.get_by_label("Text").fill(told(honour) + "我局推荐该产品。")
    expect(objections).to_contain_text("我局推荐该产品。")
    expect(objections).to_contain_text("产品质量法 25")
    assert_accessible_by_day_and_night(page, page.url)
    page.get_by_label("Text").fill(told(honour))
    expect(objections).to_contain_text("Nothing stands against")
    save(page)

    item = PublicityItem.objects.get()
    page.goto(item.get_absolute_url())
    take(page, "Submit for approval")
    for person, step in (
        (first, "Approve (first of two)"),
        (second, "Approve (second of two) and release"),
    ):
        desk = signed_in(person)
        desk.goto(item.get_absolute_url())
        take(desk, step)
    expect(state_of(desk)).to_have_text("released")

    everybody = open_page()
    everybody.goto("/public/honours/?lang=en")
    expect(everybody.get_by_role("heading", name="测试燃气具获证")).to_be_visible()
    assert_accessible_by_day_and_night(everybody, everybody.url)


def test_what_the_holder_disowns_goes_to_the_inspectors_and_comes_back(signed_in):
    head = UserFactory(roles=[Role.SECTION_HEAD])
    honour = standing()
    page = signed_in(Role.CASE_OFFICER)

    page.goto("/admin/brands/counterfeitclue/add/")
    page.get_by_label("Honour that is misused").select_option(str(honour.pk))
    page.get_by_label("Source").select_option("consumer")
    page.get_by_label("Place").fill("测试市场3号档")
    page.get_by_label("Maker or seller as named").fill("某某灶具店")
    page.get_by_label("What was seen").fill("包装上印有他人的认证标志。")
    save(page)
    found = CounterfeitClue.objects.get()
    page.goto(found.get_absolute_url())
    page.get_by_role("link", name="Record what the holder said", exact=True).click()
    page.get_by_label("counterfeit", exact=True).check()
    page.get_by_label("Statement of the holder").fill("非我公司产品。")
    page.get_by_role("button", name="Record what the holder said").click()
    expect(state_of(page)).to_have_text("holder heard")
    take(page, "Transfer to the inspectors")
    expect(state_of(page)).to_have_text("transferred")

    found.refresh_from_db()
    complaints.refuse(found.complaint, by=head, note="不属管辖")
    page.reload()
    expect(state_of(page)).to_have_text("closed")
    assert_accessible_by_day_and_night(page, page.url)


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("model", ["publicityitem", "counterfeitclue", "wordingrule"])
def test_the_lists_stand_on_every_screen(signed_in, model, width):
    honour = standing()
    drafted(honour)
    clue(honour)
    page = signed_in(UserFactory(roles=[Role.SECTION_HEAD]), width=width)

    page.goto(f"/admin/brands/{model}/")

    assert_no_wider_than_the_screen(page, page.url)
    assert_accessible_by_day_and_night(page, page.url)
