"""A sampling sheet on the phone: filled in at the goods, sealed and signed without signal."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.doors.conftest import wait_until
from tests.enterprises.factories import ProductFactory
from tests.journeys.field import shots
from tests.journeys.field.test_field_round import (
    NEAR,
    assert_accessible,
    colleague,
    patrolled,
    person,
)

__all__ = ["colleague", "person"]


@pytest.fixture
def at_the_goods(phone, person, colleague):
    """A phone without signal on whose screen an empty sheet is open."""
    patrol = patrolled(person, "佛山市顺德区恒力锻压机械有限公司", NEAR)
    ProductFactory(enterprise=patrol.enterprise, name="数控折弯机", standard="GB/T 14349-2011")
    one = phone(person)
    one.take_along()
    one.offline()
    one.show("begin", patrol.enterprise_id)
    one.page.get_by_role("button", name="Begin").click()
    steps = one.page.get_by_role("navigation", name="Steps of the record")
    steps.get_by_role("link", name="Samples").click()
    (one.uuid,) = one.records()
    one.page.get_by_role("button", name="Add a sampling sheet").click()
    one.page.get_by_role("heading", name="Sampling sheet", level=1).wait_for()
    return one


def sheets(phone):
    return phone.records()[phone.uuid]["draft"]["samples"]


def write(phone, **fields):
    for label, words in fields.items():
        phone.page.get_by_label(label.replace("_", " "), exact=True).fill(words)


def sign(phone):
    pad = phone.page.get_by_role("img", name="Pad to sign on")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    mouse = phone.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 50)
    mouse.down()
    for step in range(20):
        mouse.move(box["x"] + 30 + 9 * step, box["y"] + 50 + 30 * (step % 3))
    mouse.up()


def test_a_sheet_says_what_it_lacks_until_it_is_whole_and_survives_a_kill(at_the_goods, colleague):
    one = at_the_goods
    assert_accessible(one, "an empty sheet")
    write(one, Product="数控折弯机", Unit="台")
    # The product's own standard is known.
    expect(one.page.get_by_label("Standard", exact=True)).to_have_value("GB/T 14349-2011")
    write(one, Drawn_from_so_many="3", Sample_for_testing="2", Backup_sample="2")
    lacks = one.page.get_by_role("region", name="What is missing")
    expect(lacks).to_contain_text("Sample and backup together are more than what was there.")
    write(one, Drawn_from_so_many="20", Seals="封条 0012、0013")
    one.page.get_by_label("Price paid").fill("0")
    expect(lacks).not_to_contain_text("more than what was there")
    one.page.get_by_text("on the market", exact=True).click()
    expect(lacks).to_contain_text("at least two people")
    assert wait_until(lambda: sheets(one)[0]["place"] == "market")

    one.kill()
    one.open(path=None)
    one.offline()
    one.page.goto("/field/")
    one.page.get_by_role("heading", name="Round").wait_for()
    (sheet,) = sheets(one)
    one.page.goto(f"/field/#/visit/{one.uuid}/who")
    one.page.get_by_text(colleague.full_name).click()
    one.show("sample", one.uuid, sheet["uuid"])
    expect(one.page.get_by_label("Seals")).to_have_value("封条 0012、0013")

    one.page.get_by_label("Signed for the party by").fill("梁启衡 厂长")
    sign(one)
    one.page.get_by_role("button", name="Keep the signature").click()
    expect(one.page.get_by_text("Signed; kept on this phone.")).to_be_visible()
    expect(one.page.get_by_text("The sheet is complete")).to_be_visible()
    one.page.get_by_label("Take a photo").set_input_files(
        shots.file(shots.shot((900, 700)), "seal.jpg")
    )
    assert wait_until(
        lambda: (
            sorted(part["type"] for part in one.rows("parts") if not part.get("raw"))
            == ["image/jpeg", "image/png"]
        )
    )
    assert_accessible(one, "a whole sheet")

    for part in one.rows("parts"):
        assert part["sample"] == sheet["uuid"]
        assert shots.sha(shots.bytes_of(one, part)) == part["sha256"]
    (signature,) = [part for part in one.rows("parts") if part["kind"] == "signature"]
    ink = Image.open(io.BytesIO(shots.bytes_of(one, signature))).convert("L")
    # White paper, dark ink, on a phone that is dark by now.
    assert (ink.getextrema()[0] < 60, ink.getpixel((2, 2))) == (True, 255)
    one.show("visit", one.uuid, "samples")
    row = one.page.get_by_role("link", name=re.compile("数控折弯机"))
    expect(row).to_contain_text("complete")


def test_a_refused_sampling_is_its_product_and_its_reason(at_the_goods):
    one = at_the_goods
    one.page.get_by_role("button", name="does not let itself be sampled").click()
    one.page.get_by_text("without lawful cause").click()
    write(one, Product="液压机", Note="称样机已售。")

    expect(one.page.get_by_text("The sheet is complete")).to_be_visible()
    assert wait_until(lambda: [each["note"] for each in sheets(one)] == ["称样机已售。"])
    assert [(each["refusal"], each["product"]) for each in sheets(one)] == [("no_cause", "液压机")]


def test_a_sheet_is_deleted_with_what_hangs_on_it_and_only_when_that_is_meant(at_the_goods):
    one = at_the_goods
    one.page.get_by_label("Take a photo").set_input_files(shots.file(shots.shot((900, 700))))
    assert wait_until(lambda: len(one.rows("parts")) == 1)
    one.page.get_by_role("button", name="Delete this sheet").click()
    one.page.get_by_role("button", name="Keep it").click()
    assert len(sheets(one)) == 1
    one.page.get_by_role("button", name="Delete this sheet").click()
    one.page.get_by_role("button", name="Delete", exact=True).click()

    one.page.wait_for_url(re.compile("#/visit/"))
    assert wait_until(lambda: sheets(one) == [] and one.rows("parts") == [])
