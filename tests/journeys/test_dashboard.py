"""A manager reads the pages in a browser: drawn, with the table one click away, by keyboard."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.clock.factories import ON, DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.journeys.test_look import assert_accessible_on_both_screens


@pytest.fixture
def late_work(db):
    people = UserFactory(full_name="陈志明"), UserFactory(full_name="李家豪")
    for days, place in [(2, CHENCUN), (40, CHENCUN), (70, BEIJIAO)]:
        due = timezone.localdate() - dt.timedelta(days)
        for person in people:
            DeadlineFactory(
                due_on=due,
                nominal_on=due,
                started_on=min(ON, due),
                division_id=place,
                holder=person,
            )


def test_charts_are_drawn_and_their_tables_are_one_click_away(signed_in, late_work):
    page = signed_in(Role.BUREAU_LEADER)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/dashboard/clock/")

    chart = page.locator("#chart-overdue-by-month").locator("xpath=ancestor::section[1]")
    expect(chart.locator(".chart svg")).to_be_visible()
    expect(chart.get_by_role("table")).to_be_hidden()
    chart.get_by_text("As a table").click()
    expect(chart.get_by_role("row").last).to_contain_text("6")
    assert said == []  # the policy of the pages was not broken

    for kind in ("SVG", "PNG"):
        with page.expect_download() as saved:
            chart.get_by_role("button", name=kind).click()
        assert saved.value.suggested_filename == f"Overdue.{kind.lower()}"
        assert saved.value.path().stat().st_size > 2_000
    assert said == []

    people = page.locator("#chart-overdue-by-holder").locator("xpath=ancestor::section[1]")
    people.get_by_text("As a table").press("Enter")
    expect(people.get_by_role("row", name="陈志明")).to_contain_text("3")
    page.evaluate("scrollTo(0, 0)")  # away from under the bar that stays
    assert_accessible_on_both_screens(page, "dashboard with charts")


def test_a_place_and_a_day_are_chosen_and_a_figure_opens_its_rows(signed_in, late_work):
    page = signed_in(Role.BUREAU_LEADER)
    page.goto("/dashboard/clock/")
    page.get_by_label("as of").fill((timezone.localdate() - dt.timedelta(10)).isoformat())
    page.get_by_label("place", exact=True).select_option("陈村镇")
    page.get_by_role("button", name="Show").click()

    tile = page.locator("a.tile", has_text="Overdue").first
    expect(tile.locator(".tile-number")).to_have_text("2")
    tile.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)

    page.go_back()
    page.get_by_role("link", name="The whole").click()
    expect(page.get_by_label("place", exact=True)).to_have_value(CHENCUN)
