import csv
import datetime as dt
import io

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone

from inspections.models import OrderItem, RectificationOrder
from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.documents.models import IssuedDocument, NumberSeries
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import at_once, browser_of, queries, told
from tests.inspections.factories import (
    CampaignFactory,
    ObjectionFactory,
    OrderItemFactory,
    RectificationOrderFactory,
)
from tests.inspections.stories import order_in

LIST = "/admin/inspections/rectificationorder/"
State = RectificationOrder.State


def page(order, part="change/"):
    return f"{LIST}{order.pk}/{part}"


def step(order, name):
    return page(order, f"step/{name}/")


@pytest.fixture
def browser(officer):
    return browser_of(officer)


def typed(order, **more):
    """What the change form of a draft sends, as it was when the page was loaded."""
    items = list(order.items.all())
    sent = {
        "enterprise": order.enterprise_id,
        "campaign": "",
        "test_result": order.test_result_id or "",
        "product": order.product,
        "standard": order.standard,
        "findings": order.findings,
        "violated": order.violated,
        "basis": order.basis,
        "version": order.version,
        "items-TOTAL_FORMS": len(items),
        "items-INITIAL_FORMS": len(items),
    }
    for place, item in enumerate(items):
        sent |= {
            f"items-{place}-id": item.pk,
            f"items-{place}-order": order.pk,
            f"items-{place}-kind": item.kind,
            f"items-{place}-requirement": item.requirement,
            f"items-{place}-clause": item.clause,
        }
    return sent | more


def taken(order, **more):
    """What the page of a step sends, as it was when the page was loaded."""
    return {"on": timezone.localdate().isoformat(), "version": order.version, "note": ""} | more


# --- Who sees what -------------------------------------------------------------------------------


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


# --- Drafting ------------------------------------------------------------------------------------


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


def test_an_order_is_never_deleted(browser):
    order = RectificationOrderFactory()

    assert browser.get(page(order, "delete/")).status_code == 403


# --- Steps ---------------------------------------------------------------------------------------


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


# --- Re-inspections ------------------------------------------------------------------------------


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


# --- Beside the steps ----------------------------------------------------------------------------


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


# --- Many at once --------------------------------------------------------------------------------


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


# --- Finding -------------------------------------------------------------------------------------


def found(browser, **query):
    return {order.pk for order in browser.get(LIST, query).context["cl"].queryset}


@pytest.mark.parametrize("number", ["顺市监责改〔{}〕1号", "顺市监责改[{}] 第01号", "﹝{}﹞1号"])
def test_an_order_is_found_by_its_number_in_any_brackets(browser, number):
    order = order_in(State.ISSUED, days=0)
    order_in(State.DRAFT)

    assert found(browser, q=number.format(timezone.localdate().year)) == {order.pk}


def test_an_order_is_found_by_the_number_of_a_later_paper(browser):
    order = order_in(State.REINSPECTING)
    notice = IssuedDocument.objects.get(kind="reinspection_notice")

    assert found(browser, q=notice.number) == {order.pk}


def test_an_order_is_found_as_the_register_finds_its_party(browser):
    order = RectificationOrderFactory(enterprise__name="启衡锻压机械有限公司")
    RectificationOrderFactory()

    assert found(browser, q="启") == found(browser, q="qhdy") == {order.pk}
    assert found(browser, q=order.enterprise.uscc) == {order.pk}


def test_filters_show_what_they_say(browser):
    late = order_in(State.ISSUED, days=100)
    soon = order_in(State.ISSUED, days=57)
    reported = order_in(State.REPORTED)
    halted = order_in(State.HALTED)
    elsewhere = RectificationOrderFactory(enterprise__division_id=BEIJIAO)
    ObjectionFactory(order=reported)

    assert found(browser, standing="overdue") == {late.pk, halted.pk}
    assert found(browser, standing="soon") == {soon.pk}
    assert found(browser, standing="reinspect") == {reported.pk, halted.pk}
    assert found(browser, standing="halted") == {halted.pk}
    assert found(browser, standing="objection") == {reported.pk}
    assert found(browser, state__exact="draft") == {elsewhere.pk}
    assert found(browser, division=BEIJIAO) == {elsewhere.pk}


def test_the_filter_of_campaigns_names_only_those_that_may_be_seen(browser):
    here = RectificationOrderFactory(campaign=CampaignFactory(name="本地专项整治"))
    RectificationOrderFactory(
        enterprise__division_id=HUANGSHI,
        campaign=CampaignFactory(name="外地专项整治", division_id=HUANGSHI, towns=[]),
    )

    content = browser.get(LIST).content.decode()

    assert found(browser, campaign__id__exact=here.campaign_id) == {here.pk}
    assert "本地专项整治" in content
    assert "外地专项整治" not in content


def test_the_filter_of_campaigns_offers_the_newest_and_the_one_asked_for(browser, monkeypatch):
    monkeypatch.setattr("inspections.admin.filters.CAMPAIGNS_OFFERED", 1)
    old, middle, new = [
        RectificationOrderFactory(campaign=CampaignFactory(name=name)) for name in "甲乙丙"
    ]

    def offered(**asked):
        shown = browser.get(LIST, asked).context["cl"].filter_specs
        return [
            str(pk) for spec in shown if spec.title == "campaign" for pk, _ in spec.lookup_choices
        ]

    assert offered() == [str(new.campaign_id)]
    assert offered(campaign__id__exact=old.campaign_id) == [
        str(new.campaign_id),
        str(old.campaign_id),
    ]
    assert found(browser, campaign__id__exact=middle.campaign_id) == {middle.pk}
    assert len(found(browser, campaign__id__exact="none")) == 3


# --- Taking it out -------------------------------------------------------------------------------


def exported(browser, **query):
    response = browser.get(f"{LIST}export/csv/", query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_holds_the_rows_of_the_screen_and_is_logged(browser, officer):
    order = RectificationOrderFactory(state=State.ISSUED)
    RectificationOrderFactory()
    RectificationOrderFactory(state=State.ISSUED, enterprise__division_id=HUANGSHI)

    rows = exported(browser, state__exact="issued")

    assert [row["document number"] for row in rows] == [order.number]
    assert rows[0]["state"] == "ordered to rectify"
    entry = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert (entry.by, entry.count) == (officer, 1)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_no_cell_of_the_export_is_run_as_a_formula(browser, formula):
    RectificationOrderFactory(product=formula, enterprise__name=f"{formula}机械厂")

    row = exported(browser)[0]

    assert row["product"] == f"'{formula}"
    assert row["enterprise"] == f"'{formula}机械厂"


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(browser, rows):
    campaign = CampaignFactory()
    RectificationOrderFactory.create_batch(rows, items=0, state=State.ISSUED, campaign=campaign)
    browser.get(LIST)

    assert queries(lambda: browser.get(LIST)) == 7


@pytest.mark.parametrize("rows", [2, 12])
def test_a_page_costs_the_same_however_many_items_it_has(browser, rows):
    draft = RectificationOrderFactory(items=rows)
    issued = RectificationOrderFactory(state=State.ISSUED, items=rows)
    browser.get(page(draft))

    assert queries(lambda: browser.get(page(draft))) == 14
    assert queries(lambda: browser.get(page(issued))) == 17


# --- Twice at once -------------------------------------------------------------------------------


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


def test_home_leads_to_what_waits(browser, chief):
    order_in(State.SUBMITTED)
    order_in(State.REPORTED)

    home = browser_of(chief).get(reverse("home")).content.decode()

    assert f"{LIST}?standing=reinspect" in home
    assert f"{LIST}?my=awaiting" in home


def test_an_item_is_typed_into_a_draft_only(browser):
    order = order_in(State.ISSUED)
    sent = typed(order) | {"items-0-requirement": "事后改写"}

    browser.post(page(order), sent)

    assert not OrderItem.objects.filter(requirement="事后改写").exists()


def test_a_step_on_a_day_to_come_is_refused(browser):
    order = order_in(State.ISSUED)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()

    response = browser.post(step(order, "report"), taken(order, on=tomorrow))

    assert response.status_code == 409
    assert "on its day, not before it" in response.content.decode()
