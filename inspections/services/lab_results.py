"""A laboratory's table of results: tried out first, then recorded row by row."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import cells, sheets
from enterprises.services.importing import REFUSALS
from inspections.models import ReportedRow, Sample
from inspections.services import samples
from qualitysup.casework.exports import write_workbook
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents import numbers
from qualitysup.wording import in_a_row

# More would keep the browser waiting, for every row is a step with its log and clock: a worker
# takes them (results_tables).
AT_ONCE = 50
AT_MOST = 5000
HEADER_WITHIN = 10

# The office's own words for each column, first the one that a new table would have.
COLUMNS = {
    "number": ("抽样单编号", "抽样单号", "样品编号", "sampling sheet"),
    "report_number": ("检验报告编号", "报告编号", "报告号", "report number"),
    "tested_on": ("检验日期", "签发日期", "tested on"),
    "verdict": ("检验结论", "结论", "检验结果", "verdict"),
    "failed_items": ("不合格项目", "不合格项", "failed items"),
}
NEEDED = {"number", "report_number", "verdict"}
VERDICTS = {"合格": True, "passed": True, "不合格": False, "failed": False}


@dataclass
class Reported:
    """One row of the table, and what came of it: ``problem`` says what to correct."""

    number: int
    cells: list
    said: dict[str, str] = field(default_factory=dict)
    sample: Sample | None = None
    passed: bool | None = None
    problem: str = ""
    # The very same result is on record: sending a table twice changes nothing.
    known: bool = False

    @property
    def is_good(self) -> bool:
        return not (self.problem or self.known)

    @property
    def outcome(self) -> str:
        if self.problem:
            return ReportedRow.Outcome.BAD
        return ReportedRow.Outcome.KNOWN if self.known else ReportedRow.Outcome.GOOD


class TableRefused(ValidationError):
    """The file is not read at all."""


def take(rows, *, by, dry_run=True) -> None:
    """Record every row that can be, and say of the others what to correct.

    A dry run takes the very same steps and takes them back, so what it says is what would happen.
    """
    with transaction.atomic():
        for row in rows:
            take_row(row, by=by)
        transaction.set_rollback(dry_run)


def write_rejects(file, header, rows) -> None:
    """Rows that were not recorded, as they stood, with what to correct."""
    width = len(header)
    write_workbook(
        file,
        [*header, _("What to correct")],
        ((*_filled(row.cells, width), row.problem) for row in rows),
    )
    file.seek(0)


def _filled(row, width):
    return [*row[:width], *[None] * (width - len(row))]


def read(file) -> tuple[list, list[Reported]]:
    """The header and the rows of an uploaded file."""
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            with sheets.opened(Path(copy.name)) as sheet:
                return _rows(sheet)
        except sheets.Refused as refused:
            raise TableRefused(str(REFUSALS[refused.code])) from None


def _rows(sheet):
    found, meanings, rows = None, [], []
    for place, (number, row) in enumerate(sheet):
        if found is None:
            meanings = [_meaning(cell) for cell in row]
            if set(meanings) >= NEEDED:
                found = row
            elif place >= HEADER_WITHIN:
                break
            continue
        pairs = zip(meanings, row, strict=False)
        said = {name: str(cell or "").strip() for name, cell in pairs if name}
        rows.append(Reported(number, row, said))
        if len(rows) > AT_MOST:
            raise TableRefused(_("At most %d rows at once: split the table.") % AT_MOST)
    if found is None:
        raise TableRefused(
            _("No header was found: one row names 抽样单编号, 报告编号 and 检验结论.")
        )
    return found, rows


def _meaning(cell):
    words = cells.text(cell).lower()
    return next((name for name, known in COLUMNS.items() if words in known), None)


def take_row(row, *, by) -> None:
    try:
        row.sample = _sample(row.said["number"], by=by)
        row.passed = _verdict(row.said["verdict"])
        words = _words(row)
        if row.known:
            return
        step = samples.pass_test if row.passed else samples.fail_test
        with transaction.atomic():
            step(row.sample, by=by, **words)
    except TransitionRefused as refused:
        row.problem = refused.reason
    except ValidationError as refused:
        row.problem = in_a_row(refused.messages)
    except cells.Unreadable as refused:
        row.problem = str(refused)


def _sample(number, *, by):
    found = Sample.objects.visible_to(by).filter(number=numbers.normalise(number))
    found = found.exclude(number="").select_related("result").first()
    if found is None:
        raise cells.Unreadable(_("There is no sample with the sheet “%s”.") % number)
    return found


def _verdict(words):
    if words.lower() not in VERDICTS:
        raise cells.Unreadable(_("The conclusion is 合格 or 不合格, not “%s”.") % words)
    return VERDICTS[words.lower()]


def _words(row):
    said, sample = row.said, row.sample
    failures = [words.strip() for words in re.split(r"[\n;；]", said.get("failed_items", ""))]
    failures = "\n".join(filter(None, failures))
    if row.passed and failures:
        raise cells.Unreadable(_("A passed sample has no failed items."))
    if not row.passed and not failures:
        raise cells.Unreadable(_("Name what failed, one item a line."))
    if not said["report_number"]:
        raise cells.Unreadable(_("The number of the report is missing."))
    result = sample.result
    row.known = result is not None and (
        (result.report_number, result.passed, result.failed_items)
        == (said["report_number"], row.passed, failures)
    )
    words = {"report_number": said["report_number"]}
    if said.get("tested_on"):
        words["tested_on"] = cells.day(said["tested_on"])
    return words if row.passed else words | {"failed_items": failures}
