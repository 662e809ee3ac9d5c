import csv
import io

import pytest

from inspections.models import RectificationOrder, TestResult
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import TestResultFactory

LIST = "/admin/inspections/testresult/"


def page(result, part="change/"):
    return f"{LIST}{result.pk}/{part}"


def new(**more):
    return {
        "enterprise": EnterpriseFactory().pk,
        "campaign": "",
        "report_number": "WT-2026-001",
        "laboratory": "佛山市质量计量监督检测中心",
        "product": "锻压机械",
        "model": "",
        "standard": "GB 17120—2025",
        "tested_on": "2026-03-01",
        "notified_on": "2026-03-05",
        "passed": "",
        "failed_items": "防护装置：缺失",
    } | more


def test_a_failed_result_is_recorded(browser, officer):
    response = browser.post(f"{LIST}add/", new())

    assert response.status_code == 302, response.context["errors"]
    result = TestResult.objects.get()
    assert (result.passed, result.division_id, result.recorded_by) == (False, CHENCUN, officer)


def test_a_failure_names_what_failed(browser):
    response = browser.post(f"{LIST}add/", new(failed_items=""))

    assert "failed_items" in response.context["adminform"].form.errors
    assert not TestResult.objects.exists()


def test_the_same_report_is_refused_in_words(browser):
    browser.post(f"{LIST}add/", new())
    response = browser.post(f"{LIST}add/", new())

    assert "on record already" in response.content.decode()
    assert TestResult.objects.count() == 1


def test_an_enterprise_elsewhere_can_not_be_chosen(browser):
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    response = browser.post(f"{LIST}add/", new(enterprise=elsewhere.pk))

    assert "enterprise" in response.context["adminform"].form.errors


def test_what_a_laboratory_found_is_not_edited_or_deleted(browser):
    result = TestResultFactory()

    assert browser.post(page(result), new()).status_code == 403
    assert browser.get(page(result, "delete/")).status_code == 403


def test_the_order_is_drafted_at_one_press_and_only_once(browser):
    result = TestResultFactory()
    assert page(result, "order/") in browser.get(page(result)).content.decode()

    first = browser.post(page(result, "order/"), follow=True)
    second = browser.post(page(result, "order/"))

    order = RectificationOrder.objects.get()
    assert "drafted" in told(first)[0]
    assert second.url == order.get_absolute_url()
    assert [item.requirement for item in order.items.all()] == result.failures


def test_looking_drafts_nothing(browser):
    result = TestResultFactory()

    assert browser.get(page(result, "order/")).status_code == 405
    assert not RectificationOrder.objects.exists()


def test_a_passed_result_calls_for_no_order(browser):
    result = TestResultFactory(passed=True)

    response = browser.post(page(result, "order/"), follow=True)

    assert told(response) == ["This result passed; there is nothing to rectify."]
    assert not RectificationOrder.objects.exists()


def test_who_may_not_draft_orders_is_told_so(leader):
    result = TestResultFactory()

    response = browser_of(leader).post(page(result, "order/"), follow=True)

    assert told(response) == ["You may not draft rectification orders."]
    assert not RectificationOrder.objects.exists()


@pytest.mark.parametrize(("division", "seen"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_finds_its_results_and_no_others(db, division, seen):
    result = TestResultFactory(enterprise__division_id=division)
    browser = browser_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    assert (result in browser.get(LIST).context["cl"].queryset) == seen
    assert browser.post(page(result, "order/")).status_code == (302 if seen else 404)


def test_results_without_an_order_and_by_enterprise_are_found(browser):
    waiting = TestResultFactory(enterprise__name="启衡锻压机械有限公司")
    TestResultFactory(passed=True)
    ordered = TestResultFactory()
    browser.post(page(ordered, "order/"))

    def found(**query):
        return list(browser.get(LIST, query).context["cl"].queryset)

    assert found(order="none") == [waiting]
    assert found(q="qhdy") == [waiting]
    assert found(q=ordered.report_number) == [ordered]


def test_no_cell_of_the_export_is_run_as_a_formula(browser):
    TestResultFactory(product="=1+1", laboratory="-1")

    response = browser.get(f"{LIST}export/csv/")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["product"], row["laboratory"]) == ("'=1+1", "'-1")


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(browser, rows):
    TestResultFactory.create_batch(rows)
    browser.get(LIST)

    assert queries(lambda: browser.get(LIST)) == 7
