"""A laboratory's table of results: tried out, recorded, corrected and sent again."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from inspections.models import Sample, TestResult
from tests.factories import UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.sampled import sample_in

PAGE = "/admin/inspections/sample/results/"
HEADER = ["抽样单编号", "报告编号", "检验日期", "检验结论", "不合格项目"]


def table(*rows, header=HEADER):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([header, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell)
    return SimpleUploadedFile("结果.xlsx", file.getvalue())


def send(browser, file, do="record"):
    return browser.post(PAGE, {"file": file, "do": do})


def test_a_table_is_recorded_row_by_row(browser):
    good, bad = sample_in("testing"), sample_in("testing")
    day = str(good.received_on)

    response = send(
        browser,
        table(
            [good.number, "JY-1", day, "合格", ""],
            [bad.number, "JY-2", day, "不合格", "急停：失效；标志：缺失"],
        ),
    )

    assert (response.context["good"], response.context["bad"]) == (2, 0)
    assert Sample.objects.get(pk=good.pk).state == "passed"
    assert Sample.objects.get(pk=bad.pk).result.failures == ["急停：失效", "标志：缺失"]


def test_trying_it_out_writes_nothing(browser):
    sample = sample_in("testing")

    response = send(browser, table([sample.number, "JY-1", "", "合格", ""]), do="try")

    assert response.context["good"] == 1
    assert not TestResult.objects.exists()
    assert Sample.objects.get(pk=sample.pk).state == "testing"


def test_sending_it_twice_changes_nothing(browser):
    sample = sample_in("testing")
    row = [sample.number, "JY-1", "", "不合格", "急停：失效"]
    send(browser, table(row))

    response = send(browser, table(row))

    assert (response.context["known"], response.context["bad"]) == (1, 0)
    assert TestResult.objects.count() == 1
    assert sample.log.filter(name="fail_test").count() == 1


def test_the_rows_to_correct_come_back_as_they_stood_with_the_reason(browser):
    sample, drawn = sample_in("testing"), sample_in("drawn")
    rows = [
        [sample.number, "JY-1", "", "合格", "急停：失效"],
        [sample.number, "JY-1", "", "也许", ""],
        [drawn.number, "JY-3", "", "合格", ""],
        ["顺市监抽样〔2026〕99999号", "JY-4", "", "合格", ""],
        [sample.number, "=1+1", "昨天", "合格", ""],
    ]

    response = send(browser, table(*rows), do="rejects")

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    found = book.get_sheet_by_index(0).to_python()
    assert found[0][-1] == "What to correct"
    assert [row[0] for row in found[1:]] == [row[0] for row in rows]
    reasons = [row[-1] for row in found[1:]]
    assert reasons[0] == "A passed sample has no failed items."
    assert "not “也许”" in reasons[1]
    assert "not possible in the state" in reasons[2]
    assert "no sample with the sheet" in reasons[3]
    assert "not a date" in reasons[4]
    assert not TestResult.objects.exists()


def test_one_bad_row_keeps_no_good_one_back(browser):
    first, second = sample_in("testing"), sample_in("testing")
    Sample.objects.filter(pk=second.pk).update(laboratory=first.laboratory)

    response = send(
        browser,
        table([first.number, "JY-1", "", "合格", ""], [second.number, "JY-1", "", "合格", ""]),
    )

    assert (response.context["good"], response.context["bad"]) == (1, 1)
    assert "on record already" in response.content.decode()
    assert {row.state for row in Sample.objects.all()} == {"passed", "testing"}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (table(["a", "b"], header=["甲", "乙"]), "No header was found"),
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken"), "damaged"),
        (SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0" + b"x" * 100), "old"),
    ],
)
def test_what_is_no_table_is_refused_in_words(browser, file, words):
    response = send(browser, file)

    assert response.status_code == 409
    assert words in response.content.decode()


def test_another_citys_samples_are_not_known(browser, stranger):
    sample = sample_in("testing")

    response = send(browser_of(stranger), table([sample.number, "JY-1", "", "合格", ""]))

    assert response.context["bad"] == 1
    assert not TestResult.objects.exists()


def test_who_may_not_record_results_does_not_get_the_page(db):
    leader = UserFactory(roles=["bureau_leader"])

    assert browser_of(leader).get(PAGE).status_code == 403
