"""What a person is told, and what they choose to be told."""

import re

import pytest
from playwright.sync_api import expect

from inspections.models import RectificationOrder
from qualitysup.accounts.models import User
from qualitysup.notices.models import Notice, Preference
from tests.doors.conftest import wait_until
from tests.inspections.stories import order_in
from tests.journeys.pages import told


@pytest.fixture
def overdue(password):
    """An order of the officer's whose sixty days ended, days of rest at their end and all.

    Nobody was told yet.
    """
    officer = User.objects.get(username="officer")
    return order_in(RectificationOrder.State.ISSUED, days=72, officer=officer)


def test_a_sweep_tells_and_the_inbox_keeps_until_it_is_read(enter, overdue, product, worker):
    officer, chief = enter("officer"), enter("chief")
    product.call("clock.sweep_deadlines")
    assert wait_until(lambda: Notice.objects.filter(kind="escalation").exists())

    officer.goto("/")
    bell = officer.get_by_role("banner").get_by_role("link", name="Inbox")
    before = Notice.objects.filter(recipient__username="officer").count()
    expect(bell).to_contain_text(f"{before} unread")
    bell.click()
    rows = officer.locator(".notice")
    expect(rows).to_have_count(before)
    late = rows.filter(has_text="overdue").first
    expect(late).to_contain_text(overdue.enterprise.name)
    late.get_by_text("Details").click()
    expect(late).to_contain_text("Legal basis: 产品质量监督抽查管理暂行办法")
    late.get_by_role("button").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(overdue.number)

    bell.click()
    expect(rows).to_have_count(before - 1)
    officer.get_by_role("button", name="Mark all as read").click()
    expect(told(officer)).to_contain_text(re.compile(r"\d notices? (is|are) read"))
    expect(officer.get_by_role("heading", name="Everything is read.")).to_be_visible()
    officer.get_by_role("link", name="All", exact=True).click()
    expect(rows).to_have_count(before)

    chief.goto("/inbox/")
    expect(chief.locator(".notice").filter(has_text="escalation")).to_have_count(1)


def test_all_but_what_presses_can_be_switched_off(enter):
    page = enter("officer")
    page.get_by_role("banner").get_by_role("link", name="Inbox").click()
    page.get_by_role("link", name="What I am sent").last.click()

    for pressing in ("Overdue", "Escalation"):
        row = page.get_by_role("row", name=pressing)
        expect(row).to_contain_text("always")
        expect(row.get_by_role("checkbox")).to_have_count(0)
    page.get_by_label("due soon, e-mail").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(told(page)).to_contain_text("Your choice is kept.")
    expect(page.get_by_label("due soon, e-mail")).not_to_be_checked()
    assert [row.kind for row in Preference.objects.filter(wanted=False)] == ["reminder"]
