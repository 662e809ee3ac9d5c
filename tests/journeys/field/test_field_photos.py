"""Photos on the phone: kept before they are scaled, and never told to be kept when they are not."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.doors.conftest import wait_until
from tests.journeys.field import shots
from tests.journeys.field.phone import PATIENCE, WORKSHOP
from tests.journeys.field.test_field_round import NEAR, assert_accessible, patrolled

FULL = re.compile("The phone is full")


@pytest.fixture
def at_the_door(phone, inspector):
    """A phone on whose screen a visit is open at its photos; ``at_the_door(place=None)``."""

    def walk_up(**options):
        patrol = patrolled(inspector, "佛山市顺德区恒力锻压机械有限公司", NEAR)
        one = phone(inspector, **options)
        one.take_along()
        one.show("begin", patrol.enterprise_id)
        one.page.get_by_role("button", name="Begin").click()
        steps = one.page.get_by_role("navigation", name="Steps of the record")
        steps.get_by_role("link", name="Photos").click()
        one.offline()
        (one.uuid,) = one.records()
        return one

    return walk_up


def photos(phone):
    return [part for part in phone.rows("parts") if part["kind"] == "photo"]


def scaled(phone, count=1):
    """The photos, when there are so many and none waits to be scaled."""
    assert wait_until(
        lambda: [bool(part.get("raw")) for part in photos(phone)] == [False] * count, seconds=30
    )
    return photos(phone)


def take(phone, *contents, by="Take a photo"):
    files = [shots.file(content, f"IMG_{n:04}.jpg") for n, content in enumerate(contents)]
    field = phone.page.get_by_label(by)
    expect(field).to_be_attached(timeout=PATIENCE)
    field.set_input_files(files)


def test_a_photo_is_scaled_upright_and_what_the_camera_says_is_kept_as_its_claim(at_the_door):
    one, original = at_the_door(), shots.shot((3000, 2250))

    take(one, original)
    (part,) = scaled(one)

    kept = shots.bytes_of(one, part)
    assert shots.sha(kept) == part["sha256"] != shots.sha(original)
    assert shots.upright(kept) == (1536, 2048)
    assert (part["size"], part["type"]) == (len(kept), "image/jpeg")
    assert part["claims"] == {
        "original_sha256": shots.sha(original),
        "original_size": len(original),
        "exif_time": "2026-05-06T09:08:07+08:00",
        "exif_point": shots.PLACE,
    }
    assert (part["taken_at"], part["point"]) == ("2026-05-06T09:08:07+08:00", shots.PLACE)
    # Dark where the camera's first corner was, now at the top right.
    red, green, _blue = Image.open(io.BytesIO(kept)).getpixel((1500, 30))
    assert red > green + 40


def test_a_camera_that_says_nothing_is_told_the_place_by_the_phone(at_the_door):
    one = at_the_door()

    take(one, shots.shot((800, 600), at=None, located=False))
    (part,) = scaled(one)

    assert part["claims"]["exif_time"] is part["claims"]["exif_point"] is None
    assert wait_until(lambda: photos(one)[0]["point"] is not None)
    assert photos(one)[0]["point"] == {
        "lng": WORKSHOP["longitude"],
        "lat": WORKSHOP["latitude"],
        "accuracy": WORKSHOP["accuracy"],
    }


def test_an_old_picture_from_the_album_is_not_said_to_be_taken_here(at_the_door):
    one = at_the_door()

    take(one, shots.shot((800, 600), located=False), by="From the album")
    (part,) = scaled(one)

    one.page.wait_for_timeout(500)
    assert photos(one)[0]["point"] is part["point"] is None


def test_the_same_photo_twice_is_one(at_the_door):
    one, original = at_the_door(), shots.shot((2500, 1000))

    take(one, original)
    scaled(one)
    take(one, original)

    expect(one.page.get_by_text("is in the record already")).to_be_visible()
    assert len(photos(one)) == 1


def test_what_is_no_photo_is_refused_in_words(at_the_door, tmp_path):
    one = at_the_door()
    pick = one.page.get_by_label("From the album")
    heic = b"\x00\x00\x00\x24ftypheic" + bytes(3000)

    pick.set_input_files(shots.file(heic, "IMG_1.HEIC", "image/heic"))
    expect(one.page.get_by_text("Set the camera to JPEG")).to_be_visible()
    pick.set_input_files(shots.file(b"%PDF-1.7 not a photo at all", "plan.jpg"))
    expect(one.page.get_by_text("“plan.jpg” is not a photo")).to_be_visible()
    film = tmp_path / "film.jpg"
    film.write_bytes(b"\xff\xd8\xff" + bytes(48 * 2**20))
    pick.set_input_files(film)
    expect(one.page.get_by_text("“film.jpg” is larger than 48 MB")).to_be_visible()
    broken = shots.shot((900, 900))[:2000]
    pick.set_input_files(shots.file(broken, "broken.jpg"))
    expect(one.page.get_by_text("Unreadable")).to_be_visible(timeout=PATIENCE)

    (part,) = photos(one)
    assert (part["problem"], shots.bytes_of(one, part)) == ("unreadable", broken)


def test_a_photo_is_on_the_disk_before_it_is_scaled_and_is_taken_up_after_a_kill(at_the_door):
    one, original = at_the_door(), shots.shot((2600, 2000))
    # A worker that never answers: the phone ends the app while it scales.
    one.page.evaluate("() => { self.Worker = class { postMessage() {} terminate() {} } }")

    take(one, original)
    expect(one.page.get_by_text("Kept; being scaled")).to_be_visible()
    (part,) = photos(one)
    assert (part["raw"], part["sha256"]) == (True, shots.sha(original))
    assert shots.bytes_of(one, part) == original

    one.kill()
    one.open(path=None)
    one.offline()
    one.page.goto("/field/")

    (part,) = scaled(one)
    assert part["claims"]["original_sha256"] == shots.sha(original)
    assert shots.sha(shots.bytes_of(one, part)) == part["sha256"]
    assert part["uuid"] == one.uuid


def test_a_full_phone_says_so_and_the_photo_stays_until_it_is_kept(at_the_door):
    one, original = at_the_door(), shots.shot((3000, 2250))
    # The browser asks how much room there is at the first write after it was opened.
    one.close()
    one.open(path=None)
    tools = one.context.new_cdp_session(one.page)
    origin = {"origin": one.server}
    tools.send("Storage.overrideQuotaForOrigin", origin | {"quotaSize": 1})
    one.offline()
    one.page.goto(f"/field/#/visit/{one.uuid}/photos")

    take(one, original)

    expect(one.page.get_by_text(FULL)).to_be_visible()
    expect(one.page.get_by_text("Not kept", exact=True)).to_be_visible()
    assert photos(one) == []

    tools.send("Storage.overrideQuotaForOrigin", origin)
    one.page.get_by_role("button", name="Keep now").click()

    (part,) = scaled(one)
    assert part["claims"]["original_sha256"] == shots.sha(original)
    expect(one.page.get_by_text(FULL)).to_have_count(0)
    expect(one.page.get_by_text("Not kept", exact=True)).to_have_count(0)


def test_a_photo_has_a_caption_and_is_deleted_only_when_that_is_meant(at_the_door):
    one = at_the_door()
    take(one, shots.shot((700, 500)), shots.shot((700, 500), shade=200))
    scaled(one, 2)

    one.page.get_by_role("button", name="Photo 1").click()
    large = one.page.get_by_role("dialog")
    large.get_by_label("What it shows").fill("配电箱未关")
    assert wait_until(lambda: "配电箱未关" in [part["caption"] for part in photos(one)])
    assert_accessible(one, "a photo")
    large.get_by_role("button", name="Delete").click()
    large.get_by_role("button", name="Keep it").click()
    assert len(photos(one)) == 2
    large.get_by_role("button", name="Delete").click()
    large.get_by_role("button", name="Delete", exact=True).click()

    expect(one.page.get_by_role("dialog")).to_have_count(0)
    assert [part["caption"] for part in photos(one)] == [""]
    assert_accessible(one, "photos")


def test_a_caption_that_is_typed_while_the_photo_is_scaled_is_not_lost(at_the_door):
    one = at_the_door()
    one.page.evaluate(
        """() => {
            const Right = self.Worker;
            self.Worker = class {
                constructor(...given) {
                    this.right = new Right(...given);
                    this.right.onmessage = (event) => this.onmessage(event);
                }
                postMessage(data) {
                    this.right.onmessage = (event) => {
                        self.answer = () => this.onmessage(event);
                    };
                    this.right.postMessage(data);
                }
                terminate() {
                    this.right.terminate();
                }
            };
        }"""
    )
    take(one, shots.shot((2600, 2000)))
    one.page.get_by_role("button", name="Photo 1").click()
    one.page.get_by_label("What it shows").fill("正门")
    assert wait_until(lambda: photos(one)[0]["caption"] == "正门")

    assert wait_until(lambda: one.page.evaluate("self.answer !== undefined"))
    one.page.evaluate("self.answer()")

    (part,) = scaled(one)
    assert part["caption"] == "正门"
    expect(one.page.get_by_label("What it shows")).to_have_value("正门")


def test_without_a_place_the_phone_says_so_and_the_photo_is_kept_all_the_same(at_the_door):
    one = at_the_door(place=None, permissions=[])

    take(one, shots.shot((800, 600), at=None, located=False))
    (part,) = scaled(one)
    one.page.get_by_role("button", name="Photo 1").click()

    assert part["point"] is None
    expect(one.page.get_by_role("dialog")).to_contain_text("place not known")
