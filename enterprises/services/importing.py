"""Files of rows: kept, tried out, taken in, and gone on with when a worker died."""

import datetime as dt
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from enterprises import imports, sheets
from enterprises.models import ImportJob, RejectedRow
from qualitysup.audit.actor import Door, acting
from qualitysup.casework import leases
from qualitysup.casework.exports import write_workbook
from qualitysup.casework.leases import Lease, Superseded
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing

State = ImportJob.State

BATCH = 1000
LEASE = Lease(dt.timedelta(minutes=2), attempts=5)
# The header is looked for below a few title lines.
HEADER_WITHIN = 20

REFUSALS = {
    "too_big": gettext_lazy("The file is larger than 20 MB: split it."),
    "bomb": gettext_lazy("The file unpacks to far more than a table: save the table anew."),
    "macros": gettext_lazy("The workbook has macros: save it as .xlsx without macros."),
    "old_or_encrypted": gettext_lazy(
        "The file is an old (.xls) or password-protected workbook: save it as .xlsx."
    ),
    "broken": gettext_lazy("The workbook is damaged: open it in Excel and save it anew as .xlsx."),
    "empty": gettext_lazy("The file is empty."),
    "not_a_table": gettext_lazy(
        "The file is neither .xlsx nor CSV in UTF-8 or GB 18030: save it as .xlsx."
    ),
    "too_many_rows": gettext_lazy("The table is too large: 200,000 rows of 200 columns at most."),
    "too_much_work": gettext_lazy(
        "The file takes too much memory or time: split it, save it anew."
    ),
    "no_header": gettext_lazy(
        "No header was found: one row has to name the columns, among them 企业名称 or"
        " 统一社会信用代码."
    ),
    "gone": gettext_lazy("The file is no longer there: send it again."),
    "hopeless": gettext_lazy("The file could not be read to its end: split it and try the parts."),
}


def submit(file, *, by, kind="enterprises", dry_run=True) -> ImportJob:
    """Keep an uploaded file; the task that reads it is the caller's to start."""
    if file.size > sheets.MAX_BYTES:
        raise TransitionRefused("too_big", str(REFUSALS["too_big"]))
    name = Path(file.name).name
    job = ImportJob(by=by, kind=kind, name=name, dry_run=dry_run)
    # The stored name is ours; only the ending is the sender's.
    job.file.save(f"{uuid.uuid4().hex}{Path(name).suffix[:5].lower()}", file, save=False)
    job.save()
    return job


@transaction.atomic
def confirm(job, *, by) -> ImportJob:
    """Take in what was tried out: the same file again, this time for good."""
    job = ImportJob.objects.locked().get(pk=job.pk)
    if not by.has_perm(imports.of(job.kind).permission):
        raise TransitionRefused("forbidden", _("You may not import this."))
    if job.state != State.CHECKED:
        raise TransitionRefused("wrong_state", _("Only a file that was checked can be imported."))
    job.rejected_rows.all().delete()
    job.dry_run, job.state = False, State.WAITING
    job.done = job.created = job.updated = job.unchanged = job.rejected = job.attempts = 0
    job.finished_at = None
    job.save()
    return job


def run(job_id: int, *, door=Door.TASK) -> ImportJob | None:
    """Go on with a job from where it stands. Running it twice, even at once, changes nothing."""
    job = LEASE.claim(ImportJob.objects, job_id)
    if job is None:
        return None
    language = (job.by and job.by.language) or settings.LANGUAGE_CODE
    with override(language), acting(job.by, door=door, where=f"import {job.pk}"):
        try:
            if LEASE.is_hopeless(job):
                raise sheets.Refused("hopeless")
            with _local_copy(job) as path, sheets.opened(path) as sheet:
                _read(job, sheet)
        except sheets.Refused as refused:
            _end(job, State.FAILED, failure=str(REFUSALS[refused.code]))
        except Superseded:
            return None
    job.refresh_from_db()
    return job


@contextmanager
def _local_copy(job):
    """The file on this machine's disk, wherever it is stored."""
    with tempfile.NamedTemporaryFile() as copy:
        try:
            with job.file.open("rb") as stored:
                shutil.copyfileobj(stored, copy)
        except FileNotFoundError:
            raise sheets.Refused("gone") from None
        copy.flush()
        yield Path(copy.name)


def _read(job, sheet):
    rows, importable = iter(sheet), imports.of(job.kind)
    above, header = _find_header(rows, importable)
    reader = importable.reader(header, by=job.by)
    candidates = _told_apart(reader.read(number, row) for number, row in rows)
    # What an earlier worker has finished is read again, for the sake of doubles, and passed over.
    for _candidate in islice(candidates, job.done):
        pass
    with LEASE.held(job) as row:
        row.rows, row.columns = sheet.length - above - 1, reader.recognised
    while batch := list(islice(candidates, BATCH)):
        _take(job, batch, importable)
    _end(job, State.CHECKED if job.dry_run else State.DONE, header=header)


def _find_header(rows, importable):
    for above, (_number, cells) in enumerate(islice(rows, HEADER_WITHIN)):
        if importable.is_header(cells):
            return above, cells
    raise sheets.Refused("no_header")


def _told_apart(candidates):
    """The same enterprise twice in one file: the first row counts.

    A row without a code is told by its name, from those with one as well.
    """
    numbered, named, unnumbered = {}, {}, {}
    for candidate in candidates:
        name = (candidate.place, candidate.name)
        if candidate.uscc:
            first = numbered.setdefault(candidate.uscc, candidate.number)
            others = unnumbered
        else:
            first, others = candidate.number, named
        if candidate.name:
            first = min(first, others.get(name, first))
            named.setdefault(name, candidate.number)
            if not candidate.uscc:
                unnumbered.setdefault(name, candidate.number)
        if first != candidate.number:
            candidate.errors.append(
                _("Row %d is the same enterprise: leave one of them out.") % first
            )
        yield candidate


def _take(job, candidates, importable):
    """One batch in one transaction, counted there; tried again when somebody was quicker."""
    for last_try in (False, False, True):
        try:
            with LEASE.held(job) as row:
                batch = importable.compare(candidates, by=job.by)
                if not job.dry_run:
                    importable.write(batch, by=job.by)
                RejectedRow.objects.bulk_create(
                    RejectedRow(job=job, number=each.number, cells=each.cells, reason=reason)
                    for each, reason in batch.rejected
                )
                row.created += len(batch.created)
                row.updated += len(batch.updated)
                row.unchanged += len(batch.unchanged)
                row.rejected += len(batch.rejected)
                row.done += len(candidates)
                row.attempts = 0
            return
        except IntegrityError:
            # A number was registered by hand between the look and the write.
            if last_try:
                raise


def _end(job, state, *, failure="", header=None):
    with LEASE.held(job) as row:
        leases.end(row, state, failure=failure)
        if row.rejected and header:
            with tempfile.TemporaryFile() as file:
                write_rejects(row, file, header)
                stem = Path(row.file.name).stem
                row.rejects.save(f"{stem}-rejects.xlsx", File(file), save=False)
        _tell(row)


def _tell(job):
    """The sender went on with other work; say that this is done."""
    if job.by is None:
        return
    owing.owe(
        [job.by],
        topic=f"import:{job.pk}",
        stage=job.state,
        kind=Kind.WORK,
        subject=_("Import of %(name)s: %(state)s")
        % {"name": job.name, "state": job.get_state_display()},
        body=job.failure
        or _("%(created)d new, %(updated)d updated, %(rejected)d rejected.")
        % {"created": job.created, "updated": job.updated, "rejected": job.rejected},
        url=job.get_absolute_url(),
        division=job.by.home,
    )


def write_rejects(job, file, header) -> None:
    """The rejected rows as they stood, with what to correct: to be mended and sent again."""
    width = len(header)
    rows = job.rejected_rows.values_list("cells", "reason").iterator(chunk_size=BATCH)
    write_workbook(
        file,
        [*header, _("What to correct")],
        ((*cells[:width], *[None] * (width - len(cells)), reason) for cells, reason in rows),
    )
    file.seek(0)
