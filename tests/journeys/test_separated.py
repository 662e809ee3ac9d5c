"""三员分立: who watches, who keeps the people, who runs the machine; none of them works cases."""

import pytest
from playwright.sync_api import expect

from inspections.models import RectificationOrder
from qualitysup.documents.models import IssuedDocument
from tests.inspections.stories import order_in
from tests.journeys.pages import pick, save, told

CASES = (
    "/admin/inspections/campaign/",
    "/admin/inspections/rectificationorder/",
    "/admin/enterprises/enterprise/",
    "/admin/clock/deadline/",
    "/api/v1/rectification-orders/",
    "/api/v1/enterprises/",
)
TRAIL = ("/admin/audit/accesslog/", "/admin/audit/accesslog/changes/")


@pytest.fixture
def order(password):
    return order_in(RectificationOrder.State.ISSUED)


def statuses(page, addresses):
    return {page.request.get(address).status for address in addresses}


def assert_works_no_case(page, order):
    entries = page.get_by_role("navigation", name="Main").locator("a").all_text_contents()
    assert not {"Enterprises", "Campaigns", "Orders", "Deadlines"} & set(entries)
    assert statuses(page, [*CASES, order.get_absolute_url()]) == {403}


def test_the_auditor_reads_the_trail_and_works_no_case(enter, order):
    paper = IssuedDocument.objects.of(order).first()
    officer, page = enter("officer"), enter("auditor")
    assert officer.request.get(f"/documents/{paper.pk}/docx/").ok
    officer.goto(order.get_absolute_url().replace("change/", "step/report/"))
    officer.locator(".step-form button").click()

    page.get_by_role("link", name="Access log").click()
    download = page.get_by_role("row").filter(has_text="downloaded")
    expect(download).to_contain_text("演示·办案员")
    expect(download).to_contain_text(paper.number)
    page.get_by_role("link", name="All changes").click()
    page.get_by_label("what").select_option(label="rectification order")
    page.get_by_label("who").select_option(label="演示·办案员")
    page.get_by_role("button", name="Show").click()
    change = page.get_by_role("region", name="All changes").get_by_role("row").last
    expect(change).to_contain_text("state: ordered to rectify → reported as rectified")

    assert_works_no_case(page, order)
    # The history of one order, though the order itself is none of the auditor's work.
    history = order.get_absolute_url().replace("change/", "history/")
    assert page.request.get(history).ok


def test_the_security_administrator_keeps_people_and_mixes_no_separated_roles(enter, order):
    page = enter("secadmin")
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Add person").first.click()
    page.get_by_label("Username:").fill("new")
    page.get_by_label("Name:", exact=True).fill("测试新人")
    page.get_by_label("Password:").fill("Chencun-2026-press")
    page.get_by_label("Password confirmation:").fill("Chencun-2026-press")
    page.get_by_label("auditor").check()
    page.get_by_label("case officer").check()
    pick(page, "home", "陈村镇")
    pick(page, "divisions", "陈村镇")
    save(page)
    expect(page.locator("#content-start")).to_contain_text(
        "Auditor, security administrator and system administrator hold no other role."
    )
    expect(page.get_by_label("Username:")).to_have_value("new")

    page.get_by_label("auditor").uncheck()
    page.get_by_label("Password:").fill("Chencun-2026-press")
    page.get_by_label("Password confirmation:").fill("Chencun-2026-press")
    save(page)
    expect(told(page)).to_contain_text("added successfully")

    page.get_by_role("link", name="Permissions").click()
    page.get_by_label("Find a permission").fill("resume")
    row = page.get_by_role("row", name="production resume")
    expect(row.get_by_text("yes")).to_have_count(3)
    assert_works_no_case(page, order)
    assert statuses(page, TRAIL) == {403}


def test_the_system_administrator_sees_the_machine_but_no_case_and_no_trail(enter, order):
    page = enter("sysadmin")

    expect(page.get_by_role("region", name="How the system runs")).to_contain_text("Database")
    assert_works_no_case(page, order)
    history = order.get_absolute_url().replace("change/", "history/")
    paper = IssuedDocument.objects.of(order).first()
    assert statuses(page, [*TRAIL, history, f"/documents/{paper.pk}/docx/", "/permissions/"]) == {
        403
    }
