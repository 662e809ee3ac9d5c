"""A visit to a firm that is in no register: written without signal, and handed in with it."""

import pytest
from playwright.sync_api import expect

from investment.models import ProspectVisit
from investment.services import trips
from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.investment.factories import days, entered
from tests.journeys.test_look import assert_accessible_by_day_and_night

SAID = "三年内有到中部扩张的打算。"


@pytest.fixture
def officer(db):
    return UserFactory(full_name="招商测试员", roles=[Role.INVESTMENT_OFFICER])


@pytest.fixture
def visit(officer):
    firm = entered(officer, name="示例洁具", verbatim="可以考虑投资建厂。")
    visit = ProspectVisit(prospect=firm, officer=officer, planned_on=days(0))
    return trips.book(visit, by=officer)


@pytest.fixture
def away(phone, officer, visit):
    """The officer's phone with the day's visits on it, and no signal."""
    one = phone(officer)
    one.take_along()
    one.offline()
    return one


def begin(one):
    one.page.get_by_role("button", name="示例洁具").click()
    one.page.get_by_role("heading", name="示例洁具").wait_for()
    (uuid,) = one.records()
    return uuid


def write(one):
    for step in ("Said why we come", "Listened to", "Invited it"):
        one.page.get_by_label(step).check()
    one.page.get_by_label("People met").fill("总经理")
    one.page.get_by_label("As it was said").fill(SAID)
    one.page.get_by_text("Kept ").wait_for()


def hand_in(one):
    one.page.get_by_role("button", name="Hand in").click()
    one.page.get_by_text("Handed in, not sent").first.wait_for()


def test_a_visit_to_a_firm_is_written_without_signal_and_survives_the_browser(away, visit):
    expect(away.page.get_by_text("Nothing is missing")).to_be_visible()
    uuid = begin(away)
    expect(away.page.get_by_text("可以考虑投资建厂。")).to_be_visible()
    write(away)
    assert_accessible_by_day_and_night(away.page, "form")
    away.kill()
    away.open(path=None)
    away.sign_in()
    away.offline()
    away.page.goto("/field/#/records")
    away.page.get_by_role("link", name="示例洁具").first.click()
    expect(away.page.get_by_label("As it was said")).to_have_value(SAID)
    hand_in(away)
    visit.refresh_from_db()
    assert visit.is_booked

    away.online()
    away.wait_for_state(uuid, "received")
    visit.refresh_from_db()
    assert (visit.said, visit.met, visit.visited_on) == (SAID, "总经理", days(0))
    assert visit.left_out == ["told of policies and parks at home"]
    away.take_along()
    expect(away.page.get_by_text("Also to be visited")).not_to_be_visible()


def test_what_is_needed_is_asked_for_before_it_is_handed_in(away):
    uuid = begin(away)
    away.page.get_by_role("button", name="Hand in").click()
    expect(away.page.get_by_text("This is needed.")).to_be_visible()
    assert away.states()[uuid] == "draft"
    # Nothing is begun twice: the same button leads back to what was begun.
    away.show()
    begin(away)
    assert list(away.records()) == [uuid]


def test_a_visit_that_somebody_recorded_meanwhile_is_refused_in_words(away, visit, officer):
    uuid = begin(away)
    write(away)
    trips.record(visit, by=officer, said="电话里说的。")
    hand_in(away)
    away.online()
    away.wait_for_state(uuid, "refused")
    expect(away.page.get_by_role("alert").first).to_contain_text(
        "This visit was recorded or cancelled already."
    )
    visit.refresh_from_db()
    assert visit.said == "电话里说的。"
    assert away.records()[uuid]["draft"]["values"]["said"] == SAID
