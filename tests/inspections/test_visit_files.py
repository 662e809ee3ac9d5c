"""Files of visits: what the camera claims of them, what is signed in ink, what replaces them."""

import datetime as dt
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inspections import packets as shapes
from inspections.models import Visit
from inspections.services import follow_ups, visit_files, visits
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from tests.factories import UserFactory
from tests.inspections.clients import api_of
from tests.inspections.packets import packet, photo, send, sha

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"


@pytest.fixture
def desk(client, inspector):
    client.force_login(inspector, backend=BACKEND)
    return client


def page_of(visit):
    return f"/admin/inspections/visit/{visit.pk}/change/"


# --- What the camera says ------------------------------------------------------------------------


def taken(content, at, **more):
    """A photo of a packet, with all that its camera said before it was scaled."""
    claims = {
        "exif_time": at.isoformat(),
        "exif_point": {"lng": 113.1, "lat": 22.8, "accuracy": 9},
        "original_size": 4_200_000,
    }
    return {
        "sha256": sha(content),
        "caption": "铭牌",
        "item": "guard",
        "taken_at": timezone.now().isoformat(),
        "point": {"lng": 113.25, "lat": 22.9, "accuracy": 12},
        "original_sha256": sha(content + b"large"),
        "claims": claims,
    } | more


def test_the_claims_of_the_camera_stand_beside_those_of_the_phone(inspector, colleague, desk):
    content, now = photo(1), timezone.now().replace(microsecond=0)
    send(content, by=inspector)
    given = packet(inspector, colleague, photos=[content]) | {"photos": [taken(content, now)]}

    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit

    hung = Attachment.objects.of(visit).get()
    assert (hung.exif_at, hung.original_size) == (now, 4_200_000)
    assert (float(hung.exif_lng), float(hung.exif_lat), hung.exif_accuracy) == (113.1, 22.8, 9)
    assert (float(hung.lng), hung.accuracy) == (113.25, 12)
    assert hung.original_sha256 == sha(content + b"large")
    text = desk.get(page_of(visit)).content.decode()
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    assert f"Camera: {at} · 113.100000, 22.800000 ±&nbsp;9&nbsp;m" in text
    assert "by the camera" not in text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-21, "by the camera&#x27;s clock 21 days before"),
        (2, "by the camera&#x27;s clock 2 days after"),
    ],
)
def test_a_photo_of_another_day_is_pointed_out_where_it_is_shown(
    inspector, colleague, desk, days, words
):
    content = photo(2)
    send(content, by=inspector)
    given = packet(inspector, colleague, photos=[content])
    began = dt.datetime.fromisoformat(given["started_at"])
    given["photos"] = [taken(content, began + dt.timedelta(days=days))]

    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit

    # Beside the answer, and among the evidence.
    assert desk.get(page_of(visit)).content.decode().count(words) == 2


def test_a_packet_from_before_there_were_claims_is_valid_and_hashes_as_it_did():
    old = json.loads('{"photos": [{"sha256": "a"}], "kind": "patrol"}')

    # Of the content as it was sent: what was added to the shape since says nothing in it.
    assert shapes.seal(old) == "c6d28df7b7209908ecbb751254c94df96018b6f20f50020ae9a36bebd66654cc"


# --- Signed in ink -------------------------------------------------------------------------------


def on_paper(person, reason="触屏失灵"):
    return {"on_paper": [{"inspector": person.pk, "reason": reason}]}


def scan(visit):
    return visit.follow_ups.get(name=visits.SCAN)


def test_who_signs_on_paper_stands_in_the_minutes(inspector, colleague):
    given = packet(inspector, colleague) | on_paper(colleague)
    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit

    visits.minute(visit, by=inspector)

    paper = IssuedDocument.objects.of(visit).get()
    text = rendering.text_of(contents.read(paper.docx_id))
    assert f"检查人员{colleague}在纸质笔录上签名，原因：触屏失灵。" in text


def test_the_scan_of_what_is_signed_on_paper_is_owed_until_it_is_attached(
    inspector, colleague, desk
):
    given = packet(inspector, colleague) | on_paper(colleague)
    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit

    assert scan(visit).could_not_be_done
    assert str(colleague) in scan(visit).refusal
    assert visit in Visit.objects.with_follow_ups_refused()
    # A photo is no scan.
    files.attach(visit, SimpleUploadedFile("a.jpg", photo(30)), by=inspector)
    assert scan(visit).is_open

    desk.post(
        f"/evidence/inspections/visit/{visit.pk}/attach/",
        {"file": SimpleUploadedFile("笔录.jpg", photo(170)), "kind": "scan", "next": "/"},
    )

    assert scan(visit).done_at is not None
    assert not follow_ups.attempt(scan(visit).pk).could_not_be_done


def test_a_visit_that_all_signed_on_the_phone_owes_no_scan(inspector, colleague):
    visit = visits.receive(uuid.uuid4(), packet(inspector, colleague), by=inspector).visit

    assert not visit.follow_ups.filter(name=visits.SCAN).exists()


def test_only_an_inspector_of_the_visit_signs_its_minutes_and_once(inspector, colleague):
    stranger = UserFactory(roles=[Role.INSPECTOR], badged=True)
    twice = on_paper(colleague)["on_paper"] * 2
    given = packet(inspector, colleague) | {"on_paper": [*on_paper(stranger)["on_paper"], *twice]}

    answer = api_of(inspector).put(f"/api/v1/visits/{uuid.uuid4()}/", given)

    assert answer.json()["errors"] == {
        "on_paper[0].inspector": ["Only an inspector of the visit signs its minutes."],
        "on_paper[2].inspector": ["An inspector is named once."],
    }


# --- In the place of a file that was refused -----------------------------------------------------


@pytest.fixture
def waiting(inspector, colleague):
    """A visit that waits for a photo which the server will not take."""
    good, bad = photo(50), photo(90) + b"<script>alert(1)</script>"
    given = packet(inspector, colleague, photos=[good, bad])
    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit
    phone = api_of(inspector)
    for content in (good, bad):
        phone.put(
            f"/api/v1/evidence/{sha(content)}/", content, content_type="application/octet-stream"
        )
    assert visits.missing(visit) == [sha(bad)]
    return visit, given, sha(bad)


def test_the_desk_hands_in_another_file_and_the_visit_is_finished(waiting, desk, inspector):
    visit, given, bad = waiting
    text = desk.get(page_of(visit)).content.decode()
    address = f"/admin/inspections/visit/{visit.pk}/hand-in/?file={bad}"
    assert "photo 2: 正面" in text
    assert address in text

    other = SimpleUploadedFile("重拍.jpg", photo(130))
    desk.post(address, {"upload": other, "reason": "原照片损坏，当日重拍"})

    visit.refresh_from_db()
    assert visit.state == Visit.State.FINISHED
    hung = Attachment.objects.of(visit).get(file__sha256=sha(photo(130)))
    assert (hung.claimed_sha256, hung.taken_at, hung.is_as_claimed) == (bad, None, False)
    assert hung in visit.answers.get(item__key="guard").photos.all()
    added = visit.additions.get()
    assert added.text.startswith("照片2") or added.text.startswith("photo 2: 正面:")
    assert added.reason == "原照片损坏，当日重拍"
    # What was sent is what was sent: the phone's same packet gets the receipt of the whole.
    again = visits.receive(visit.uuid, given, by=inspector)
    assert (again.is_new, again.in_conflict, again.missing) == (False, False, [])


def test_where_there_is_none_the_reason_finishes_the_visit(waiting, desk):
    visit, _given, bad = waiting
    address = f"/admin/inspections/visit/{visit.pk}/hand-in/?file={bad}"

    assert desk.post(address, {}).status_code == 200
    assert visits.missing(visit) == [bad]
    desk.post(address, {"reason": "文件损坏，无法重拍"})

    visit.refresh_from_db()
    assert visit.state == Visit.State.FINISHED
    assert Attachment.objects.of(visit).count() == 1
    assert visit.replacements.get().file is None
    # A form left open finishes nothing twice.
    assert desk.post(address, {"reason": "再来"})["Location"] == page_of(visit)


def test_the_desk_cannot_hand_in_what_the_phone_could_not_either(waiting, desk):
    visit, _given, bad = waiting
    same = SimpleUploadedFile("a.jpg", photo(90) + b"<script>alert(1)</script>")
    address = f"/admin/inspections/visit/{visit.pk}/hand-in/?file={bad}"

    refused = desk.post(address, {"upload": same, "reason": "从手机保存"})

    assert refused.status_code == 409
    assert "The file hides another one inside." in refused.content.decode()
    assert visits.missing(visit) == [bad]


def test_a_file_from_a_phone_that_broke_is_itself_whoever_brings_it(inspector, colleague):
    content, officer = photo(8), UserFactory(roles=[Role.CASE_OFFICER])
    given = packet(inspector, colleague, photos=[content])
    visit = visits.receive(uuid.uuid4(), given, by=inspector).visit

    done = visit_files.replace_file(
        visit,
        sha(content),
        by=officer,
        reason="手机损坏，从存储卡取出",
        upload=SimpleUploadedFile("a.jpg", content),
    )

    assert done.state == Visit.State.FINISHED
    assert Attachment.objects.of(visit).get().is_as_claimed


def test_only_what_is_missing_is_replaced_by_whoever_may_add(waiting, inspector):
    visit, given, bad = waiting
    here = given["photos"][0]["sha256"]
    auditor = UserFactory(roles=[Role.AUDITOR])

    for sha256, by in ((here, inspector), (bad, auditor)):
        with pytest.raises(TransitionRefused):
            visit_files.replace_file(visit, sha256, by=by, reason="不需要")
    assert not visit.replacements.exists()
