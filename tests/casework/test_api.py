"""The API's bases, tried on a case type of the tests' own."""

import json

import pytest
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.factories import CHENCUN, HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/errands/"


def page(errand, step=""):
    return f"{LIST}{errand.pk}/{step}"


def problem_of(response):
    """The problem in the answer, after a look at its shape."""
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "status", "code", "detail"} <= body.keys()
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:qualitysup:problem:{body['code']}"
    return body


@pytest.fixture
def as_chief(chief):
    client = APIClient()
    client.force_authenticate(chief)
    return client


# --- Reading -------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in():
    for address in ("/api/v1/", LIST, "/api/v1/nowhere/"):
        response = APIClient().get(address)
        assert response.status_code == 401
        assert problem_of(response)["code"] == "not_authenticated"
        assert response["WWW-Authenticate"] == "Token"


def test_the_root_lists_the_routes_for_who_is_signed_in(api):
    assert api.get("/api/v1/").json()["errands"].endswith(LIST)


def test_an_unknown_address_is_a_problem_as_well(api):
    response = api.get("/api/v1/nowhere/at/all/")

    assert response.status_code == 404
    assert problem_of(response)["code"] == "not_found"


def test_a_case_shows_its_version_as_etag(api):
    response = api.get(page(ErrandFactory(version=7)))

    assert response.status_code == 200
    assert response["ETag"] == '"7"'


def test_a_case_elsewhere_is_not_found_rather_than_forbidden(api):
    elsewhere = ErrandFactory(division_id=HUANGSHI)

    for response in (api.get(page(elsewhere)), api.post(page(elsewhere, "send/"))):
        assert response.status_code == 404
        assert problem_of(response)["code"] == "not_found"


def test_whoever_may_not_look_is_told_so():
    client = APIClient()
    client.force_authenticate(UserFactory(roles=[Role.AUDITOR]))

    response = client.get(LIST)

    assert response.status_code == 403
    assert problem_of(response)["code"] == "permission_denied"


def test_a_method_that_is_not_there_is_a_problem(api):
    for response in (
        api.put(page(ErrandFactory()), {}),
        api.delete(page(ErrandFactory())),
        api.post("/api/v1/"),
    ):
        assert response.status_code == 405
        assert problem_of(response)["code"] == "method_not_allowed"


def test_the_state_is_not_changed_by_editing(api):
    errand = ErrandFactory()

    api.patch(page(errand), {"state": "done"}, headers={"If-Match": '"0"'})

    errand.refresh_from_db()
    assert errand.state == "draft"


def test_options_of_a_step_answer(api):
    assert api.options(page(ErrandFactory(), "send/")).status_code == 200


# --- Lists ---------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_two_rows_and_twelve(api, django_assert_num_queries):
    ErrandFactory.create_batch(2)
    api.get(LIST)
    with django_assert_num_queries(2):
        assert len(api.get(LIST).json()["results"]) == 2

    ErrandFactory.create_batch(10)
    with django_assert_num_queries(2):
        assert len(api.get(LIST).json()["results"]) == 12


def test_a_case_costs_a_fixed_number_of_queries(api, django_assert_num_queries):
    errand = ErrandFactory()
    api.get(page(errand))

    with django_assert_num_queries(1):
        api.get(page(errand))


def test_pages_by_cursor_show_every_row_once_in_a_fixed_order(api):
    made = [errand.pk for errand in ErrandFactory.create_batch(7)]
    seen, address = [], f"{LIST}?page_size=3"

    while address:
        body = api.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]

    assert seen == sorted(made, reverse=True)


def test_a_row_that_comes_meanwhile_does_not_shift_the_next_page(api):
    made = sorted((errand.pk for errand in ErrandFactory.create_batch(4)), reverse=True)
    first = api.get(f"{LIST}?page_size=2").json()

    ErrandFactory()

    second = api.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == made


@pytest.mark.parametrize(
    ("asked", "given"), [("2", 2), ("0", 50), ("-3", 50), ("many", 50), ("100000", 200)]
)
def test_the_page_size_is_kept_within_bounds(asked, given, api, officer):
    Errand.objects.bulk_create(
        Errand(what="x", division_id=SHUNDE, created_by=officer) for _ in range(205)
    )

    assert len(api.get(f"{LIST}?page_size={asked}").json()["results"]) == given


def test_a_cursor_that_nobody_gave_out_is_refused(api):
    response = api.get(f"{LIST}?cursor=%00nonsense")

    assert response.status_code == 404
    assert problem_of(response)["code"] == "not_found"


def test_the_total_is_counted_to_a_thousand(api, officer):
    Errand.objects.bulk_create(
        Errand(what="x", division_id=SHUNDE, created_by=officer) for _ in range(1000)
    )
    body = api.get(LIST).json()
    assert (body["count"], body["count_is_exact"]) == (1000, True)

    ErrandFactory()

    body = api.get(LIST).json()
    assert (body["count"], body["count_is_exact"]) == (1000, False)


def test_a_filter_value_that_does_not_exist_is_refused(api):
    response = api.get(f"{LIST}?state=lost")

    assert response.status_code == 400
    assert "state" in problem_of(response)["errors"]


# --- Writing -------------------------------------------------------------------------------------


def test_a_case_is_begun_with_a_post(api, officer):
    response = api.post(LIST, {"what": "a press", "division": CHENCUN})

    assert response.status_code == 201
    errand = Errand.objects.get(pk=response.json()["id"])
    assert (errand.what, errand.created_by) == ("a press", officer)


def test_a_case_is_not_begun_in_a_division_elsewhere(api):
    response = api.post(LIST, {"what": "a press", "division": HUANGSHI})

    assert response.status_code == 400
    assert "division" in problem_of(response)["errors"]
    assert not Errand.objects.exists()


def test_beginning_needs_the_permission(as_chief):
    response = as_chief.post(LIST, {"what": "a press", "division": CHENCUN})

    assert response.status_code == 403


def test_what_is_wrong_is_said_by_field(api):
    response = api.post(LIST, {"parcels": -1})

    assert response.status_code == 400
    problem = problem_of(response)
    assert problem["code"] == "invalid"
    assert set(problem["errors"]) == {"what", "parcels", "division"}


def test_what_is_not_json_is_refused(api):
    response = api.post(LIST, "{", content_type="application/json")
    assert (response.status_code, problem_of(response)["code"]) == (400, "parse_error")

    response = api.post(LIST, "what=x", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, problem_of(response)["code"]) == (415, "unsupported_media_type")


def test_editing_needs_the_version_that_was_read(api):
    errand = ErrandFactory()

    response = api.patch(page(errand), {"what": "another"})

    assert response.status_code == 428
    assert problem_of(response)["code"] == "if_match_required"


@pytest.mark.parametrize("given", ['"9"', '"x"', '"99999999999999999999"', "W/", '"²"'])
def test_editing_an_older_version_fails(given, api):
    errand = ErrandFactory(version=3)

    response = api.patch(page(errand), {"what": "another"}, headers={"If-Match": given})

    assert response.status_code == 412
    assert problem_of(response)["code"] == "stale"
    errand.refresh_from_db()
    assert errand.version == 3


@pytest.mark.parametrize("given", ['"3"', 'W/"3"', "*"])
def test_editing_the_version_that_was_read_moves_it_on(given, api):
    errand = ErrandFactory(version=3)

    response = api.patch(page(errand), {"what": "another"}, headers={"If-Match": given})

    assert (response.status_code, response["ETag"]) == (200, '"4"')
    assert response.json()["what"] == "another"


# --- Steps ---------------------------------------------------------------------------------------


def test_a_step_is_a_post(api, officer):
    errand = ErrandFactory()

    response = api.post(page(errand, "send/"), {"note": "by bicycle"})

    assert response.status_code == 200
    assert (response.json()["state"], response["ETag"]) == ("out", '"1"')
    assert errand.log.get().note == "by bicycle"
    assert errand.log.get().by == officer


def test_a_step_with_two_words_has_a_hyphen(api):
    assert api.post(page(ErrandFactory(out=True), "bring-back/")).status_code == 200


def test_a_step_may_ask_for_more(api):
    errand = ErrandFactory()

    refused = api.post(page(errand, "add/"))
    assert refused.status_code == 400
    assert set(problem_of(refused)["errors"]) == {"parcels"}

    assert api.post(page(errand, "add/"), {"parcels": 2}).json()["parcels"] == 3


def test_a_step_in_the_wrong_state_is_a_conflict(api):
    response = api.post(page(ErrandFactory(out=True), "send/"))

    assert response.status_code == 409
    assert problem_of(response)["code"] == "wrong_state"


def test_a_guard_that_refuses_is_a_conflict_with_its_code_and_reason(api):
    response = api.post(page(ErrandFactory(parcels=0), "send/"))

    assert response.status_code == 409
    problem = problem_of(response)
    assert (problem["code"], problem["detail"]) == (
        "has_parcels",
        "There is nothing in it: 0 parcels.",
    )


def test_a_step_by_the_wrong_person_is_forbidden(as_chief):
    response = as_chief.post(page(ErrandFactory(), "send/"))

    assert response.status_code == 403
    assert problem_of(response)["code"] == "forbidden"


def test_a_step_from_a_stale_copy_fails(api):
    errand = ErrandFactory(version=2)

    response = api.post(page(errand, "send/"), headers={"If-Match": '"1"'})

    assert response.status_code == 412
    assert problem_of(response)["code"] == "stale"


def test_a_step_recorded_for_tomorrow_is_refused(api):
    response = api.post(page(ErrandFactory(), "send/"), {"on": "2099-01-01"})

    assert response.status_code == 409
    assert problem_of(response)["code"] == "future"


def test_a_step_on_a_day_that_does_not_exist_is_refused(api):
    response = api.post(page(ErrandFactory(), "send/"), {"on": "2026-02-30"})

    assert response.status_code == 400
    assert set(problem_of(response)["errors"]) == {"on"}


def test_what_a_step_would_make_invalid_is_said_by_field(api):
    response = api.post(page(ErrandFactory(parcels=32767), "add/"), {"parcels": 1})

    assert response.status_code == 400
    assert set(problem_of(response)["errors"]) == {"parcels"}


def test_what_may_happen_next_is_asked_for(as_chief):
    errand = ErrandFactory(back=True, signed=False)

    found = {row["step"]: row for row in as_chief.get(page(errand, "available/")).json()}

    assert set(found) == {"send_again", "receive"}
    assert found["send_again"]["possible"]
    assert not found["receive"]["possible"]
    assert found["receive"]["reason"] == "Nobody signed for it."
    assert found["receive"]["code"] == "is_signed"


# --- Its description -----------------------------------------------------------------------------


def test_the_description_is_open_and_names_the_problem_everywhere(client):
    response = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})

    assert response.status_code == 200
    schema = json.loads(response.content)
    assert schema["openapi"].startswith("3.1")
    operations = [
        operation
        for path in schema["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "patch", "put", "delete")
    ]
    assert operations
    for operation in operations:
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
