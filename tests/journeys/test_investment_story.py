"""A trip planned, made and reported; conditions held against parks; every page on both screens."""

import pytest
from playwright.sync_api import expect

from investment.models import Prospect, ProspectVisit, Trip
from investment.services import followup, trips
from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE, UserFactory
from tests.investment.factories import (
    ParkFactory,
    ParkOfferFactory,
    PolicyPackFactory,
    ProspectTaskFactory,
    ReceptionFactory,
    RecognitionFactory,
    RequirementFactory,
    days,
    entered,
)
from tests.journeys.conftest import PHONE
from tests.journeys.pages import save, state_of, take, told
from tests.journeys.test_look import assert_every_page_is_accessible_and_fits

HERE = "/admin/investment/"


@pytest.fixture
def officer(db):
    AgencyFactory(division_id=SHUNDE)
    return UserFactory(full_name="招商测试员", roles=[Role.INVESTMENT_OFFICER])


@pytest.fixture
def head(db):
    return UserFactory(full_name="科长测试员", roles=[Role.SECTION_HEAD])


def fill(page, **typed):
    for label, words in typed.items():
        page.get_by_label(label, exact=True).fill(words)


def look_up(page, words):
    """Choose in the page's field that searches while one types."""
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(words)
    page.get_by_role("option", name=words).click()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_trip_is_planned_visited_on_a_phone_and_reported(signed_in, officer, head):
    for name in ("示例甲客商", "示例乙客商"):
        entered(officer, name=name, intention="none")
    desk = signed_in(officer)
    desk.goto(f"{HERE}trip/add/")
    fill(desk, **{"Name:": "赴示例市招商", "Where to:": "示例市", "Purpose:": "招商引资宣传"})
    desk.get_by_label("Leads the delegation:").select_option(label="科长测试员")
    fill(desk, **{"First day:": days(-2).isoformat(), "Last day:": days(0).isoformat()})
    save(desk)
    trip = Trip.objects.get()
    for name in ("示例甲客商", "示例乙客商"):
        desk.goto(f"{trip.get_absolute_url()}")
        desk.get_by_role("link", name="Book a visit").click()
        look_up(desk, name)
        press(desk, "Book")
        expect(told(desk)).to_contain_text("The visit is booked.")
    take(desk, "Depart")

    phone = signed_in(officer, width=PHONE)
    phone.goto("/")
    phone.get_by_role("link", name="示例甲客商").click()
    phone.get_by_role("link", name=f"{days(-2)}").click()
    phone.get_by_role("link", name="Record the visit").click()
    for step in ("Said why we come", "Listened to", "Told of policies", "Invited it"):
        phone.get_by_label(step).check()
    phone.get_by_label("People met").fill("总经理")
    phone.get_by_label("As it was said").fill("三年内有到中部扩张的打算。")
    press(phone, "Keep")
    expect(told(phone)).to_contain_text("The visit is on record.")

    desk.goto(trip.get_absolute_url())
    expect(desk.locator("#visits")).to_contain_text("三年内有到中部扩张的打算。")
    desk.get_by_role("link", name="Cancel the visit to 示例乙客商").click()
    desk.get_by_label("Why nobody comes").fill("企业停产检修")
    press(desk, "Cancel the visit")
    fill(
        desk,
        **{"How the report begins:": "我局到示例市招商。", "How the report ends:": "保持联系。"},
    )
    save(desk)
    desk.goto(trip.get_absolute_url())
    take(desk, "Come back")

    chief = signed_in(head)
    chief.goto(trip.get_absolute_url())
    take(chief, "Issue the report")
    expect(state_of(chief)).to_have_text("reported")
    expect(chief.locator("#documents")).to_contain_text("招商考察报告")
    for kind, begins in (("Word", b"PK"), ("PDF", b"%PDF")):
        paper = chief.locator("#documents").get_by_role("link", name=kind).first
        answer = chief.request.get(paper.get_attribute("href"))
        assert answer.body().startswith(begins), answer.status
    assert ProspectVisit.objects.made().get().met == "总经理"


def test_conditions_are_entered_and_held_against_parks(signed_in, officer):
    firm = entered(officer, name="示例洁具", intention="conditional")
    park = ParkFactory(name="示例工业园", lng="115.039", lat="30.2")
    ParkOfferFactory(park=park, subject="gas_price", value="3.2")
    page = signed_in(officer)
    page.goto(firm.get_absolute_url())
    page.get_by_role("link", name="Enter a condition").click()
    page.get_by_label("About").select_option(label="way of the raw material")
    page.get_by_label("Comparison").select_option(label="at most")
    page.get_by_label("Value").fill("200")
    page.get_by_label("As it was said").fill("原材料运输距离不超过200KM")
    press(page, "Keep")
    page.get_by_role("link", name="Match with parks").click()
    expect(page.get_by_role("row")).to_contain_text(
        ["Condition", "Nobody knows where the raw material comes from."]
    )
    expect(page.get_by_role("listitem").filter(has_text="Where the raw")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Change: 原材料运输距离不超过200KM").click()
    page.get_by_label("Raw material from").fill("示例矿区")
    page.get_by_label("Longitude").fill("114.305")
    page.get_by_label("Latitude").fill("30.593")
    press(page, "Keep")
    page.get_by_role("link", name="Match with parks").click()
    expect(page.locator("table")).to_contain_text("83 km from 示例矿区")
    expect(page.locator("h2")).to_contain_text("示例工业园")


def test_a_second_officer_is_told_who_comes_already(signed_in, officer):
    firm = entered(officer, name="示例客商")
    trips.book(ProspectVisit(prospect=firm, officer=officer, planned_on=days(2)), by=officer)
    page = signed_in(Role.INVESTMENT_OFFICER)
    page.goto(f"{HERE}prospect/{firm.pk}/book/")
    press(page, "Book")
    expect(page.get_by_role("alert")).to_contain_text("招商测试员 has booked a visit to 示例客商")
    # The browser itself remarks on the status.
    assert Prospect.objects.get().visits.count() == 1


def test_every_page_is_accessible_and_fits(signed_in, officer, head):
    firm = entered(officer, name="示例客商", horizon_to=days(300), invest_from=1)
    RequirementFactory(prospect=firm)
    ProspectTaskFactory(prospect=firm, owner=officer)
    ReceptionFactory(prospect=firm)
    followup.contact(firm, by=officer, words="电话联系")
    visit = ProspectVisit(prospect=firm, officer=officer, planned_on=days(0))
    visit = trips.book(visit, by=officer)
    trip = trips.draft(
        by=officer,
        name="赴示例市",
        destination="示例市",
        purpose="招商",
        leads=head,
        from_on=days(0),
        to_on=days(1),
    )
    park = ParkFactory()
    ParkOfferFactory(park=park, value=500)
    pack = PolicyPackFactory()
    pack.editions.create(says="内容", source="文件")
    recognition = RecognitionFactory()
    of_firm = f"{HERE}prospect/{firm.pk}/"
    pages = {
        "prospects": f"{HERE}prospect/",
        "prospect": firm.get_absolute_url(),
        "new prospect": f"{HERE}prospect/add/",
        "board": f"{HERE}prospect/board/",
        "forecast": f"{HERE}prospect/forecast/",
        "match": f"{of_firm}match/",
        "condition": f"{of_firm}require/",
        "task": f"{of_firm}owe/",
        "reception": f"{of_firm}receive/",
        "person": f"{of_firm}person/",
        "close": f"{of_firm}step/close/",
        "trips": f"{HERE}trip/",
        "trip": trip.get_absolute_url(),
        "visits": f"{HERE}prospectvisit/",
        "visit": f"{HERE}prospectvisit/{visit.pk}/change/",
        "record": f"{HERE}prospectvisit/{visit.pk}/record/",
        "tasks": f"{HERE}prospecttask/",
        "receptions": f"{HERE}reception/",
        "park": park.get_absolute_url(),
        "pack": pack.get_absolute_url(),
        "recognition": recognition.get_absolute_url(),
    }
    assert_every_page_is_accessible_and_fits(signed_in(officer), pages)
