"""The inspector on the road, with the phone."""

from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import RectificationOrder
from qualitysup.clock.models import Deadline
from tests.inspections.stories import order_in
from tests.journeys.conftest import PHONE
from tests.journeys.pages import take, told
from tests.journeys.test_look import assert_no_wider_than_the_screen


def test_from_todays_round_to_the_order_and_its_progress(enter):
    order = order_in(RectificationOrder.State.ISSUED, days=57)
    assert Deadline.objects.filter(due_on__gt=timezone.localdate()).exists()
    page = enter("inspector", width=PHONE)
    page.get_by_role("link", name="Today's round").click()

    soon = page.get_by_role("region", name="Due within 7 days")
    expect(soon).to_contain_text("days left")
    assert_no_wider_than_the_screen(page, "the round")
    soon.get_by_role("link", name=order.enterprise.name).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(order.number)
    assert_no_wider_than_the_screen(page, "the order")
    page.get_by_role("link", name="Record progress").click()
    assert_no_wider_than_the_screen(page, "its progress")
    page.get_by_label("Done (%)").first.fill("80")
    page.get_by_label("Measures taken").first.fill("防护罩已装，待试车。")
    page.get_by_role("button", name="Keep").click()
    expect(told(page)).to_contain_text("The progress is recorded.")
    assert order.items.first().percent_done == 80

    take(page, "Call the re-inspection", planned_on=(timezone.localdate()).isoformat())
    expect(page.locator(".title-line")).to_contain_text("under re-inspection")
    page.get_by_role("link", name="Conclude the re-inspection").click()
    page.wait_for_url("**/conclude_reinspection/")
    assert_no_wider_than_the_screen(page, "the re-inspection")
    expect(page.get_by_label("put right", exact=True)).to_have_count(order.items.count())
