"""Disclosures, formulas and figures through the admin, the API, home and the dashboard."""

import pytest
from django.utils import timezone

from inspections.models import Disclosure, RiskFormula
from inspections.services import disclosures
from tests.dashboard.watching import measure
from tests.factories import BEIJIAO, UserFactory
from tests.inspections.clients import api_of, browser_of, queries, told
from tests.inspections.factories import (
    ComplaintFactory,
    DisclosureFactory,
    RiskScoreFactory,
    TestResultFactory,
)

LIST, API = "/admin/inspections/disclosure/", "/api/v1/disclosures/"


def page(disclosure, part="change/"):
    return f"{LIST}{disclosure.pk}/{part}"


# --- The page of one disclosure ------------------------------------------------------------------


def test_before_and_after_stand_side_by_side(officer):
    disclosure = DisclosureFactory(
        facts={"violated": "由张小明签字"}, redactions=[{"text": "张小明", "why": "person"}]
    )

    words = browser_of(officer).get(page(disclosure)).content.decode()

    assert "由张小明签字" in words
    assert "由张某某签字" in words


def test_proposals_are_unticked_and_more_is_blacked_out_by_hand(officer):
    disclosure = DisclosureFactory(
        facts={"violated": "电话13900001234，型号甲乙丙"},
        redactions=[{"text": "13900001234", "why": "phone"}],
    )
    typed = {"version": disclosure.version, "by_hand": "甲乙丙"}

    response = browser_of(officer).post(page(disclosure, "redact/"), typed)

    assert response.status_code == 302
    disclosure.refresh_from_db()
    assert disclosure.redactions == [{"text": "甲乙丙", "why": "other"}]
    assert disclosure.prepared_by == officer


def test_what_does_not_stand_in_the_facts_can_not_be_blacked_out(officer):
    disclosure = DisclosureFactory()

    response = browser_of(officer).post(
        page(disclosure, "redact/"), {"version": 0, "by_hand": "没有这句"}
    )

    assert "没有这句" in str(response.context["form"].errors)


def test_a_page_left_open_does_not_undo_what_another_did(officer):
    disclosure = DisclosureFactory()
    disclosures.redact(disclosure, by=UserFactory(), redactions=[])

    response = browser_of(officer).post(page(disclosure, "redact/"), {"version": 0, "by_hand": ""})

    assert response.status_code == 409
    assert "changed this case" in response.content.decode()


def test_it_is_approved_and_published_on_the_screen(chief, leader):
    disclosure = DisclosureFactory()
    today = timezone.localdate().isoformat()

    for browser, step, version in (
        (browser_of(leader), "approve", 0),
        (browser_of(chief), "publish", 1),
    ):
        response = browser.post(
            page(disclosure, f"step/{step}/"), {"on": today, "note": "", "version": version}
        )
        assert response.status_code == 302, response.content.decode()

    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.published_by) == ("published", chief)


def test_the_reason_why_a_halt_stays_is_told(chief):
    disclosure = DisclosureFactory(state="published", penalty=True)
    typed = {"on": timezone.localdate().isoformat(), "note": "求情", "version": 0}

    response = browser_of(chief).post(page(disclosure, "step/withdraw/"), typed)

    assert response.status_code == 409
    assert "not taken down early" in response.content.decode()


def test_many_are_approved_at_once_but_not_ones_own(chief):
    mine, other = DisclosureFactory(created_by=chief), DisclosureFactory()
    typed = {
        "action": "step_approve",
        "_selected_action": [mine.pk, other.pk],
        "confirmed": "1",
        "on": timezone.localdate().isoformat(),
        "note": "",
    }

    response = browser_of(chief).post(LIST, typed, follow=True)

    done, refused = told(response)
    assert done == "1 done."
    assert "A second person approves" in refused


def test_nothing_is_added_edited_or_deleted_by_hand(chief):
    disclosure, browser = DisclosureFactory(), browser_of(chief)

    assert browser.get(f"{LIST}add/").status_code == 403
    assert browser.post(page(disclosure), {"title": "x"}).status_code == 403
    assert browser.post(page(disclosure, "delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("standing", "found"), [("waiting", {"queued", "approved"}), ("shown", {"published"})]
)
def test_the_list_is_filtered_by_how_they_stand(standing, found, chief):
    for state in Disclosure.State:
        DisclosureFactory(state=state)

    rows = browser_of(chief).get(LIST, {"standing": standing}).context["cl"].result_list

    assert {row.state for row in rows} == found


# --- The API -------------------------------------------------------------------------------------


def test_a_disclosure_goes_out_by_the_api(officer, chief, leader):
    disclosure = disclosures.queue(TestResultFactory(), by=UserFactory())
    at = f"{API}{disclosure.pk}/"
    given = {"redactions": [{"text": "防护装置", "why": "other"}]}

    etag = api_of(officer).get(at)["ETag"]
    put = api_of(officer).put(f"{at}redactions/", given, headers={"if-match": etag})
    assert put.status_code == 200, put.json()
    assert api_of(leader).post(f"{at}approve/", {}).status_code == 200
    answer = api_of(chief).post(f"{at}publish/", {}).json()

    assert answer["state"] == "published"
    assert answer["published"]["failed_items"][0] == "＊＊＊：缺失"


def test_redactions_need_the_version_that_was_read(officer):
    disclosure = DisclosureFactory()

    response = api_of(officer).put(f"{API}{disclosure.pk}/redactions/", {"redactions": []})

    assert response.status_code in (412, 428)


def test_a_disclosure_elsewhere_is_not_found(db):
    disclosure = DisclosureFactory()
    stranger = UserFactory(home_id=BEIJIAO, divisions=[BEIJIAO])

    assert api_of(stranger).get(f"{API}{disclosure.pk}/").status_code == 404
    assert browser_of(stranger).get(page(disclosure)).status_code == 404


def test_a_list_costs_the_same_for_two_rows_and_twelve(officer):
    browser, api = browser_of(officer), api_of(officer)
    DisclosureFactory.create_batch(2)
    costs = [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))]
    DisclosureFactory.create_batch(10)

    assert [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))] == costs


# --- Figures -------------------------------------------------------------------------------------


def figures(user):
    return {
        measured.indicator.key: measured.figure
        for group in measure(user).values()
        for measured in group["figures"]
    }


def test_the_dashboard_counts_them(leader, officer):
    disclosures.queue(
        TestResultFactory(tested_on=timezone.localdate().replace(year=2025), notified_on=None),
        by=officer,
    )
    DisclosureFactory(state="published")
    ComplaintFactory.create_batch(2)
    ComplaintFactory(state="closed")
    RiskScoreFactory()

    found = figures(leader)

    assert found["disclosures-waiting"] == found["disclosures-overdue"] == 1
    assert found["disclosures-shown"] == 1
    assert found["disclosures-in-time"] == "100"
    assert (found["complaints-open"], found["complaints-overdue"]) == (2, 0)
    assert found["risk-pending"] == 1


def test_what_nobody_published_yet_is_not_called_in_time(leader):
    assert figures(leader)["disclosures-in-time"] is None


def test_the_timeline_of_an_enterprise_tells_of_both(officer):
    disclosure = DisclosureFactory(state="withdrawn")
    complaint = ComplaintFactory(enterprise=disclosure.enterprise, state="closed")

    words = browser_of(officer).get(disclosure.enterprise.get_absolute_url()).content.decode()

    assert "Made public: result of a test" in words
    assert "Withdrawn from publication" in words
    assert complaint.get_absolute_url() in words


def test_a_formula_is_edited_with_its_weights_and_keeps_its_history(chief):
    formula = RiskFormula.objects.get()

    words = (
        browser_of(chief)
        .get(f"/admin/inspections/riskformula/{formula.pk}/change/")
        .content.decode()
    )

    assert "直接反映产品质量" in words
    assert formula.weights.count() == 5
