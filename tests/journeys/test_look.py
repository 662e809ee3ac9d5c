"""Every kind of page, wide and narrow, light and dark: nothing that axe finds, nothing too wide."""

import datetime as dt
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.clock.factories import DeadlineFactory
from tests.factories import StationFactory, UserFactory
from tests.journeys.conftest import DESK, PHONE

BESIDES = ["empty-table-header"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEME = Path(settings.BASE_DIR) / "static" / "theme"

PAGES = {
    "home": (Role.CASE_OFFICER, "/"),
    "home of the system administrator": (Role.SYSTEM_ADMINISTRATOR, "/"),
    "field": (Role.INSPECTOR, "/round/"),
    "dashboard": (Role.BUREAU_LEADER, "/dashboard/"),
    "dashboard of a subject": (Role.BUREAU_LEADER, "/dashboard/clock/"),
    "admin index": (Role.CASE_OFFICER, "/admin/"),
    "list": (Role.SECTION_HEAD, "/admin/clock/deadline/"),
    "empty list": (Role.SECTION_HEAD, "/admin/clock/deadline/?q=nothing"),
    "form": (Role.SECURITY_ADMINISTRATOR, "/admin/accounts/user/add/"),
    "form with a picture of rows": (Role.BUREAU_LEADER, "/admin/clock/calendaryear/2026/change/"),
    "list to choose from": (Role.SECURITY_ADMINISTRATOR, "/admin/accounts/user/"),
    "permission matrix": (Role.SECURITY_ADMINISTRATOR, "/permissions/"),
    "password": (Role.INSPECTOR, "/password/"),
}


@pytest.fixture
def some_work(db):
    person = UserFactory(full_name="陈志明")
    today = timezone.localdate()
    for days in (-12, -1, 0, 3, 20):
        DeadlineFactory(
            title="佛山市顺德区陈村镇恒力锻压机械有限公司",
            holder=person,
            due_on=today + dt.timedelta(days=days),
        )
    StationFactory(name="陈村市场监管所")


def test_every_kind_of_page_is_accessible_and_fits(signed_in, some_work):
    for name, (role, path) in PAGES.items():
        page = signed_in(role)
        page.goto(path)
        if name == "permission matrix":
            # A part of the table stands for its thousand cells.
            page.get_by_label("Find a permission").fill("hand deadlines over")
            page.locator("tr[hidden]").evaluate_all("rows => rows.forEach(row => row.remove())")
        assert_accessible_on_both_screens(page, name)


def test_sign_in_is_accessible_and_fits(open_page):
    page = open_page()
    page.goto("/sign-in/")
    assert_accessible_on_both_screens(page, "sign-in")


def test_a_page_that_is_not_there_says_what_to_do(signed_in, open_page):
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/nowhere/")

    assert page.get_by_role("heading", level=1).inner_text() == "There is nothing here for you"
    assert_accessible_by_day_and_night(page, "not found")
    # The browser itself remarks on the status.
    open_page.complaints.clear()


def test_the_colours_follow_the_choice_and_survive_the_next_page(signed_in):
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/")
    paper = "getComputedStyle(document.querySelector('.house-bar')).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"

    page.locator(".menu summary").click()
    page.get_by_role("button", name="Colours: as the device").click()
    assert page.evaluate(paper) == "rgb(22, 27, 34)"

    page.goto("/admin/")
    assert page.evaluate(paper) == "rgb(22, 27, 34)"


def test_the_language_switches_and_is_kept_for_the_person(signed_in):
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/admin/clock/deadline/?due=overdue")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="简体中文").click()

    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.url.endswith("/admin/clock/deadline/?due=overdue")
    page.person.refresh_from_db()
    assert page.person.language == "zh-hans"


def test_every_page_can_be_walked_by_keyboard(signed_in):
    page = signed_in(Role.CASE_OFFICER)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content-start"

    menu = page.locator(".menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_table_becomes_cards_on_a_phone(signed_in, some_work):
    page = signed_in(Role.SECTION_HEAD, width=PHONE)
    page.goto("/admin/clock/deadline/")

    cell = page.locator("#result_list tbody tr:first-child td[data-label]").first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"Term"'
    assert cell.evaluate("e => getComputedStyle(e.closest('tr')).display") == "block"


def test_thumbs_find_what_they_aim_at(signed_in, some_work):
    for name, (role, path) in PAGES.items():
        page = signed_in(role, width=PHONE)
        page.goto(path)
        small = page.evaluate(
            """[...document.querySelectorAll(".button, .tool, summary, .house-nav a, .tile, "
                + ".row-what > a, input[type=submit]")]
                .filter((e) => e.checkVisibility())
                .map((e) => [e.textContent.trim(), (e.closest(".row") ?? e).offsetHeight])
                .filter(([words, height]) => height < 44)"""
        )
        assert not small, name


def test_the_matrix_is_searched_in_words(signed_in):
    page = signed_in(Role.SECURITY_ADMINISTRATOR)
    page.goto("/permissions/")
    rows = page.locator(".matrix tbody tr:not(.group):visible")
    everything = rows.count()

    page.get_by_label("Find a permission").fill("deadlines over")
    assert [row.split("\t")[0].strip() for row in rows.all_inner_texts()] == [
        "Can hand deadlines over"
    ]
    page.get_by_label("Find a permission").fill("")
    assert rows.count() == everything > 10

    page.get_by_label("Find a permission").fill("no such thing")
    assert page.get_by_role("status").inner_text() == "No permission has these words."


def test_paper_is_white_and_without_the_frame(signed_in, some_work):
    page = signed_in(Role.BUREAU_LEADER, scheme="dark")
    page.goto("/dashboard/")
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 36, 48)"
    assert not page.locator(".house-bar").is_visible()
    assert not page.locator(".house-nav").is_visible()
    assert page.get_by_role("heading", name="By place").is_visible()


def test_both_dark_palettes_are_the_same():
    tokens = (THEME / "tokens.css").read_text()
    by_system, by_choice = re.findall(r"[^{}]*\{([^{}]*color-scheme: dark;\s*)\}", tokens)
    assert by_system.split() == by_choice.split()


def assert_every_page_is_accessible_and_fits(page, pages):
    """Each address by its name, on both screens: a page that is loaded wide may be made narrow."""
    for name, address in pages.items():
        assert page.goto(address).ok, name
        assert_accessible_on_both_screens(page, name)


def assert_accessible_on_both_screens(page, name):
    """The colours of the night are the same on both."""
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        assert_no_wider_than_the_screen(page, f"{name}, {width}")
        assert_accessible(page, f"{name}, {width}", {"type": "tag", "values": WCAG}, BESIDES)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, f"{name}, dark", {"type": "rule", "values": ["color-contrast"]})
    page.emulate_media(color_scheme="light")


def assert_accessible_by_day_and_night(page, name):
    """By night only the colours differ."""
    assert_accessible(page, name, {"type": "tag", "values": WCAG}, BESIDES)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, f"{name}, dark", {"type": "rule", "values": ["color-contrast"]})


def assert_accessible(page, name, rules, besides=()):
    options = {
        "runOnly": rules,
        "rules": {rule: {"enabled": True} for rule in besides},
        # Axe would fetch the style sheets and apply them inline, which the strict CSP refuses.
        "preload": False,
        "resultTypes": ["violations"],
    }
    # Half a megabyte to be read: once for each page that is loaded.
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    assert not [(v["id"], v["nodes"][0]["html"]) for v in found], name


def assert_no_wider_than_the_screen(page, name):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_no_template_needs_more_than_the_strict_policy_allows():
    inline = re.compile(
        r"""<style\b|\bstyle=["']|<script(?![^>]*\bsrc=)|\son[a-z]+=["']|javascript:""",
        re.IGNORECASE,
    )
    root = Path(settings.BASE_DIR)
    for template in [*root.glob("templates/**/*.html"), *root.glob("*/**/templates/**/*.html")]:
        if ".venv" not in template.parts and "mail" not in template.stem:
            assert not inline.search(template.read_text()), template


def test_a_group_of_the_navigation_stays_as_it_was_left(signed_in):
    page = signed_in(Role.SECTION_HEAD)
    page.goto("/")
    visits = page.locator("details[data-fold=inspections]")
    orders = page.locator("details[data-fold=orders]")

    orders.locator("summary").click()
    visits.locator("summary").click()
    page.get_by_role("link", name="Patrols", exact=True).click()
    visits.locator("summary").click()
    page.goto("/admin/clock/deadline/")

    expect(orders).to_have_attribute("open", "")
    expect(visits).not_to_have_attribute("open", "")
    page.goto("/admin/inspections/patrol/")
    # Where the person is, it is open all the same.
    expect(visits).to_have_attribute("open", "")
