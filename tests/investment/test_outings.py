"""Visits as a phone takes them along, and hands them in: sent twice they are one."""

import pytest

from investment.models import ProspectVisit, Requirement
from investment.services import followup, trips
from qualitysup.accounts.roles import Role
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of
from tests.inspections.factories import ChecklistVersionFactory
from tests.investment.conftest import somebody
from tests.investment.factories import days, entered

pytestmark = pytest.mark.django_db
FIELD = "/api/v1/field/"


def booked(firm, officer, on=0):
    visit = ProspectVisit(prospect=firm, officer=officer, planned_on=days(on))
    return trips.book(visit, by=officer)


def test_a_phone_takes_along_what_its_person_is_booked_for(officer, colleague):
    firm = entered(officer, name="示例洁具", verbatim="可以考虑投资建厂。")
    followup.require(
        Requirement(prospect=firm, subject="land", comparison="?", words="土地"), by=officer
    )
    visit = booked(firm, officer)
    booked(entered(officer, name="下月客商"), officer, on=20)
    booked(entered(officer, name="别人的客商"), colleague)

    taken = api_of(officer).get(FIELD).json()

    (form,) = taken["outings"]
    assert (form["title"], form["on"]) == ("示例洁具", days(0).isoformat())
    assert form["address"] == f"prospect-visits/{visit.pk}/record/"
    assert "可以考虑投资建厂。" in form["known"]
    assert "土地" in form["known"]
    asked = {each["name"]: (each["ask"], each["required"]) for each in form["questions"]}
    assert asked["on"] == ("day", True)
    assert asked["said"] == ("text", True)
    assert {name for name, (ask, _) in asked.items() if ask == "tick"} == {
        "introduced",
        "listened",
        "presented",
        "invited",
    }


def test_who_makes_no_visits_of_inspectors_takes_none_of_their_tools_along(officer):
    ChecklistVersionFactory()
    UserFactory(roles=[Role.INSPECTOR], badged=True, home_id=HUANGSHI, divisions=[HUANGSHI])
    taken = api_of(officer).get(FIELD).json()
    assert taken["visits"] is False
    for part in ("days", "enterprises", "checklists", "colleagues", "divisions", "sampling_plans"):
        assert taken[part] == [], part


def test_who_works_on_neither_takes_nothing_along(db):
    assert api_of(somebody(Role.STANDARDS_OFFICER)).get(FIELD).status_code == 403


def test_every_question_is_one_that_the_address_takes(officer):
    visit = booked(entered(officer), officer)
    client = api_of(officer)
    (form,) = client.get(FIELD).json()["outings"]
    values = {"day": days(0).isoformat(), "tick": True, "line": "厂长", "text": "有意向。"}
    answers = {each["name"]: values[each["ask"]] for each in form["questions"]}

    assert client.post(f"/api/v1/{form['address']}", answers).status_code == 200

    visit.refresh_from_db()
    assert (visit.state, visit.said, visit.met) == ("made", "有意向。", "厂长")
    assert visit.left_out == []
    assert client.get(FIELD).json()["outings"] == []


def test_the_same_words_sent_again_are_the_same_visit_and_others_are_refused(officer):
    firm = entered(officer)
    visit = booked(firm, officer)
    client, address = api_of(officer), f"/api/v1/prospect-visits/{visit.pk}/record/"
    words = {"on": days(0).isoformat(), "said": "有意向。", "listened": True}
    assert client.post(address, words).status_code == 200
    assert client.post(address, words).status_code == 200
    assert firm.contacts.count() == 1
    other = client.post(address, words | {"said": "没有意向。"})
    assert (other.status_code, other.json()["code"]) == (409, "settled")
    visit.refresh_from_db()
    assert visit.said == "有意向。"
