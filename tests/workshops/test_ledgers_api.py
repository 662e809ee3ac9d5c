"""The ledgers over the API: the same rules, as problems with stable codes."""

import pytest

from tests.inspections.clients import api_of, queries
from tests.workshops.factories import lab, ledger
from tests.workshops.factories.zone import ahead
from workshops.models import Lot
from workshops.services import lot_tests

pytestmark = pytest.mark.django_db
State = Lot.State


@pytest.fixture
def client(keeper):
    return api_of(keeper)


def oil(keeper, **facts):
    return {
        "kind": "purchased",
        "workshop": keeper.workshop.pk,
        "product": "花生油",
        "quantity": "100",
        "batch": "HS1",
        "conformity_proof": "检2026-1",
        **ledger.SUPPLIER,
    } | facts


def test_from_a_purchase_to_a_sale(client, keeper, officer):
    bought = client.post("/api/v1/lots/", oil(keeper, go_on=True), format="json")
    assert bought.status_code == 201
    assert bought.json()["state"] == State.IN_STOCK

    made = client.post(
        "/api/v1/lots/",
        {
            "kind": "produced",
            "workshop": keeper.workshop.pk,
            "product": "烧鹅",
            "quantity": "50",
            "inputs": [{"source": bought.json()["id"], "quantity": "10"}],
            "go_on": True,
        },
        format="json",
    ).json()
    url = f"/api/v1/lots/{made['id']}/"
    assert client.get(url).json()["inputs"][0]["product"] == "花生油"

    assert client.post(f"{url}submit-to-lab/", {}, format="json").json()["state"] == "testing"
    refused = client.post(f"{url}release/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    test = lab.sampled(Lot.objects.get(pk=made["id"]))
    lot_tests.report(test, by=officer, number="检1", items=lab.GOOD)
    assert client.post(f"{url}release/", {}, format="json").json()["state"] == "released"

    sale = client.post(
        "/api/v1/sales/", {"lot": made["id"], "quantity": "8", **ledger.BUYER}, format="json"
    )
    assert sale.status_code == 201
    assert client.get(url).json()["remaining"] == "42.000"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"conformity_proof": ""}, "has_proof"),
        ({"supplier_name": ""}, "names_its_supplier"),
        ({"made_on": "2999-01-01"}, "lot_by_today"),
    ],
)
def test_a_refusal_has_a_stable_code_and_keeps_nothing(client, keeper, facts, code):
    answer = client.post("/api/v1/lots/", oil(keeper, go_on=True, **facts), format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert not Lot.objects.exists()


@pytest.mark.parametrize(
    "facts", [{"quantity": "0"}, {"quantity": "-3"}, {"quantity": "x"}, {"kind": "cake"}]
)
def test_nonsense_is_a_bad_request(client, keeper, facts):
    answer = client.post("/api/v1/lots/", oil(keeper, **facts), format="json")

    assert answer.status_code == 400
    assert not Lot.objects.exists()


def test_a_backdated_quarantine_paper_is_refused(client, keeper):
    paper = client.post(
        "/api/v1/quarantine-papers/",
        {
            "workshop": keeper.workshop.pk,
            "kind": "animal_a",
            "number": "44001",
            "issued_on": ahead(-1).isoformat(),
            "issuer": "测试",
            "origin": "测试",
        },
        format="json",
    ).json()
    assert paper["days_late"] == 1

    answer = client.post(
        "/api/v1/lots/",
        {
            "kind": "slaughtered",
            "workshop": keeper.workshop.pk,
            "product": "白条肉",
            "quantity": "80",
            "made_on": ahead(-3).isoformat(),
            "plant": ledger.plant().pk,
            "quarantine_paper": paper["id"],
            "quality_certificate": "RP1",
            "go_on": True,
        },
        format="json",
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "paper_issued_by_the_day")


def test_an_entry_is_changed_with_the_tag_that_was_read(client, keeper):
    lot = ledger.purchase(keeper)
    url = f"/api/v1/lots/{lot.pk}/"
    tag = client.get(url)["ETag"]

    assert client.patch(url, {"quantity": "120"}, format="json").status_code == 428
    changed = client.patch(url, {"quantity": "120"}, format="json", headers={"if-match": tag})
    stale = client.patch(url, {"quantity": "130"}, format="json", headers={"if-match": tag})

    assert (changed.status_code, changed.json()["quantity"]) == (200, "120.000")
    assert stale.status_code == 412


def test_corrections_and_late_inputs_are_additions(client, keeper):
    lot, salt = ledger.production(keeper), ledger.in_stock(keeper, product="盐")
    url = f"/api/v1/lots/{lot.pk}/"

    corrected = client.post(
        f"{url}correct/", {"field": "spec", "instead": "整只", "reason": "漏写"}, format="json"
    )
    added = client.post(
        f"{url}inputs/", {"source": salt.pk, "quantity": "1", "reason": "漏记"}, format="json"
    )

    assert (corrected.status_code, added.status_code) == (201, 201)
    detail = client.get(url).json()
    assert detail["spec"] == ""
    assert detail["corrections"][0]["instead"] == "整只"
    assert {row["product"] for row in detail["inputs"]} == {"花生油", "盐"}


def test_a_sale_to_a_neighbour_is_taken_over():
    one, two, _zone = ledger.neighbours()
    lot = ledger.released(one)
    sold = api_of(one).post(
        "/api/v1/sales/",
        {"lot": lot.pk, "quantity": "8", "buyer_workshop": two.workshop.pk},
        format="json",
    )
    assert sold.status_code == 201, sold.json()
    waiting = api_of(two).get("/api/v1/sales/?standing=to_take_in").json()["results"]
    assert [row["id"] for row in waiting] == [sold.json()["id"]]

    url = f"/api/v1/sales/{sold.json()['id']}/take-over/"
    assert api_of(one).post(url, {}, format="json").status_code == 403
    taken = api_of(two).post(url, {}, format="json")

    assert (taken.status_code, taken.json()["state"]) == (201, State.IN_STOCK)
    again = api_of(two).post(url, {}, format="json")
    assert again.status_code == 409


def test_a_stranger_cannot_be_named_as_a_neighbour():
    one, _two, _zone = ledger.neighbours()
    stranger = ledger.keeper()
    lot = ledger.released(one)

    answer = api_of(one).post(
        "/api/v1/sales/",
        {"lot": lot.pk, "quantity": "8", "buyer_workshop": stranger.workshop.pk},
        format="json",
    )

    assert answer.status_code == 400


def test_a_plant_is_verified_over_the_api_by_the_bureau_only(client, officer):
    plant = ledger.plant(verified=False)
    url = f"/api/v1/slaughter-plants/{plant.pk}/verify/"

    assert client.post(url, {}, format="json").status_code == 403
    assert api_of(officer).post(url, {}, format="json").json()["verified_on"] == (
        ahead(0).isoformat()
    )


def test_the_steps_to_come_are_told_with_what_is_in_the_way(client, keeper):
    lot = ledger.purchase(keeper, conformity_proof="")

    found = client.get(f"/api/v1/lots/{lot.pk}/available/").json()

    assert [(step["step"], step["code"]) for step in found] == [
        ("take_in", "has_proof"),
        ("turn_away", ""),
    ]


@pytest.mark.parametrize(
    ("url", "make"),
    [
        ("/api/v1/lots/", lambda keeper: ledger.in_stock(keeper)),
        ("/api/v1/sales/", lambda keeper: ledger.sale(keeper)),
        ("/api/v1/quarantine-papers/", lambda keeper: ledger.paper(keeper)),
        ("/api/v1/slaughter-plants/", lambda keeper: ledger.plant()),
    ],
)
def test_a_list_costs_the_same_for_two_rows_and_twelve(client, keeper, url, make):
    for _each in range(2):
        make(keeper)
    client.get(url)
    first = queries(lambda: client.get(url))
    for _each in range(10):
        make(keeper)

    assert queries(lambda: client.get(url)) == first
