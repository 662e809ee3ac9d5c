"""Over the API: no release while a test fails, one report of two, and each person's own."""

import pytest
from django.utils import timezone

from qualitysup.accounts.roles import Role
from tests.inspections.clients import api_of, at_once
from tests.workshops.factories import lab
from tests.workshops.factories.zone import LaboratoryFactory, ZoneFactory, acts_for
from workshops.models import Lot, LotTest
from workshops.services import lot_tests

pytestmark = pytest.mark.django_db
GOOD = [{"name": "菌落总数", "method": "", "limit": "≤ 1", "value": "0", "passed": True}]
BAD = [{"name": "亚硝酸盐", "limit": "≤ 30", "value": "96", "passed": False}]


def post(api, path, **given):
    return api.post(f"/api/v1/{path}/", given, format="json")


def test_from_the_sample_to_the_release(officer):
    zone = ZoneFactory()
    lot = lab.made(zone=zone)
    lead, operator = acts_for(zone.lead, Role.ZONE_OPERATOR), acts_for(lot.workshop.enterprise)

    test = post(api_of(lead), "lot-tests", lot=lot.pk).json()
    report = post(api_of(lead), f"lot-tests/{test['id']}/report", number="场1", items=GOOD)
    let_go = post(api_of(operator), f"lots/{lot.pk}/release")

    lot.refresh_from_db()
    assert report.json()["passed"] is True
    assert let_go.status_code == 200, let_go.json()
    assert lot.state == Lot.State.RELEASED


def test_a_lot_whose_test_fails_is_not_released(officer):
    zone = ZoneFactory()
    lot = lab.made(zone=zone)
    lead, operator = acts_for(zone.lead, Role.ZONE_OPERATOR), acts_for(lot.workshop.enterprise)
    test = lot_tests.sample(lot, by=lead)
    post(api_of(lead), f"lot-tests/{test.pk}/report", number="场1", items=BAD)

    answers = [
        post(api_of(operator), f"lots/{lot.pk}/release"),
        post(api_of(lead), f"lots/{lot.pk}/release"),
        post(api_of(officer), f"lots/{lot.pk}/unhold", note="放行"),
        post(api_of(officer), f"lots/{lot.pk}/pass"),
    ]

    lot.refresh_from_db()
    assert {answer.status_code for answer in answers} <= {403, 409}
    assert "failed" in answers[2].json()["detail"]
    assert lot.state == Lot.State.HELD


def test_before_any_report_nothing_is_released(officer):
    lot = lab.made(state="testing")
    lab.sampled(lot)
    operator = acts_for(lot.workshop.enterprise)

    answers = [
        post(api_of(operator), f"lots/{lot.pk}/release"),
        post(api_of(officer), f"lots/{lot.pk}/pass"),
    ]

    assert {answer.status_code for answer in answers} == {409}


def test_a_second_report_is_refused_in_words(api):
    test = lab.reported(lab.made(state="testing"))

    answer = post(api, f"lot-tests/{test.pk}/report", number="检2", items=BAD)

    assert (answer.status_code, answer.json()["code"]) == (409, "reported")


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_at_once_one_is_recorded(officer, inspector):
    test = lab.sampled(lab.made(state="testing"))
    apis = api_of(officer), api_of(inspector)

    answers = at_once(
        lambda: post(apis[0], f"lot-tests/{test.pk}/report", number="检A", items=GOOD),
        lambda: post(apis[1], f"lot-tests/{test.pk}/report", number="检B", items=BAD),
    )

    test = LotTest.objects.get(pk=test.pk)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert test.items.count() == 1
    assert test.passed == (test.number == "检A")


@pytest.mark.django_db(transaction=True)
def test_a_release_does_not_slip_past_a_correction(officer):
    """Whichever comes first, no lot is out with a failed report: it is held or was never let go."""
    lot = lab.made(state="testing")
    test = lab.reported(lot)
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.PASSED)
    operator = acts_for(lot.workshop.enterprise)
    wrong = {"number": "检更", "items": BAD, "correction": "录错"}

    at_once(
        lambda: post(api_of(operator), f"lots/{lot.pk}/release"),
        lambda: post(api_of(officer), f"lot-tests/{test.pk}/correct", **wrong),
    )

    lot.refresh_from_db()
    assert lot.state == Lot.State.HELD
    assert not lot.tests.passed().exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_recalls_at_once_one_is_opened(officer, chief):
    lot = lab.made(state="testing")
    lab.reported(lot, lab.BAD)
    apis = api_of(officer), api_of(chief)

    answers = at_once(
        *(lambda api=api: post(api, "recalls", lot=lot.pk, reason="亚硝酸盐") for api in apis)
    )

    assert sorted(answer.status_code for answer in answers) == [201, 400] or sorted(
        answer.status_code for answer in answers
    ) == [201, 409]
    assert lot.recalls.count() == 1


def test_a_recall_over_the_api_from_opening_to_the_end(api):
    lots = lab.chain()
    opened = post(api, "recalls", lot=lots["goose"].pk, reason="亚硝酸盐", level=1)
    recall = opened.json()["id"]
    told = post(api, f"recalls/{recall}/tell-all", notified_how="电话").json()
    lines = api.get("/api/v1/recall-lines/", {"recall": recall, "open": "true"}).json()["results"]
    for line in lines:
        if line["sale"]:
            post(api, f"recall-lines/{line['id']}/recover", recovered=line["sold"])
        else:
            post(api, f"recall-lines/{line['id']}/settle", outcome="destroyed", note="深埋")

    early = post(api, f"recalls/{recall}/close", note="完成")
    noticed = post(api, f"recalls/{recall}/notify")
    closed = post(api, f"recalls/{recall}/close", note="完成")

    assert opened.status_code == 201
    assert (opened.json()["lines"], told["told"], len(lines)) == (9, 4, 9)
    assert early.json()["code"] == "wrong_state"
    assert (noticed.status_code, closed.json()["state"]) == (200, "closed")


def test_others_find_nothing(stranger):
    test = lab.reported(lab.made(state="testing"))
    operator = api_of(acts_for(lab.bought().workshop.enterprise))

    for api in (api_of(stranger), operator):
        assert api.get(f"/api/v1/lot-tests/{test.pk}/").status_code == 404
        assert api.get("/api/v1/lot-tests/").json()["count"] == 0


def test_a_plan_is_read_by_year_and_by_what_was_missed(api):
    lab.owed()
    lab.owed(missed_on=timezone.localdate(), due_on=timezone.localdate() - timezone.timedelta(1))

    def count(**asked):
        return api.get("/api/v1/mandatory-tests/", asked).json()["count"]

    assert (count(), count(missed="true"), count(done="true")) == (2, 1, 0)


def test_frequencies_are_read_by_class(api):
    answer = api.get("/api/v1/test-frequencies/").json()

    assert {row["risk_class"] for row in answer["results"]} == {"", "A", "B", "C", "D"}


def test_a_sample_elsewhere_is_refused_in_words(api):
    lot = lab.made(zone=ZoneFactory())

    answer = post(api, "lot-tests", lot=lot.pk, laboratory=LaboratoryFactory().pk)

    assert (answer.status_code, answer.json()["code"]) == (409, "zone_laboratory")
