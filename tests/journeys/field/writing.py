"""A visit as a hand writes it on the phone, step by step to the signatures."""

import re
from zlib import crc32

from playwright.sync_api import expect

from inspections.models import Visit
from qualitysup.evidence.models import Attachment
from tests.doors.conftest import wait_until
from tests.journeys.field import shots
from tests.journeys.field.phone import PATIENCE


def begin(phone, firm):
    """Begin what the stop is for; the number of the record."""
    before = set(phone.records())
    phone.show("")
    phone.page.get_by_role("link", name=firm.name).first.click()
    phone.page.get_by_role("button", name=re.compile("^Begin: ")).click()
    phone.page.wait_for_url(re.compile("#/visit/"))
    (uuid,) = set(phone.records()) - before
    return uuid


def step(phone, name):
    steps = phone.page.get_by_role("navigation", name="Steps of the record")
    steps.get_by_role("link", name=name).click()


def item(phone, text):
    return phone.page.locator("article.item").filter(has_text=text)


def kept(phone, uuid, is_so):
    """The disk has what the hand did."""
    assert wait_until(lambda: is_so(phone.records()[uuid]["draft"]))


def who(phone, colleague, *, present="梁启衡（法定代表人）"):
    step(phone, "Who")
    phone.page.get_by_label(colleague.full_name).check()
    phone.page.get_by_label("Present for the party").fill(present)
    phone.page.get_by_label("Badges were shown").check()


def choose(phone, version):
    step(phone, "Checklist")
    phone.page.get_by_role("combobox", name="Checklist").select_option(str(version.pk))


def answer(phone, *, fails=True, noise="82.5"):
    step(phone, "Checklist")
    guard = item(phone, "防护装置完好")
    guard.get_by_text("does not conform" if fails else "conforms", exact=True).click()
    if fails:
        guard.get_by_label("What is wrong").fill("右侧无防护罩")
        guard.get_by_label("Take a photo").set_input_files(
            shots.file(shots.shot((1200, 900)), "IMG_0001.jpg")
        )
    item(phone, "噪声").get_by_label("Measured, in dB").fill(noise)
    item(phone, "状况").get_by_text("好", exact=True).click()


def find(phone, *, outcome="problem found, to be followed up", disposition="ordered to rectify"):
    step(phone, "Findings")
    phone.page.get_by_label("What was found").fill("现场有待销开式压力机6台，均未出厂。")
    phone.page.get_by_text(outcome, exact=True).click()
    phone.page.get_by_text(disposition, exact=True).click()


def sign(phone, name):
    pad = phone.page.get_by_role("region", name=f"Signature: {name}")
    canvas = pad.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = phone.page.mouse
    # Everybody has a hand of their own: two pictures of one hash would be one file of the record.
    left = box["x"] + 20 + crc32(name.encode()) % 97
    mouse.move(left, box["y"] + 60)
    mouse.down()
    for n in range(12):
        mouse.move(left + n * 15, box["y"] + 60 + (n % 3) * 20)
    mouse.up()
    pad.get_by_role("button", name="Keep the signature").click()
    kept = pad.get_by_text("Signed; kept on this phone.")
    expect(kept).to_be_visible(timeout=PATIENCE)


def sign_all(phone, *names):
    step(phone, "Sign and hand in")
    for name in names:
        sign(phone, name)


def hand_in(phone):
    region = phone.page.get_by_role("region", name="Hand in")
    region.get_by_role("button", name="Hand in").click()
    expect(phone.page.get_by_text("Handed in: every word is fixed.")).to_be_visible()


def read_back(phone):
    return phone.page.locator(".paper p").all_inner_texts()


def received(phone, uuid):
    """What the server has of it once there is signal: the very files that the phone showed."""
    phone.online()
    assert wait_until(lambda: phone.states()[uuid] == "received", seconds=30), phone.records()
    visit = Visit.objects.get(uuid=uuid)
    assert visit.state == Visit.State.FINISHED
    hung = Attachment.objects.standing().of(visit).values_list("file__sha256", flat=True)
    assert sorted(hung) == sorted(part["sha256"] for part in phone.rows("parts"))
    return visit
