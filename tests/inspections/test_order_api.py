import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import OrderItem, RectificationOrder
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.documents.models import IssuedDocument, NumberSeries
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, at_once, queries
from tests.inspections.factories import (
    CampaignFactory,
    OrderItemFactory,
    RectificationOrderFactory,
    TestResultFactory,
)
from tests.inspections.stories import order_in

ORDERS = "/api/v1/rectification-orders/"
A_VILLAGE_OF_CHENCUN = "440606101001"
State = RectificationOrder.State


def one(order, step=""):
    return f"{ORDERS}{order.pk}/{step}"


@pytest.fixture
def town_inspector(db):
    return UserFactory(roles=[Role.INSPECTOR], home_id=CHENCUN, divisions=[CHENCUN], badged=True)


@pytest.fixture
def draft_input():
    return {
        "enterprise": EnterpriseFactory().pk,
        "product": "锻压机械",
        "standard": "GB 17120—2025",
        "findings": "防护装置不符合标准。",
        "items": [{"kind": "inspection", "requirement": "逐台检验"}],
    }


# --- Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("division", "seen"),
    [
        (CHENCUN, True),
        (A_VILLAGE_OF_CHENCUN, True),
        (BEIJIAO, False),  # the neighbour whose code starts the same
        (SHUNDE, False),  # the county above
        (HUANGSHI, False),
    ],
)
def test_a_person_of_a_town_sees_its_orders_and_those_below(town_inspector, division, seen):
    order = RectificationOrderFactory(division_id=division, enterprise__division_id=CHENCUN)
    client = api_of(town_inspector)

    listed = [row["id"] for row in client.get(ORDERS).json()["results"]]

    assert (order.pk in listed) == seen
    assert client.get(one(order)).status_code == (200 if seen else 404)
    assert client.post(one(order, "submit/")).status_code == (200 if seen else 404)


def test_a_step_on_an_order_elsewhere_is_not_found_and_changes_nothing(stranger):
    order = RectificationOrderFactory(state=State.ISSUED)

    response = api_of(stranger).post(one(order, "report/"))

    assert response.status_code == 404
    order.refresh_from_db()
    assert (order.state, order.version) == (State.ISSUED, 0)


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR]
)
def test_separated_offices_work_no_cases(db, role):
    order = RectificationOrderFactory()
    client = api_of(UserFactory(roles=[role]))

    assert client.get(ORDERS).status_code == 403
    assert client.post(one(order, "issue/")).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, db):
    response = client.get(ORDERS)

    assert response.status_code in (401, 403)
    assert response["Content-Type"] == "application/problem+json"


# --- Drafts --------------------------------------------------------------------------------------


def test_a_draft_begins_where_its_enterprise_is(api, officer, draft_input):
    response = api.post(ORDERS, draft_input)

    assert response.status_code == 201, response.json()
    order = RectificationOrder.objects.get(pk=response.json()["id"])
    assert (order.state, order.division_id, order.officer) == (State.DRAFT, CHENCUN, officer)
    assert [item.requirement for item in order.items.all()] == ["逐台检验"]
    assert response["ETag"] == f'"{order.version}"'


def test_an_enterprise_elsewhere_is_not_found(api, draft_input):
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    response = api.post(ORDERS, draft_input | {"enterprise": elsewhere.pk})

    assert response.status_code == 400
    assert "enterprise" in response.json()["errors"]
    assert not RectificationOrder.objects.exists()


@pytest.mark.parametrize("field", ["campaign", "test_result"])
def test_what_a_draft_rests_on_lies_within_reach_as_well(api, draft_input, field):
    elsewhere = {
        "campaign": CampaignFactory(division_id=HUANGSHI, towns=[]),
        "test_result": TestResultFactory(enterprise__division_id=HUANGSHI),
    }

    response = api.post(ORDERS, draft_input | {field: elsewhere[field].pk})

    assert list(response.json()["errors"]) == [field]


def test_a_result_of_another_enterprise_is_refused(api, draft_input):
    response = api.post(ORDERS, draft_input | {"test_result": TestResultFactory().pk})

    assert (response.status_code, response.json()["code"]) == (409, "other_party")
    assert not RectificationOrder.objects.exists()


def test_a_draft_of_somebody_without_the_permission_is_forbidden(leader, draft_input):
    response = api_of(leader).post(ORDERS, draft_input)

    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_a_correction_needs_the_version_that_was_read(api):
    order = RectificationOrderFactory()

    assert api.patch(one(order), {"product": "剪板机"}).status_code == 428
    stale = api.patch(one(order), {"product": "剪板机"}, HTTP_IF_MATCH='"7"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    read = api.get(one(order))["ETag"]
    kept = api.patch(one(order), {"product": "剪板机"}, HTTP_IF_MATCH=read)
    assert (kept.status_code, kept.json()["product"]) == (200, "剪板机")


def test_an_issued_order_is_not_corrected(api):
    order = RectificationOrderFactory(state=State.ISSUED)

    response = api.patch(one(order), {"findings": "另一份"}, HTTP_IF_MATCH='"0"')

    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")
    order.refresh_from_db()
    assert order.findings != "另一份"


def test_items_of_a_draft_are_replaced_in_their_order(api):
    order = RectificationOrderFactory(items=3)
    items = [
        {"kind": "staff", "requirement": "培训"},
        {"kind": "metrology", "requirement": "检定", "clause": "5.2"},
    ]

    response = api.put(one(order, "items/"), {"items": items}, HTTP_IF_MATCH='"0"')

    assert response.status_code == 200
    kept = order.items.values_list("position", "kind", "clause")
    assert list(kept) == [(1, "staff", ""), (2, "metrology", "5.2")]
    again = api.put(one(order, "items/"), {"items": items}, HTTP_IF_MATCH='"0"')
    assert again.status_code == 412


def test_progress_is_noted_while_the_order_is_open(api):
    order = RectificationOrderFactory(state=State.ISSUED)
    item = order.items.first()
    told = {"item": item.pk, "percent_done": 60, "measures": "已购置检验设备"}

    assert api.post(one(order, "progress/"), told).status_code == 200
    item.refresh_from_db()
    assert (item.percent_done, item.measures) == (60, "已购置检验设备")
    draft = RectificationOrderFactory()
    refused = api.post(one(draft, "progress/"), told | {"item": draft.items.first().pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_progress_of_another_orders_item_is_not_found(api):
    order = RectificationOrderFactory(state=State.ISSUED)
    told = {"item": OrderItemFactory().pk, "percent_done": 60, "measures": ""}

    assert api.post(one(order, "progress/"), told).status_code == 404


# --- Steps ---------------------------------------------------------------------------------------


def test_issuing_draws_the_number_and_starts_the_clocks(api, officer):
    order = order_in(State.DRAFT)

    response = api.post(one(order, "issue/"))

    assert response.status_code == 200, response.json()
    answer = response.json()
    year = timezone.localdate().year
    assert (answer["state"], answer["number"]) == ("issued", f"顺市监责改〔{year}〕1号")
    assert answer["due_on"] is not None
    assert response["ETag"] == f'"{answer["version"]}"'
    entry = order.log.get()
    assert (entry.name, entry.by, entry.from_state) == ("issue", officer, "draft")
    assert set(Deadline.objects.of(order).values_list("term", flat=True)) == {
        "correct",
        "reinspect",
        "objection",
    }


def test_the_detail_explains_its_deadlines_and_names_its_papers(api):
    order = order_in(State.ISSUED)

    shown = api.get(one(order)).json()

    correct = next(row for row in shown["deadlines"] if row["term"] == "correct")
    assert correct["due_on"] == shown["due_on"]
    assert order.issued_on.isoformat() in correct["explanation"]
    assert [paper["number"] for paper in shown["documents"]] == [order.number]
    assert [item["verified_on"] for item in shown["items"]] == [None, None]
    assert [halt["kind"] for halt in shown["halts"]] == ["automatic"]


def test_the_wrong_person_is_told_so_and_nothing_moves(inspector):
    order = RectificationOrderFactory()

    response = api_of(inspector).post(one(order, "issue/"))

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    order.refresh_from_db()
    assert order.state == State.DRAFT
    assert not order.log.exists()


def test_a_step_in_the_wrong_state_is_refused_in_words(api):
    order = RectificationOrderFactory(state=State.ISSUED)

    response = api.post(one(order, "escalate/"))

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["type"]) == (
        "wrong_state",
        "urn:qualitysup:problem:wrong_state",
    )
    assert order.get_state_display() in problem["detail"]


def test_a_stale_copy_loses(api):
    order = order_in(State.DRAFT)
    read = api.get(one(order))["ETag"]
    assert api.post(one(order, "submit/"), HTTP_IF_MATCH=read).status_code == 200

    response = api.post(one(order, "issue/"), HTTP_IF_MATCH=read)

    assert (response.status_code, response.json()["code"]) == (412, "stale")
    order.refresh_from_db()
    assert order.state == State.SUBMITTED


def test_a_step_is_recorded_on_its_day_but_not_on_one_to_come(api):
    order = order_in(State.ISSUED, days=10)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    future = api.post(one(order, "report/"), {"on": tomorrow})
    assert (future.status_code, future.json()["code"]) == (409, "future")
    assert api.post(one(order, "report/"), {"on": yesterday}).status_code == 200
    order.refresh_from_db()
    assert order.reported_on == yesterday


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("report/", {"on": "2026-02-30"}),
        ("extend/", {"days": 0, "note": "困难"}),
        ("agree-halt/", {"months": "半年"}),
        ("withdraw/", {"note": "  "}),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(api, step, sent):
    order = RectificationOrderFactory(state=State.ISSUED)

    response = api.post(one(order, step), sent)

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["errors"]


def test_a_halt_by_agreement_names_whom_to_consult_first(api):
    campaign = CampaignFactory(opened=True)
    order = order_in(State.ISSUED, campaign=campaign)

    response = api.post(one(order, "agree-halt/"), {"months": 6})

    assert (response.status_code, response.json()["code"]) == (409, "consulted_both")
    detail = response.json()["detail"]
    assert "chamber of commerce" in detail or "商会" in detail
    assert "government" in detail or "政府" in detail
    assert not order.halts.filter(kind="voluntary").exists()


def test_production_does_not_resume_while_an_item_is_open(api):
    order = order_in(State.PASSED)
    OrderItemFactory(order=order)

    response = api.post(one(order, "resume/"))

    assert (response.status_code, response.json()["code"]) == (409, "every_item_verified")
    assert "1" in response.json()["detail"]
    order.refresh_from_db()
    assert (order.state, order.closed_on) == (State.PASSED, None)


def test_an_extension_is_granted_only_under_the_law_that_knew_it(api):
    old = order_in(State.ISSUED, days=(timezone.localdate() - dt.date(2019, 11, 1)).days)
    new = order_in(State.ISSUED)
    asked = {"days": 30, "note": "设备到货延迟", "on": "2019-11-20"}

    granted = api.post(one(old, "extend/"), asked)
    refused = api.post(one(new, "extend/"), {"days": 30, "note": "设备到货延迟"})

    assert granted.status_code == 200, granted.json()
    assert granted.json()["due_on"] == "2019-12-31"
    assert (refused.status_code, refused.json()["code"]) == (409, "term_can_be_extended")


def test_a_reinspection_carries_only_what_failed_to_the_next(api, db):
    order = order_in(State.REINSPECTING)
    first, second = order.items.all()
    people = UserFactory.create_batch(2, badged=True)
    concluded = {
        "inspectors": [person.pk for person in people],
        "findings": [
            {"item": first.pk, "passed": True},
            {"item": second.pk, "passed": False, "finding": "仍缺防护罩"},
        ],
    }

    response = api.post(one(order, "conclude-reinspection/"), concluded)

    assert response.status_code == 200, response.json()
    assert response.json()["state"] == "failed"
    assert list(order.items.open()) == [second]
    shown = api.get(one(order)).json()["reinspections"][0]
    assert shown["passed"] is False
    assert shown["findings"] == [
        {"item": first.pk, "passed": True, "finding": ""},
        {"item": second.pk, "passed": False, "finding": "仍缺防护罩"},
    ]
    assert sorted(shown["inspectors"]) == sorted(person.full_name for person in people)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ([{"badged": True}], "two_inspectors"),
        ([{"badged": True}, {}], "no_valid_badge"),
    ],
)
def test_a_reinspection_needs_two_with_a_badge(api, people, code):
    order = order_in(State.REINSPECTING)
    sent = {
        "inspectors": [UserFactory(**traits).pk for traits in people],
        "findings": [{"item": item.pk, "passed": True} for item in order.items.all()],
    }

    response = api.post(one(order, "conclude-reinspection/"), sent)

    assert (response.status_code, response.json()["code"]) == (409, code)
    assert order.items.open().count() == 2


def test_an_inspector_elsewhere_is_not_found(api, stranger):
    order = order_in(State.REINSPECTING)
    sent = {"inspectors": [stranger.pk], "findings": []}

    response = api.post(one(order, "conclude-reinspection/"), sent)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["inspectors"])


def test_the_reinspection_of_another_round_is_not_called(api):
    order = order_in(State.ISSUED)

    response = api.post(one(order, "call-after-halt/"))

    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")


def test_the_steps_on_offer_conclude_a_reinspection_in_one(api):
    order = order_in(State.REINSPECTING)

    offered = api.get(one(order, "available/")).json()

    assert "conclude_reinspection" in [step["step"] for step in offered]
    assert not any(step["step"].startswith(("pass_", "fail_")) for step in offered)


def test_a_leader_halts_early_only_with_a_recorded_reason(leader):
    order = order_in(State.ISSUED)
    client = api_of(leader)
    decision = {"months": 6, "legal_review": "法制审核通过。"}

    refused = client.post(one(order, "halt/"), decision)
    assert (refused.status_code, refused.json()["code"]) == (409, "failed_twice")
    done = client.post(one(order, "halt/"), decision | {"override": "存在重大安全隐患"})
    assert (done.status_code, done.json()["state"]) == (200, "halted")
    assert order.halts.get(kind="penalty").override == "存在重大安全隐患"


def test_the_whole_way_from_the_result_to_resumption(api, db):
    result = TestResultFactory()
    people = UserFactory.create_batch(2, badged=True)
    order = api.post(f"/api/v1/test-results/{result.pk}/order/").json()
    url = f"{ORDERS}{order['id']}/"
    items = api.get(url).json()["items"]
    passed = {
        "inspectors": [person.pk for person in people],
        "findings": [{"item": item["id"], "passed": True} for item in items],
    }

    states = [
        api.post(f"{url}{step}/", sent).json()["state"]
        for step, sent in [
            ("submit", {}),
            ("send-back", {"note": "补充依据"}),
            ("issue", {}),
            ("report", {}),
            ("call-reinspection", {}),
            ("conclude-reinspection", passed),
            ("resume", {}),
        ]
    ]

    assert states == [
        "submitted", "draft", "issued", "reported", "reinspecting", "passed", "closed",
    ]  # fmt: skip
    shown = api.get(url).json()
    assert [paper["kind"] for paper in shown["documents"]] == [
        "rectification_order", "reinspection_notice", "resumption",
    ]  # fmt: skip
    assert shown["halts"][0]["ended_on"] == shown["closed_on"]


# --- Finding orders ------------------------------------------------------------------------------


def found(api, **query):
    response = api.get(ORDERS, query)
    assert response.status_code == 200, response.json()
    return {row["id"] for row in response.json()["results"]}


def test_orders_are_found_by_state_campaign_enterprise_and_place(api):
    here = RectificationOrderFactory(state=State.ISSUED, campaign=CampaignFactory())
    there = RectificationOrderFactory(enterprise__division_id=BEIJIAO)

    assert found(api, state="issued") == {here.pk}
    assert found(api, state=["issued", "draft"]) == {here.pk, there.pk}
    assert found(api, campaign=here.campaign_id) == {here.pk}
    assert found(api, enterprise=there.enterprise_id) == {there.pk}
    assert found(api, division=BEIJIAO) == {there.pk}
    assert found(api, division="440606") == {here.pk, there.pk}
    assert found(api, division="4202") == set()


def test_overdue_orders_are_told_from_the_others(api):
    late = order_in(State.ISSUED, days=100)
    in_time = order_in(State.ISSUED, days=10)

    assert found(api, overdue="true") == {late.pk}
    assert found(api, overdue="false") == {in_time.pk}


@pytest.mark.parametrize(
    "typed",
    [
        "顺市监责改〔{year}〕1号",
        "顺市监责改[{year}] 第1号",
        "顺市监责改（{year}）1号",
        "责改﹝{year}﹞1",
    ],
)
def test_a_number_is_found_in_any_brackets(api, typed):
    order = order_in(State.ISSUED, days=0)
    order_in(State.DRAFT)

    assert found(api, search=typed.format(year=timezone.localdate().year)) == {order.pk}


def test_an_order_is_found_by_its_party_as_the_register_finds_it(api):
    order = RectificationOrderFactory(enterprise__name="启衡锻压机械有限公司")
    RectificationOrderFactory()

    assert found(api, search="启衡") == found(api, search="qhdy") == {order.pk}


@pytest.mark.parametrize(
    "query", [{"state": "nowhere"}, {"division": "佛山"}, {"campaign": "x"}, {"overdue": "x"}]
)
def test_a_filter_that_makes_no_sense_never_shows_everything(api, query):
    RectificationOrderFactory(state=State.ISSUED)
    response = api.get(ORDERS, query)

    assert response.status_code == 400 or not response.json()["results"]


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 2, 12, 50])
def test_the_list_costs_the_same_however_long_it_is(officer, rows):
    client = api_of(officer)
    client.get(ORDERS)
    RectificationOrderFactory.create_batch(rows, items=0, state=State.ISSUED)

    assert queries(lambda: client.get(ORDERS)) == 4


@pytest.mark.parametrize("rows", [1, 2, 12, 50])
def test_the_detail_costs_the_same_however_much_hangs_on_it(officer, rows):
    client = api_of(officer)
    order = order_in(State.FAILED_AGAIN)
    OrderItemFactory.create_batch(rows, order=order)
    client.get(one(order))

    assert queries(lambda: client.get(one(order))) == 7


@pytest.mark.django_db(transaction=True)
def test_what_a_draft_and_a_step_cost(officer, draft_input):
    client = api_of(officer)
    order = order_in(State.DRAFT, items=12)
    client.get(one(order))

    # A transaction's BEGIN and COMMIT are among them.
    assert queries(lambda: client.post(ORDERS, draft_input)) == 8
    # Eleven for the step, four to owe those who may decide their notices.
    assert queries(lambda: client.post(one(order, "submit/"))) == 15


# --- Twice at once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_issued_from_two_sessions_at_once_it_draws_one_number(officer, chief):
    order = order_in(State.DRAFT)
    clients = api_of(officer), api_of(chief)

    answers = at_once(*(lambda c=c: c.post(one(order, "issue/")) for c in clients))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert IssuedDocument.objects.of(order).count() == 1
    assert NumberSeries.objects.get(word="顺市监责改").last == 1
    assert order.log.filter(name="issue").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_failed_result_asked_twice_at_once_becomes_one_order(officer, chief):
    result = TestResultFactory()
    url = f"/api/v1/test-results/{result.pk}/order/"
    clients = api_of(officer), api_of(chief)

    answers = at_once(*(lambda c=c: c.post(url) for c in clients))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert result.orders.count() == 1
    assert OrderItem.objects.count() == 2
