"""Taking files in: stored once by hash, hung on a case, withdrawn, never changed."""

import datetime as dt
import hashlib
import logging

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.evidence import claims, content, storage, tasks
from qualitysup.evidence.content import FileRefused
from qualitysup.evidence.models import Attachment, Receipt, Removal, StoredFile
from qualitysup.evidence.signals import arrived

log = logging.getLogger(__name__)

# How many are looked at in one go; the next night goes on.
AT_ONCE = 500


def store(upload, *, by) -> StoredFile:
    """Keep the bytes of an upload; the same bytes sent again change nothing."""
    sha256, size = digest(upload)
    found = content.examine(upload)
    content.check_name(content.clean_name(upload.name), found.media_type)
    with transaction.atomic():
        lock(sha256)
        stored = StoredFile.objects.filter(sha256=sha256).first()
        if stored is None:
            stored = StoredFile(
                sha256=sha256,
                size=size,
                media_type=found.media_type,
                width=found.width,
                height=found.height,
                stored_by=by,
            )
        # The file first, then the row: what stops half-way leaves a file that nobody misses.
        if not storage.holds(stored.path, size):
            storage.put(stored.path, upload)
        if stored.pk is None:
            stored.save()
        else:
            Removal.objects.filter(file=stored).delete()
    return stored


def digest(upload) -> tuple[str, int]:
    """The SHA-256 and the size, in one pass that ends at the limit."""
    sha256, size = hashlib.sha256(), 0
    upload.seek(0)
    while chunk := upload.read(2**16):
        size += len(chunk)
        if size > content.MAX_SIZE:
            raise FileRefused(
                _("The file is larger than %(limit)d MB.") % {"limit": content.MAX_SIZE // 2**20},
                code="too_large",
            )
        sha256.update(chunk)
    return sha256.hexdigest(), size


def lock(sha256: str) -> None:
    """One at a time with the same bytes, until the transaction ends; the sweep takes it as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def receive(upload, sha256: str, *, by) -> tuple[StoredFile, bool]:
    """Take in bytes under their own hash: ``(file, whether this person sent them before)``.

    They hang on nothing yet: what names the hash finds them here. Sending them again is harmless.
    """
    found, _size = digest(upload)
    if found != sha256:
        raise FileRefused(
            _("These bytes have another SHA-256: they were changed on the way."), code="hash"
        )
    with transaction.atomic():
        stored = store(upload, by=by)
        _receipt, is_new = Receipt.objects.get_or_create(file=stored, by=by)
    arrived.send_robust(StoredFile, file=stored, by=by, case=None)
    return stored, not is_new


def attach(case, upload, *, by, **claims) -> Attachment:
    """Hang an upload on a case as evidence; the same bytes again give the attachment there is.

    Everything but ``caption`` and ``kind`` is the phone's claim and is kept as such.
    """
    with transaction.atomic():
        stored = store(upload, by=by)
        attachment = hang(case, stored, by=by, name=content.clean_name(upload.name), **claims)
    arrived.send_robust(StoredFile, file=stored, by=by, case=case)
    return attachment


@transaction.atomic
def hang(
    case,
    stored,
    *,
    by,
    name,
    caption="",
    kind=Attachment.Kind.OTHER,
    taken_at=None,
    lng=None,
    lat=None,
    accuracy=None,
    claimed_sha256="",
    **of_the_camera,
) -> Attachment:
    """Hang a stored file on a case. Whether this person may, the caller has made sure of."""
    there = Attachment.objects.standing().of(case).filter(file=stored, kind=kind).first()
    if there is not None:
        return there
    if not StoredFile.objects.here().filter(pk=stored.pk).locked().exists():
        raise FileRefused(_("This file is gone; send it again."), code="removed")
    attachment = Attachment(
        file=stored,
        case_type=ContentType.objects.get_for_model(case),
        case_id=case.pk,
        division_id=case.division_id,
        name=name,
        caption=caption,
        kind=kind,
        taken_at=taken_at,
        lng=lng,
        lat=lat,
        accuracy=accuracy,
        claimed_sha256=claimed_sha256.lower(),
        uploaded_by=by,
        **of_the_camera,
    )
    # The claims are what somebody else's program sent.
    attachment.full_clean(exclude=["file", "case_type", "division", "uploaded_by"])
    attachment.save()
    if stored.is_image:
        # With the broker away the first look makes them.
        transaction.on_commit(lambda: tasks.make_previews.delay(stored.pk), robust=True)
    return attachment


def withdraw(attachment, *, by, reason: str) -> Attachment:
    """Take an attachment out of sight; the file, the row and its history stay."""
    with transaction.atomic():
        attachment = Attachment.objects.locked().get(pk=attachment.pk)
        if attachment.withdrawn_at is not None:
            raise FileRefused(_("The attachment is withdrawn already."), code="withdrawn")
        if not reason.strip():
            raise FileRefused(_("Say why the attachment is withdrawn."), code="no_reason")
        attachment.withdrawn_at = timezone.now()
        attachment.withdrawn_by = by
        attachment.withdrawal_reason = reason.strip()
        attachment.clean_fields(exclude=["file", "case_type", "division", "uploaded_by"])
        attachment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    return attachment


def left_over(days: int):
    """Files that hang on nothing and that nobody named for so many days, the oldest first."""
    rows = StoredFile.objects.left_over(timezone.now() - dt.timedelta(days=days))
    return rows.select_related("stored_by")


def nobodys(user) -> list[StoredFile]:
    """What the desk is told of: sent from the person's divisions, and named by nothing."""
    return _unclaimed(left_over(settings.EVIDENCE_NAMED_AFTER_DAYS).sent_from(user))


def nobodys_of_all() -> list[StoredFile]:
    """The same of everybody, for the sweep that tells them."""
    return _unclaimed(left_over(settings.EVIDENCE_NAMED_AFTER_DAYS))


def _unclaimed(rows) -> list[StoredFile]:
    rows = list(rows[:AT_ONCE])
    free = set(claims.unclaimed(row.sha256 for row in rows))
    return [row for row in rows if row.sha256 in free]


def remove_left_over() -> int:
    """Remove the bytes that belong to nothing after the time that the office set; how many.

    Never, as long as it set none. Row, receipts and history stay, and say what was there.
    """
    if not settings.EVIDENCE_REMOVED_AFTER_DAYS:
        return 0
    return sum(map(_remove, _unclaimed(left_over(settings.EVIDENCE_REMOVED_AFTER_DAYS))))


def _remove(stored) -> bool:
    with transaction.atomic():
        lock(stored.sha256)
        again = StoredFile.objects.left_over(timezone.now() - dt.timedelta(days=1))
        # Whatever hangs it on a case waits for this row, and finds it removed.
        if not again.filter(pk=stored.pk).locked().exists():
            return False
        Removal.objects.create(file=stored)
        default_storage.delete(stored.path)
    log.info("Removed %s, which belonged to nothing.", stored.path)
    return True


def sweep(*, older_than=dt.timedelta(days=1)) -> int:
    """Remove files that an upload left behind when it stopped half-way; return how many."""
    before, removed = timezone.now() - older_than, 0
    for path, modified_at in storage.paths("evidence"):
        if modified_at < before and remove_if_nobodys(path):
            removed += 1
    return removed


def remove_if_nobodys(path: str) -> bool:
    if path.startswith(storage.INCOMING):
        default_storage.delete(path)
        return True
    sha256 = path.rpartition("/")[2].partition(".")[0]
    with transaction.atomic():
        lock(sha256)
        if StoredFile.objects.filter(sha256=sha256).exists():
            return False
        default_storage.delete(path)
    log.info("Removed %s, which no row names.", path)
    return True
