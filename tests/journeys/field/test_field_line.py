"""What goes over the line besides records: the time, what was taken along, a file put right."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import Visit
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections import packets
from tests.inspections.factories import ChecklistVersionFactory, PatrolFactory
from tests.journeys.field.phone import wrong_clock
from tests.journeys.field.test_field_queue import shades
from tests.journeys.field.test_field_round import AGE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)

SEND = "Send now"


@pytest.fixture
def visit_of(inspector, colleague):
    version = ChecklistVersionFactory()

    def one(photos=(), **more):
        return packets.packet(inspector, colleague, version=version, photos=photos, **more)

    return one


def taken(phone):
    """What the phone says of what it took along."""
    return next(row for row in phone.rows("things") if isinstance(row, dict) and "days" in row)


def answers_of(page):
    """The status of every answer to a take-along."""
    said = []
    page.on(
        "response",
        lambda answer: said.append(answer.status) if "/api/v1/field/?" in answer.url else None,
    )
    return said


def test_what_did_not_change_is_taken_along_anew_without_being_sent(phone, inspector):
    firm = EnterpriseFactory(name="佛山市顺德区甲锻压厂")
    PatrolFactory(enterprise=firm, inspector=inspector, planned_on=timezone.localdate())
    one = phone(inspector)
    said = answers_of(one.page)
    one.take_along()
    first = taken(one)
    expect(one.page.get_by_role("main")).to_contain_text("甲锻压厂")

    one.page.get_by_role("button", name="Take the round along").click()
    one.wait_for(lambda: taken(one)["at"] > first["at"])
    assert said[-1] == 304
    # Older than an hour it is renewed on opening; that costs no more.
    one.page.evaluate(AGE, [one.store, 3 * 3_600_000])
    one.page.reload()
    expect(one.page.get_by_text("Taken along now.")).to_be_visible()
    one.wait_for(lambda: taken(one)["at"] > first["at"])
    assert said[1:] == [304] * (len(said) - 1)
    expect(one.page.get_by_role("main")).to_contain_text("甲锻压厂")
    assert taken(one) | {"at": 0, "skew": 0} == first | {"at": 0, "skew": 0}

    firm.name = "佛山市顺德区新名锻压厂"
    firm.save()
    one.page.get_by_role("button", name="Take the round along").click()
    expect(one.page.get_by_role("main")).to_contain_text("新名锻压厂")
    assert said[-1] == 200


def test_every_answer_tells_the_phone_what_time_it_is(phone, visit_of, inspector):
    one = phone(inspector)
    one.take_along()
    assert abs(taken(one)["skew"]) < 60_000

    # Its owner sets the clock wrong while the app is open; nothing is taken along anew.
    one.page.evaluate(wrong_clock(dt.timedelta(days=2).total_seconds() * 1000))
    number = str(uuid.uuid4())
    one.hand_in({number: visit_of()})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")

    one.wait_for(lambda: abs(taken(one)["skew"] + 2 * 86_400_000) < 60_000)
    one.show("me")
    expect(one.page.get_by_text("The clock of this phone is 2 days fast.")).to_be_visible()
    # What the phone keeps of itself tells no time.
    one.offline()
    one.page.reload()
    expect(one.page.get_by_role("heading", level=1)).to_be_visible()
    assert abs(taken(one)["skew"] + 2 * 86_400_000) < 60_000


def test_a_refused_photo_is_put_right_at_the_desk_and_the_phone_gets_its_receipt(
    phone, visit_of, inspector, signed_in, tmp_path
):
    one = phone(inspector)
    one.offline()
    good, other = shades(500, 2)
    bad = packets.photo(7) + b"<script>alert(1)</script>"
    number = str(uuid.uuid4())
    one.hand_in({number: visit_of([good, bad])}, photos={number: [good, bad]})
    one.online()
    one.show("records", number)
    one.wait_for_state(number, "refused")

    # The phone shows which one, what to do, and lets it be saved byte for byte.
    why = one.page.get_by_role("alert")
    receipt = Visit.objects.get().first_packet.receipt_number
    expect(why).to_contain_text("The file hides another one inside.")
    expect(why).to_contain_text(f"At the desk the visit is found by {receipt}")
    expect(why.get_by_role("img", name="The file that was refused")).to_be_visible()
    with one.page.expect_download() as saving:
        why.get_by_role("link", name="Save the file").click()
    saving.value.save_as(tmp_path / "saved.jpg")
    assert (tmp_path / "saved.jpg").read_bytes() == bad
    assert_accessible_by_day_and_night(one.page, "a refused file")
    assert_no_wider_than_the_screen(one.page, "a refused file")

    # Sent again as it is, nothing changes as long as nobody did anything.
    one.page.get_by_role("button", name="Send it again as it is").click()
    one.wait_for(lambda: one.records()[number]["history"][-1].get("times") == 2)
    assert one.states() == {number: "refused"}
    assert Visit.objects.get().state == Visit.State.RECEIVING

    desk = signed_in(inspector)
    desk.goto(f"/admin/inspections/visit/?q={receipt}")
    desk.get_by_role("link", name=re.compile(re.escape(Visit.objects.get().party_name))).click()
    expect(desk.get_by_text("photo 2: 正面")).to_be_visible()
    desk.get_by_role("link", name="Hand it in here").click()
    picture = tmp_path / "again.jpg"
    picture.write_bytes(other)
    desk.get_by_label("file").set_input_files(picture)
    desk.get_by_label("reason").fill("原照片损坏，当日重拍")
    assert_accessible_by_day_and_night(desk, "hand in a missing file")
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.get_by_text("The visit is complete.")).to_be_visible()
    expect(desk.get_by_text("原照片损坏，当日重拍")).to_be_visible()

    one.page.get_by_role("button", name="Send it again as it is").click()
    one.wait_for_state(number, "received")
    visit = Visit.objects.get()
    assert visit.state == Visit.State.FINISHED
    hung = {each.file.sha256: each for each in Attachment.objects.of(visit)}
    assert set(hung) == {packets.sha(good), packets.sha(other)}
    assert hung[packets.sha(other)].claimed_sha256 == packets.sha(bad)
    assert json.loads(one.records()[number]["packet"]) == visit.first_packet.content


def test_a_photo_that_arrives_as_another_every_time_is_refused_in_words(phone, visit_of, inspector):
    def tamper(route):
        changed = {"post_data": b"other"} if route.request.method == "PUT" else {}
        route.continue_(**changed)

    def is_refused_after_a_push():
        one.page.evaluate("dispatchEvent(new Event('online'))")
        return one.states() == {number: "refused"}

    one = phone(inspector)
    one.offline()
    photos = shades(700, 1)
    number = str(uuid.uuid4())
    one.hand_in({number: visit_of(photos)}, photos={number: photos})
    one.context.route("**/api/v1/evidence/**", tamper)
    one.online()
    one.show("records", number)
    one.wait_for(is_refused_after_a_push)

    expect(one.page.get_by_role("alert")).to_contain_text("changed on the way")
    assert Visit.objects.get().state == Visit.State.RECEIVING
