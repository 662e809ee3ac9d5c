"""The round on the phone: what is due, how old that is, what is missing, and what stays."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import RectificationOrder, RoundStop
from inspections.services import routes
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from tests.doors.conftest import wait_until
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import (
    ChecklistVersionFactory,
    PatrolFactory,
    RectificationOrderFactory,
    StationPlaceFactory,
)
from tests.inspections.packets import io_named, photo, sha
from tests.journeys.field.phone import Phone
from tests.journeys.test_look import WCAG, assert_no_wider_than_the_screen

NEAR = {"lng": 113.2505, "lat": 22.9002}
FAR = {"lng": 113.32, "lat": 22.95}


def assert_accessible(phone, name):
    """By day and at night, at the width of a phone, by what axe knows."""
    # What floats lies over whatever is scrolled there; axe would take that for its size.
    phone.page.evaluate(FLOATING, "static")
    for scheme in ("light", "dark"):
        phone.page.emulate_media(color_scheme=scheme)
        found = Axe().run(phone.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert not found.response["violations"], f"{name}, {scheme}: {found.generate_report()}"
    phone.page.evaluate(FLOATING, "")
    assert_no_wider_than_the_screen(phone.page, name)


# Strict CSP: a style of the script's own making, not of the page's.
FLOATING = """(position) => {
    for (const one of document.querySelectorAll(".reach, .tabs")) one.style.position = position;
}"""


@pytest.fixture
def person(db):
    place = StationPlaceFactory(lng=113.20, lat=22.90)
    ChecklistVersionFactory()
    return UserFactory(roles=["inspector"], badged=True, station=place.station, full_name="何建国")


@pytest.fixture
def colleague(person):
    return UserFactory(roles=["inspector"], badged=True, full_name="梁伟强")


def patrolled(person, name, place, **more):
    firm = EnterpriseFactory(name=name, address="陈村镇赤花村委会12号", **place)
    return PatrolFactory(enterprise=firm, inspector=person, planned_on=timezone.localdate(), **more)


def under_reinspection(person):
    """An order whose re-inspection was called for today, with a photo of each item from before."""
    order = RectificationOrderFactory(
        state=RectificationOrder.State.REINSPECTING,
        officer=person,
        enterprise=EnterpriseFactory(name="佛山市顺德区锐锋锻压厂"),
    )
    order.reinspections.update(planned_on=timezone.localdate())
    for n, item in enumerate(order.items.order_by("position")):
        files.attach(item, io_named(photo(n)), by=person, kind=Attachment.Kind.BEFORE)
    return order


def missing(phone):
    return phone.page.get_by_role("region", name="What is missing")


def days_of(phone):
    return phone.page.locator("ol.stops")


def test_the_round_is_in_its_order_with_times_and_what_is_due(phone, person, colleague):
    patrolled(person, "佛山市顺德区甲锻压厂", NEAR, due_in=3)
    patrolled(person, "佛山市顺德区乙锻压厂", FAR, due_in=-2)
    planned = routes.plan(person, timezone.localdate(), by=person)
    RoundStop.objects.filter(round=planned).update(opens_at=dt.time(9), closes_at=dt.time(17, 30))
    one: Phone = phone(person)
    one.take_along()
    one.offline()
    one.page.reload()

    rows = days_of(one).first.get_by_role("link")
    stops = planned.stops.order_by("position")
    expect(rows).to_have_count(2)
    for row, stop in zip(rows.all(), stops, strict=True):
        expect(row).to_contain_text(stop.arrives_at.strftime("%H:%M"))
        expect(row).to_contain_text("open 09:00–17:30")
    soon, late = rows.filter(has_text="甲锻压厂"), rows.filter(has_text="乙锻压厂")
    expect(soon.locator(".state--soon")).to_contain_text("due")
    expect(late.locator(".state--late")).to_contain_text("overdue since")

    one.page.get_by_text("Nearest first").click()
    expect(rows.first).to_contain_text("甲锻压厂")
    expect(rows.first).to_contain_text(re.compile(r"\d+ m"))
    expect(one.page.get_by_text("Place known to within 12 m")).to_be_visible()
    assert_accessible(one, "the round")


def test_the_round_is_searched_without_signal(phone, person):
    firm = patrolled(person, "佛山市顺德区锐锋机械", NEAR).enterprise
    patrolled(person, "佛山市顺德区宏发食品", FAR)
    one = phone(person)
    one.take_along()
    one.offline()
    found = one.page.get_by_role("region", name="Found")

    # A character, two words, full width, the code, pinyin initials.
    for query in ("锐", "锋 赤花", "１２号　锐锋", firm.uscc[2:].lower(), "RFJX"):
        one.page.get_by_label("Search the round").fill(query)
        row = found.get_by_role("link").filter(has_text="锐锋机械")
        expect(row, query).to_have_count(1)
        expect(found.get_by_role("link"), query).to_have_count(1)

    one.page.get_by_label("Search the round").fill("潭洲")
    expect(found).to_contain_text("Only what was taken along can be searched")
    assert_accessible(one, "the search")


def test_the_app_says_how_old_the_round_is_and_what_is_missing(phone, person):
    person.badge_valid_to = timezone.localdate() + dt.timedelta(days=9)
    person.save()
    patrolled(person, "佛山市顺德区甲锻压厂", NEAR)
    one = phone(person)
    one.take_along()

    expect(missing(one)).to_contain_text("No round is planned for today")
    expect(missing(one)).to_contain_text("Your enforcement badge ends on")
    expect(missing(one)).to_contain_text("Nobody with a valid badge is listed to go with you")

    one.offline()
    one.page.evaluate(AGE, [one.store, 3 * 3_600_000])
    one.page.reload()
    expect(one.page.get_by_text("Taken along 3 hours ago.")).to_be_visible()

    PatrolFactory(
        enterprise=EnterpriseFactory(name="佛山市顺德区新厂"),
        inspector=person,
        planned_on=timezone.localdate(),
    )
    one.online()
    expect(one.page.get_by_text("Taken along now.")).to_be_visible()
    expect(days_of(one).first).to_contain_text("新厂")


def test_a_clock_that_is_wrong_is_said_and_today_is_the_offices_day(phone, person, colleague):
    patrolled(person, "佛山市顺德区甲锻压厂", NEAR)
    one = phone(person, skew=dt.timedelta(days=2))
    one.take_along()

    expect(missing(one)).to_contain_text("This phone's clock is 2 days fast")
    today = one.page.get_by_role("region", name=timezone.localdate().isoformat())
    expect(today).to_contain_text("Today")


def test_a_reinspection_opens_with_what_failed_beside_its_photo_from_before(phone, person):
    order = under_reinspection(person)
    first, second = order.items.order_by("position")
    one = phone(person)
    one.take_along()
    before = {sha(photo(0)), sha(photo(1))}
    assert wait_until(lambda: {row["sha256"] for row in one.rows("pictures")} == before)
    one.offline()
    one.page.reload()
    one.page.get_by_role("link", name=re.compile("锐锋锻压厂")).first.click()
    one.page.get_by_role("button", name=re.compile("Begin: ")).click()

    card = one.page.get_by_role("article", name=first.requirement)
    card.get_by_role("button", name="Before, photo 1").click()
    large = one.page.get_by_role("dialog").get_by_role("img")
    expect(large).to_be_visible()
    assert large.evaluate("image => image.complete && image.naturalWidth > 0")
    one.page.get_by_role("button", name="Close").click()
    assert_accessible(one, "a re-inspection")

    card.get_by_text("Put right", exact=True).click()
    other = one.page.get_by_role("article", name=second.requirement)
    other.get_by_text("Not put right").click()
    expect(other.get_by_text("Say what is still wrong.")).to_be_visible()
    other.get_by_label("What you found").fill("防护罩仍未加装")
    assert wait_until(
        lambda: (
            [row["draft"]["reinspected"] for row in one.records().values()]
            == [
                {
                    str(first.pk): {"passed": True, "finding": ""},
                    str(second.pk): {"passed": False, "finding": "防护罩仍未加装"},
                }
            ]
        )
    )
    other.get_by_label("Take a photo").set_input_files(
        {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo(9)}
    )
    assert wait_until(lambda: [part["order_item"] for part in one.rows("parts")] == [second.pk])


def test_a_newer_round_takes_nothing_away_from_a_draft(phone, person):
    order = under_reinspection(person)
    one = phone(person)
    one.take_along()
    expect(one.page.get_by_role("button", name="Take the round along")).to_be_enabled()
    assert wait_until(lambda: len(one.rows("pictures")) == 2)
    one.page.get_by_role("link", name=re.compile("锐锋锻压厂")).first.click()
    one.page.get_by_role("button", name=re.compile("Begin: ")).click()
    one.page.wait_for_url(re.compile("#/visit/"))
    draft = one.page.url.partition("#")[2]

    # Put off meanwhile: it is no part of these days any more.
    order.reinspections.update(planned_on=timezone.localdate() + dt.timedelta(days=20))
    one.take_along()
    one.page.get_by_text("Nothing is planned for this day.").first.wait_for()
    assert wait_until(lambda: not one.rows("stops"))
    one.offline()
    one.page.reload()
    one.page.goto(f"/field/#{draft}")

    item = order.items.order_by("position").first()
    card = one.page.get_by_role("article", name=item.requirement)
    expect(card.get_by_role("button", name="Before, photo 1")).to_be_visible()
    assert [row["id"] for row in one.rows("enterprises")] == [order.enterprise_id]
    assert len(one.rows("pictures")) == 2


def test_what_was_written_today_stands_at_its_stop(phone, person, colleague):
    patrolled(person, "佛山市顺德区甲锻压厂", NEAR)
    one = phone(person)
    one.take_along()
    one.offline()
    one.page.get_by_role("link", name=re.compile("甲锻压厂")).first.click()
    one.page.get_by_role("button", name=re.compile("Begin: ")).click()
    one.page.wait_for_url(re.compile("#/visit/"))
    one.show("")

    expect(days_of(one).first.get_by_role("link")).to_contain_text("Draft, on this phone only")


AGE = """([database, age]) => new Promise((done) => {
    const opening = indexedDB.open(database);
    opening.onsuccess = () => {
        const things = opening.result.transaction("things", "readwrite").objectStore("things");
        things.get("taken").onsuccess = ({ target: { result } }) => {
            things.put({ ...result, at: result.at - age }, "taken").onsuccess = () => {
                opening.result.close();
                done();
            };
        };
    };
})"""
