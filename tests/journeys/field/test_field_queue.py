"""What becomes of a record: sent once, whatever happens on the way, and the phone says how far.

After each the rows and the hashes of the server are what the phone showed.
"""

import json
import re
import uuid
from collections import Counter

import pytest
from playwright.sync_api import expect

from inspections.models import Visit, VisitPacket
from qualitysup.accounts.roles import Role
from qualitysup.evidence.models import Attachment, StoredFile
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections import packets
from tests.inspections.factories import ChecklistVersionFactory
from tests.journeys.field.phone import Phone

SEND = "Send now"


@pytest.fixture
def colleague(db):
    return UserFactory(username="colleague", roles=[Role.INSPECTOR], badged=True)


@pytest.fixture
def visit_of(inspector, colleague):
    """``visit_of(photos)``: a packet of both, each at an enterprise of its own."""
    version = ChecklistVersionFactory()

    def one(photos=(), **more):
        more.setdefault("enterprise", EnterpriseFactory())
        return packets.packet(inspector, colleague, version=version, photos=photos, **more)

    return one


def puts(page):
    """Every PUT of a page, as it left: ``("visits" or "evidence", the last word)``."""
    sent = []

    def note(request):
        if request.method == "PUT":
            kind, name = re.search(r"/api/v1/(\w+)/([\w-]+)/", request.url).groups()
            sent.append((kind, name))

    page.on("request", note)
    return sent


def assert_same(phone: Phone, *, photos):
    """The server has what the phone showed: records, receipts, and every photo by its hash."""
    records = phone.records()
    visits = {str(visit.uuid): visit for visit in Visit.objects.all()}
    received = {number for number, row in records.items() if row["state"] == "received"}
    assert received == set(visits)
    assert all(visit.state == Visit.State.FINISHED for visit in visits.values())
    for number in received:
        first = visits[number].first_packet
        assert records[number]["receipt"]["number"] == first.receipt_number
        assert json.loads(records[number]["packet"]) == first.content
        hung = Attachment.objects.of(visits[number]).values_list("file__sha256", flat=True)
        assert sorted(hung) == sorted(packets.sha(each) for each in photos[number])
    kept = {file.sha256 for file in StoredFile.objects.all()}
    assert kept == {packets.sha(each) for one in photos.values() for each in one}


def shades(start, count):
    return [packets.photo(start + n) for n in range(count)]


def test_an_answer_lost_five_times_after_the_server_stored_it_makes_one_visit(
    phone, inspector, visit_of
):
    one = phone(inspector)
    number = str(uuid.uuid4())
    photos = shades(0, 2)
    lost = Counter()

    def lose(route):
        # It reaches the server, which stores it; the answer does not come back.
        route.fetch()
        what = "visit" if "/visits/" in route.request.url else "photo"
        lost[what] += 1
        route.abort("connectionreset")

    one.context.route("**/api/v1/visits/**", lose)
    one.hand_in({number: visit_of(photos)}, photos={number: photos})
    one.show("records")
    for n in range(1, 6):
        one.page.get_by_role("button", name=SEND).click()
        one.wait_for(lambda n=n: lost["visit"] == n and one.states() == {number: "waiting"})
        expect(one.page.get_by_text("The office cannot be reached.")).to_be_visible()

    one.context.unroute("**/api/v1/visits/**")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")

    assert Visit.objects.count() == VisitPacket.objects.count() == 1
    assert_same(one, photos={number: photos})
    row = one.page.get_by_role("link").filter(
        has_text=Visit.objects.get().first_packet.receipt_number
    )
    expect(row).to_contain_text("Received")
