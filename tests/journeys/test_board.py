"""The allocation board in a browser: dragged, by keys alone, tapped, and as a plain form."""

import pytest
from playwright.sync_api import expect

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pages import press, state_of, told
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)
from tests.workshops.factories.zone import (
    TOFU,
    AreaFactory,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    moved_in,
    planned,
    workshop,
)
from workshops.models import Allocation, AreaKind, Relocation


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def zone(head):
    """Three units for cooked meat, the first of them full until a day, and one for soy."""
    zone = ZoneFactory(name="测试熟食品集中加工场")
    meat = AreaFactory(zone=zone, name="熟食肉制品区")
    soy = AreaFactory(zone=zone, name="豆制品区", kind=AreaKind.objects.get(key="soy"))
    AreaFactory(zone=zone, name="检验室", kind=AreaKind.objects.get(key="laboratory"))
    taken, *_free = (UnitFactory(area=meat, code=f"熟-0{n}", floor_area=40) for n in (1, 2, 3))
    UnitFactory(area=soy, code="豆-01", fit_for=[TOFU], capacity=2)
    moved_in(taken, by=head, ends_on=ahead(90))
    return zone


@pytest.fixture
def comer(zone):
    RelocationFactory(zone=zone, waiting=True)
    RelocationFactory(zone=zone, candidate=True, rank=1)
    RelocationFactory(zone=zone, workshop=workshop(registered_to=ahead(-5)))
    return RelocationFactory(zone=zone)


def board_of(zone):
    return f"/admin/workshops/zone/{zone.pk}/board/"


def give(page, relocation):
    return page.get_by_role("link", name=f"Give a unit · {relocation.workshop}")


def unit(page, code):
    return page.locator(f'[data-code="{code}"]')


def dialog(page):
    return page.get_by_role("dialog", name="Give a unit")


def the_live_region(page):
    return page.locator("[data-live]")


def allocation_of(relocation):
    return Allocation.objects.standing().get(relocation=relocation)


def test_a_workshop_is_given_a_unit_by_the_keyboard_alone(signed_in, head, zone, comer):
    page = signed_in(head)
    page.goto(board_of(zone))

    give(page, comer).focus()
    page.keyboard.press("Enter")
    expect(the_live_region(page)).to_contain_text("Units that fit: 3")
    expect(unit(page, "熟-01").get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(unit(page, "熟-02").get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_label("First day")).to_be_focused()
    expect(dialog(page).get_by_label("First day")).to_have_value(ahead(0).isoformat())
    page.keyboard.press("Enter")

    expect(the_live_region(page)).to_have_text(
        f"{comer.workshop} has 熟-02 from {ahead(0).isoformat()} on."
    )
    expect(unit(page, "熟-02")).to_be_focused()
    assert allocation_of(comer).unit.code == "熟-02"


def test_escape_lets_go_and_leads_back(signed_in, head, zone, comer):
    page = signed_in(head)
    page.goto(board_of(zone))
    give(page, comer).focus()
    page.keyboard.press("Enter")
    expect(unit(page, "熟-01").get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")

    page.keyboard.press("Escape")
    expect(unit(page, "熟-01").get_by_role("button")).to_be_focused()
    page.keyboard.press("Escape")

    expect(give(page, comer)).to_be_focused()
    expect(the_live_region(page)).to_contain_text("nothing has changed")
    expect(unit(page, "熟-01").get_by_role("button")).to_be_hidden()
    assert not Allocation.objects.filter(relocation=comer).exists()


def test_a_workshop_is_dragged_to_a_unit_from_a_day_to_a_day(signed_in, head, zone, comer):
    page = signed_in(head)
    page.goto(board_of(zone))
    card = page.locator(f'.comer[data-relocation="{comer.pk}"]')

    card.drag_to(unit(page, "熟-03"))
    dialog(page).get_by_label("First day").fill(ahead(7).isoformat())
    dialog(page).get_by_label("Last day").fill(ahead(372).isoformat())
    dialog(page).get_by_role("button", name="Give this unit").click()

    expect(the_live_region(page)).to_contain_text(f"{comer.workshop} has 熟-03")
    given = allocation_of(comer)
    assert (given.starts_on, given.ends_on) == (ahead(7), ahead(372))


def test_what_does_not_fit_is_greyed_with_the_reason_and_takes_nobody(signed_in, head, zone, comer):
    page = signed_in(head)
    page.goto(board_of(zone))

    give(page, comer).click()

    expect(unit(page, "豆-01").locator("[data-why]")).to_contain_text("豆-01 is not fit for")
    expect(unit(page, "豆-01").get_by_role("button")).to_be_hidden()
    assert page.locator(".is-unfit").count() == 1


def test_a_refusal_stays_in_the_dialog_and_keeps_what_was_typed(signed_in, head, zone, comer):
    page = signed_in(head)
    page.goto(board_of(zone))
    give(page, comer).click()
    unit(page, "熟-01").get_by_role("button").click()
    expect(dialog(page).get_by_label("First day")).to_have_value(ahead(91).isoformat())

    dialog(page).get_by_label("First day").fill(ahead(30).isoformat())
    dialog(page).get_by_role("button", name="Give this unit").click()

    expect(dialog(page).get_by_role("alert")).to_contain_text("熟-01 is taken")
    expect(dialog(page).get_by_label("First day")).to_have_value(ahead(30).isoformat())


def test_a_planned_place_is_moved_with_the_reason(signed_in, head, zone, comer):
    held = planned(zone.units.get(code="熟-02"), by=head, starts_on=ahead(5))
    page = signed_in(head)
    page.goto(board_of(zone))

    page.get_by_role("link", name=f"Move · {held.workshop}").click()
    unit(page, "熟-03").get_by_role("button").click()
    expect(dialog(page).get_by_label("First day")).to_have_value(ahead(5).isoformat())
    dialog(page).get_by_label("Why another unit or other days").fill("靠近冷库")
    dialog(page).get_by_role("button", name="Give this unit").click()

    expect(the_live_region(page)).to_contain_text(f"{held.workshop} has 熟-03")
    assert allocation_of(held).unit.code == "熟-03"


def test_on_a_phone_it_is_tapped(signed_in, head, zone, comer):
    page = signed_in(head, width=PHONE)
    page.goto(board_of(zone))

    give(page, comer).tap()
    expect(page.get_by_text(f"Choose a unit for {comer.workshop}")).to_be_visible()
    unit(page, "熟-02").get_by_role("button").tap()
    dialog(page).get_by_role("button", name="Give this unit").tap()

    expect(the_live_region(page)).to_contain_text(f"{comer.workshop} has 熟-02")
    expect(unit(page, "熟-02")).to_contain_text("to move in")
    assert allocation_of(comer).unit.code == "熟-02"


def test_without_the_script_a_plain_form_gives_the_unit(signed_in, head, zone, comer):
    page = signed_in(head, java_script_enabled=False)
    page.goto(board_of(zone))

    give(page, comer).click()
    page.locator("select[name=unit]").select_option(str(zone.units.get(code="熟-03").pk))
    press(page, "Give a unit", starts_on=ahead(2).isoformat())

    expect(told(page)).to_contain_text("“Give a unit” is done")
    expect(page).to_have_url(f"{page.url.split('/admin')[0]}{board_of(zone)}")
    assert allocation_of(comer).unit.code == "熟-03"


def test_when_the_server_cannot_be_reached_the_board_says_so(
    signed_in, head, zone, comer, open_page
):
    page = signed_in(head)
    page.goto(board_of(zone))
    page.context.set_offline(True)

    give(page, comer).click()

    expect(the_live_region(page)).to_contain_text("could not be reached")
    expect(page.locator(".is-picked")).to_have_count(0)
    open_page.complaints.clear()


def test_from_agreement_to_moving_in_on_the_pages_of_the_desk(signed_in, head, zone):
    candidate = RelocationFactory(zone=zone, candidate=True)
    page = signed_in(head)
    page.goto(board_of(zone))

    page.get_by_role("link", name=f"Record that it agrees · {candidate.workshop}").click()
    press(page, "Record that it agrees")
    give(page, candidate).click()
    unit(page, "熟-02").get_by_role("button").click()
    dialog(page).get_by_role("button", name="Give this unit").click()
    unit(page, "熟-02").get_by_role("link", name=str(candidate.workshop), exact=True).click()
    steps = page.get_by_role("region", name="Next steps")
    steps.get_by_role("link", name="Record moving in", exact=True).click()
    press(page, "Record moving in", override="旧址已拆除，影像存档")

    expect(state_of(page)).to_have_text("moved in")
    assert Relocation.objects.get(pk=candidate.pk).workshop.enterprise.address == zone.address


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_are_accessible_and_fit(signed_in, head, zone, comer, width):
    page = signed_in(head, width=width)
    held = planned(zone.units.get(code="熟-02"), by=head, starts_on=ahead(5))
    pages = {
        "zones": "/admin/workshops/zone/",
        "zone": zone.get_absolute_url(),
        "new zone": "/admin/workshops/zone/add/",
        "relocations": "/admin/workshops/relocation/",
        "relocation": held.get_absolute_url(),
        "new relocation": "/admin/workshops/relocation/add/",
        "allocate": comer.get_absolute_url().replace("change/", "step/allocate/"),
        "move in": held.get_absolute_url().replace("change/", "step/move_in/"),
        "allocations": "/admin/workshops/allocation/",
        "kinds of areas": "/admin/workshops/areakind/",
        "board": board_of(zone),
    }
    for name, address in pages.items():
        assert page.goto(address).ok, name
        assert_accessible_by_day_and_night(page, name)
        page.emulate_media(color_scheme="light")
        assert_no_wider_than_the_screen(page, name)

    give(page, comer).click()
    expect(unit(page, "熟-01").get_by_role("button")).to_be_focused()
    assert_accessible_by_day_and_night(page, "board with one picked up")
    assert_no_wider_than_the_screen(page, "board with one picked up")
    unit(page, "熟-03").get_by_role("button").click()
    expect(dialog(page)).to_be_visible()
    assert_accessible_by_day_and_night(page, "dialog of the board")
