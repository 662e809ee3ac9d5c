"""Registrations over the API, as the desk and as an operator."""

import pytest

from qualitysup.accounts.roles import Role
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, queries
from tests.workshops.factories.registration import (
    ROAST,
    accepted,
    checked,
    desk,
    filed,
    granted,
    registered,
    unregistered,
    visited,
)
from tests.workshops.factories.zone import acts_for, ahead, category
from workshops.models import Application, Registration

pytestmark = pytest.mark.django_db
URL = "/api/v1/registration-applications/"
REGISTRATIONS = "/api/v1/registrations/"


def at(application, part=""):
    return f"{URL}{application.pk}/{part}"


@pytest.fixture
def api():
    return api_of(desk())


def test_an_application_goes_its_way_by_its_steps(api):
    made = unregistered()
    category(ROAST)
    sent = {"workshop": made.pk, "kind": "new", "foods": [{"category": ROAST, "name": "烧鹅"}]}
    response = api.post(URL, sent, format="json")
    assert response.status_code == 201, response.content
    application = Application.objects.get()
    assert response.json()["state"] == "filed"

    assert api.post(at(application, "accept/"), {}, format="json").json()["state"] == "accepted"
    refused = api.post(at(application, "grant/"), {}, format="json")
    assert refused.status_code == 409
    assert refused.json()["code"] == "site_check_passed"

    visit = visited(application)
    sent = {"visit": visit.pk, "passed": True}
    assert api.post(at(application, "check/"), sent, format="json").json()["state"] == "checked"
    assert api.post(at(application, "grant/"), {}, format="json").json()["state"] == "granted"

    shown = api.get(at(application)).json()
    assert [variety["name"] for variety in shown["varieties"]] == ["烧鹅"]
    assert {paper["kind"] for paper in shown["documents"]} == {
        "registration_acceptance",
        "workshop_registration",
    }
    detail = api.get(f"{REGISTRATIONS}{shown['registration']}/").json()
    assert detail["number"] == shown["certificate_number"]
    assert [period["origin"] for period in detail["periods"]] == ["grant"]
    assert {term["term"] for term in detail["deadlines"]} == {
        "registration-renewal-opens",
        "registration-renewal",
        "registration-expiry",
    }


def test_a_late_renewal_is_a_conflict_that_says_what_to_do(api):
    made = registered(until=ahead(10)).workshop
    response = api.post(URL, {"workshop": made.pk, "kind": "renewal"}, format="json")
    assert response.status_code == 409
    assert response.json()["code"] == "too_late_to_renew"
    assert "a new application is needed" in response.json()["detail"]


def test_what_is_wrong_with_a_change_is_named(api):
    made = registered(until=ahead(400)).workshop
    sent = {"workshop": made.pk, "kind": "change", "changes": ["name"]}
    response = api.post(URL, sent | {"changed_on": ahead(0)}, format="json")
    assert response.status_code == 400
    assert "new name" in str(response.json()["errors"])
    response = api.post(URL, sent | {"changes": ["colour"]}, format="json")
    assert response.status_code == 400


def test_a_filed_application_is_corrected_with_what_was_read(api):
    application = filed()
    assert api.patch(at(application), {"explanation": "更正"}, format="json").status_code == 428
    tag = api.get(at(application))["ETag"]
    response = api.patch(
        at(application), {"explanation": "更正"}, format="json", headers={"if-match": tag}
    )
    assert response.status_code == 200
    stale = api.put(
        at(application, "foods/"),
        {"foods": [{"category": ROAST, "name": "叉烧"}]},
        format="json",
        headers={"if-match": tag},
    )
    assert stale.status_code == 412
    response = api.put(
        at(application, "foods/"),
        {"foods": [{"category": ROAST, "name": "叉烧"}]},
        format="json",
        headers={"if-match": response["ETag"]},
    )
    assert response.status_code == 200
    assert [variety.name for variety in application.varieties.all()] == ["叉烧"]


def test_a_group_of_the_catalogue_is_no_variety(api):
    category("04")
    sent = {"kind": "new", "foods": [{"category": "04", "name": "肉制品"}]}
    response = api.post(URL, sent | {"workshop": unregistered().pk}, format="json")
    assert response.status_code == 400


def test_an_operator_files_over_the_api_for_their_own_workshop_only():
    made, other = unregistered(), unregistered()
    category(ROAST)
    operator = api_of(acts_for(made.enterprise))
    sent = {"kind": "new", "foods": [{"category": ROAST, "name": "烧鹅"}]}

    assert operator.post(URL, sent | {"workshop": other.pk}, format="json").status_code == 400
    response = operator.post(URL, sent | {"workshop": made.pk}, format="json")
    assert response.status_code == 201
    application = Application.objects.get()
    refused = operator.post(at(application, "accept/"), {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    withdrawn = operator.post(at(application, "withdraw/"), {}, format="json")
    assert withdrawn.json()["state"] == "withdrawn"


def test_an_operator_reads_only_their_own():
    own, other = granted(), granted()
    operator = api_of(acts_for(own.workshop.enterprise))

    assert [row["id"] for row in operator.get(URL).json()["results"]] == [own.pk]
    assert operator.get(at(other)).status_code == 404
    assert operator.post(at(other, "withdraw/"), {}, format="json").status_code == 404
    assert [row["id"] for row in operator.get(REGISTRATIONS).json()["results"]] == [
        own.registration_id
    ]
    assert operator.get(f"{REGISTRATIONS}{other.registration_id}/").status_code == 404


def test_elsewhere_is_not_found_and_roles_without_a_part_in_it_are_turned_away():
    application = granted()
    elsewhere = api_of(
        UserFactory(roles=[Role.SECTION_HEAD], home_id=HUANGSHI, divisions=[HUANGSHI])
    )
    assert elsewhere.get(at(application)).status_code == 404
    auditor = api_of(UserFactory(roles=[Role.AUDITOR]))
    assert auditor.get(URL).status_code == 403


def test_an_older_paper_is_entered_and_a_registration_ended(api):
    made = unregistered()
    sent = {
        "workshop": made.pk,
        "number": "粤坊登1",
        "valid_from": ahead(-9),
        "valid_to": ahead(90),
    }
    response = api.post(REGISTRATIONS, sent, format="json")
    assert response.status_code == 201, response.content
    registration = Registration.objects.get()
    assert api.post(REGISTRATIONS, sent, format="json").status_code in (400, 409)

    url = f"{REGISTRATIONS}{registration.pk}/"
    assert api.post(f"{url}cancel/", {}, format="json").status_code == 400
    ended = api.post(f"{url}revoke/", {"because": "行政处罚决定"}, format="json")
    assert ended.json()["state"] == "revoked"
    assert api.post(f"{url}cancel/", {"because": "再来"}, format="json").status_code == 409


@pytest.mark.parametrize(
    ("standing", "make"),
    [
        ("open", filed),
        ("awaiting", checked),
        ("to_check", accepted),
        (
            "late",
            lambda: filed(
                registered(until=ahead(400)).workshop,
                kind="change",
                changes=["layout"],
                changed_on=ahead(-30),
            ),
        ),
    ],
)
def test_applications_are_found_by_how_they_stand(api, standing, make):
    wanted = make()
    granted()
    rows = api.get(f"{URL}?standing={standing}").json()["results"]
    assert [row["id"] for row in rows] == [wanted.pk]


def test_registrations_are_found_by_day_place_and_name(api):
    registration = registered(until=ahead(100))
    registered(until=ahead(-5))

    def ids(query):
        return [row["id"] for row in api.get(f"{REGISTRATIONS}?{query}").json()["results"]]

    assert ids(f"valid_on={ahead(0).isoformat()}") == [registration.pk]
    assert registration.pk in ids("division=440606102")
    assert ids("division=4202") == []
    assert ids(f"search={registration.number}") == [registration.pk]
    assert ids("standing=expiring") == []


@pytest.mark.parametrize("url", [URL, REGISTRATIONS])
def test_a_list_costs_the_same_for_two_rows_and_for_twelve(api, url):
    for _each in range(2):
        granted()
    few = queries(lambda: api.get(url))
    for _each in range(10):
        granted()
    assert queries(lambda: api.get(url)) == few
