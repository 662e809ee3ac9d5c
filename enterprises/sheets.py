"""A workbook or CSV file that a stranger made, read row by row in a child process.

The file may be hostile: a bomb, a sheet with one cell at its far corner, broken XML. So it is
judged before it is unpacked, and unpacked by a child that may use little memory and time and whose
death harms nobody. This module runs in that child too and therefore knows nothing of Django.
"""

import csv
import datetime as dt
import io
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 200 * 2**20
# Real workbooks are packed 5 to 30 times smaller; a bomb thousands of times.
MAX_RATIO = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 200
CHILD_MEMORY = 512 * 2**20
CHILD_SECONDS = 60

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # Excel 97–2003, and any encrypted workbook
MACROS = ("vbaProject.bin", "macroEnabled")

# A row's number in the sheet and its cells: text, numbers, booleans, None.
Row = tuple[int, list]


class Refused(Exception):
    """The file is not read; ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@contextmanager
def opened(path: Path) -> Iterator["Sheet"]:
    """The rows of a file's first sheet that has any, parsed once and readable many times."""
    if path.stat().st_size > MAX_BYTES:
        raise Refused("too_big")
    with tempfile.TemporaryFile("w+", encoding="utf-8") as parsed:
        try:
            child = subprocess.run(
                [sys.executable, "-I", __file__, str(path)],
                stdout=parsed,
                stderr=subprocess.PIPE,
                timeout=2 * CHILD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused("too_much_work") from None
        if child.returncode:
            said = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise Refused(
                said.removeprefix("refused: ") if "refused: " in said else "too_much_work"
            )
        yield Sheet(parsed)


class Sheet:
    """Rows that are not blank, each with its number in the file."""

    def __init__(self, parsed):
        self.parsed = parsed
        parsed.seek(0)
        self.length = sum(1 for _line in parsed)

    def __iter__(self) -> Iterator[Row]:
        self.parsed.seek(0)
        for line in self.parsed:
            number, cells = json.loads(line)
            yield number, cells


# --- In the child ---------------------------------------------------------------------------------


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS, CHILD_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for count, (number, cells) in enumerate(rows_of(path)):
            if count >= MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise Refused("too_many_rows")
            if not any(cell not in (None, "") for cell in cells):
                continue
            sys.stdout.write(json.dumps([number, cells], ensure_ascii=False, default=plain) + "\n")
    except Refused as refused:
        sys.exit(f"refused: {refused.code}")
    except (MemoryError, RecursionError):
        sys.exit("refused: too_much_work")


def rows_of(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(ZIP):
        check_package(path)
        return workbook_rows(path)
    if start.startswith(OLE):
        raise Refused("old_or_encrypted")
    if not start.strip():
        raise Refused("empty")
    return text_rows(decoded(path.read_bytes()))


def check_package(path: Path) -> None:
    """Judge a workbook by its table of contents, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED or any(
                member.file_size > MAX_RATIO * max(member.compress_size, 1024) for member in members
            ):
                raise Refused("bomb")
            if any(MACROS[0] in member.filename for member in members):
                raise Refused("macros")
            if MACROS[1] in package.read("[Content_Types].xml").decode("utf-8", "replace"):
                raise Refused("macros")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        raise Refused("broken") from None


def workbook_rows(path: Path) -> Iterator[Row]:
    # Only the child needs it, and only for workbooks.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None:
                yield from enumerate(sheet.iter_rows(), start=1)
                return
    except (CalamineError, OSError):
        raise Refused("broken") from None
    raise Refused("empty")


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else GB 18030; UTF-16 only with its mark."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("not_a_table")


def text_rows(text: str) -> Iterator[Row]:
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=first.count)
    try:
        yield from enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        )
    except csv.Error:
        raise Refused("not_a_table") from None


def plain(cell):
    """What JSON does not know: days as ISO text."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        cell = cell.date()
    return str(cell)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(Path(sys.argv[1]))
