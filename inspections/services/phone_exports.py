"""Records that came in a file instead of over the air: a phone's export, taken in at a desk.

Looked over while its bringer waits, taken in by a worker, and gone on with when the worker died.
The same rules as for the phone's own calls, and as harmless twice. Nothing in the file is trusted:
neither its sizes nor its names nor what it says about itself.
"""

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from inspections import shapes
from inspections.models import PhoneExport
from inspections.services import visits
from qualitysup.audit.actor import Door, acting
from qualitysup.casework import leases
from qualitysup.casework.leases import Lease, Superseded
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.evidence import content
from qualitysup.evidence.content import FileRefused
from qualitysup.evidence.services import files
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.wording import in_a_row

State = PhoneExport.State

FORMAT = "qualitysup-field"
LARGEST = 400 * 2**20
# Photos hardly shrink: what unpacks to more than this was made to fill the disk.
LARGEST_UNPACKED = 500 * 2**20
LARGEST_TEXT = 4 * 2**20
MOST_FILES = 20_000
MOST_RECORDS = 1_000
NAMES = re.compile(
    r"manifest\.json|(packets|drafts)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json"
    r"|parts/[0-9a-f]{64}"
)
LEASE = Lease(dt.timedelta(minutes=10), attempts=5)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ExportRefused(TransitionRefused):
    """The file is none of ours, or was made to do harm; nothing of it was taken in."""

    def __init__(self, reason):
        super().__init__("not_ours", reason)


class Export:
    """The file, opened and looked over; its parts are read one by one."""

    def __init__(self, file):
        try:
            self.zip = zipfile.ZipFile(file)
        except BROKEN as error:
            raise ExportRefused(_("This is no file of the field app, or it broke off.")) from error
        self._look_over()
        self.manifest = self._manifest()

    def _look_over(self):
        inside = self.zip.infolist()
        names = [each.filename for each in inside]
        if len(inside) > MOST_FILES or len(set(names)) < len(names):
            raise ExportRefused(_("This is no file of the field app: too much is in it."))
        if strange := next((name for name in names if not NAMES.fullmatch(name)), None):
            words = _("This is no file of the field app: “%(name)s” does not belong in one.")
            raise ExportRefused(words % {"name": strange[:80]})
        if sum(each.file_size for each in inside) > LARGEST_UNPACKED:
            raise ExportRefused(_("The file unpacks to far more than records and photos."))
        self.names = set(names)

    def _manifest(self) -> dict:
        manifest = self._json("manifest.json")
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise ExportRefused(_("This is no file of the field app."))
        if manifest.get("version") != 1:
            raise ExportRefused(_("This file was made by a newer app; update the office first."))
        records = manifest.get("records")
        if not isinstance(records, list) or len(records) > MOST_RECORDS:
            raise ExportRefused(_("This is no file of the field app: its list cannot be read."))
        return manifest

    def _json(self, name):
        try:
            return json.loads(self.read(name, LARGEST_TEXT), parse_constant=no_number)
        except (ValueError, RecursionError) as error:
            words = _("“%(name)s” in the file cannot be read.") % {"name": name}
            raise ExportRefused(words) from error

    def read(self, name, limit) -> bytes:
        """No more than the limit, whatever the file says of its size."""
        try:
            with self.zip.open(name) as inside:
                found = inside.read(limit + 1)
        except (KeyError, *BROKEN) as error:
            words = _("“%(name)s” in the file is damaged or not there.") % {"name": name}
            raise ExportRefused(words) from error
        if len(found) > limit:
            raise ExportRefused(_("“%(name)s” in the file is too large.") % {"name": name})
        return found

    def packet(self, uuid) -> dict:
        found = self._json(f"packets/{uuid}.json")
        if not isinstance(found, dict):
            raise ExportRefused(_("The record in the file cannot be read."))
        return found

    def part(self, sha256) -> bytes | None:
        """A photo or signature; none where the file has it not."""
        name = f"parts/{sha256}"
        return self.read(name, content.MAX_SIZE) if name in self.names else None

    def records(self) -> list[tuple]:
        """``(uuid, kind, what the phone said of it)``, in an order that is always the same.

        A record that is nowhere inside is left.
        """
        found, left = [], set(self.names)
        for said in self.manifest["records"]:
            uuid = str(said.get("uuid", "")) if isinstance(said, dict) else ""
            for kind in ("packets", "drafts"):
                name = f"{kind}/{uuid}.json"
                if name in left:
                    left.discard(name)
                    found.append((uuid, kind, said))
        return found


def no_number(name):
    """NaN and the infinities are Python's and JavaScript's, not JSON's."""
    raise ValueError(name)


def submit(upload, *, by) -> PhoneExport:
    """Look a phone's file over and keep it; the task that takes it in is the caller's to start.

    The same file once more is gone through once more, and changes nothing.
    """
    refuse_if(
        not by.has_perm("inspections.submit_visit"), "forbidden", _("You may not record visits.")
    )
    refuse_if(
        by.home_id is None,
        "no_home",
        _("Your account has no home division: the file has no place."),
    )
    if upload.size > LARGEST:
        words = _("The file is larger than %(limit)d MB: save fewer records at once.")
        raise ExportRefused(words % {"limit": LARGEST // 2**20})
    export = Export(upload)
    person = export.manifest.get("person")
    facts = {
        "name": upload.name[:200],
        "size": upload.size,
        "person": said_of(person.get("name") if isinstance(person, dict) else None)[:60],
        "device": said_of(export.manifest.get("device"))[:80],
        "records": len(export.records()),
        "report": [],
        "division_id": by.home_id,
        "imported_at": timezone.now(),
        "state": State.WAITING,
        "failure": "",
        "attempts": 0,
        "finished_at": None,
    }
    with transaction.atomic():
        row, is_new = PhoneExport.objects.get_or_create(
            sha256=digest(upload), imported_by=by, defaults=facts
        )
        row = PhoneExport.objects.locked().get(pk=row.pk)
        if is_new or row.is_finished:
            for name, value in facts.items():
                setattr(row, name, value)
            # The stored name is ours.
            row.file.save(f"{uuid4().hex}.zip", upload, save=False)
            row.save()
    return row


def run(export_id: int, *, door=Door.TASK) -> PhoneExport | None:
    """Go on with a file from where it stands. Running it twice, even at once, changes nothing."""
    row = LEASE.claim(PhoneExport.objects, export_id)
    if row is None:
        return None
    by = row.imported_by
    language = by.language or settings.LANGUAGE_CODE
    with override(language), acting(by, door=door, where=f"phone file {row.pk}"):
        try:
            if LEASE.is_hopeless(row):
                words = _("It failed %d times; the log of the worker says why.")
                raise ExportRefused(words % LEASE.attempts)
            with _local_copy(row) as file:
                _take_in(row, Export(file))
        except ExportRefused as refusal:
            _end(row, State.REFUSED, failure=refusal.reason)
        except Superseded:
            return None
    row.refresh_from_db()
    return row


@contextmanager
def _local_copy(row):
    """The file on this machine's disk, wherever it is stored: a zip is read from its end."""
    with tempfile.TemporaryFile() as copy:
        try:
            with row.file.open("rb") as stored:
                shutil.copyfileobj(stored, copy)
        except (FileNotFoundError, ValueError):
            raise ExportRefused(_("The file is no longer there: hand it in again.")) from None
        yield copy


def _take_in(row, export):
    """Every record that no worker before has reported, each alone and counted when it is done."""
    found = export.records()
    drafts = [(uuid, said) for uuid, kind, said in found if kind == "drafts"]
    # Read first: a file that is damaged there is refused before anything of it is taken in.
    if drafts and not row.drafts:
        with tempfile.TemporaryFile() as out, LEASE.held(row) as held:
            pack(export, drafts, out)
            held.drafts.save(f"{row.sha256[:16]}.zip", File(out), save=False)
    for uuid, kind, _said in found[len(row.report) :]:
        if kind == "packets":
            told = take_in_one(export, uuid, by=row.imported_by, device=row.device)
        else:
            told = line(uuid, "draft", _("Not handed in: kept here as it was written."))
        with LEASE.held(row) as held:
            held.report.append(told)
            held.attempts = 0
    _end(row, State.DONE)


def _end(row, state, *, failure=""):
    gone = ""
    with LEASE.held(row) as held:
        leases.end(held, state, failure=failure)
        # Visits, evidence and drafts have all of it, and so has the phone; a file on which every
        # worker died is kept to be looked into.
        if not LEASE.is_hopeless(held):
            gone, held.file = held.file.name, ""
        _tell(held)
    if gone:
        default_storage.delete(gone)


def _tell(row):
    """Whoever brought it went on with other work; say that this is done."""
    new = sum(each["state"] == "received" for each in row.report)
    words = ngettext("%d new record was taken in.", "%d new records were taken in.", new)
    owing.owe(
        [row.imported_by],
        topic=f"phone-file:{row.pk}",
        # Brought once more, it is told of once more.
        stage=f"{row.imported_at:%Y%m%d%H%M%S}",
        kind=Kind.WORK,
        subject=_("File of a phone, %(name)s: %(state)s")
        % {"name": row.name, "state": row.get_state_display()},
        body=row.failure or words % new,
        url=row.get_absolute_url(),
        division=row.division,
    )


def said_of(value) -> str:
    """Words of the manifest as a column takes them."""
    return value.replace("\x00", "") if isinstance(value, str) else ""


def digest(upload) -> str:
    upload.seek(0)
    return hashlib.file_digest(upload, "sha256").hexdigest()


def take_in_one(export, uuid, *, by, device) -> dict:
    """What became of one record: the packet first, then the parts that it still misses."""
    try:
        packet = export.packet(uuid)
        received = visits.receive(UUID(uuid), packet, by=by, device=device)
        if received.in_conflict:
            words = _("Other content was here under this number; somebody will decide.")
            return line(uuid, "conflict", words, received.visit)
        faults = take_parts(export, received, by=by)
        # Again, as a phone does: for the receipt of the whole.
        final = visits.receive(UUID(uuid), packet, by=by, device=device)
    except ObjectDoesNotExist:
        return line(uuid, "refused", _("This record is not yours to hand in."))
    except ValidationError as refusal:
        return line(uuid, "refused", in_a_row(shapes.lines(refusal)))
    except TransitionRefused as refusal:
        return line(uuid, "refused", refusal.reason)
    if faults:
        return line(uuid, "incomplete", in_a_row(faults), final.visit)
    if missing := len(final.missing):
        words = ngettext(
            "%(count)d of its files is not in the file; it waits for it.",
            "%(count)d of its files are not in the file; it waits for them.",
            missing,
        )
        return line(uuid, "incomplete", words % {"count": missing}, final.visit)
    words = _("Receipt %(number)s.") % {"number": final.packet.receipt_number}
    return line(uuid, "received" if received.is_new else "there", words, final.visit)


def take_parts(export, received, *, by) -> list[str]:
    """Keep the files that the record misses; what is wrong with any of them, in words."""
    faults = []
    for sha256 in received.missing:
        try:
            if (found := export.part(sha256)) is None:
                continue
            upload = io.BytesIO(found)
            upload.name = ""
            files.receive(upload, sha256, by=by)
        except (FileRefused, ExportRefused) as refusal:
            reason = getattr(refusal, "reason", None) or in_a_row(refusal.messages)
            faults.append(f"{sha256[:12]}: {reason}")
    return faults


def line(uuid, state, words, visit=None) -> dict:
    found = {"uuid": uuid, "state": state, "words": words}
    return found | ({"visit": visit.pk, "party": visit.party_name} if visit else {})


def pack(export, drafts, out) -> None:
    """Write the drafts with their photos into a file of the same kind, for their writer."""
    manifest = export.manifest | {"records": [said for _uuid, said in drafts]}
    there = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False))
        for uuid, said in drafts:
            made.writestr(f"drafts/{uuid}.json", export.read(f"drafts/{uuid}.json", LARGEST_TEXT))
            for sha256 in named_in(said):
                if sha256 not in there and (found := export.part(sha256)) is not None:
                    made.writestr(f"parts/{sha256}", found)
                there.add(sha256)
    out.seek(0)


def named_in(said) -> list[str]:
    parts = said.get("parts")
    named = [part.get("sha256") for part in parts if isinstance(part, dict)] if parts else []
    return [sha256 for sha256 in named if isinstance(sha256, str)]
