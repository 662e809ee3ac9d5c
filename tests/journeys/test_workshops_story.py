"""The story of 联小做大 in the browser: officer, zone operator and workshop operator take part.

Surveyed, ranked, given a unit, moved in, slaughtered with its papers, made, tested, let go, sold;
and a lot that fails, traced to every buyer and recalled.
"""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.inspections.factories import VisitFactory
from tests.journeys.pages import pick, press, save, state_of, take, told
from tests.workshops.factories import ledger, survey
from tests.workshops.factories.zone import (
    AreaFactory,
    LaboratoryFactory,
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    workshop,
)
from workshops.models import Allocation, Lot, LotTest, Recall, Relocation, Sale, SurveyRecord
from workshops.services import ledgers

LOTS, TESTS = "/admin/workshops/lot/add/", "/admin/workshops/lottest/add/"
TODAY = ahead(0).isoformat()


@pytest.fixture
def officer(db):
    return UserFactory(roles=[Role.CASE_OFFICER])


@pytest.fixture
def zone(db):
    zone = ZoneFactory(name="测试熟食品集中加工场")
    UnitFactory(area=AreaFactory(zone=zone, name="熟食肉制品区"), code="熟-01", capacity=2)
    return zone


def report(page, number, *items):
    """Write down what the laboratory found: name, limit, value and judgement of each item."""
    page.get_by_role("link", name="Record the report").click()
    page.locator("[name=number]").fill(number)
    for line, (name, limit, value, passed) in enumerate(items):
        page.locator(f"[name=items-{line}-name]").fill(name)
        page.locator(f"[name=items-{line}-limit]").fill(limit)
        page.locator(f"[name=items-{line}-value]").fill(value)
        page.locator(f"[name=items-{line}-passed]").select_option(passed)
    page.get_by_role("button", name="Record the report").click()
    told(page).wait_for()


def as_it_is(row):
    row.refresh_from_db()
    return row


def test_from_the_survey_into_the_zone_and_to_the_first_sale(signed_in, officer, zone):
    made = workshop(division_id=survey.BIJIANG)
    desk = signed_in(officer)

    # 专项调查: a paper form is typed in, and its failures make the conditions incomplete.
    under_way = survey.opened()
    desk.goto(under_way.get_absolute_url())
    desk.get_by_role("link", name="Type in a paper form").click()
    desk.locator(".select2-selection").first.click()
    desk.locator(".select2-search__field").last.fill(made.enterprise.name)
    desk.get_by_role("option", name=made.enterprise.name).click()
    for key, answer in survey.answers(
        under_way.checklist_version, "sewage", "mosquitoes", "layout"
    ).items():
        box = desk.locator(f"[name='answer-{key}']")
        if box.first.get_attribute("type") == "radio":
            desk.locator(f"[name='answer-{key}'][value='{answer}']").check()
        else:
            box.fill(answer)
    desk.get_by_role("button", name="Keep").click()
    expect(told(desk)).to_contain_text("is surveyed")
    record = SurveyRecord.objects.get(workshop=made)
    assert (record.complete, record.failures) == (False, 3)
    assert as_it_is(made).conditions == "incomplete"

    # Ranked with its reasons, proposed, agreed, and given a unit on the board.
    desk.goto(f"/admin/workshops/surveyrecord/ranking/?zone={zone.pk}")
    desk.get_by_role("checkbox", name=str(made)).check()
    desk.get_by_role("button", name="Propose the ticked ones").click()
    expect(told(desk)).to_contain_text("1 workshop is proposed for the zone.")
    relocation = Relocation.objects.get(workshop=made)
    assert (relocation.state, relocation.rank, relocation.record) == ("candidate", 1, record)
    assert relocation.reasons

    desk.goto(f"/admin/workshops/zone/{zone.pk}/board/")
    desk.get_by_role("link", name=f"Record that it agrees · {made}").click()
    press(desk, "Record that it agrees")
    desk.get_by_role("link", name=f"Give a unit · {made}").click()
    desk.locator('[data-code="熟-01"]').get_by_role("button").click()
    dialog = desk.get_by_role("dialog", name="Give a unit")
    expect(dialog.get_by_label("First day")).to_have_value(TODAY)
    dialog.get_by_role("button", name="Give this unit").click()
    expect(desk.locator("[data-live]")).to_contain_text(f"{made} has 熟-01")
    given = Allocation.objects.get(relocation=relocation)
    assert (given.unit.code, given.moved_in_on) == ("熟-01", None)

    # A visit saw the old site closed; moving in makes the zone's address the workshop's.
    closing = VisitFactory(enterprise=made.enterprise, kind="unplanned")
    desk.goto(relocation.get_absolute_url())
    take(desk, "Record moving in")
    expect(state_of(desk)).to_have_text("moved in")
    assert as_it_is(relocation).closing_visit == closing
    assert as_it_is(given).moved_in_on == ahead(0)
    assert as_it_is(made.enterprise).address == zone.address

    # 定点屠宰: the operator writes down the pig with its papers, and what was made of it.
    plant = ledger.plant()
    stall = signed_in(acts_for(made.enterprise))
    stall.goto(f"{LOTS}?kind=slaughtered")
    papers = {
        "product": "白条猪肉",
        "quantity": "80",
        "quality_certificate": "肉检0001",
        "paper_number": "4406060001",
        "paper_issued_on": TODAY,
        "paper_issuer": "测试动物卫生监督所",
        "paper_origin": "测试养殖场",
    }
    stall.locator("[name=plant]").select_option(str(plant.pk))
    stall.locator("[name=paper_kind]").select_option("animal_b")
    for name, words in papers.items():
        stall.locator(f"[name={name}]").fill(words)
    save(stall)
    told(stall).wait_for()
    pork = Lot.objects.get(workshop=made)
    assert (pork.state, pork.zone, pork.quarantine_paper.number) == (
        "in_stock",
        zone,
        "4406060001",
    )
    stall.goto(f"{LOTS}?kind=produced")
    stall.locator("[name=product]").fill("叉烧")
    stall.locator("[name=quantity]").fill("40")
    stall.locator(f"[name=input_{pork.pk}]").fill("30")
    save(stall)
    told(stall).wait_for()
    lot = Lot.objects.production().get(workshop=made)
    assert (lot.state, as_it_is(pork).remaining) == ("made", Decimal(50))

    # 集中检验: the zone's laboratory samples it, and until it reports nobody lets it go.
    office = signed_in(acts_for(zone.lead, Role.ZONE_OPERATOR))
    office.goto(TESTS)
    pick(office, "lot", str(lot))
    save(office)
    told(office).wait_for()
    test = LotTest.objects.get(lot=lot)
    assert (as_it_is(lot).state, test.laboratory) == ("testing", zone.laboratory)
    stall.goto(lot.get_absolute_url())
    expect(state_of(stall)).to_have_text("at the laboratory")
    expect(stall.get_by_role("link", name="Release", exact=True)).to_have_count(0)

    # The page of the test is where saving it led, and where its report is written down.
    report(office, "检0001", ("菌落总数", "≤ 80000 CFU/g", "1300 CFU/g", "yes"))
    assert (as_it_is(test).passed, as_it_is(lot).state) == (True, "passed")

    # Past its test the operator lets it go and sells of it.
    stall.goto(lot.get_absolute_url())
    take(stall, "Release")
    expect(state_of(stall)).to_have_text("released")
    stall.get_by_role("link", name="Sell", exact=True).click()
    for name, words in (ledger.BUYER | {"quantity": "12"}).items():
        stall.locator(f"[name={name}]").fill(words)
    save(stall)
    told(stall).wait_for()
    sale = Sale.objects.get(lot=lot)
    assert (sale.buyer_name, sale.recorded_by) == (ledger.BUYER["buyer_name"], stall.person)
    assert as_it_is(lot).remaining == Decimal(28)


@pytest.fixture
def sold_on(db):
    """Goose and sausage of one pig; a neighbour bought goose and made a dish of it, and sold it."""
    maker, neighbour, zone_operator = ledger.neighbours()
    pork = ledger.meat(maker, go_on=True)
    goose = ledger.released(maker, pork, product="烧鹅")
    sausage = ledger.released(maker, pork, product="腊肠")
    ledger.sale(maker, goose)
    sale = ledger.sale(maker, goose, buyer_workshop=neighbour.workshop, quantity=Decimal(20))
    bought = ledgers.take_over(sale, by=neighbour)
    dish = ledger.released(neighbour, bought, product="烧鹅饭")
    ledger.sale(neighbour, dish)
    return {
        "maker": maker,
        "zone operator": zone_operator,
        "pork": pork,
        "goose": goose,
        "sausage": sausage,
        "bought": bought,
        "dish": dish,
    }


def test_a_lot_that_failed_is_traced_to_every_buyer_and_recalled(signed_in, officer, sold_on):
    LaboratoryFactory(name="测试食品检验中心")
    pork, goose, sausage, bought, dish = (
        sold_on[name] for name in ("pork", "goose", "sausage", "bought", "dish")
    )
    desk = signed_in(officer)

    # 强制检验 by an accredited laboratory fails: the lot is held, sold as it is.
    desk.goto(goose.get_absolute_url())
    desk.get_by_role("link", name="Take a sample to the laboratory").click()
    desk.locator("[name=purpose]").select_option("mandatory")
    desk.locator("[name=laboratory]").select_option(label="测试食品检验中心")
    save(desk)
    report(
        desk,
        "强检0001",
        ("菌落总数", "≤ 80000 CFU/g", "1300 CFU/g", "yes"),
        ("亚硝酸盐", "≤ 30 mg/kg", "96 mg/kg", "no"),
    )
    expect(told(desk)).to_contain_text("failed. The lot is held.")
    assert as_it_is(goose).state == "held"

    # Traced both ways; one click holds all of it and lists every buyer.
    desk.get_by_role("link", name="Trace the lot").click()
    main = desk.locator("main")
    for lot in (pork, sausage, dish):
        expect(main).to_contain_text(lot.product)
    desk.locator("summary", has_text="Open the recall").click()
    expect(desk.locator("[name=reason]")).to_have_value("Report 强检0001: 亚硝酸盐: 96 mg/kg.")
    desk.get_by_role("button", name="Open the recall and hold the lots").click()
    expect(state_of(desk)).to_have_text("open")
    recall = Recall.objects.get()
    assert {line.lot for line in recall.lines.lots()} == {pork, goose, sausage, bought, dish}
    assert {as_it_is(lot).state for lot in (pork, goose, sausage, bought, dish)} == {"held"}
    assert recall.lines.buyers().count() == 3

    # The zone sees all of it; the maker its own lots, and tells its own buyers.
    office = signed_in(sold_on["zone operator"])
    office.goto(recall.get_absolute_url())
    expect(office.locator("main")).to_contain_text("烧鹅饭")
    stall = signed_in(sold_on["maker"])
    stall.goto(recall.get_absolute_url())
    expect(stall.locator("main")).to_contain_text("腊肠")
    expect(stall.locator("main")).not_to_contain_text("烧鹅饭")
    stall.get_by_role("link", name="Was told").first.click()
    stall.locator("[name=notified_how]").fill("电话通知，停止销售")
    stall.get_by_role("button", name="Record that the buyer was told").click()
    told(stall).wait_for()
    assert recall.lines.to_notify().count() == 2

    desk.reload()
    desk.get_by_role("link", name="All buyers were told").click()
    desk.locator("[name=notified_how]").fill("上门送达召回通知")
    desk.get_by_role("button", name="Record that all buyers were told").click()
    expect(told(desk)).to_contain_text("2 buyers were told.")
    take(desk, "Record that every buyer was told")
    expect(state_of(desk)).to_have_text("buyers told")

    # What came back, and what became of each lot; what shared only the pig is cleared.
    for line in recall.lines.buyers():
        desk.goto(recall.get_absolute_url())
        desk.locator(f"a[href$='/recallline/{line.pk}/recover/']").click()
        desk.locator("[name=recovered]").fill("3")
        desk.get_by_role("button", name="Record what came back").click()
        told(desk).wait_for()
    for lot, outcome in (
        (pork, "cleared"),
        (sausage, "cleared"),
        (goose, "destroyed"),
        (bought, "destroyed"),
        (dish, "destroyed"),
    ):
        line = recall.lines.lots().get(lot=lot)
        desk.goto(recall.get_absolute_url())
        desk.locator(f"a[href$='/recallline/{line.pk}/settle/']").click()
        desk.locator(f"[name=outcome][value={outcome}]").check()
        desk.locator("[name=note]").fill("两名执法人员在场")
        desk.get_by_role("button", name="Record what became of the lot").click()
        told(desk).wait_for()
    take(desk, "Close the recall", note="已查明原因并改正")
    expect(state_of(desk)).to_have_text("closed")
    assert as_it_is(recall).closed_on == ahead(0)
    assert [as_it_is(lot).state for lot in (pork, sausage, goose, dish)] == [
        "in_stock",
        "passed",
        "destroyed",
        "destroyed",
    ]
