"""Investment by the API: the same steps, the same refusals, nobody's rows but one's own."""

import pytest

from investment.models import ContactPerson
from investment.services import followup
from qualitysup.accounts.roles import Role
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of
from tests.investment.factories import (
    ParkFactory,
    ParkOfferFactory,
    RequirementFactory,
    days,
    entered,
)

pytestmark = pytest.mark.django_db
FIRMS, VISITS, TASKS, TRIPS = (
    f"/api/v1/{name}/" for name in ("prospects", "prospect-visits", "prospect-tasks", "trips")
)


@pytest.fixture
def client(officer):
    return api_of(officer)


def post(client, way, given=None, status=200):
    answer = client.post(way, given or {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_lead_goes_to_its_contract(client, officer):
    given = {"name": "示例客商", "intention": "near", "source": "测试"}
    firm = post(client, FIRMS, given, 201)
    here = f"{FIRMS}{firm['id']}/"
    assert post(client, FIRMS, given, 409)["code"] == "known"
    assert post(client, f"{here}talk/", status=409)["code"] == "spoken_with"
    told = post(client, f"{here}contacts/", {"words": "电话", "purpose": "answer"}, 201)
    assert told["contacts"][0]["words"] == "电话"
    assert post(client, f"{here}talk/")["state"] == "talks"
    signed = post(client, f"{here}sign/", {"signed_yi": "1.5", "contract": "1号"})
    assert (signed["state"], signed["signed_yi"]) == ("signed", "1.5000")
    closed = {"because": "elsewhere", "note": "已定他处", "went_to": "示例市"}
    assert post(client, f"{here}close/", closed)["went_to"] == "示例市"
    assert post(client, f"{here}close/", {"because": "double", "note": "x"}, 400)


def test_a_visit_is_booked_once_and_recorded(client, officer, colleague):
    firm = entered(officer)
    given = {"officer": officer.pk, "planned_on": days(0).isoformat()}
    told = post(client, f"{FIRMS}{firm.pk}/visits/", given, 201)
    again = api_of(colleague)
    assert post(again, f"{FIRMS}{firm.pk}/visits/", given, 409)["code"] == "booked"
    visit = told["visits"][0]["id"]
    made = post(client, f"{VISITS}{visit}/record/", {"said": "有意向", "listened": True})
    assert (made["state"], made["listened"], made["said"]) == ("made", True, "有意向")
    assert post(client, f"{VISITS}{visit}/call-off/", {"because": "x"}, 409)["code"] == "settled"


def test_a_task_is_entered_and_settled(client, officer):
    firm = entered(officer)
    given = {
        "kind": "materials",
        "words": "寄送资料",
        "owner": officer.pk,
        "due_on": days(3).isoformat(),
    }
    task = post(client, f"{FIRMS}{firm.pk}/tasks/", given, 201)["tasks"][0]["id"]
    assert post(client, f"{TASKS}{task}/settle/", {"result": "挂号信"})["state"] == "done"
    assert post(client, f"{TASKS}{task}/settle/", {"result": "再"}, 409)["code"] == "settled"


def test_parks_are_matched_in_order(client, officer):
    firm = entered(officer)
    asked = RequirementFactory(prospect=firm)
    good, poor = (ParkFactory(name=name, division_id=HUANGSHI) for name in ("甲园", "乙园"))
    ParkOfferFactory(park=good, value=500)
    ParkOfferFactory(park=poor, value=100)
    found = client.get(f"{FIRMS}{firm.pk}/matches/").json()
    assert [(each["park"], each["is_ruled_out"]) for each in found] == [
        (good.pk, False),
        (poor.pk, True),
    ]
    (line,) = found[0]["lines"]
    assert (line["requirement"], line["verdict"]) == (asked.pk, "met")


def test_people_are_masked(client, officer):
    firm = entered(officer)
    person = ContactPerson(
        prospect=firm,
        post="厂长",
        name="测试人",
        phone="13800001234",
        consent="名片",
        consent_on=days(-1),
        keep_until=days(9),
    )
    followup.keep_person(person, by=officer)
    answer = client.get(f"{FIRMS}{firm.pk}/")
    assert answer.json()["people"][0]["masked"] == "厂长 测** 138****1234"
    assert "13800001234" not in answer.content.decode()


def test_a_trip_is_planned(client, officer, leader):
    given = {
        "name": "赴示例市",
        "destination": "示例市",
        "purpose": "招商",
        "leads": leader.pk,
        "from_on": days(1).isoformat(),
        "to_on": days(3).isoformat(),
    }
    trip = post(client, TRIPS, given, 201)
    refused = post(client, f"{TRIPS}{trip['id']}/depart/", status=409)
    assert refused["code"] == "somebody_is_to_be_visited"
    assert post(client, f"{TRIPS}{trip['id']}/cancel/", {"note": "改期"})["state"] == "cancelled"


def test_what_lies_elsewhere_is_not_found(officer):
    firm = entered(officer)
    stranger = api_of(UserFactory(roles=[Role.INVESTMENT_OFFICER]))
    assert stranger.get(f"{FIRMS}{firm.pk}/").status_code == 404
    assert stranger.get(FIRMS).json()["results"] == []
    inspector = api_of(UserFactory(roles=[Role.INSPECTOR], home_id=HUANGSHI, divisions=[HUANGSHI]))
    assert inspector.get(FIRMS).status_code == 403


def test_firms_are_filtered(client, officer):
    near = entered(officer, name="甲客商", horizon_to=days(30))
    entered(officer, name="乙客商", intention="none")
    for query in ("intention=near", "search=甲", f"next_contact_before={days(30)}"):
        found = client.get(f"{FIRMS}?{query}").json()["results"]
        assert [each["id"] for each in found] == [near.pk], query
