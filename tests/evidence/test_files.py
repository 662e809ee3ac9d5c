import datetime as dt
import hashlib
import io
import os

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone
from PIL import Image

from qualitysup.evidence import content, tasks
from qualitysup.evidence.models import Attachment, StoredFile
from qualitysup.evidence.services import files, previews
from tests.evidence.factories import attachment, mp4, office, pdf, phone_photo, photo, upload

XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("made", "name", "media_type"),
    [
        (photo(), "a.jpg", "image/jpeg"),
        (photo(progressive=True), "a.jpg", "image/jpeg"),
        (photo(format="PNG"), "a.png", "image/png"),
        (photo(format="WEBP"), "a.webp", "image/webp"),
        (photo(format="MPO"), "a.jpg", "image/jpeg"),
        (photo(), "named wrongly.png", "image/jpeg"),
        (pdf(), "a.pdf", "application/pdf"),
        (office(), "a.docx", content.DOCX),
        (office(main=XLSX_MAIN), "a.xlsx", content.XLSX),
        (mp4(), "a.mp4", "video/mp4"),
        ("记录：合格\r\n".encode("gb18030"), "a.csv", "text/plain"),
        ("\ufeff记录,合格".encode(), "a.txt", "text/plain"),
    ],
)
def test_file_is_what_its_bytes_say(made, name, media_type, officer):
    stored = files.store(upload(made, name, claimed="application/x-anything"), by=officer)

    assert stored.media_type == media_type
    assert stored.sha256 == hashlib.sha256(made).hexdigest()
    assert stored.size == len(made)
    assert default_storage.open(stored.path).read() == made


def test_same_bytes_twice_are_one_row_and_one_file(officer, chief):
    first = files.store(upload(content_of := photo(), "a.jpg"), by=officer)
    written = default_storage.get_modified_time(first.path)

    second = files.store(upload(content_of, "b.jpg"), by=chief)

    assert second == first
    assert StoredFile.objects.get().stored_by == officer
    assert default_storage.get_modified_time(first.path) == written
    assert default_storage.listdir("evidence/incoming") == ([], [])


def test_lost_file_comes_back_with_the_next_upload_of_its_bytes(officer):
    stored = files.store(upload(made := photo()), by=officer)
    default_storage.delete(stored.path)

    files.store(upload(made), by=officer)

    assert default_storage.open(stored.path).read() == made


def test_stored_file_is_never_changed_or_deleted(officer):
    stored = files.store(upload(photo()), by=officer)
    for change in (
        lambda: StoredFile.objects.update(size=1),
        lambda: StoredFile.objects.all().delete(),
        lambda: stored.delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()
    assert StoredFile.objects.get().size == stored.size


def test_preview_is_upright_small_and_tells_nothing(officer):
    stored = files.store(upload(phone_photo()), by=officer)

    tasks.make_previews(stored.pk)

    with Image.open(default_storage.open(previews.path_of(stored, "thumb"))) as thumb:
        assert thumb.format == "WEBP"
        assert thumb.size == (160, 320)
        assert not dict(thumb.getexif())
    assert b"SecretPhone" not in default_storage.open(previews.path_of(stored, "view")).read()


def test_original_is_untouched_by_being_looked_at(officer):
    stored = files.store(upload(made := phone_photo()), by=officer)

    previews.opened(stored, "view").close()
    previews.opened(stored, "thumb").close()

    assert default_storage.open(stored.path).read() == made


def test_preview_of_a_transparent_picture_stays_transparent(officer):
    made = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(made, "PNG")
    stored = files.store(upload(made.getvalue(), "seal.png"), by=officer)

    with Image.open(previews.opened(stored, "thumb")) as thumb:
        assert thumb.mode == "RGBA"


def test_previews_are_made_after_the_commit(case, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        stored = attachment(case, by=officer).file
        assert not default_storage.exists(previews.path_of(stored, "thumb"))

    assert default_storage.exists(previews.path_of(stored, "thumb"))


def test_dead_broker_does_not_lose_an_upload(
    case, officer, browser, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*args):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.make_previews, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        kept = attachment(case, by=officer)

    assert browser.get(f"/evidence/{kept.pk}/thumb/").status_code == 200


def test_attachment_lies_where_its_case_lies_with_the_claims_of_the_phone(case, officer):
    taken_at = timezone.now() - dt.timedelta(hours=3)

    kept = attachment(
        case,
        by=officer,
        caption="南墙",
        kind=Attachment.Kind.BEFORE,
        taken_at=taken_at,
        lng="113.246100",
        lat="22.964800",
        accuracy=12,
        claimed_sha256="A" * 64,
    )

    kept.refresh_from_db()
    assert kept.case == case
    assert kept.division_id == case.division_id
    assert (kept.taken_at, kept.accuracy) == (taken_at, 12)
    assert not kept.is_as_claimed


@pytest.mark.parametrize(
    "claims",
    [
        {"lng": "113.2"},
        {"lng": "200", "lat": "22"},
        {"accuracy": 5},
        {"claimed_sha256": "zz"},
        {"kind": "sideways"},
        {"caption": "x" * 201},
    ],
)
def test_impossible_claim_is_refused_and_nothing_attached(claims, case, officer):
    with pytest.raises(ValidationError):
        attachment(case, by=officer, **claims)
    assert not Attachment.objects.exists()


def test_same_photo_sent_again_is_the_same_attachment(case, officer):
    first = attachment(case, by=officer, content=(made := photo()))

    assert attachment(case, by=officer, content=made) == first
    assert attachment(case, by=officer, content=made, kind=Attachment.Kind.AFTER) != first


def test_withdrawn_attachment_stays_with_reason_and_history(case, officer, chief):
    kept = attachment(case, by=officer)

    files.withdraw(kept, by=chief, reason=" wrong firm ")

    kept.refresh_from_db()
    assert (kept.withdrawn_by, kept.withdrawal_reason) == (chief, "wrong firm")
    assert not Attachment.objects.standing().exists()
    assert [state.pgh_label for state in kept.history.order_by("pgh_id")] == ["insert", "update"]
    assert default_storage.exists(kept.file.path)


def test_withdrawing_needs_a_reason_and_happens_once(case, officer):
    kept = attachment(case, by=officer)
    with pytest.raises(ValidationError, match="why"):
        files.withdraw(kept, by=officer, reason="  ")

    files.withdraw(kept, by=officer, reason="blurred")

    with pytest.raises(ValidationError, match="already"):
        files.withdraw(kept, by=officer, reason="again")


def test_withdrawn_photo_may_be_attached_again(case, officer):
    first = attachment(case, by=officer, content=(made := photo()))
    files.withdraw(first, by=officer, reason="wrong caption")

    assert attachment(case, by=officer, content=made, caption="right") != first


def test_database_keeps_an_attachment_as_it_is(case, officer):
    kept = attachment(case, by=officer)
    files.withdraw(kept, by=officer, reason="blurred")
    rows = Attachment.objects.filter(pk=kept.pk)
    for change in (
        lambda: rows.update(caption="nicer"),
        lambda: rows.update(withdrawn_at=None, withdrawn_by=None, withdrawal_reason=""),
        lambda: rows.update(withdrawal_reason="other"),
        lambda: rows.delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()


def test_database_refuses_half_a_withdrawal(case, officer):
    kept = attachment(case, by=officer)
    with pytest.raises(IntegrityError, match="attachment_withdrawn_whole"):
        Attachment.objects.filter(pk=kept.pk).update(withdrawn_at=timezone.now())


def test_sweep_removes_only_what_nobody_names(officer):
    stored = files.store(upload(photo()), by=officer)
    previews.make(stored)
    orphan = f"evidence/ab/cd/{'ab' * 32}"
    unfinished = "evidence/incoming/half"
    fresh = "evidence/incoming/now"
    for path in (orphan, unfinished, fresh):
        default_storage.save(path, io.BytesIO(b"x"))
    old = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for path in (orphan, unfinished, stored.path):
        os.utime(default_storage.path(path), (old, old))

    assert files.sweep() == 2

    assert not default_storage.exists(orphan)
    assert not default_storage.exists(unfinished)
    assert default_storage.exists(fresh)
    assert default_storage.exists(stored.path)
