"""Steps of orders in the admin: from the page of one, for many ticked, in two browsers at once."""

import datetime as dt

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils import timezone

from inspections.models import RectificationOrder
from qualitysup.documents.models import IssuedDocument, NumberSeries
from tests.factories import UserFactory
from tests.inspections.clients import at_once, browser_of, told
from tests.inspections.factories import CampaignFactory, OrderItemFactory, RectificationOrderFactory
from tests.inspections.order_pages import LIST, page, step, taken
from tests.inspections.stories import order_in

State = RectificationOrder.State


# --- One by one -----------------------------------------------------------------------------------


def test_the_page_offers_the_next_steps_with_their_legal_basis(browser):
    order = order_in(State.DRAFT)

    content = browser.get(page(order)).content.decode()

    assert step(order, "issue") in content
    assert "产品质量法 17" in content


def test_issuing_says_what_it_starts_and_then_does_it(browser, officer):
    order = order_in(State.DRAFT)

    before = browser.get(step(order, "issue")).content.decode()
    response = browser.post(step(order, "issue"), taken(order), follow=True)

    assert "责令改正通知书" in before
    order.refresh_from_db()
    assert (order.state, order.version) == (State.ISSUED, 1)
    assert order.number in told(response)[0]
    assert order.log.get().by == officer


def test_a_stale_page_of_a_step_loses(browser):
    order = order_in(State.DRAFT)
    left_open = taken(order)
    browser.post(step(order, "submit"), taken(order))

    response = browser.post(step(order, "issue"), left_open)

    assert response.status_code == 409
    assert "meanwhile" in response.content.decode()
    order.refresh_from_db()
    assert order.state == State.SUBMITTED


def test_the_wrong_person_is_refused(inspector):
    order = order_in(State.DRAFT)

    response = browser_of(inspector).post(step(order, "issue"), taken(order))

    assert response.status_code == 403
    order.refresh_from_db()
    assert order.state == State.DRAFT


def test_a_step_in_the_wrong_state_is_refused_in_words(browser):
    order = RectificationOrderFactory(state=State.ISSUED)

    response = browser.post(step(order, "escalate"), taken(order))

    assert response.status_code == 409
    assert "not possible in the state" in response.content.decode()


def test_a_step_is_not_taken_by_looking_at_it(browser):
    order = order_in(State.DRAFT)

    browser.get(step(order, "issue"))

    order.refresh_from_db()
    assert order.state == State.DRAFT


def test_resuming_is_refused_while_an_item_is_open(browser):
    order = order_in(State.PASSED)
    OrderItemFactory(order=order)

    offered = browser.get(page(order)).content.decode()
    response = browser.post(step(order, "resume"), taken(order))

    assert "1 items open" in offered
    assert response.status_code == 409
    assert "1 items open" in response.content.decode()
    order.refresh_from_db()
    assert order.state == State.PASSED


def test_asked_too_early_it_says_how_many_items_are_open(browser):
    order = order_in(State.ISSUED)

    response = browser.post(step(order, "resume"), taken(order))

    assert response.status_code == 409
    assert "2 items open" in response.content.decode()
    order.refresh_from_db()
    assert order.state == State.ISSUED


def test_a_halt_by_agreement_names_whom_to_consult(browser):
    order = order_in(State.ISSUED, campaign=CampaignFactory(opened=True))
    sent = taken(order, months=6, scope="whole", requirements="")

    response = browser.post(step(order, "agree_halt"), sent)

    assert response.status_code == 409
    assert "chamber of commerce, government" in response.content.decode().replace("，", ", ")
    assert not order.halts.filter(kind="voluntary").exists()


def test_a_leader_is_asked_for_the_reason_of_an_override(leader):
    order = order_in(State.ISSUED)
    browser = browser_of(leader)
    sent = taken(order, months=6, scope="whole", requirements="", legal_review="审核通过。")

    asked = browser.post(step(order, "halt"), sent)
    assert asked.status_code == 409
    assert "override" in asked.context["form"].fields
    done = browser.post(step(order, "halt"), sent | {"override": "重大安全隐患"})
    assert done.status_code == 302
    assert order.log.last().override == "重大安全隐患"


def test_a_step_on_a_day_to_come_is_refused(browser):
    order = order_in(State.ISSUED)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()

    response = browser.post(step(order, "report"), taken(order, on=tomorrow))

    assert response.status_code == 409
    assert "on its day, not before it" in response.content.decode()


# --- Re-inspections -------------------------------------------------------------------------------


def finding(item, verdict, words=""):
    return {f"item-{item.pk}_0": verdict, f"item-{item.pk}_1": words}


def test_a_reinspection_is_concluded_on_one_page_for_what_was_carried_forward(browser):
    order = order_in(State.REINSPECTING)
    first, second = order.items.all()
    people = [person.pk for person in UserFactory.create_batch(2, badged=True)]
    url = step(order, "conclude_reinspection")

    assert url in browser.get(page(order)).content.decode()
    sent = taken(order, inspectors=people, report_number="FC-9")
    response = browser.post(
        url, sent | finding(first, "yes") | finding(second, "no", "仍缺防护罩"), follow=True
    )

    order.refresh_from_db()
    assert order.state == State.FAILED
    assert told(response) == [f"{order}: {order.get_state_display()}."]
    held = order.reinspections.get()
    assert (held.passed, held.report_number) == (False, "FC-9")
    assert held.items.get(item=second).finding == "仍缺防护罩"
    assert list(order.items.open()) == [second]


def test_the_next_reinspection_asks_only_about_what_failed(browser):
    order = order_in(State.REINSPECTING_ANNOUNCED)
    failed, passed = order.items.order_by("-verified_on", "position")

    form = browser.get(step(order, "conclude_reinspection")).context["form"]

    assert passed.verified_on or failed.verified_on
    assert list(form.carried.values()) == list(order.items.open())


def test_a_verdict_on_every_item_is_asked_for(browser):
    order = order_in(State.REINSPECTING)
    first, second = order.items.all()
    people = [person.pk for person in UserFactory.create_batch(2, badged=True)]
    sent = taken(order, inspectors=people) | finding(first, "yes")

    response = browser.post(step(order, "conclude_reinspection"), sent)

    assert f"item-{second.pk}" in response.context["form"].errors
    order.refresh_from_db()
    assert order.state == State.REINSPECTING


def test_one_inspector_is_not_enough(browser):
    order = order_in(State.REINSPECTING)
    first, second = order.items.all()
    sent = taken(order, inspectors=[UserFactory(badged=True).pk])

    response = browser.post(
        step(order, "conclude_reinspection"),
        sent | finding(first, "yes") | finding(second, "yes"),
    )

    assert response.status_code == 409
    assert "two inspectors" in response.content.decode()
    assert order.items.open().count() == 2


# --- Many at once ---------------------------------------------------------------------------------


def bulk(browser, orders, name, **more):
    sent = {
        "action": f"step_{name}",
        ACTION_CHECKBOX_NAME: [order.pk for order in orders],
        "confirmed": "1",
        "on": timezone.localdate().isoformat(),
        "note": "",
    }
    return browser.post(LIST, sent | more, follow=True)


def test_many_are_issued_each_with_its_number_and_the_refused_are_named(browser):
    drafts = [order_in(State.DRAFT) for _ in range(2)]
    empty = order_in(State.DRAFT, items=0)

    response = bulk(browser, [*drafts, empty], "issue")

    words = told(response)
    assert words[0] == "2 done."
    assert words[1].startswith("1 refused: Say first what is to be put right")
    assert str(empty) in words[1]
    numbers = {RectificationOrder.objects.get(pk=order.pk).number for order in drafts}
    assert len(numbers) == 2
    assert NumberSeries.objects.get(word="顺市监责改").last == 2
    assert [order.log.count() for order in [*drafts, empty]] == [1, 1, 0]


def test_nobody_issues_many_without_the_permission(inspector):
    order = order_in(State.DRAFT)
    browser = browser_of(inspector)

    bulk(browser, [order], "issue")

    order.refresh_from_db()
    assert order.state == State.DRAFT


def test_orders_elsewhere_are_not_among_the_many(stranger):
    order = order_in(State.DRAFT)

    bulk(browser_of(stranger), [order], "issue")

    order.refresh_from_db()
    assert order.state == State.DRAFT


# --- Twice at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_issued_in_two_browsers_at_once_it_draws_one_number(officer, chief):
    order = order_in(State.DRAFT)
    browsers = browser_of(officer), browser_of(chief)

    answers = at_once(*(lambda b=b: b.post(step(order, "issue"), taken(order)) for b in browsers))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert IssuedDocument.objects.of(order).count() == 1
    assert NumberSeries.objects.get(word="顺市监责改").last == 1


@pytest.mark.django_db(transaction=True)
def test_ticked_in_two_browsers_at_once_every_draft_is_issued_once(officer, chief):
    drafts = [order_in(State.DRAFT) for _ in range(3)]
    browsers = browser_of(officer), browser_of(chief)

    at_once(*(lambda b=b: bulk(b, drafts, "issue") for b in browsers))

    numbers = {RectificationOrder.objects.get(pk=order.pk).number for order in drafts}
    assert len(numbers) == 3
    assert NumberSeries.objects.get(word="顺市监责改").last == 3
    assert IssuedDocument.objects.filter(kind="rectification_order").count() == 3
