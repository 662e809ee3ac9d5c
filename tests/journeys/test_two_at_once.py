"""Two people, or one in two windows, on the same case: one wins, the other is told."""

from playwright.sync_api import expect

from inspections.models import RectificationOrder
from tests.inspections.factories import RectificationOrderFactory
from tests.inspections.stories import order_in
from tests.journeys.pages import press, save, state_of, told

State = RectificationOrder.State
CHANGED = "Somebody changed this case meanwhile. Look at it again first."


def test_the_same_step_from_two_browsers_is_taken_once(enter):
    order = order_in(State.DRAFT)
    pages = [enter("officer"), enter("chief")]
    for page in pages:
        page.goto(order.get_absolute_url().replace("change/", "step/issue/"))
        page.get_by_label("Note").fill("已核对。")

    # Both forms are on their way before either answer is there.
    for page in pages:
        page.evaluate("setTimeout(() => document.querySelector('.step-form button').click(), 50)")
    for page in pages:
        page.locator(".messagelist, [role=alert]").first.wait_for()

    winners = [page for page in pages if told(page).count()]
    losers = [page for page in pages if page not in winners]
    assert (len(winners), len(losers)) == (1, 1)
    expect(state_of(winners[0])).to_have_text("ordered to rectify")
    expect(losers[0].get_by_role("alert").first).to_contain_text(CHANGED)
    expect(losers[0].get_by_label("Note")).to_have_value("已核对。")
    assert order.log.filter(name="issue").count() == 1


def test_a_form_left_open_loses_and_keeps_what_was_typed(enter):
    draft = RectificationOrderFactory()
    left_open, page = enter("officer"), enter("chief")
    left_open.goto(draft.get_absolute_url())
    page.goto(draft.get_absolute_url())
    page.get_by_label("Findings:").fill("后写的查明情况。")
    save(page)

    left_open.get_by_label("Findings:").fill("先打开的页面上写的。")
    save(left_open)

    expect(left_open.locator(".errorlist").first).to_contain_text(CHANGED)
    expect(left_open.get_by_label("Findings:")).to_have_value("先打开的页面上写的。")
    draft.refresh_from_db()
    assert draft.findings == "后写的查明情况。"


def test_a_form_left_open_while_the_order_was_issued_is_told_so(enter):
    draft = order_in(State.DRAFT)
    left_open, page = enter("officer"), enter("chief")
    left_open.goto(draft.get_absolute_url())
    page.goto(draft.get_absolute_url().replace("change/", "step/issue/"))
    press(page, "Issue the order")

    left_open.get_by_label("Findings:").fill("还想改一改。")
    save(left_open)

    expect(left_open.locator(".errorlist").first).to_contain_text("no longer edited")
    expect(left_open.get_by_label("Findings:")).to_have_value("还想改一改。")
