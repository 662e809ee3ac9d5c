"""The one search box, from every page, by keyboard and by thumb."""

import pytest
from playwright.sync_api import expect

from inspections.models import RectificationOrder
from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.stories import order_in
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_on_both_screens,
    assert_every_page_is_accessible_and_fits,
)

BOX = "Find an enterprise, a number, a case"


@pytest.fixture
def order(db):
    AgencyFactory(division_id=SHUNDE)
    firm = EnterpriseFactory(name="佛山市顺德区美的电器测试有限公司")
    return order_in(RectificationOrder.State.ISSUED, enterprise=firm)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_whoever_types_two_letters_comes_to_the_firm_and_its_order(signed_in, order, width):
    page = signed_in(Role.CASE_OFFICER, width=width)
    page.goto("/admin/clock/deadline/")

    page.get_by_label(BOX).fill("md")
    page.get_by_role("search", name="Everything").get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What is found for “md”")
    expect(page.get_by_label(BOX)).to_have_value("md")
    orders = page.get_by_role("region", name="Orders")
    expect(orders.get_by_role("listitem")).to_contain_text(order.number)
    assert_accessible_on_both_screens(page, "found")
    page.set_viewport_size({"width": width, "height": 844})

    page.get_by_role("link", name="All 1 in Orders").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#searchbar")).to_have_value("md")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_number_leads_straight_to_the_case(signed_in, order, width):
    page = signed_in(Role.CASE_OFFICER, width=width)
    page.goto("/")

    page.get_by_label(BOX).fill(order.number.replace("〔", "[").replace("〕", "]"))
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{order.get_absolute_url()}")


def test_a_pair_of_keys_goes_to_the_box_and_a_single_one_is_a_letter(signed_in, order):
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/admin/enterprises/enterprise/")
    box, own = page.get_by_label(BOX), page.locator("#searchbar")

    page.locator("body").press("k")
    expect(box).not_to_be_focused()
    page.locator("body").press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("美的")
    expect(box).to_have_value("美的")

    own.focus()
    page.keyboard.type("k")
    expect(own).to_have_value("k")
    expect(box).to_have_value("美的")


def test_the_box_stays_where_the_bar_stays(signed_in, order):
    """It is no part of the bar, and scrolls no other way."""
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/admin/")
    top = "name => document.querySelector(name).getBoundingClientRect().top"

    page.evaluate("scrollTo(0, 600)")

    assert page.evaluate("scrollY") > 100
    assert page.evaluate(top, ".house-search") == page.evaluate(top, ".house-bar") == 0


@pytest.mark.parametrize("width", [1024, 1100, DESK])
def test_box_and_tools_leave_each_other_room(signed_in, width):
    person = UserFactory(roles=[Role.CASE_OFFICER], full_name="A Name of Considerable Length, Esq.")
    page = signed_in(person, width=width)
    page.goto("/")
    edges = "name => document.querySelector(name).getBoundingClientRect()"

    box, name = (page.evaluate(edges, each) for each in (".house-search", ".house-name"))
    assert name["right"] <= box["left"]
    assert box["right"] <= page.evaluate(edges, ".house-bar > .tool")["left"]


def test_every_answer_of_the_search_is_accessible_and_fits(signed_in, order):
    assert_every_page_is_accessible_and_fits(
        signed_in(Role.CASE_OFFICER),
        {
            "nothing typed": "/search/",
            "signs alone": "/search/?q=%25",
            "nothing found": "/search/?q=zzzz",
            "cut off": f"/search/?q={'x' * 300}",
            "found": "/search/?q=%E7%BE%8E%E7%9A%84",
        },
    )
