"""The allocation board: what it shows, what it costs, and a place given past its script."""

import pytest

from qualitysup.accounts.roles import Role
from tests.inspections.clients import browser_of, queries, told
from tests.workshops.factories.zone import (
    TOFU,
    AreaFactory,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    moved_in,
    planned,
    workshop,
)
from workshops.board import Board
from workshops.models import Allocation, AreaKind, Relocation
from workshops.services.allocations import Vacancy, vacancy

pytestmark = pytest.mark.django_db


def board_of(zone):
    return f"/admin/workshops/zone/{zone.pk}/board/"


def sent(relocation, unit, **more):
    """What the dialog sends."""
    return {
        "relocation": relocation.pk,
        "unit": unit.pk,
        "version": relocation.version,
        "starts_on": ahead(0).isoformat(),
        "ends_on": "",
        "note": "",
    } | more


def row_of(place, starts, ends):
    return Allocation(place=place, starts_on=starts, ends_on=ends)


# --- From when a unit is free --------------------------------------------------------------------


def test_an_empty_unit_is_free_from_today_on():
    assert vacancy(1, [], ahead(0)) == Vacancy(ahead(0))


def test_a_unit_is_free_the_day_after_the_last_day():
    assert vacancy(1, [row_of(1, ahead(-9), ahead(4))], ahead(0)) == Vacancy(ahead(5))


def test_days_between_two_leases_have_an_end():
    held = [row_of(1, ahead(-9), ahead(4)), row_of(1, ahead(10), None)]

    assert vacancy(1, held, ahead(0)) == Vacancy(ahead(5), ahead(9))


def test_who_has_no_last_day_keeps_the_place():
    assert vacancy(1, [row_of(1, ahead(-9), None)], ahead(0)) == Vacancy(None)


def test_of_two_places_the_sooner_and_then_the_longer_counts():
    held = [row_of(1, ahead(3), None)]

    assert vacancy(2, held, ahead(0)) == Vacancy(ahead(0))
    assert vacancy(2, [*held, row_of(2, ahead(-1), ahead(7))], ahead(0)) == (
        Vacancy(ahead(0), ahead(2))
    )


# --- What it shows -------------------------------------------------------------------------------


def test_the_board_shows_areas_units_and_who_is_to_come(admin_page, officer, chief):
    unit = UnitFactory(capacity=2, code="熟-01")
    inside = moved_in(unit, by=chief, ends_on=ahead(200))
    coming = planned(unit, by=officer, starts_on=ahead(6))
    agreed = RelocationFactory(zone=unit.zone)
    RelocationFactory(zone=unit.zone, candidate=True, rank=4)
    AreaFactory(zone=unit.zone, kind=AreaKind.objects.get(key="laboratory"), name="检验室")

    page = admin_page.get(board_of(unit.zone)).content.decode()

    for words in (unit.code, "检验室", *map(str, (w.workshop for w in (inside, coming, agreed)))):
        assert words in page
    assert "1 of 2 places taken" in page
    assert "rank 4" in page
    assert "<style" not in page
    assert "onclick" not in page


def test_areas_for_operators_come_before_what_the_zone_needs_itself(officer):
    zone = ZoneFactory()
    for key in ("dormitory", "soy", "roast"):
        AreaFactory(zone=zone, kind=AreaKind.objects.get(key=key), name=key)

    board = Board(zone, by=officer, on=ahead(0))

    assert [card.area.name for card in board.areas] == ["roast", "soy", "dormitory"]


def test_whose_registration_expired_cannot_be_picked_up_and_the_card_says_why(admin_page):
    made = workshop(registered_to=ahead(-2))
    relocation = RelocationFactory(workshop=made)

    page = admin_page.get(board_of(relocation.zone)).content.decode()

    assert f"expires on {ahead(-2).isoformat()}" in page
    assert "data-pick " not in page


@pytest.mark.parametrize("address", ["board", "list"])
def test_the_board_costs_the_same_for_two_units_and_for_twelve(admin_page, officer, chief, address):
    zone = ZoneFactory()

    def fill(count):
        for _each in range(count):
            area = AreaFactory(zone=zone)
            unit = UnitFactory(area=area, capacity=3)
            moved_in(unit, by=chief)
            planned(unit, by=officer)
            RelocationFactory(zone=zone)
            RelocationFactory(zone=zone, waiting=True)
            RelocationFactory(zone=zone, candidate=True)

    def look():
        url = board_of(zone) if address == "board" else "/admin/workshops/relocation/"
        return admin_page.get(url)

    fill(2)
    look()
    few = queries(look)
    fill(10)

    assert queries(look) == few


def test_the_lists_cost_the_same_for_two_rows_and_for_twelve(admin_page, officer):
    def fill(count):
        for _each in range(count):
            planned(UnitFactory(), by=officer)

    def look():
        pages = [admin_page.get(f"/admin/workshops/{name}/") for name in ("zone", "allocation")]
        return pages[-1]

    fill(2)
    look()
    few = queries(look)
    fill(10)

    assert queries(look) == few


def test_chances_say_for_each_unit_from_when_or_why_not(admin_page, officer):
    unit = UnitFactory(fit_for=["04"])
    soy = UnitFactory(area=unit.area, fit_for=[TOFU], code="豆-01")
    full = UnitFactory(area=unit.area)
    planned(unit, by=officer, ends_on=ahead(30))
    planned(full, by=officer)
    relocation = RelocationFactory(zone=unit.zone)

    answer = admin_page.get(
        f"/admin/workshops/zone/{unit.zone.pk}/chances/?relocation={relocation.pk}"
    )

    found = answer.json()["units"]
    assert found[str(unit.pk)]["since"] == ahead(31).isoformat()
    assert found[str(unit.pk)]["fits"]
    assert "豆-01 is not fit for" in found[str(soy.pk)]["words"]
    assert "nobody in it has a last day" in found[str(full.pk)]["words"]


# --- A place is given ----------------------------------------------------------------------------


def test_the_board_gives_a_place_and_answers_with_itself(admin_page):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone)

    answer = admin_page.post(
        board_of(unit.zone), sent(relocation, unit), headers={"accept": "application/json"}
    )

    assert answer.status_code == 200
    assert str(relocation.workshop) in answer.json()["board"]
    assert Relocation.objects.get().state == "planned"


def test_a_refusal_comes_back_in_words_and_changes_nothing(admin_page):
    unit = UnitFactory(fit_for=[TOFU])
    relocation = RelocationFactory(zone=unit.zone)

    answer = admin_page.post(
        board_of(unit.zone), sent(relocation, unit), headers={"accept": "application/json"}
    )

    assert answer.status_code == 409
    assert "is not fit for" in answer.json()["reasons"][0]
    assert not Allocation.objects.exists()


def test_a_day_that_is_no_day_is_said_by_its_field(admin_page):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone)

    answer = admin_page.post(
        board_of(unit.zone),
        sent(relocation, unit, starts_on=""),
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 409
    assert answer.json()["reasons"] == ["First day: This field is required."]


def test_who_looked_at_an_older_board_is_told(admin_page, officer):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone, version=3)

    answer = admin_page.post(
        board_of(unit.zone),
        sent(relocation, unit, version=2),
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 409
    assert "Look at it again" in answer.json()["reasons"][0]


def test_without_the_script_a_refusal_is_a_message_on_the_board(admin_page):
    unit = UnitFactory(fit_for=[TOFU])
    relocation = RelocationFactory(zone=unit.zone)

    answer = admin_page.post(board_of(unit.zone), sent(relocation, unit), follow=True)

    assert "is not fit for" in told(answer)[0]


def test_a_planned_place_is_moved_on_the_board_with_the_reason(admin_page, officer):
    unit = UnitFactory()
    other = UnitFactory(area=unit.area)
    relocation = planned(unit, by=officer)
    json = {"accept": "application/json"}

    silent = admin_page.post(board_of(unit.zone), sent(relocation, other), headers=json)
    said = admin_page.post(
        board_of(unit.zone), sent(relocation, other, note="靠近冷库"), headers=json
    )

    assert (silent.status_code, said.status_code) == (409, 200)
    assert Allocation.objects.standing().get().unit == other


def test_the_plain_form_lists_every_unit_and_says_why_some_cannot_be_chosen(admin_page):
    unit = UnitFactory(code="熟-01")
    UnitFactory(area=unit.area, code="豆-01", fit_for=[TOFU])
    relocation = RelocationFactory(zone=unit.zone)
    address = f"/admin/workshops/relocation/{relocation.pk}/step/allocate/?back=board"

    page = admin_page.get(address).content.decode()
    answer = admin_page.post(
        address,
        {
            "unit": unit.pk,
            "starts_on": ahead(3).isoformat(),
            "on": ahead(0).isoformat(),
            "version": relocation.version,
        },
    )

    assert "豆-01 is not fit for" in page
    assert "disabled" in page
    assert answer.headers["Location"] == board_of(unit.zone)
    assert Relocation.objects.get().planned_on == ahead(3)


# --- Who may look, and who may give --------------------------------------------------------------


def test_an_inspector_looks_at_the_board_and_gives_nothing(client, inspector):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone)
    browser = browser_of(inspector)

    page = browser.get(board_of(unit.zone))
    answer = browser.post(board_of(unit.zone), sent(relocation, unit), follow=True)

    assert "data-pick " not in page.content.decode()
    assert told(answer) == ["You may not take this step."]
    assert not Allocation.objects.exists()


def test_the_zone_s_operator_sees_its_board_and_not_who_was_merely_proposed():
    unit = UnitFactory()
    agreed = RelocationFactory(zone=unit.zone)
    proposed = RelocationFactory(zone=unit.zone, candidate=True)
    browser = browser_of(acts_for(unit.zone.lead, Role.ZONE_OPERATOR))

    page = browser.get(board_of(unit.zone)).content.decode()

    assert str(agreed.workshop) in page
    assert str(proposed.workshop) not in page


def test_a_board_elsewhere_is_not_there(stranger):
    unit = UnitFactory()

    assert browser_of(stranger).get(board_of(unit.zone)).status_code == 404


def test_a_relocation_s_page_says_why_it_was_proposed_and_its_place_on_the_list(admin_page):
    relocation = RelocationFactory(waiting=True, rank=2, reasons=[{"code": "fringe", "points": 5}])

    page = admin_page.get(relocation.get_absolute_url()).content.decode()

    assert "in the urban–rural fringe (+5)" in page
    assert "place on the waiting list" in page.lower()
