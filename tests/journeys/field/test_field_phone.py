"""The app on a phone without signal: it opens, and what it kept is there."""

from playwright.sync_api import expect

from tests.journeys.field.phone import Phone


def test_the_app_opens_without_signal_after_the_browser_was_killed(phone, inspector):
    one: Phone = phone(inspector)
    one.kill()

    one.open(path=None)
    one.offline()
    one.page.goto("/field/")

    expect(one.page.get_by_role("banner")).to_contain_text(inspector.full_name)
    expect(one.page.get_by_role("banner")).to_contain_text("No signal")
    assert one.records() == {}
