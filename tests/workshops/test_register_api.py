import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import BEIJIAO
from tests.workshops.factories.workshop import (
    FOSHAN,
    HealthCertificateFactory,
    VarietyFactory,
    WorkshopFactory,
    forbidden_in_foshan,
)
from workshops.models import Workshop

URL = "/api/v1/workshops/"


def entered(**facts):
    return {
        "name": "阿强烧腊档",
        "division": BEIJIAO,
        "trade": "roast-meat",
        "operator_name": "陈强",
        "foods": [{"category": "0401", "name": "烧鹅"}],
    } | facts


def test_workshop_is_registered_read_and_changed(api):
    made = api.post(URL, entered(), format="json")

    assert made.status_code == 201, made.json()
    address = f"{URL}{made.json()['id']}/"
    assert [food["name"] for food in made.json()["varieties"]] == ["烧鹅"]
    read = api.get(address)
    changed = api.patch(
        address, {"floor_area": "80"}, format="json", headers={"If-Match": read["ETag"]}
    )
    assert (changed.status_code, changed.json()["floor_area"]) == (200, "80.00")
    stale = api.patch(
        address, {"floor_area": "90"}, format="json", headers={"If-Match": read["ETag"]}
    )
    assert stale.status_code == 412
    assert Workshop.objects.get().floor_area == 80


def test_forbidden_food_is_refused_in_words_and_nothing_is_entered(api):
    answer = api.post(URL, entered(foods=[{"category": "0501", "name": "酸奶"}]), format="json")

    assert answer.status_code == 409
    assert answer.json()["code"] == "forbidden_food"
    assert "05 乳制品" in answer.json()["detail"]
    assert not Workshop.objects.exists()


@pytest.mark.parametrize("absent", ["name", "division"])
def test_new_enterprise_needs_name_and_division(api, absent):
    given = entered()
    del given[absent]

    assert api.post(URL, given, format="json").status_code == 400


def test_workers_certificates_varieties_and_the_end(api):
    workshop = WorkshopFactory()
    address = f"{URL}{workshop.pk}/"

    api.post(f"{address}workers/", {"name": "李四"})
    worker = workshop.workers.get()
    certificate = {
        "worker": worker.pk,
        "number": "健1",
        "issued_on": "2026-01-01",
        "valid_to": "2099-01-01",
    }
    shown = api.post(f"{address}certificates/", certificate).json()
    assert shown["workers"][0]["certificates"][0]["number"] == "健1"
    begun = api.post(f"{address}varieties/", {"category": "2501", "name": "豆腐"})
    assert begun.status_code == 201
    ended = api.post(f"{address}end-variety/", {"variety": begun.json()["varieties"][0]["id"]})
    assert ended.json()["varieties"][0]["until"]
    assert api.post(f"{address}worker-left/", {"worker": worker.pk}).status_code == 200
    closed = api.post(f"{address}close/", {"because": "自行结业"})
    assert closed.json()["status"] == "closed"
    assert api.post(f"{address}workers/", {"name": "王五"}).status_code == 409


def test_list_is_filtered(api):
    tofu, meat = WorkshopFactory(fringe=True), WorkshopFactory()
    VarietyFactory(workshop=tofu, category_id="2501", name="豆腐")

    def found(**filters):
        return {row["id"] for row in api.get(URL, filters).json()["results"]}

    assert found(makes="25") == found(fringe="true") == {tofu.pk}
    assert found(registered="true") == found(in_zone="true") == set()
    assert found(registered="false", trade="cooked-meat") == {tofu.pk, meat.pk}
    assert found(enterprise=meat.enterprise_id) == {meat.pk}
    assert found(division=BEIJIAO, search=meat.enterprise.name) == {meat.pk}


@pytest.mark.parametrize("address", [URL, "/api/v1/negative-lists/", "/api/v1/trades/"])
def test_lists_cost_the_same_for_two_rows_and_twelve(api, address):
    def counted():
        api.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert api.get(address).status_code == 200
        return len(queries)

    HealthCertificateFactory.create_batch(2)
    forbidden_in_foshan()
    two = counted()
    HealthCertificateFactory.create_batch(10)
    forbidden_in_foshan("2501")

    assert counted() == two


def test_lists_of_a_place_are_those_of_its_province_and_city(api):
    forbidden_in_foshan()

    rows = api.get("/api/v1/negative-lists/", {"place": BEIJIAO, "on": "2026-12-01"}).json()[
        "results"
    ]

    assert {row["division"] for row in rows} == {"440000000000", FOSHAN}
    entry = next(row for row in rows if row["division"] == FOSHAN)["entries"][0]
    assert entry["category"] == "0402"
