"""Records in a file that a phone saved: taken in at a desk as if they had been sent."""

import datetime as dt
import io
import json
import os
import tracemalloc
import uuid
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inspections import tasks
from inspections.models import PhoneExport, Visit, VisitPacket
from inspections.services import phone_exports, visits
from inspections.services.phone_exports import ExportRefused
from qualitysup.accounts.roles import Role
from qualitysup.notices.models import Notice
from tests.factories import HUANGSHI, UserFactory
from tests.inspections import packets

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
ADD = "/admin/inspections/phoneexport/add/"


@pytest.fixture
def packet_of(inspector, colleague):
    return lambda photos=(), **more: packets.packet(inspector, colleague, photos=photos, **more)


def saved(sealed=None, drafts=None, photos=(), *, manifest=None, more=None):
    """The file as the app saves it (send/files.js)."""
    out = io.BytesIO()
    records = []
    with zipfile.ZipFile(out, "w") as made:
        for number, packet in (sealed or {}).items():
            made.writestr(f"packets/{number}.json", json.dumps(packet, ensure_ascii=False))
            records.append({"uuid": number, "state": "waiting", "parts": []})
        for number, draft in (drafts or {}).items():
            made.writestr(f"drafts/{number}.json", json.dumps(draft, ensure_ascii=False))
            parts = [{"sha256": packets.sha(photo)} for photo in photos]
            records.append({"uuid": number, "state": "draft", "parts": parts})
        for photo in photos:
            made.writestr(f"parts/{packets.sha(photo)}", photo)
        for name, content in (more or {}).items():
            made.writestr(name, content)
        facts = {
            "format": "qualitysup-field",
            "version": 1,
            "device": "a phone",
            "person": {"id": 1, "name": "陈志明"},
            "records": records,
        }
        made.writestr("manifest.json", json.dumps(facts | (manifest or {})))
    return SimpleUploadedFile("今日.zip", out.getvalue(), "application/zip")


def take_in(file, *, by):
    """Handed in at the desk, then taken in by a worker."""
    return phone_exports.run(phone_exports.submit(file, by=by).pk)


def states(export):
    return {line["uuid"]: line["state"] for line in export.report}


def test_a_record_with_its_photos_becomes_a_finished_visit_and_twice_is_once(inspector, packet_of):
    number, photos = str(uuid.uuid4()), [packets.photo(1), packets.photo(2)]
    file = saved({number: packet_of(photos)}, photos=photos)

    first = take_in(file, by=inspector)
    assert states(first) == {number: "received"}
    visit = Visit.objects.get()
    assert (str(visit.uuid), visit.state) == (number, Visit.State.FINISHED)
    assert visit.first_packet.device == "a phone"

    again = take_in(file, by=inspector)
    assert states(again) == {number: "there"}
    assert Visit.objects.count() == VisitPacket.objects.count() == PhoneExport.objects.count() == 1


def test_a_record_that_is_wrong_says_why_and_holds_up_no_other(inspector, packet_of):
    good, bad = str(uuid.uuid4()), str(uuid.uuid4())
    wrong = packet_of() | {"outcome": "splendid"}

    export = take_in(saved({bad: wrong, good: packet_of()}), by=inspector)

    assert states(export) == {bad: "refused", good: "received"}
    assert "outcome" in export.report[0]["words"]


def test_other_words_under_the_same_number_wait_for_a_decision(inspector, packet_of):
    number = str(uuid.uuid4())
    packet = packet_of()
    take_in(saved({number: packet}), by=inspector)

    other = take_in(saved({number: packet | {"summary": "别的"}}), by=inspector)

    assert states(other) == {number: "conflict"}
    assert Visit.objects.get().summary == ""


def test_a_photo_that_is_not_there_or_has_other_bytes_leaves_the_visit_arriving(
    inspector, packet_of
):
    photo, number = packets.photo(3), str(uuid.uuid4())
    changed = {f"parts/{packets.sha(photo)}": packets.photo(4)}

    absent = take_in(saved({number: packet_of([photo])}), by=inspector)
    assert states(absent) == {number: "incomplete"}
    packet = Visit.objects.get().first_packet.content
    false = take_in(saved({number: packet}, more=changed), by=inspector)

    assert states(false) == {number: "incomplete"}
    assert "another SHA-256" in false.report[0]["words"]
    assert Visit.objects.get().state == Visit.State.RECEIVING


def test_drafts_are_kept_for_their_writer_and_are_no_visits(client, inspector):
    number, photo = str(uuid.uuid4()), packets.photo(5)
    export = take_in(saved(drafts={number: {"summary": "未写完"}}, photos=[photo]), by=inspector)

    assert states(export) == {number: "draft"}
    assert not Visit.objects.exists()
    client.force_login(inspector, backend=BACKEND)
    answer = client.get(f"/admin/inspections/phoneexport/{export.pk}/drafts/")
    kept = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert json.loads(kept.read(f"drafts/{number}.json")) == {"summary": "未写完"}
    assert kept.read(f"parts/{packets.sha(photo)}") == photo


def deep():
    return SimpleUploadedFile("x.zip", b"PK\x03\x04 nothing more")


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(6):
            made.writestr(f"parts/{n:064x}", bytes(100 * 2**20))
    return SimpleUploadedFile("bomb.zip", out.getvalue())


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (deep, "no file of the field app"),
        (bomb, "unpacks to far more"),
        (lambda: saved(more={"../etc/passwd": "x"}), "does not belong"),
        (lambda: saved(manifest={"format": "other"}), "no file of the field app"),
        (lambda: saved(manifest={"version": 2}), "newer app"),
        (lambda: saved(manifest={"records": "many"}), "its list cannot be read"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(inspector, made, words):
    with pytest.raises(ExportRefused, match=words):
        take_in(made(), by=inspector)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("text", ["[]", "{", '{"kind": NaN}', "7"])
def test_a_packet_that_is_no_packet_is_refused_alone(inspector, text):
    number = str(uuid.uuid4())
    strange = {"device": ["x"], "person": {"name": "a\x00b"}}
    file = saved(
        manifest={"records": [{"uuid": number}, {"uuid": number}, {"uuid": "../.."}, 5]} | strange,
        more={f"packets/{number}.json": text},
    )
    assert states(take_in(file, by=inspector)) == {number: "refused"}


def test_the_desk_hands_a_file_in_and_sees_it_taken_in(
    client, inspector, packet_of, django_capture_on_commit_callbacks
):
    client.force_login(inspector, backend=BACKEND)
    number = str(uuid.uuid4())

    with django_capture_on_commit_callbacks() as told:
        asked = client.post(ADD, {"file": saved({number: packet_of()})})
    page = asked["Location"]
    waiting = client.get(page).content.decode()
    assert f'{page.replace("change", "progress")}"' in waiting
    assert client.get(page.replace("change", "progress")).json() == {
        "done": 0,
        "rows": 1,
        "finished": False,
    }
    for worker in told:
        worker()

    assert client.get(page.replace("change", "progress")).json()["finished"]
    assert Visit.objects.get().party_name in client.get(page).content.decode()
    assert "1 new record was taken in." in Notice.objects.get(recipient=inspector).body

    refused = client.post(ADD, {"file": SimpleUploadedFile("a.zip", b"no zip")})
    assert refused.status_code == 409
    assert "This is no file of the field app" in refused.content.decode()


def test_a_worker_that_died_is_followed_by_one_that_leaves_out_what_was_done(
    inspector, packet_of, monkeypatch
):
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    file = saved({first: packet_of(), second: packet_of()})
    export = phone_exports.submit(file, by=inspector)
    receive = visits.receive

    def dies_at_the_second(number, *args, **kwargs):
        if str(number) == second:
            raise MemoryError
        return receive(number, *args, **kwargs)

    monkeypatch.setattr(visits, "receive", dies_at_the_second)
    with pytest.raises(MemoryError):
        phone_exports.run(export.pk)
    export.refresh_from_db()
    assert (export.state, states(export)) == ("running", {first: "received"})
    monkeypatch.undo()
    # As long as the first may still be at it, nobody else begins.
    tasks.resume_phone_exports()
    assert Visit.objects.count() == 1

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        tasks.resume_phone_exports()

    export.refresh_from_db()
    assert (export.state, export.attempts) == ("done", 0)
    assert states(export) == {first: "received", second: "received"}
    assert not export.file


def test_a_file_on_which_every_worker_dies_is_given_up_in_words(inspector, packet_of, monkeypatch):
    export = phone_exports.submit(saved({str(uuid.uuid4()): packet_of()}), by=inspector)

    def dies(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(visits, "receive", dies)
    for attempt in range(phone_exports.LEASE.attempts):
        at = timezone.now() + attempt * dt.timedelta(minutes=11)
        with time_machine.travel(at), pytest.raises(MemoryError):
            phone_exports.run(export.pk)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        export = phone_exports.run(export.pk)

    assert export.state == "refused"
    assert "failed 5 times" in export.failure
    # What of it nobody could take in is not thrown away.
    assert export.file


def test_a_file_under_work_is_not_begun_again_by_handing_it_in_twice(inspector, packet_of):
    file = saved({str(uuid.uuid4()): packet_of()})

    first = phone_exports.submit(file, by=inspector)
    second = phone_exports.submit(file, by=inspector)

    assert (first.pk, first.file.name) == (second.pk, second.file.name)


def test_a_large_file_is_not_read_into_memory(inspector):
    pictures = [b"\x89" + os.urandom(2**20) for _n in range(40)]
    file = saved(drafts={str(uuid.uuid4()): {}}, photos=pictures)
    export = phone_exports.submit(file, by=inspector)

    tracemalloc.start()
    phone_exports.run(export.pk)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert export.size > 40 * 2**20
    assert most < 16 * 2**20


def test_who_may_not_record_visits_takes_nothing_in(client, leader, inspector, packet_of):
    elsewhere = UserFactory(roles=[Role.INSPECTOR], home_id=HUANGSHI, divisions=[HUANGSHI])
    export = take_in(saved({str(uuid.uuid4()): packet_of()}), by=inspector)
    page = f"/admin/inspections/phoneexport/{export.pk}/change/"

    client.force_login(leader, backend=BACKEND)
    assert client.get(ADD).status_code == 403
    client.force_login(elsewhere, backend=BACKEND)
    assert client.get(page).status_code == 404
    client.force_login(inspector, backend=BACKEND)
    assert client.get(page).status_code == 200
