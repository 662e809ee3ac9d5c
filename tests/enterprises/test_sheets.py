import datetime as dt
import zipfile

import pytest
import xlsxwriter

from enterprises import sheets
from tests.enterprises.workbooks import csv_file, repacked, row, xlsx

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [row("测试甲厂", "x"), row("测试乙厂", "y")]


def read(path):
    with sheets.opened(path) as sheet:
        return list(sheet)


def outcome(path):
    try:
        return read(path)
    except sheets.Refused as refused:
        return refused.code


def refusal(path):
    with pytest.raises(sheets.Refused) as refused:
        read(path)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_every_encoding_of_an_office(tmp_path, encoding):
    path = csv_file(tmp_path / "a.csv", ROWS, encoding=encoding)

    assert [cells[0] for _number, cells in read(path)] == ["企业名称", "测试甲厂", "测试乙厂"]


def test_first_sheet_that_holds_anything_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
        book.add_worksheet().write_row(0, 0, ["企业名称"])

    assert read(path) == [(1, ["企业名称"])]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_recognised(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(f"企业名称{delimiter}地址\n测试甲厂{delimiter}一路\n")

    assert read(path)[1] == (2, ["测试甲厂", "一路"])


def test_workbook_keeps_the_row_numbers_that_excel_shows(tmp_path):
    path = xlsx(
        tmp_path / "a.xlsx", [[], ["名单"], [], ["企业名称"], [], ["测试甲厂"]], header=None
    )

    assert read(path) == [(2, ["名单"]), (4, ["企业名称"]), (6, ["测试甲厂"])]


def test_numbers_days_and_blanks_come_as_they_are(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["a", 3422, 1.5, True])
        sheet.write_datetime(0, 4, dt.datetime(2005, 3, 1), day)

    ((_number, cells),) = read(path)

    assert cells == ["a", 3422, 1.5, True, "2005-03-01"]


def test_workbook_with_macros_is_refused(tmp_path):
    good = xlsx(tmp_path / "a.xlsx", ROWS)

    assert (
        refusal(repacked(good, tmp_path / "m.xlsm", add=[("xl/vbaProject.bin", b"x")])) == "macros"
    )
    with zipfile.ZipFile(good) as package:
        types = package.read("[Content_Types].xml").replace(
            b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
        )
    assert (
        refusal(repacked(good, tmp_path / "t.xlsx", replace=[("[Content_Types].xml", types)]))
        == "macros"
    )


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    good = xlsx(tmp_path / "a.xlsx", ROWS)
    bomb = repacked(good, tmp_path / "b.xlsx", add=[("xl/media/a.bin", bytes(250 * 2**20))])

    assert bomb.stat().st_size < 2**20
    assert refusal(bomb) == "bomb"


def test_one_tightly_packed_part_is_refused(tmp_path):
    good = xlsx(tmp_path / "a.xlsx", ROWS)
    bomb = repacked(good, tmp_path / "b.xlsx", replace=[(SHEET, b" " * 50 * 2**20)])

    assert refusal(bomb) == "bomb"


def test_cell_at_the_far_corner_kills_only_the_child(tmp_path):
    good = xlsx(tmp_path / "a.xlsx", ROWS)
    far = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        '2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    path = repacked(good, tmp_path / "b.xlsx", replace=[(SHEET, far.encode())])

    assert refusal(path) in {"too_much_work", "too_many_rows", "broken"}


def test_entities_of_a_workbook_are_not_followed(tmp_path):
    good = xlsx(tmp_path / "a.xlsx", ROWS)
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    evil = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&s;</t></is></c></row></sheetData></worksheet>'
    )
    path = repacked(good, tmp_path / "b.xlsx", replace=[(SHEET, evil.encode())])

    assert "geheim" not in str(outcome(path))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_encrypted"),
        (b"PK\x03\x04 and then nothing of a zip", "broken"),
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe\x00", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_table"),
        (b"\x81", "not_a_table"),
        (b'a,"' + b"b" * 200_000, "not_a_table"),
        (b"," * 300, "too_many_rows"),
        (b"a\n" * 200_001, "too_many_rows"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_no_table_is_refused(tmp_path, content, code):
    path = tmp_path / "a.bin"
    path.write_bytes(content)

    assert refusal(path) == code


def test_file_over_twenty_megabytes_is_not_even_opened(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(40 * 2**20)

    assert refusal(path) == "too_big"
