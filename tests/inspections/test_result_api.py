import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import Objection, RectificationOrder, TestResult
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories import ObjectionFactory, TestResultFactory
from tests.inspections.stories import order_in

RESULTS = "/api/v1/test-results/"
OBJECTIONS = "/api/v1/objections/"
State = RectificationOrder.State


@pytest.fixture
def result_input():
    return {
        "enterprise": EnterpriseFactory().pk,
        "report_number": "WT-2026-001",
        "laboratory": "佛山市质量计量监督检测中心",
        "product": "锻压机械",
        "standard": "GB 17120—2025",
        "tested_on": "2026-03-01",
        "notified_on": "2026-03-05",
        "passed": False,
        "failed_items": "防护装置：缺失\n急停：响应时间超标",
    }


def test_a_result_is_recorded_where_its_enterprise_is(api, officer, result_input):
    response = api.post(RESULTS, result_input)

    assert response.status_code == 201, response.json()
    result = TestResult.objects.get(pk=response.json()["id"])
    assert (result.division_id, result.recorded_by) == (CHENCUN, officer)


@pytest.mark.parametrize(
    "change",
    [
        {"failed_items": ""},  # failed, and nothing that did
        {"passed": True},  # passed, and yet something failed
        {"notified_on": "2026-02-27"},  # told before it was tested
        {"tested_on": "2026-13-01"},
    ],
)
def test_a_result_that_contradicts_itself_is_refused(api, result_input, change):
    response = api.post(RESULTS, result_input | change)

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert not TestResult.objects.exists()


def test_the_same_report_is_recorded_once(api, result_input):
    assert api.post(RESULTS, result_input).status_code == 201
    again = api.post(RESULTS, result_input | {"enterprise": EnterpriseFactory().pk})

    assert (again.status_code, again.json()["code"]) == (400, "invalid")
    assert TestResult.objects.count() == 1


def test_a_result_of_an_enterprise_elsewhere_is_not_recorded(api, result_input):
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    response = api.post(RESULTS, result_input | {"enterprise": elsewhere.pk})

    assert list(response.json()["errors"]) == ["enterprise"]


def test_a_failed_result_becomes_an_order_in_one_step_and_only_one(api):
    result = TestResultFactory()

    first = api.post(f"{RESULTS}{result.pk}/order/")
    second = api.post(f"{RESULTS}{result.pk}/order/")

    assert first.status_code == 201, first.json()
    assert first.json()["id"] == second.json()["id"]
    order = result.orders.get()
    assert [item.requirement for item in order.items.all()] == result.failures
    assert result.report_number in order.findings


def test_a_passed_result_calls_for_no_order(api):
    result = TestResultFactory(passed=True)

    response = api.post(f"{RESULTS}{result.pk}/order/")

    assert (response.status_code, response.json()["code"]) == (409, "passed")
    assert not RectificationOrder.objects.exists()


@pytest.mark.parametrize(("division", "seen"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_sees_its_results(db, division, seen):
    result = TestResultFactory(enterprise__division_id=division)
    client = api_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    assert bool(client.get(RESULTS).json()["results"]) == seen
    assert client.post(f"{RESULTS}{result.pk}/order/").status_code == (201 if seen else 404)


def test_results_are_found_by_outcome_and_enterprise(api):
    failed, passed = TestResultFactory(), TestResultFactory(passed=True)

    def found(**query):
        return [row["id"] for row in api.get(RESULTS, query).json()["results"]]

    assert found(passed="true") == [passed.pk]
    assert found(passed="false") == found(enterprise=failed.enterprise_id) == [failed.pk]


def test_an_objection_in_time_is_pending_and_suspends_nothing(api):
    order = order_in(State.ISSUED, days=3)
    today = timezone.localdate().isoformat()

    response = api.post(OBJECTIONS, {"order": order.pk, "filed_on": today, "reasons": "样品有误"})

    assert (response.status_code, response.json()["decision"]) == (201, "pending")
    assert api.post(f"/api/v1/rectification-orders/{order.pk}/report/").status_code == 200


def test_an_objection_after_the_last_day_is_recorded_as_too_late(api):
    order = order_in(State.ISSUED, days=40)
    today = timezone.localdate().isoformat()

    response = api.post(OBJECTIONS, {"order": order.pk, "filed_on": today, "reasons": "样品有误"})

    assert (response.status_code, response.json()["decision"]) == (201, "late")


def test_without_a_result_there_is_nothing_to_object_to(api):
    order = order_in(State.ISSUED, tested=False)
    sent = {"order": order.pk, "filed_on": timezone.localdate().isoformat(), "reasons": "不服"}

    response = api.post(OBJECTIONS, sent)

    assert (response.status_code, response.json()["code"]) == (409, "no_result")


def test_an_objection_to_an_order_elsewhere_is_not_found(stranger):
    order = order_in(State.ISSUED)
    sent = {"order": order.pk, "filed_on": timezone.localdate().isoformat(), "reasons": "不服"}

    response = api_of(stranger).post(OBJECTIONS, sent)

    assert list(response.json()["errors"]) == ["order"]
    assert not Objection.objects.exists()


def test_an_upheld_objection_lets_the_order_be_withdrawn(api, chief):
    order = order_in(State.ISSUED, days=3)
    objection = ObjectionFactory(order=order, filed_on=timezone.localdate() - dt.timedelta(days=1))
    decision = {"upheld": True, "reasons": "复检合格"}
    withdrawal = f"/api/v1/rectification-orders/{order.pk}/withdraw/"

    assert api.post(f"{OBJECTIONS}{objection.pk}/decide/", decision).status_code == 403
    assert api.post(withdrawal, {"note": "撤回"}).json()["code"] == "objection_upheld"
    decided = api_of(chief).post(f"{OBJECTIONS}{objection.pk}/decide/", decision)
    assert (decided.status_code, decided.json()["decision"]) == (200, "upheld")
    again = api_of(chief).post(f"{OBJECTIONS}{objection.pk}/decide/", decision)
    assert (again.status_code, again.json()["code"]) == (409, "decided")
    assert api.post(withdrawal, {"note": "异议成立"}).json()["state"] == "withdrawn"


@pytest.mark.parametrize("rows", [1, 2, 12, 50])
def test_lists_cost_the_same_however_long_they_are(officer, rows):
    client = api_of(officer)
    order = order_in(State.ISSUED)
    TestResultFactory.create_batch(rows)
    ObjectionFactory.create_batch(rows, order=order)
    client.get(RESULTS)

    assert queries(lambda: client.get(RESULTS)) == 4
    assert queries(lambda: client.get(OBJECTIONS)) == 4
