"""A manager asks for a study report, watches it being made, and takes it away."""

import pytest
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from qualitysup.reports.models import StudyReport
from qualitysup.reports.services import reports
from tests.journeys.test_look import assert_accessible_on_both_screens


@pytest.fixture(autouse=True)
def _no_worker_takes_it(monkeypatch):
    """The journey is the worker, when it wants to be."""
    monkeypatch.setattr("qualitysup.reports.tasks.make.delay", lambda report_id: None)


def test_a_report_is_written_made_and_taken_away(signed_in):
    page = signed_in(Role.BUREAU_LEADER)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/reports/")
    assert_accessible_on_both_screens(page, "no study report yet")
    page.get_by_role("link", name="New study report").click()
    page.get_by_label("subject").select_option("clock")
    page.get_by_role("button", name="Choose").click()
    page.get_by_label("How the report begins").fill("质量是企业的生命。")
    page.get_by_label("document number").fill("顺市监报[2026]3号")
    assert_accessible_on_both_screens(page, "texts of a study report")
    page.get_by_role("button", name="Make the report").click()

    expect(page.get_by_role("progressbar")).to_be_visible()
    assert_accessible_on_both_screens(page, "study report in the making")
    reports.run(StudyReport.objects.get().pk)
    # It finds out by itself.
    expect(page.get_by_role("link", name="Word")).to_be_visible()
    assert_accessible_on_both_screens(page, "study report")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Word").click()
    assert saved.value.suggested_filename.endswith(".docx")
    assert saved.value.path().read_bytes().startswith(b"PK")
    assert said == []


def test_a_report_is_called_off_while_it_is_made(signed_in):
    page = signed_in(Role.BUREAU_LEADER)
    page.goto("/reports/new/")
    page.get_by_role("button", name="Make the report").click()

    page.get_by_role("button", name="Cancel the report").click()

    expect(page.get_by_text("nothing of it was kept")).to_be_visible()
    assert StudyReport.objects.get().state == "cancelled"


def test_figures_are_subscribed_to_by_keyboard_and_looked_at(signed_in):
    page = signed_in(Role.BUREAU_LEADER)
    page.goto("/reports/subscriptions/")
    assert_accessible_on_both_screens(page, "no subscription yet")
    page.get_by_role("link", name="New subscription").click()
    page.get_by_role("textbox", name="Name").fill("每周")
    group = page.locator("form.card details").first
    group.locator("summary").press("Enter")
    group.get_by_role("checkbox").first.press("Space")
    assert_accessible_on_both_screens(page, "choosing figures")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="每周")).to_be_visible()
    assert_accessible_on_both_screens(page, "a subscription")
    page.get_by_role("link", name="All your subscriptions").click()
    assert_accessible_on_both_screens(page, "subscriptions")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused")).to_be_visible()
