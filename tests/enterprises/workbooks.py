"""Files as offices send them, and as nobody should."""

import csv
import io
import zipfile

import xlsxwriter

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "行政区划",
    "行业代码",
    "地址",
    "法定代表人",
    "联系电话",
    "成立日期",
    "经营状态",
    "年销售额(万元)",
]


def row(name, uscc, division="陈村镇", **cells):
    """One line under ``HEADER``; other cells by their header."""
    given = {
        "企业名称": name,
        "统一社会信用代码": uscc,
        "行政区划": division,
        "行业代码": "3422",
        "成立日期": "2005-03-01",
        "经营状态": "存续",
    } | cells
    return [given.get(header) for header in HEADER]


def xlsx(path, rows, header=HEADER):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([header, *rows] if header else rows):
            sheet.write_row(line, 0, cells)
    return path


def csv_file(path, rows, header=HEADER, encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def repacked(source, target, *, add=(), replace=()):
    """A workbook with other parts than Excel would give it."""
    replaced = dict(replace)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, replaced.get(name, old.read(name)))
        for name, content in add:
            new.writestr(name, content)
    return target
