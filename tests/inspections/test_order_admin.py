"""The page of an order: who finds it, what is typed there, what is recorded beside its steps."""

import pytest
from django.utils import timezone

from inspections.models import OrderItem, RectificationOrder
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import RectificationOrderFactory
from tests.inspections.order_pages import LIST, page, step, taken, typed
from tests.inspections.stories import order_in

State = RectificationOrder.State


# --- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("division", "seen"),
    [(CHENCUN, True), ("440606101001", True), (BEIJIAO, False), (SHUNDE, False), (HUANGSHI, False)],
)
def test_a_person_of_a_town_finds_its_orders_and_no_others(db, division, seen):
    order = RectificationOrderFactory(division_id=division, enterprise__division_id=CHENCUN)
    browser = browser_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    listed = browser.get(LIST).context["cl"].queryset

    assert (order in listed) == seen
    assert browser.get(page(order)).status_code == (200 if seen else 404)
    assert browser.get(step(order, "submit")).status_code == (200 if seen else 404)
    assert browser.get(page(order, "progress/")).status_code == (200 if seen else 404)


def test_nothing_that_may_be_seen_is_left_out_of_the_list(browser):
    for state in State:
        RectificationOrderFactory(state=state)

    assert browser.get(LIST).context["cl"].queryset.count() == len(State)


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR]
)
def test_separated_offices_find_no_orders(db, role):
    order = RectificationOrderFactory()
    browser = browser_of(UserFactory(roles=[role]))

    assert browser.get(LIST).status_code == 403
    assert browser.get(step(order, "issue")).status_code in (403, 404)
    assert browser.post(step(order, "issue"), taken(order)).status_code in (403, 404)


# --- Drafting -------------------------------------------------------------------------------------


def test_an_order_is_drafted_with_its_items(browser, officer):
    enterprise = EnterpriseFactory()
    draft = RectificationOrder(enterprise=enterprise, product="冲床", standard="GB 17120—2025")
    sent = {
        "enterprise": enterprise.pk,
        "product": draft.product,
        "standard": draft.standard,
        "findings": "防护装置缺失。",
        "violated": draft.violated,
        "basis": draft.basis,
        "version": 0,
        "items-TOTAL_FORMS": 2,
        "items-INITIAL_FORMS": 0,
        "items-0-kind": "equipment",
        "items-0-requirement": "加装防护装置",
        "items-1-kind": "staff",
        "items-1-requirement": "培训操作人员",
        "items-1-clause": "5.3",
    }

    response = browser.post(f"{LIST}add/", sent)

    assert response.status_code == 302, response.context["errors"]
    order = RectificationOrder.objects.get()
    assert (order.officer, order.division_id, order.state) == (officer, CHENCUN, State.DRAFT)
    assert list(order.items.values_list("position", "kind", "clause")) == [
        (1, "equipment", ""),
        (2, "staff", "5.3"),
    ]


def test_an_enterprise_elsewhere_can_not_be_chosen(browser):
    order = RectificationOrderFactory()
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    response = browser.post(page(order), typed(order, enterprise=elsewhere.pk))

    assert "enterprise" in response.context["adminform"].form.errors
    order.refresh_from_db()
    assert order.enterprise_id != elsewhere.pk


def test_items_are_changed_removed_and_numbered_again(browser):
    order = RectificationOrderFactory(items=3)
    sent = typed(order) | {"items-0-DELETE": "on", "items-2-requirement": "改写的要求"}

    assert browser.post(page(order), sent).status_code == 302

    kept = list(order.items.values_list("position", "requirement"))
    assert [position for position, _ in kept] == [1, 2]
    assert kept[1] == (2, "改写的要求")


def test_a_form_left_open_is_refused_and_keeps_what_was_typed(browser):
    order = RectificationOrderFactory()
    left_open = typed(order, findings="迟到的改动")
    assert browser.post(page(order), typed(order, findings="先到的改动")).status_code == 302

    response = browser.post(page(order), left_open)

    form = response.context["adminform"].form
    assert "meanwhile" in str(form.non_field_errors())
    assert form["findings"].value() == "迟到的改动"
    order.refresh_from_db()
    assert order.findings == "先到的改动"


def test_a_form_left_open_does_not_pull_back_an_issued_order(browser):
    order = order_in(State.DRAFT)
    left_open = typed(order, findings="迟到的改动")
    assert browser.post(step(order, "issue"), taken(order)).status_code == 302

    response = browser.post(page(order), left_open)

    assert "no longer edited" in str(response.context["adminform"].form.non_field_errors())
    order.refresh_from_db()
    assert order.state == State.ISSUED
    assert order.findings != "迟到的改动"


def test_an_item_is_typed_into_a_draft_only(browser):
    order = order_in(State.ISSUED)
    sent = typed(order) | {"items-0-requirement": "事后改写"}

    browser.post(page(order), sent)

    assert not OrderItem.objects.filter(requirement="事后改写").exists()


def test_an_order_is_never_deleted(browser):
    order = RectificationOrderFactory()

    assert browser.get(page(order, "delete/")).status_code == 403


# --- Beside the steps -----------------------------------------------------------------------------


def test_progress_is_recorded_item_by_item(browser):
    order = order_in(State.ISSUED)
    first, second = order.items.all()
    sent = {
        "items-TOTAL_FORMS": 2,
        "items-INITIAL_FORMS": 2,
        "items-0-percent_done": 80,
        "items-0-measures": "已加装防护装置",
        "items-1-percent_done": 0,
        "items-1-measures": "",
    }

    assert browser.get(page(order, "progress/")).status_code == 200
    response = browser.post(page(order, "progress/"), sent, follow=True)

    assert told(response) == ["The progress is recorded."]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.percent_done, first.measures) == (80, "已加装防护装置")
    assert (second.percent_done, second.history.count()) == (0, 1)


def test_progress_of_a_draft_is_refused(browser):
    order = RectificationOrderFactory(items=1)
    sent = {
        "items-TOTAL_FORMS": 1,
        "items-INITIAL_FORMS": 1,
        "items-0-percent_done": 80,
        "items-0-measures": "x",
    }

    response = browser.post(page(order, "progress/"), sent)

    assert response.status_code == 409
    assert "while the order is open" in response.content.decode()


def test_an_objection_is_recorded_and_decided_by_the_section_head(browser, chief):
    order = order_in(State.ISSUED, days=3)
    objection = {"filed_on": timezone.localdate().isoformat(), "reasons": "样品有误"}
    decision = {"upheld": "yes", "reasons": "复检合格", "on": timezone.localdate().isoformat()}

    recorded = browser.post(page(order, "objection/"), objection, follow=True)
    assert "does not suspend" in told(recorded)[0]
    assert browser.post(page(order, "decision/"), decision).status_code == 403
    head = browser_of(chief)
    assert page(order, "decision/") in head.get(page(order)).content.decode()
    assert head.post(page(order, "decision/"), decision).status_code == 302
    assert order.objections.get().decision == "upheld"
    assert head.get(page(order, "decision/")).status_code == 404


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [2, 12])
def test_a_page_costs_the_same_however_many_items_it_has(browser, rows):
    draft = RectificationOrderFactory(items=rows)
    issued = RectificationOrderFactory(state=State.ISSUED, items=rows)
    browser.get(page(draft))

    assert queries(lambda: browser.get(page(draft))) == 15
    assert queries(lambda: browser.get(page(issued))) == 18
