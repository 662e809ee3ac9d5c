"""Leaving the phone: by a file, by signing out, by losing it, by a new version of the app."""

import datetime as dt
import re
import uuid
import zipfile

import pytest
from django.test import Client
from playwright.sync_api import expect

from inspections.field import shell
from inspections.models import Visit
from qualitysup.accounts.models import Device
from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.inspections import packets
from tests.inspections.factories import ChecklistVersionFactory
from tests.journeys.field.test_field_queue import assert_same, shades
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)

BACKEND = "qualitysup.accounts.backends.RoleBackend"


@pytest.fixture
def packet(inspector, colleague):
    version = ChecklistVersionFactory()

    def one(photos=(), **more):
        return packets.packet(inspector, colleague, version=version, photos=photos, **more)

    return one


def draft_of(number, words, at):
    return {
        "uuid": number,
        "state": "draft",
        "draft": {"kind": "unplanned", "enterprise": None, "party": {"name": words}},
        "made_at": at,
        "changed_at": at,
        "tries": 0,
    }


def test_what_cannot_be_sent_is_carried_to_a_desk_in_a_file(
    phone, packet, inspector, signed_in, tmp_path
):
    one = phone(inspector)
    one.offline()
    number, draft, photos = str(uuid.uuid4()), str(uuid.uuid4()), shades(0, 3)
    one.hand_in({number: packet(photos)}, photos={number: photos})
    one.write("records", [draft_of(draft, "新作坊", 1)])
    one.show("me")
    with one.page.expect_download() as saving:
        one.page.get_by_role("button", name="Save what was not sent to a file").click()
    expect(one.page.get_by_text("2 records are in the file.")).to_be_visible()
    file = tmp_path / "carried.zip"
    saving.value.save_as(file)
    with zipfile.ZipFile(file) as inside:
        assert inside.testzip() is None
        sealed = inside.read(f"packets/{number}.json").decode()
        assert sealed == one.records()[number]["packet"]
        assert all(
            packets.sha(inside.read(name)) == name.partition("/")[2]
            for name in inside.namelist()
            if name.startswith("parts/")
        )

    desk = signed_in(inspector)
    for _n in range(2):
        desk.goto("/admin/inspections/phoneexport/add/")
        desk.get_by_label("File of the phone").set_input_files(file)
        desk.get_by_role("button", name="Take it in").click()
        expect(desk.get_by_role("link", name="Download the drafts")).to_be_visible()
    assert Visit.objects.get().state == Visit.State.FINISHED
    assert_accessible_by_day_and_night(desk, "file of a phone")

    # The phone finds signal after all: what the desk took in is received, and nothing is doubled.
    one.online()
    one.wait_for_state(number, "received")
    assert one.states()[draft] == "draft"
    assert Visit.objects.count() == 1


def test_signing_out_asks_about_what_is_only_here_and_keeps_it(phone, packet, inspector):
    one = phone(inspector)
    number, photos = str(uuid.uuid4()), shades(10, 1)
    one.offline()
    one.hand_in({number: packet(photos)}, photos={number: photos})
    one.show("me")
    one.page.get_by_role("button", name="Sign out").click()
    expect(one.page.get_by_text("1 record is only on this phone.")).to_be_visible()
    one.page.get_by_role("button", name="Sign out and keep them on this phone").click()
    expect(one.page.get_by_text("Signing out needs signal.")).to_be_visible()

    one.online()
    one.context.route("**/api/v1/visits/**", lambda route: route.abort())
    one.page.get_by_role("button", name="Sign out and keep them on this phone").click()
    expect(one.page.get_by_role("link", name="Sign in")).to_be_visible()
    one.context.unroute("**/api/v1/visits/**")
    one.wait_for(lambda: one.states() == {number: "waiting"})

    one.sign_in()
    one.page.reload()
    one.wait_for_state(number, "received")
    assert_same(one, photos={number: photos})


def test_signing_out_deletes_only_what_was_said_twice(phone, packet, inspector):
    one = phone(inspector)
    one.offline()
    one.hand_in({str(uuid.uuid4()): packet()})
    one.show("me")
    one.page.get_by_role("button", name="Sign out").click()
    one.page.get_by_role("button", name="Sign out and delete them").click()
    sure = one.page.get_by_role("button", name="Sign out and delete them")
    expect(sure).to_be_disabled()
    one.page.get_by_label(re.compile("^Type")).fill("delete")
    one.context.route("**/api/v1/visits/**", lambda route: route.abort())
    one.online()
    sure.click()
    expect(one.page.get_by_role("link", name="Sign in")).to_be_visible()
    names = one.page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert one.store not in names


@pytest.mark.parametrize("wipe", [False, True])
def test_a_lost_phone_is_locked_or_wiped_at_its_next_contact(phone, packet, inspector, wipe):
    one = phone(inspector)
    number = str(uuid.uuid4())
    one.context.route("**/api/v1/visits/**", lambda route: route.abort())
    one.hand_in({number: packet()})
    one.wait_for(lambda: Device.objects.filter(person=inspector).exists())
    device = Device.objects.get()
    administrator = UserFactory(roles=[Role.SECURITY_ADMINISTRATOR])
    desk = Client()
    desk.force_login(administrator, backend=BACKEND)
    typed = {"why": "丢失"} | ({"wipe": "on"} if wipe else {})
    desk.post(f"/admin/accounts/device/{device.pk}/close/", typed)

    one.page.reload()
    words = "had its records deleted." if wipe else "Its records are kept; sign in to go on."
    expect(one.page.get_by_text(words)).to_be_visible()
    device.refresh_from_db()
    assert device.obeyed_at is not None
    names = one.page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert (one.store in names) is not wipe

    one.context.unroute("**/api/v1/visits/**")
    one.sign_in()
    one.page.reload()
    one.page.get_by_role("navigation", name="Pages").wait_for()
    if wipe:
        assert one.states() == {}
        assert not Visit.objects.exists()
    else:
        one.wait_for_state(number, "received")


def test_a_new_version_waits_for_its_user_and_loses_nothing(phone, inspector, monkeypatch):
    one = phone(inspector)
    number = str(uuid.uuid4())
    one.write("records", [draft_of(number, "新作坊", 1)])
    one.show("records", number)
    before = one.page.evaluate("document.getElementById('app').dataset.version")

    old = shell.version
    monkeypatch.setattr(shell, "version", lambda: f"{old()}-next")
    one.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    button = one.page.get_by_role("button", name="Update the app")
    expect(button).to_be_visible()
    # Nothing changes by itself, also not offline and after opening it again.
    one.offline()
    one.page.reload()
    assert one.page.evaluate("document.getElementById('app').dataset.version") == before
    one.online()
    other = one.tab(f"/field/#/records/{number}")
    expect(other.get_by_role("button", name="Update the app")).to_be_visible()

    button.click()
    one.wait_for(lambda: version_of(one.page) == f"{before}-next")
    assert one.page.url.endswith(f"#/records/{number}")
    expect(one.page.get_by_role("heading", name="新作坊")).to_be_visible()
    # The other tab did not ask: it stays as it is, and follows when its user says so.
    assert version_of(other) == before
    other.get_by_role("button", name="Update the app").click()
    one.wait_for(lambda: version_of(other) == f"{before}-next")
    assert one.states() == {number: "draft"}


def version_of(page):
    # Also while the page is on its way to the next: a locator waits where a script would break off.
    return page.locator("#app").get_attribute("data-version")


def test_received_records_go_after_a_month_and_no_other_ever(phone, packet, inspector):
    one = phone(inspector)
    long_ago = int((dt.datetime.now() - dt.timedelta(days=31)).timestamp() * 1000)
    kept, gone = str(uuid.uuid4()), str(uuid.uuid4())
    waiting = str(uuid.uuid4())
    one.offline()
    one.hand_in({waiting: packet()})
    row = one.records()[waiting] | {"sealed_at": long_ago, "changed_at": long_ago}
    one.write(
        "records",
        [
            row,
            row | {"uuid": gone, "state": "received", "received_at": long_ago},
            row | {"uuid": kept, "state": "received", "received_at": long_ago + 2 * 86_400_000},
            draft_of("draft", "新作坊", long_ago),
        ],
    )
    one.context.route("**/api/v1/visits/**", lambda route: route.abort())
    one.page.reload()
    one.wait_for(lambda: gone not in one.records())
    assert set(one.records()) == {kept, waiting, "draft"}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_pages_of_records_are_accessible_and_fit(phone, packet, inspector, language):
    one = phone(inspector, language=language)
    one.offline()
    number, draft = str(uuid.uuid4()), str(uuid.uuid4())
    one.hand_in({number: packet()})
    row = one.records()[number] | {"sent": 3, "of": 10}
    why = {"status": 400, "code": "invalid", "detail": "wrong", "errors": {"answers[0]": ["no"]}}
    states = ["sending", "received", "refused", "conflict"]
    receipt = {"number": "12-0345", "received_at": "2026-11-22T08:00:00+08:00"}
    rows = [
        row | {"uuid": str(uuid.uuid4()), "state": state, "why": why, "receipt": receipt}
        for state in states
    ]
    one.write("records", [row, *rows, draft_of(draft, "新作坊", 1)])
    pages = [["records"], ["me"], ["records", draft]]
    pages += [["records", each["uuid"]] for each in rows]
    for words in pages:
        one.show(*words)
        one.page.get_by_role("heading", level=1).wait_for()
        assert_accessible_by_day_and_night(one.page, "/".join(words))
        one.page.emulate_media(color_scheme="light")
        assert_no_wider_than_the_screen(one.page, "/".join(words))
        small = one.page.evaluate(
            """[...document.querySelectorAll("main button, main a, nav a")]
                .filter((e) => e.checkVisibility() && !e.closest("dd, p"))
                .map((e) => [e.textContent.trim(), e.offsetHeight])
                .filter(([words, height]) => height < 44)"""
        )
        assert not small, words

    one.show("me")
    one.page.locator("main > button").last.click()
    assert_accessible_by_day_and_night(one.page, "signing out")
    for done in ("lock", "wipe"):
        one.page.evaluate(ORDERED, done)
        one.page.reload()
        one.page.get_by_role("alert").wait_for()
        assert_accessible_by_day_and_night(one.page, f"after the order to {done}")
        assert_no_wider_than_the_screen(one.page, f"after the order to {done}")


# What a phone is left with that the office locked or wiped.
ORDERED = """(done) => new Promise((ready) => {
    const opening = indexedDB.open("field");
    opening.onsuccess = () => {
        const things = opening.result.transaction("things", "readwrite").objectStore("things");
        things.delete("person");
        things.put({ done }, "ordered").onsuccess = () => {
            opening.result.close();
            ready();
        };
    };
})"""
