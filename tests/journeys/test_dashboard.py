"""A manager reads the pages in a browser: drawn, with the table one click away, by keyboard."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.dashboard import registry
from qualitysup.dashboard.registry import Breakdown, Line
from tests.clock.factories import ON, DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_accessible_on_both_screens,
    assert_no_wider_than_the_screen,
)

TRADES = ["机械装备", "家用电器", "家具", "纺织服装", "精细化工", "包装印刷", "食品饮料", "五金"]
DRAWN = {
    "grid": [
        Line(f"{town}社区居委会", number * at, "/", trade)
        for number, town in enumerate("甲乙丙丁戊己")
        for at, trade in enumerate(TRADES)
    ],
    "funnel": [Line("found", 40, "/"), Line("filed", 10, "/"), Line("honoured", 1, "/")],
    "column": [Line(f"2026-{month:02}", month * 37 % 101, "/") for month in range(1, 13)],
}


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


def card_of(page, key):
    return page.locator(f"section[aria-labelledby=chart-{key}]")


@pytest.fixture
def every_kind(monkeypatch):
    """One table of each kind, on the page of the kernel's own subject."""
    for kind, lines in DRAWN.items():
        table = Breakdown(
            key=f"of-{kind}",
            theme="Terms and deadlines",
            name=f"As a {kind}",
            definition="",
            heads=("town", "firms"),
            lines=lambda lens, lines=lines: lines,
            permission="clock.view_deadline",
            kind=kind,
        )
        monkeypatch.setitem(registry._breakdowns, table.key, table)


def test_every_kind_of_picture_is_drawn_read_and_taken_away(signed_in, late_work, every_kind):
    page = signed_in(Role.BUREAU_LEADER)
    page.goto("/dashboard/clock/")

    expect(card_of(page, "of-funnel").locator(".chart svg")).to_contain_text("10 · 25%")
    expect(card_of(page, "of-column").locator(".chart svg")).to_contain_text("37")
    grid = card_of(page, "of-grid")
    expect(grid.get_by_role("rowheader")).to_have_count(6)
    for card, name in [(grid, "As a grid"), (page.locator(".map-card"), "Overdue")]:
        for kind in ("SVG", "PNG"):
            with page.expect_download() as saved:
                card.get_by_role("button", name=kind).click()
            assert saved.value.suggested_filename == f"{name}.{kind.lower()}"
            assert saved.value.path().stat().st_size > 2_000
    page.evaluate("scrollTo(0, 0)")
    assert_accessible_on_both_screens(page, "every kind of picture")

    region = page.get_by_role("region", name="As a grid").locator(".table-wide")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)


def test_another_figure_is_put_on_the_map_and_a_town_opens(signed_in, late_work):
    page = signed_in(Role.BUREAU_LEADER, java_script_enabled=False)
    page.goto("/dashboard/clock/")
    town = page.locator("a.town", has_text="陈村镇")
    expect(town).to_contain_text("4")

    page.get_by_label("Figure on the map").last.select_option("Deadlines met")
    page.get_by_role("button", name="Draw").click()
    expect(town).to_contain_text("0")

    town.click()
    expect(page.locator(".title-line")).to_contain_text("陈村镇")


def test_a_page_prints_on_paper_of_either_direction(signed_in, late_work, every_kind):
    page = signed_in(Role.BUREAU_LEADER, scheme="dark")
    page.goto(f"/dashboard/clock/?place={CHENCUN}")
    drawn = page.locator("#chart-overdue-by-month").locator("xpath=ancestor::section[1]")
    expect(drawn.locator(".chart svg")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator(".title-line")).to_contain_text(
        f"陈村镇 · {timezone.localdate().year}-01-01"
    )
    for chrome in (".lens", ".tabs", ".take", ".map-choice", ".house-bar"):
        expect(page.locator(chrome).first).to_be_hidden()
    # Dark ink of a light palette, whatever the screen had.
    ink = drawn.locator("svg text").last.evaluate("e => getComputedStyle(e).fill")
    assert ink in ("rgb(27, 36, 48)", "rgb(85, 96, 110)")
    avoided = "e => getComputedStyle(e).breakInside"
    assert drawn.evaluate(avoided) == "avoid"
    for landscape, width in [(False, 595), (True, 842)]:
        paper = page.pdf(format="A4", landscape=landscape)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+)", paper)
        assert boxes
        assert all(abs(float(box) - width) < 2 for box in boxes)


def test_every_subject_is_read_on_both_screens_in_both_languages(signed_in):
    call_command("load_demo", enterprises=300)
    leader = User.objects.get(username="leader")
    subjects = {one.subject for one in registry.indicators_for(leader)}
    pages = ["/dashboard/", *(f"/dashboard/{subject}/" for subject in sorted(subjects))]
    pages.append(f"/dashboard/?place={BEIJIAO}")
    assert len(pages) > 7
    for language in ("en", "zh-hans"):
        User.objects.filter(pk=leader.pk).update(language=language)
        page = signed_in(leader, language=language)
        for address in pages:
            name = f"{address} in {language}"
            assert page.goto(address).ok, name
            assert page.locator("html").get_attribute("lang") == language
            page.set_viewport_size({"width": PHONE, "height": 844})
            assert_no_wider_than_the_screen(page, name)
            assert_accessible_by_day_and_night(page, name)
            page.set_viewport_size({"width": DESK, "height": 900})
            page.emulate_media(color_scheme="light")
            assert_no_wider_than_the_screen(page, name)
