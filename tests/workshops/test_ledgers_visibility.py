"""分散经营: every operator sees its own ledgers by every door, and nobody else's."""

import csv
import io

import pytest

from qualitysup.accounts.roles import Role
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, browser_of
from tests.workshops.factories import ledger
from workshops.models import Lot, LotCorrection, LotInput, LotLog, QuarantinePaper, Sale
from workshops.services import ledgers

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db):
    """Two neighbours of one zone and who runs it, each with a whole ledger."""
    one, other, zone = ledger.neighbours()
    for keeper in (one, other):
        lot = ledger.released(keeper, ledger.in_stock(keeper), product=f"烧鹅{keeper.pk}")
        ledger.sale(keeper, lot)
        ledgers.correct(lot, by=keeper, field="spec", instead="整只", reason="漏写")
        ledger.meat(keeper)
    return one, other, zone


TABLES = [Lot, LotInput, LotLog, LotCorrection, Sale, QuarantinePaper]


def owner(row):
    match row:
        case Lot() | QuarantinePaper():
            return row.workshop
        case LotLog():
            return row.case.workshop
    return row.lot.workshop


@pytest.mark.parametrize("model", TABLES)
def test_an_operator_sees_its_own_rows_and_no_others(two, model):
    one, other, _zone = two

    seen = {owner(row) for row in model.objects.visible_to(one)}

    assert seen == {one.workshop}
    assert {owner(row) for row in model.objects.visible_to(other)} == {other.workshop}


@pytest.mark.parametrize("model", TABLES)
def test_the_zones_operator_sees_the_zone_and_a_strangers_zone_nothing(two, model):
    one, other, zone = two
    _a, _b, stranger = ledger.neighbours()

    assert {owner(row) for row in model.objects.visible_to(zone)} == {one.workshop, other.workshop}
    assert not model.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("model", TABLES)
def test_the_bureau_sees_its_divisions(two, model, officer):
    elsewhere = UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI])

    assert model.objects.visible_to(officer).count() == model.objects.count()
    assert not model.objects.visible_to(elsewhere).exists()


@pytest.mark.parametrize("model", TABLES)
def test_whose_representation_ended_sees_nothing(two, model):
    one, _other, _zone = two
    one.representations.update(valid_to="2020-01-01", valid_from="2019-01-01")

    assert not model.objects.visible_to(one).exists()


@pytest.mark.parametrize("page", ["lot", "sale", "quarantinepaper"])
def test_a_neighbours_page_is_not_there(two, page):
    one, other, _zone = two
    model = {"lot": Lot, "sale": Sale, "quarantinepaper": QuarantinePaper}[page]
    mine = model.objects.visible_to(one).first()
    others = model.objects.visible_to(other).first()
    browser = browser_of(one)

    assert browser.get(f"/admin/workshops/{page}/{mine.pk}/change/").status_code == 200
    assert browser.get(f"/admin/workshops/{page}/{others.pk}/change/").status_code == 404
    assert browser.get(f"/admin/workshops/{page}/{others.pk}/history/").status_code == 404


@pytest.mark.parametrize("route", ["lots", "sales", "quarantine-papers"])
def test_the_api_lists_and_finds_ones_own(two, route):
    one, other, _zone = two
    mine, others = api_of(one), api_of(other)

    found = {row["id"] for row in mine.get(f"/api/v1/{route}/").json()["results"]}
    foreign = {row["id"] for row in others.get(f"/api/v1/{route}/").json()["results"]}

    assert found
    assert foreign
    assert not found & foreign
    for pk in foreign:
        assert mine.get(f"/api/v1/{route}/{pk}/").status_code == 404


@pytest.mark.parametrize("step", ["take-in", "submit-to-lab", "release", "record-destruction"])
def test_no_step_is_taken_with_a_neighbours_lot(two, step):
    one, other, _zone = two
    lot = Lot.objects.visible_to(other).first()

    answer = api_of(one).post(f"/api/v1/lots/{lot.pk}/{step}/", {"note": "x"}, format="json")

    assert answer.status_code == 404


def exported(user, page, query=""):
    answer = browser_of(user).get(f"/admin/workshops/{page}/export/csv/{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_export_holds_ones_own_with_the_columns_of_the_ledger(two):
    one, _other, zone = two

    purchases = exported(one, "lot", "?ledger=purchases")
    production = exported(one, "lot", "?ledger=production")
    sales = exported(one, "sale")

    assert len(purchases) == 2
    assert len(production) == 1
    assert len(sales) == 1
    assert {"received on", "supplier", "supplier's address", "quarantine paper"} <= set(
        purchases[0]
    )
    assert "花生油" in production[0]["what went in"]
    assert sales[0]["buyer"] == "测试食堂"
    assert sales[0]["release test"].startswith("检L")
    assert len(exported(zone, "sale")) == 2


def test_pickers_offer_ones_own_stock_and_neighbours_by_name_only(two):
    one, other, _zone = two
    stranger, _b, _c = ledger.neighbours()
    ledger.released(stranger, product="陌生烧鹅")
    browser = browser_of(one)

    made = browser.get("/admin/workshops/lot/add/?kind=produced").content.decode()
    sold = browser.get("/admin/workshops/sale/add/").content.decode()

    theirs = Lot.objects.visible_to(other).purchases().filter(state="in_stock").first()
    mine = Lot.objects.visible_to(one).purchases().filter(state="in_stock").first()
    assert f"input_{mine.pk}" in made
    assert f"input_{theirs.pk}" not in made
    assert f"烧鹅{one.pk}" in sold
    assert f"烧鹅{other.pk}" not in sold
    assert str(other.workshop) in sold
    assert str(stranger.workshop) not in sold
    assert "陌生烧鹅" not in sold + made


def test_the_api_takes_no_neighbours_lot_as_an_input_or_for_sale(two):
    one, other, _zone = two
    theirs = Lot.objects.visible_to(other).purchases().filter(state="in_stock").first()
    api = api_of(one)

    made = api.post(
        "/api/v1/lots/",
        {
            "kind": "produced",
            "workshop": one.workshop.pk,
            "product": "烧鹅",
            "quantity": "1",
            "inputs": [{"source": theirs.pk, "quantity": "1"}],
        },
        format="json",
    )
    sold = api.post(
        "/api/v1/sales/", {"lot": theirs.pk, "quantity": "1", "buyer_name": "x"}, format="json"
    )
    entered = api.post(
        "/api/v1/lots/",
        {"kind": "purchased", "workshop": other.workshop.pk, "product": "油", "quantity": "1"},
        format="json",
    )

    assert [made.status_code, sold.status_code, entered.status_code] == [400, 400, 400]


def test_the_ledger_of_a_month_holds_ones_own(two):
    one, other, zone = two

    def page(user):
        return browser_of(user).get("/admin/workshops/lot/ledger/production/").content.decode()

    assert f"烧鹅{one.pk}" in page(one)
    assert f"烧鹅{other.pk}" not in page(one)
    assert f"烧鹅{one.pk}" in page(zone)
    assert f"烧鹅{other.pk}" in page(zone)


def test_a_buyer_sees_the_sale_and_not_the_sellers_lot():
    one, other, _zone = ledger.neighbours()
    sold = ledger.sale(one, buyer_workshop=other.workshop)
    api, browser = api_of(other), browser_of(other)

    assert api.get(f"/api/v1/sales/{sold.pk}/").status_code == 200
    assert api.get(f"/api/v1/lots/{sold.lot_id}/").status_code == 404
    assert browser.get(f"/admin/workshops/sale/{sold.pk}/change/").status_code == 200
    # What others sold to it is in its purchases, not in its own ledger of sales.
    month = browser.get("/admin/workshops/lot/ledger/sales/").content.decode()
    assert "烧鹅" not in month


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.BRAND_OFFICER])
def test_other_roles_have_no_business_here(two, role):
    person = UserFactory(roles=[role])

    assert api_of(person).get("/api/v1/lots/").status_code == 403
    assert browser_of(person).get("/admin/workshops/lot/").status_code == 403
