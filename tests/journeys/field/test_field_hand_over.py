"""A re-inspection with a sample, from the phone to the rows of the office: field by field."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import RectificationOrder, Sample, Visit
from qualitysup.evidence.models import Attachment
from tests.documents.factories import AgencyFactory
from tests.doors.conftest import wait_until
from tests.enterprises.factories import ProductFactory
from tests.factories import SHUNDE
from tests.inspections.factories import ChecklistVersionFactory
from tests.journeys.field import shots
from tests.journeys.field.test_field_round import under_reinspection
from tests.journeys.field.test_field_samples import write
from tests.journeys.field.writing import begin, find, hand_in, sign, sign_all, step, who


@pytest.fixture
def order(inspector):
    """Called to be re-inspected today, at a maker of bending machines."""
    AgencyFactory(division_id=SHUNDE)
    ChecklistVersionFactory()
    made = under_reinspection(inspector)
    ProductFactory(enterprise=made.enterprise, name="数控折弯机", standard="GB/T 14349-2011")
    return made


def photographed(phone, where, content, *, kind):
    """A photo taken there, scaled; its part on the phone, known by what it shows."""
    before = len(phone.rows("parts"))
    where.get_by_label("Take a photo").set_input_files(shots.file(content, f"{kind}.jpg"))

    def scaled():
        parts = phone.rows("parts")
        return len(parts) == before + 1 and not any(part.get("raw") for part in parts)

    assert wait_until(scaled)
    (part,) = [part for part in phone.rows("parts") if part[kind] is not None]
    return part


def hung(case):
    """What hangs on a case, by the hash of the bytes that are kept of it."""
    rows = Attachment.objects.standing().of(case).select_related("file")
    return {row.file.sha256: row for row in rows}


def test_a_sample_and_the_photo_of_what_was_put_right_arrive_as_the_phone_showed_them(
    phone, inspector, colleague, order
):
    first, second = order.items.order_by("position")
    one = phone(inspector)
    one.take_along()
    one.offline()
    uuid = begin(one, order.enterprise)

    for item in (first, second):
        card = one.page.get_by_role("article", name=item.requirement)
        card.get_by_text("Put right", exact=True).click()
    card = one.page.get_by_role("article", name=first.requirement)
    card.get_by_label("What you found").fill("防护罩已加装")
    after = photographed(one, card, shots.shot((1200, 900)), kind="order_item")

    who(one, colleague)
    step(one, "Samples")
    one.page.get_by_role("button", name="Add a sampling sheet").click()
    write(one, Product="数控折弯机", Model_or_specification="WC67K-100T", Batch="2026-11")
    write(one, Made_on="2026-10-08", Unit="台", Trademark="锐锋")
    write(one, Drawn_from_so_many="20", Sample_for_testing="2", Backup_sample="1.5")
    write(one, Seals="封条 0012（机身左侧）、0013（备样）", Where_exactly="成品库东侧")
    one.page.get_by_label("Price paid").fill("0")
    one.page.get_by_text("finished goods store", exact=True).click()
    sealed = photographed(one, one.page, shots.shot((900, 700), shade=200), kind="sample")
    one.page.get_by_label("Signed for the party by").fill("梁启衡 厂长")
    sign(one, "梁启衡 厂长")
    expect(one.page.get_by_text("The sheet is complete")).to_be_visible()
    one.page.get_by_role("link", name="Back to the visit").click()

    find(one, outcome="no problem found", disposition="nothing further")
    step(one, "Read back")
    sign_all(one, inspector.full_name, colleague.full_name, "梁启衡")
    hand_in(one)
    shown = one.records()[uuid]["draft"]
    one.online()
    assert wait_until(lambda: one.states()[uuid] == "received"), one.records()

    # Every file of the phone's is here by its hash, and its bytes are those that the phone has.
    visit = Visit.objects.get(uuid=uuid)
    parts = one.rows("parts")
    assert set(hung(visit)) == {part["sha256"] for part in parts}
    for part in parts:
        assert shots.sha(shots.bytes_of(one, part)) == part["sha256"]

    # The sheet, word for word; its number is what the phone is told.
    (sheet,) = shown["samples"]
    sample = Sample.objects.get(uuid=sheet["uuid"])
    (told,) = one.records()[uuid]["receipt"]["samples"]
    assert (told["state"], told["number"]) == ("drawn", sample.number)
    assert sample.number
    for name in ("product", "model", "trademark", "batch", "standard", "unit", "place"):
        assert getattr(sample, name) == sheet[name]
    for name in ("place_detail", "seals", "signed_by"):
        assert getattr(sample, name) == sheet[name]
    assert sample.standard == "GB/T 14349-2011"
    assert sample.seals == "封条 0012（机身左侧）、0013（备样）"
    assert (sample.made_on, sample.drawn_on) == (dt.date(2026, 10, 8), timezone.localdate())
    for name in ("base_quantity", "sample_quantity", "backup_quantity", "price_paid"):
        assert getattr(sample, name) == Decimal(sheet[name])
    assert (sample.visit, sample.enterprise) == (visit, order.enterprise)
    assert set(sample.samplers.all()) == {inspector, colleague}
    (ink,) = [part["sha256"] for part in parts if part["sample"] and part["kind"] == "signature"]
    assert set(hung(sample)) == {sealed["sha256"], ink}

    # The re-inspection is held, what the photo shows hangs on its item, the order has moved on.
    held = order.reinspections.get()
    assert (held.visit, held.passed, held.held_on) == (visit, True, timezone.localdate())
    assert set(held.inspectors.all()) == {inspector, colleague}
    assert {row.item_id: (row.passed, row.finding) for row in held.items.all()} == {
        item.pk: (True, shown["reinspected"][str(item.pk)]["finding"]) for item in (first, second)
    }
    now = [row for row in hung(first).values() if row.kind == Attachment.Kind.AFTER]
    assert [row.file.sha256 for row in now] == [after["sha256"]]
    assert now[0].taken_at == dt.datetime.fromisoformat(after["taken_at"])
    assert not [row for row in hung(second).values() if row.kind == Attachment.Kind.AFTER]
    order.refresh_from_db()
    assert order.state == RectificationOrder.State.PASSED

    # And the phone says so.
    one.show("records", uuid)
    receipt = one.page.locator(".receipt")
    expect(receipt).to_have_text(visit.first_packet.receipt_number)
    expect(one.page.get_by_text(re.compile("^Received by the office"))).to_be_visible()
