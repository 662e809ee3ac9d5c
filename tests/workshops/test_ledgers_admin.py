"""The ledgers in the admin: an operator writes on a phone, and is told what is missing."""

from decimal import Decimal

import pytest

from tests.inspections.clients import browser_of, queries
from tests.workshops.factories import ledger
from tests.workshops.factories.zone import ahead
from workshops.models import Lot, QuarantinePaper, Sale, SlaughterPlant
from workshops.services import lots

pytestmark = pytest.mark.django_db
State = Lot.State
LOTS = "/admin/workshops/lot/"
SALES = "/admin/workshops/sale/"


@pytest.fixture
def page(keeper):
    return browser_of(keeper)


def entry(keeper, **facts):
    return {
        "workshop": keeper.workshop.pk,
        "version": 0,
        "product": "花生油",
        "quantity": "100",
        "unit": "kg",
        "made_on": ahead(0).isoformat(),
        "batch": "HS1",
        "conformity_proof": "检2026-1",
        **ledger.SUPPLIER,
    } | facts


def text(response):
    return response.content.decode()


def test_a_purchase_in_order_goes_into_stock_by_one_form(page, keeper):
    response = page.post(f"{LOTS}add/?kind=purchased", entry(keeper))

    lot = Lot.objects.get()
    assert response.status_code == 302
    assert (lot.kind, lot.state, lot.quantity) == ("purchased", State.IN_STOCK, Decimal(100))
    assert lot.created_by == keeper


def test_what_is_wanting_is_written_down_and_said(page, keeper):
    response = page.post(
        f"{LOTS}add/?kind=purchased", entry(keeper, conformity_proof=""), follow=True
    )

    assert Lot.objects.get().state == State.RECORDED
    assert "not taken in yet: The number of its proof of conformity is missing." in text(response)


def test_a_form_that_fails_keeps_what_was_typed(page, keeper):
    response = page.post(
        f"{LOTS}add/?kind=purchased",
        entry(keeper, best_before=ahead(-1).isoformat(), product="花生油甲"),
    )

    assert response.status_code == 200
    assert "花生油甲" in text(response)
    assert "past its best-before day when it came" in text(response)
    assert not Lot.objects.exists()


def test_meat_comes_in_with_the_paper_that_is_typed_beside_it(page, keeper):
    plant = ledger.plant()
    typed = entry(
        keeper,
        product="白条肉",
        plant=plant.pk,
        quality_certificate="RP1",
        paper_kind="animal_b",
        paper_number="44 0606 1",
        paper_issued_on=ahead(0).isoformat(),
        paper_issuer="测试动物卫生监督所",
        paper_origin="测试养殖场",
    )

    page.post(f"{LOTS}add/?kind=slaughtered", typed)

    lot = Lot.objects.get()
    assert lot.state == State.IN_STOCK
    assert lot.quarantine_paper.number == "4406061"


def test_a_half_paper_is_asked_for_as_a_whole(page, keeper):
    typed = entry(keeper, plant=ledger.plant().pk, paper_number="440606", paper_kind="animal_b")

    response = page.post(f"{LOTS}add/?kind=slaughtered", typed)

    assert "The paper says this as well." in text(response)
    assert not QuarantinePaper.objects.exists()


def test_a_used_number_is_refused_on_the_form_and_nothing_is_kept(page, keeper):
    used = ledger.paper(ledger.keeper())
    typed = entry(
        keeper,
        plant=ledger.plant().pk,
        quality_certificate="RP1",
        paper_kind="animal_b",
        paper_number=used.number,
        paper_issued_on=ahead(0).isoformat(),
        paper_issuer="测试",
        paper_origin="测试",
    )

    response = page.post(f"{LOTS}add/?kind=slaughtered", typed)

    assert "recorded for another consignment" in text(response)
    assert not Lot.objects.exists()


def test_what_was_made_is_typed_beside_what_is_in_stock(page, keeper):
    oil, salt = ledger.in_stock(keeper), ledger.in_stock(keeper, product="盐")
    form = text(page.get(f"{LOTS}add/?kind=produced"))
    assert f'name="input_{oil.pk}"' in form
    assert f'name="input_{salt.pk}"' in form

    page.post(
        f"{LOTS}add/?kind=produced",
        entry(keeper, product="烧鹅", quantity="50", batch="", **{f"input_{oil.pk}": "7.5"}),
    )

    lot = Lot.objects.production().get()
    assert (lot.state, lot.batch) == (State.MADE, f"{ahead(0):%Y%m%d}")
    assert [(each.source, each.quantity) for each in lot.inputs.all()] == [(oil, Decimal("7.5"))]


def test_made_of_nothing_is_refused_on_the_form(page, keeper):
    response = page.post(f"{LOTS}add/?kind=produced", entry(keeper, product="烧鹅"))

    assert "Say what it was made of." in text(response)
    assert not Lot.objects.production().exists()


def test_again_like_last_time_offers_all_but_the_day_the_quantity_and_the_papers(page, keeper):
    lot = ledger.in_stock(keeper, made_on=ahead(-3), quantity=Decimal("77.7"), spec="5L")

    form = text(page.get(f"{LOTS}add/?kind=purchased&like={lot.pk}"))

    assert ledger.SUPPLIER["supplier_address"] in form
    assert 'value="5L"' in form
    assert "77.7" not in form
    assert lot.batch not in form


def test_last_suppliers_and_products_are_offered(page, keeper):
    ledger.in_stock(keeper)
    ledger.in_stock(ledger.keeper(), supplier_name="陌生供货商")

    form = text(page.get(f"{LOTS}add/?kind=purchased"))

    assert f'<option value="{ledger.SUPPLIER["supplier_name"]}">' in form
    assert '<option value="花生油">' in form
    assert "陌生供货商" not in form


def test_an_entry_is_corrected_on_its_day_by_the_same_form(page, keeper):
    lot = ledger.purchase(keeper, conformity_proof="")

    page.post(f"{LOTS}{lot.pk}/change/", entry(keeper, quantity="120", version=lot.version))

    lot.refresh_from_db()
    assert (lot.quantity, lot.state) == (Decimal(120), State.IN_STOCK)


def test_afterwards_a_page_says_what_was_wrong(page, keeper):
    lot = ledger.in_stock(keeper)

    page.post(f"{LOTS}{lot.pk}/correct/", {"field": "batch", "instead": "HS99", "reason": "看错"})

    shown = text(page.get(f"{LOTS}{lot.pk}/change/"))
    assert "HS99" in shown
    assert "看错" in shown
    assert 'name="product"' not in shown


def test_another_input_found_out_later(page, keeper):
    lot, salt = ledger.production(keeper), ledger.in_stock(keeper, product="盐")

    page.post(
        f"{LOTS}{lot.pk}/another-input/", {"source": salt.pk, "quantity": "1", "reason": "漏记"}
    )

    assert lot.inputs.filter(source=salt, reason="漏记").exists()


def test_a_sale_is_written_from_the_lot(page, keeper):
    lot = ledger.released(keeper)
    assert f"{SALES}add/?lot={lot.pk}" in text(page.get(f"{LOTS}{lot.pk}/change/"))

    page.post(
        f"{SALES}add/",
        {"lot": lot.pk, "quantity": "8", "sold_on": ahead(0).isoformat(), **ledger.BUYER},
    )

    assert Sale.objects.get().quantity == Decimal(8)
    again = text(page.get(f"{SALES}add/?like={Sale.objects.get().pk}"))
    assert ledger.BUYER["buyer_address"] in again


def test_too_much_is_refused_in_words(page, keeper):
    lot = ledger.released(keeper)

    response = page.post(
        f"{SALES}add/",
        {"lot": lot.pk, "quantity": "51", "sold_on": ahead(0).isoformat(), **ledger.BUYER},
    )

    assert "There is less left of this lot than that." in text(response)


def test_a_sale_is_taken_back_and_both_entries_stay(page, keeper):
    sold = ledger.sale(keeper)

    page.post(f"{SALES}{sold.pk}/take-back/", {"quantity": "2", "reason": "多记"})

    assert "多记" in text(page.get(f"{SALES}{sold.pk}/change/"))
    assert Lot.objects.get(pk=sold.lot_id).remaining == Decimal(47)


def test_a_neighbour_takes_over_by_one_button():
    one, two, zone = ledger.neighbours()
    sold = ledger.sale(one, buyer_workshop=two.workshop)

    shown = text(browser_of(two).get(f"{SALES}{sold.pk}/change/"))
    assert f"{SALES}{sold.pk}/take-over/" in shown
    browser_of(two).post(f"{SALES}{sold.pk}/take-over/", {"received_on": ahead(0).isoformat()})

    assert Lot.objects.get(sale=sold).workshop == two.workshop
    for other in (one, zone):
        answer = browser_of(other).get(f"{SALES}{sold.pk}/take-over/")
        assert answer.status_code == 404


def test_an_entry_made_late_shows_the_servers_moment(page, keeper):
    ledger.in_stock(keeper, made_on=ahead(-3))

    assert "3 days later" in text(page.get(LOTS))


def test_the_ledger_of_a_month_is_a_page_for_paper(page, keeper):
    lot = ledger.in_stock(keeper)

    shown = text(page.get(f"{LOTS}ledger/purchases/?month={lot.made_on:%Y-%m}"))
    other = text(page.get(f"{LOTS}ledger/purchases/?month=2001-01"))

    assert lot.batch in shown
    assert 'data-label="supplier"' in shown.lower()
    assert "Nothing was entered" in other
    assert page.get(f"{LOTS}ledger/purchases/?month=rubbish").status_code == 200
    assert page.get(f"{LOTS}ledger/cakes/").status_code == 404


def test_the_ledger_of_one_operator_names_it_once_above_the_table(page, keeper):
    ledger.in_stock(keeper)

    shown = text(page.get(f"{LOTS}ledger/purchases/"))

    assert f'<p class="lead"><a href="{keeper.workshop.get_absolute_url()}">' in shown
    assert 'data-label="workshop"' not in shown


def test_others_read_the_ledgers_of_many_page_by_page_or_that_of_one(keeper, officer):
    other = ledger.keeper()
    for nth in range(51):
        ledger.in_stock(keeper, batch=f"甲{nth:03d}")
    ledger.in_stock(other, batch="乙001")
    browser = browser_of(officer)
    this, there = f"{LOTS}ledger/purchases/", f"?workshop={other.workshop.pk}"

    first, second = text(browser.get(this)), text(browser.get(f"{this}?page=2"))
    of_one = text(browser.get(f"{this}{there}"))

    assert (first.count("<tr>"), second.count("<tr>")) == (51, 3)
    assert "Page 1 of 2" in first
    assert 'data-label="workshop"' in first
    assert "乙001" in of_one
    assert "甲000" not in of_one
    # The other ledgers of the same operator and month.
    assert f"{LOTS}ledger/sales/?workshop={other.workshop.pk}&amp;month=" in of_one


def test_the_ledger_of_a_neighbour_is_not_there(page):
    stranger = ledger.keeper().workshop.pk

    assert page.get(f"{LOTS}ledger/purchases/?workshop={stranger}").status_code == 404
    assert page.get(f"{LOTS}ledger/purchases/?workshop=²").status_code == 200


def test_what_went_in_is_written_without_digits_that_nobody_weighed(page, keeper):
    oil = ledger.in_stock(keeper)
    ledger.production(keeper, oil)

    assert f"花生油 {oil.batch} 10 kg" in text(page.get(f"{LOTS}ledger/production/"))


def test_a_form_says_where_there_is_nothing_to_choose_from(page):
    assert "Nothing that may go in is in stock." in text(page.get(f"{LOTS}add/?kind=produced"))
    assert "Nothing that is released is left to be sold." in text(page.get(f"{SALES}add/"))


def test_the_bureau_reads_and_holds_but_does_not_write(keeper, officer):
    lot = ledger.in_stock(keeper)
    page = browser_of(officer)

    shown = text(page.get(f"{LOTS}{lot.pk}/change/"))
    assert "correct/" not in shown
    assert page.get(f"{LOTS}add/").status_code == 403
    assert page.get(f"{LOTS}{lot.pk}/correct/").status_code == 403
    page.post(
        f"{LOTS}{lot.pk}/step/hold/", {"on": ahead(0).isoformat(), "note": "可疑", "version": 1}
    )

    lot.refresh_from_db()
    assert (lot.state, lot.held_because) == (State.HELD, "可疑")


def test_a_plant_is_entered_and_verified_by_the_bureau(officer, keeper):
    page = browser_of(officer)
    page.post(
        "/admin/workshops/slaughterplant/add/",
        {
            "name": "测试屠宰场",
            "division": "440606102000",
            "species": "pig",
            "certificate_number": "A1",
            "sign_number": "B1",
            "issued_by": "佛山市人民政府",
            "valid_from": ahead(-9).isoformat(),
            "valid_to": ahead(300).isoformat(),
        },
    )
    plant = SlaughterPlant.objects.get()
    assert plant.verified_on is None

    page.post(f"/admin/workshops/slaughterplant/{plant.pk}/verify/", {"on": ahead(0).isoformat()})

    plant.refresh_from_db()
    assert plant.verified_by == officer
    others = browser_of(keeper)
    assert others.get(f"/admin/workshops/slaughterplant/{plant.pk}/verify/").status_code == 403


def test_home_counts_papers_that_are_missing_and_opens_their_list(page, keeper):
    ledger.purchase(keeper, conformity_proof="")
    ledger.in_stock(keeper)

    home = text(page.get("/admin/"))
    listed = text(page.get(f"{LOTS}?standing=papers"))

    assert "Goods whose papers are missing" in home
    assert "1 lot" in listed


@pytest.mark.parametrize(
    ("url", "make"),
    [
        (LOTS, lambda keeper: ledger.in_stock(keeper)),
        (SALES, lambda keeper: ledger.sale(keeper)),
        ("/admin/workshops/quarantinepaper/", lambda keeper: ledger.paper(keeper)),
        (f"{LOTS}ledger/production/", lambda keeper: ledger.production(keeper)),
    ],
)
def test_a_list_costs_the_same_for_two_rows_and_twelve(page, keeper, url, make):
    for _each in range(2):
        make(keeper)
    page.get(url)
    first = queries(lambda: page.get(url))
    for _each in range(10):
        make(keeper)

    assert queries(lambda: page.get(url)) == first


def test_bulk_taking_in_reports_what_was_done_and_what_was_not(page, keeper):
    good = ledger.purchase(keeper)
    bad = ledger.purchase(keeper, conformity_proof="")

    response = page.post(
        LOTS,
        {
            "action": "step_take_in",
            "_selected_action": [good.pk, bad.pk],
            "confirmed": "1",
            "on": ahead(0).isoformat(),
        },
        follow=True,
    )

    assert "1 done." in text(response)
    assert "1 refused: The number of its proof of conformity is missing." in text(response)
    assert lots.Lot.objects.get(pk=good.pk).state == State.IN_STOCK
