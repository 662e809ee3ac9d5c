"""What becomes of a record: sent once, whatever happens on the way, and the phone says how far.

After each the rows and the hashes of the server are what the phone showed.
"""

import datetime as dt
import io
import json
import os
import re
import uuid
from collections import Counter

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from enterprises.models import Enterprise
from inspections.models import Visit, VisitPacket
from inspections.services import visits
from qualitysup.evidence.models import Attachment, StoredFile
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections import packets
from tests.inspections.factories import ChecklistVersionFactory
from tests.journeys.field.phone import Phone

SEND = "Send now"
# A whole district on one phone is 200 visits with 1,000 photos; FIELD_VISITS=200 sends them all.
VISITS = int(os.environ.get("FIELD_VISITS", "60"))


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
    """So many photos, no two of the same bytes: each has a size of its own."""
    return [picture(16 + (start + n) % 200, 16 + (start + n) // 200) for n in range(count)]


def picture(width, height):
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 150)).save(out, "JPEG")
    return out.getvalue()


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


def test_two_tabs_send_every_record_and_photo_once(phone, visit_of, inspector):
    one = phone(inspector)
    other = one.tab("/field/#/records")
    sent = [puts(one.page), puts(other)]
    numbers = [str(uuid.uuid4()) for _n in range(6)]
    photos = {number: shades(10 * n, 2) for n, number in enumerate(numbers)}
    one.offline()
    one.hand_in({number: visit_of(photos[number]) for number in numbers}, photos=photos)
    one.show("records")
    one.online()
    one.page.get_by_role("button", name=SEND).click(no_wait_after=True)
    other.get_by_role("button", name=SEND).click(no_wait_after=True)
    for number in numbers:
        one.wait_for_state(number, "received")

    every = Counter(sent[0] + sent[1])
    hashes = [packets.sha(each) for one_of in photos.values() for each in one_of]
    assert {name: n for (kind, name), n in every.items() if kind == "evidence"} == dict.fromkeys(
        hashes, 1
    )
    # Each first for what is missing, then for the final receipt.
    assert {name: n for (kind, name), n in every.items() if kind == "visits"} == dict.fromkeys(
        numbers, 2
    )
    assert_same(one, photos=photos)


def test_a_sign_in_lost_in_the_middle_of_ten_photos_keeps_them_all(phone, visit_of, inspector):
    one = phone(inspector)
    number, photos = str(uuid.uuid4()), shades(100, 10)
    came = []

    def lose_after_four(route):
        came.append(route.request.url)
        if len(came) == 5:
            one.lose_sign_in()
        route.continue_()

    one.context.route("**/api/v1/evidence/**", lose_after_four)
    one.hand_in({number: visit_of(photos)}, photos={number: photos})
    one.show("records", number)
    one.page.get_by_role("button", name=SEND).click()
    expect(
        one.page.get_by_text("You are signed out. Everything stays on this phone")
    ).to_be_visible()
    came_before = len(came)
    stored = StoredFile.objects.count()
    assert stored < 10
    expect(one.page.get_by_text(f"{stored} of 10 files sent")).to_be_visible()
    assert Visit.objects.get().state == Visit.State.RECEIVING

    way = one.page.get_by_role("main").get_by_role("link", name="Sign in")
    assert f"next=%2Ffield%2F%23%2Frecords%2F{number}" in way.get_attribute("href")
    one.context.unroute("**/api/v1/evidence/**")
    sent = puts(one.page)
    one.sign_in()
    one.page.reload()
    one.wait_for_state(number, "received")

    again = [name for kind, name in sent if kind == "evidence"]
    assert len(again) == len(set(again)) == 10 - stored
    assert came_before >= 5
    assert_same(one, photos={number: photos})


def test_a_clock_wrong_by_two_days_is_kept_as_a_claim_beside_our_own(phone, visit_of, inspector):
    one = phone(inspector, skew=dt.timedelta(days=2))
    claimed = timezone.now() + dt.timedelta(days=2)
    number = str(uuid.uuid4())
    packet = visit_of(
        started_at=(claimed - dt.timedelta(hours=2)).isoformat(),
        ended_at=(claimed - dt.timedelta(hours=1)).isoformat(),
    )
    one.take_along()
    one.hand_in({number: packet})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")

    visit = Visit.objects.get()
    assert visit.started_at - visit.received_at > dt.timedelta(hours=40)
    assert abs(visit.received_at - timezone.now()) < dt.timedelta(minutes=10)
    assert_same(one, photos={number: []})
    one.show("me")
    expect(one.page.get_by_text("The clock of this phone is 2 days fast.")).to_be_visible()


def test_an_enterprise_merged_meanwhile_takes_the_visit_to_the_survivor(phone, visit_of, inspector):
    before, survivor = EnterpriseFactory(), EnterpriseFactory()
    one = phone(inspector)
    one.offline()
    number, photos = str(uuid.uuid4()), shades(200, 1)
    one.hand_in({number: visit_of(photos, enterprise=before)}, photos={number: photos})
    Enterprise.objects.filter(pk=before.pk).update(merged_into=survivor)
    one.online()
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")

    visit = Visit.objects.get()
    assert visit.enterprise == survivor
    assert visit.additions.get().about == "enterprise"
    assert_same(one, photos={number: photos})


def test_what_a_killed_tab_was_sending_goes_on_when_the_app_is_opened(phone, visit_of, inspector):
    one = phone(inspector)
    number, photos = str(uuid.uuid4()), shades(300, 3)
    one.context.route("**/api/v1/evidence/**", lambda route: None)
    one.hand_in({number: visit_of(photos)}, photos={number: photos})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for(lambda: Visit.objects.exists() and one.states() == {number: "sending"})
    one.kill()

    one.open(path=None)
    one.sign_in()
    one.page.goto("/field/#/records")
    one.wait_for_state(number, "received")
    assert_same(one, photos={number: photos})


def test_a_refusal_says_in_words_what_is_wrong_and_can_be_written_on(phone, visit_of, inspector):
    one = phone(inspector)
    number = str(uuid.uuid4())
    right = visit_of()
    one.hand_in({number: right | {"answers": [{"item": "guard", "number": 3}]}})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "refused")
    assert not Visit.objects.exists()

    one.show("records", number)
    expect(one.page.get_by_role("alert").first).to_contain_text("answer 1")
    one.page.get_by_role("button", name="Go on writing and hand in again").click()
    one.wait_for_state(number, "draft")
    one.hand_in({number: right})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")
    assert_same(one, photos={number: []})


def test_other_words_under_the_same_number_are_for_the_desk_to_decide(phone, visit_of, inspector):
    one = phone(inspector)
    number = str(uuid.uuid4())
    packet = visit_of()
    visits.receive(uuid.UUID(number), packet | {"summary": "先到的"}, by=inspector)
    one.hand_in({number: packet | {"summary": "后到的"}})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "conflict")

    one.show("records", number)
    page = one.page.get_by_role("link", name="See both at the desk").get_attribute("href")
    waiting = VisitPacket.objects.get(conflict=VisitPacket.Conflict.OPEN)
    assert page.endswith(waiting.get_absolute_url())
    assert Visit.objects.get().summary == "先到的"

    waiting.conflict, waiting.decided_by = VisitPacket.Conflict.KEPT, inspector
    waiting.decided_at = timezone.now()
    waiting.save()
    one.page.get_by_role("button", name="Ask whether it was decided").click()
    one.wait_for_state(number, "received")


def test_a_busy_visit_is_sent_again_after_the_time_that_was_asked(phone, visit_of, inspector):
    one = phone(inspector)
    number, late = str(uuid.uuid4()), []

    def busy_once(route):
        late.append(timezone.now())
        if len(late) > 1:
            route.continue_()
            return
        route.fulfill(
            status=423,
            headers={"Retry-After": "2"},
            content_type="application/problem+json",
            body=json.dumps({"status": 423, "code": "busy", "detail": "busy"}),
        )

    one.context.route("**/api/v1/visits/**", busy_once)
    one.hand_in({number: visit_of()})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    one.wait_for_state(number, "received")

    assert late[1] - late[0] >= dt.timedelta(seconds=1.9)
    assert_same(one, photos={number: []})


def test_records_of_the_first_person_are_not_sent_by_the_second(
    phone, visit_of, inspector, colleague
):
    one = phone(inspector)
    number = str(uuid.uuid4())
    one.hand_in({number: visit_of()})
    one.sign_in(colleague)
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    expect(one.page.get_by_text("Somebody else is signed in on this phone.")).to_be_visible()
    assert one.states() == {number: "waiting"}
    assert not Visit.objects.exists()

    one.show("me")
    one.page.get_by_role("button", name=f"Go on as {colleague.full_name}").click()
    expect(one.page.get_by_role("banner")).to_contain_text(colleague.full_name)
    one.show("records")
    expect(one.page.get_by_text("Nothing was written on this phone yet.")).to_be_visible()
    assert one.states() == {number: "waiting"}
    assert not Visit.objects.exists()

    one.sign_in(inspector)
    one.show("me")
    one.page.reload()
    one.page.get_by_role("button", name=f"Go on as {inspector.full_name}").click()
    one.wait_for_state(number, "received")
    assert Visit.objects.get().received_by == inspector


@pytest.mark.timeout(1200)
def test_all_visits_of_many_days_arrive_with_all_their_photos(phone, visit_of, inspector):
    one = phone(inspector)
    one.offline()
    firms = EnterpriseFactory.create_batch(20)
    numbers = [str(uuid.uuid4()) for _n in range(VISITS)]
    photos = {number: shades(400 + 5 * n, 5) for n, number in enumerate(numbers)}
    waiting = {
        number: visit_of(photos[number], enterprise=firms[n % 20])
        for n, number in enumerate(numbers)
    }
    one.hand_in(waiting, photos=photos)
    one.show("records")
    expect(one.page.get_by_role("link", name="Records")).to_contain_text(str(VISITS))
    one.online()
    one.wait_for(
        lambda: one.page.evaluate(COUNT, one.store) == VISITS, timeout=900_000, every=1_000
    )

    assert_same(one, photos=photos)
    # In the order of sealing, at every enterprise.
    for firm in firms:
        arrived = Visit.objects.filter(enterprise=firm).order_by("pk")
        came = [str(number) for number in arrived.values_list("uuid", flat=True)]
        assert came == [number for number in numbers if waiting[number]["enterprise"] == firm.pk]


COUNT = """(name) => new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
        const db = opening.result;
        const reading = db.transaction("records").objectStore("records").getAll();
        reading.onsuccess = () => {
            db.close();
            done(reading.result.filter(({ state }) => state === "received").length);
        };
    };
})"""


def test_the_browser_sends_by_itself_while_no_page_is_open(phone, visit_of, inspector):
    one = phone(inspector)
    number, photos = str(uuid.uuid4()), shades(2000, 2)
    one.context.route("**/api/v1/visits/**", lambda route: route.abort())
    one.hand_in({number: visit_of(photos)}, photos={number: photos})
    one.show("records")
    one.page.get_by_role("button", name=SEND).click()
    expect(one.page.get_by_text("The office cannot be reached.")).to_be_visible()
    one.context.unroute("**/api/v1/visits/**")

    # No page of the app from here on.
    one.page.goto("/healthz")
    one.sync()
    one.wait_for(lambda: Visit.objects.filter(state=Visit.State.FINISHED).exists())
    one.wait_for_state(number, "received")
    assert_same(one, photos={number: photos})
