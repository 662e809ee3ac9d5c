"""The pages of ledgers as operator, zone and bureau find them: on a desk, a phone and paper."""

import pytest
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pages import save, told
from tests.journeys.test_look import (
    assert_every_page_is_accessible_and_fits,
    assert_no_wider_than_the_screen,
)
from tests.workshops.factories import lab, ledger
from tests.workshops.factories.workshop import HealthCertificateFactory, WorkerFactory
from tests.workshops.factories.zone import ahead
from workshops.models import Lot

LOTS, SALES = "/admin/workshops/lot/", "/admin/workshops/sale/"


@pytest.fixture
def people(db):
    """Operator, zone operator and officer, and a month of the operator's three ledgers."""
    operator, neighbour, zone = ledger.neighbours()
    officer = UserFactory(roles=[Role.CASE_OFFICER])
    goose = ledger.released(operator, ledger.meat(operator, go_on=True))
    ledger.sale(operator, goose)
    ledger.sale(operator, goose, buyer_workshop=neighbour.workshop)
    ledger.purchase(operator, conformity_proof="")
    ledger.production(operator, product="腊肠")
    ledger.in_stock(neighbour, made_on=ahead(-3))
    worker = WorkerFactory(workshop=operator.workshop)
    HealthCertificateFactory(worker=worker, valid_to=ahead(9))
    lab.fails(ledger.released(neighbour), by=officer)
    return {"operator": operator, "zone": zone, "officer": officer}


def pages(who):
    read = {
        "home": "/",
        "lots": LOTS,
        "sales": SALES,
        "health certificates": "/admin/workshops/healthcertificate/?standing=expiring",
        "a lot": Lot.objects.production().order_by("pk").first().get_absolute_url(),
        **{f"ledger of {name}": f"{LOTS}ledger/{name}/" for name in LEDGERS},
    }
    written = {
        **{kind: f"{LOTS}add/?kind={kind}" for kind in Lot.Kind.values},
        "a sale": f"{SALES}add/",
    }
    return read | written if who == "operator" else read


LEDGERS = ("purchases", "production", "sales")


@pytest.mark.parametrize("who", ["operator", "zone", "officer"])
def test_every_page_of_the_ledgers_is_accessible_and_fits(signed_in, people, who):
    assert_every_page_is_accessible_and_fits(signed_in(people[who]), pages(who))


@pytest.mark.parametrize("name", LEDGERS)
def test_a_month_on_paper_is_the_table_and_whose_it_is(signed_in, people, name):
    page = signed_in(people["operator"], width=DESK, scheme="dark")
    page.goto(f"{LOTS}ledger/{name}/")
    # A4 on its side between its margins.
    page.set_viewport_size({"width": 1047, "height": 718})
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text(str(people["operator"].workshop))
    for left_out in (".house-bar", ".house-nav", ".tabs", "form.month", ".breadcrumbs"):
        expect(page.locator(left_out).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 36, 48)"
    assert_no_wider_than_the_screen(page, name)


def test_on_a_phone_the_operator_writes_again_what_it_bought_last_time(signed_in, people):
    operator = people["operator"]
    oil = ledger.in_stock(operator, spec="5L")
    page = signed_in(operator, width=PHONE)

    page.goto(oil.get_absolute_url())
    page.get_by_role("link", name="Again like this").tap()
    page.get_by_label("Quantity").fill("60")
    page.locator("[name=batch]").fill("HS-下一批")
    page.get_by_label("Proof of conformity").fill("检2026-99")
    save(page)
    told(page).wait_for()

    again = Lot.objects.get(batch="HS-下一批")
    assert (again.state, again.spec, again.supplier_name) == (
        "in_stock",
        "5L",
        ledger.SUPPLIER["supplier_name"],
    )
