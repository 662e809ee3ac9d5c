import datetime as dt
import re

import pytest
from django.core.files import File

from enterprises.models import ImportJob
from enterprises.services import importing
from qualitysup.accounts.roles import Role, permissions_of
from standards import columns
from standards.models import Adoption, Replacement, Standard
from standards.services import intake, reading
from tests.enterprises.workbooks import csv_file
from tests.standards.factories import desk, entered

pytestmark = pytest.mark.django_db

HEADER = [
    *["标准号", "标准名称", "发布日期", "实施日期", "废止日期"],
    *["状态", "ICS", "CCS", "代替标准", "采标情况"],
]
DAY = dt.date


def read(rows, header=HEADER):
    reader = reading.Reader(header)
    return [reader.read(number, row) for number, row in enumerate(rows, start=2)]


def taken(rows, header=HEADER):
    batch = intake.compare(read(rows, header))
    intake.write(batch)
    return batch


def counts(batch):
    return [len(getattr(batch, name)) for name in ("created", "updated", "unchanged", "rejected")]


LABELS = [
    row.split("|")
    for row in (
        "GB 7718-2004|预包装食品标签通则|2004-05-09|2005-10-01|2012-04-20|废止"
        "|67.040|X04|GB 7718-1994|",
        "GB7718—2011|预包装食品标签通则|2011-04-20|2012-04-20||现行|67.040|X04|GB 7718-2004|",
        "GB/T 19001－2016|质量管理体系 要求|2016/12/30|20170701||现行|03.120.10|A00"
        "|GB/T 19001-2008|ISO 9001:2015,IDT",
    )
]


def test_header_is_recognised_as_offices_write_it():
    assert columns.recognise("*标准编号（必填）：") == "number"
    assert columns.recognise("国际标准分类号(ICS)") == "ics"
    assert columns.is_header(["序号", *HEADER])
    assert not columns.is_header(["现行国家标准目录（2026年版）"])


def test_catalogue_is_taken_in_with_chains_classes_and_adoptions():
    batch = taken(LABELS)

    assert counts(batch) == [3, 0, 0, 0]
    old, new, system = Standard.objects.order_by("sort_key")
    assert (old.number, old.abolished_on) == ("GB 7718—2004", DAY(2012, 4, 20))
    assert new.classes == ["CCSX", "CCSX04", "ICS67", "ICS67.040"]
    assert Replacement.objects.get(new=new).old == old
    assert Replacement.objects.get(new=system).old is None
    assert str(system.adoptions.get()) == "ISO 9001:2015 IDT"


def test_twice_is_once():
    taken(LABELS)

    assert counts(taken(LABELS)) == [0, 0, 3, 0]
    assert Standard.objects.count() == 3


def test_what_a_table_adds_is_taken_and_blanks_say_nothing():
    taken(LABELS)

    batch = taken([["GB 7718-2011", "", "", "", "2027-03-16", "", "", "", "GB 1-1994", ""]])

    assert counts(batch) == [0, 1, 0, 0]
    standard = Standard.objects.get(number="GB 7718—2011")
    assert standard.abolished_on == DAY(2027, 3, 16)
    assert standard.name == "预包装食品标签通则"
    assert standard.replaces.count() == 2


def test_old_one_without_its_last_day_gets_it_from_what_replaced_it():
    batch = taken(
        [
            ["GB 1-2020", "新", "", "2020-01-01", "", "", "", "", "GB 1-2010", ""],
            ["GB 1-2010", "旧", "", "2010-01-01", "", "", "", "", "", ""],
        ]
    )

    assert counts(batch) == [2, 0, 0, 0]
    assert Standard.objects.get(number="GB 1—2010").abolished_on == DAY(2020, 1, 1)


def test_circle_in_a_table_is_left_a_name():
    taken(
        [
            ["GB 1-2020", "甲", "", "2020-01-01", "", "", "", "", "GB 2-2020", ""],
            ["GB 2-2020", "乙", "", "2020-01-01", "", "", "", "", "GB 1-2020", ""],
            ["GB 3-2020", "丙", "", "2020-01-01", "", "", "", "", "GB 1-2010", ""],
            ["GB 1-2010", "丁", "", "2010-01-01", "", "", "", "", "", ""],
        ]
    )

    settled = Replacement.objects.settled()
    assert Replacement.objects.count() == 3
    assert settled.filter(old__number="GB 1—2010").exists()
    assert settled.count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: ""}, "number|标准号"),
        ({0: "7718-2011"}, "7718-2011"),
        ({0: "GB 7718"}, "edition|年"),
        ({1: ""}, "name|名称"),
        ({3: ""}, "into force|实施"),
        ({3: "二〇一二年"}, "date|日期"),
        ({2: "2012-05-01"}, "published|发布"),
        ({4: "2011-01-01"}, "abolished|废止"),
        ({5: "废止"}, "since when|废止"),
        ({6: "67.4"}, "67.4"),
        ({7: "4X"}, "4X"),
        ({8: "旧标准"}, "旧标准"),
        ({8: "GB 7718-2011"}, "itself|自身"),
        ({9: "等同采用国际标准"}, "international|国际"),
        ({9: "ISO 1:2000,IDT；ISO 2:2000,MOD；ISO 3:2000"}, "closely|程度"),
        ({9: "ISO 1:2000,EQV"}, "2002"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_and_the_row_left_out(changed, words):
    row = list(LABELS[1])
    for column, cell in changed.items():
        row[column] = cell

    batch = taken([row])

    assert counts(batch) == [0, 0, 0, 1]
    ((_candidate, reason),) = batch.rejected
    assert re.search(words, reason)
    assert not Standard.objects.exists()


def test_same_standard_twice_in_a_file_is_refused_the_second_time():
    batch = taken([LABELS[1], ["ＧＢ 7718-2011", *LABELS[1][1:]]])

    assert counts(batch) == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        ("ISO 9001:2015,IDT", {"ISO 9001:2015": "IDT"}),
        ("IDT ISO 9001:2015", {"ISO 9001:2015": "IDT"}),
        ("ISO 1:2000（非等效）", {"ISO 1:2000": "NEQ"}),
        ("ISO 1:2000 IDT；IEC 2:2001 MOD", {"ISO 1:2000": "IDT", "IEC 2:2001": "MOD"}),
    ],
)
def test_degree_of_adoption_is_read_with_its_standard(cell, degrees):
    (candidate,) = read([["GB 1-2020", "名", "", "2020-01-01", "", "", "", "", "", cell]])

    assert candidate.errors == []
    assert candidate.adopts == degrees


def test_file_goes_through_the_register_of_imports(tmp_path):
    by = desk()
    path = tmp_path / "目录.csv"
    csv_file(path, LABELS, HEADER)
    with path.open("rb") as file:
        job = importing.submit(File(file, name=path.name), by=by, kind="standards")

    importing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.counts["created"]) == ("checked", 3)
    assert not Standard.objects.exists()

    importing.run(importing.confirm(job, by=by).pk)
    job.refresh_from_db()
    assert (job.state, job.counts["created"]) == ("done", 3)
    assert job.columns["采标情况"] == "adopts"


def test_desk_alone_imports_standards():
    may = {role for role in Role if "standards.import_standard" in permissions_of([role])}

    assert may == {Role.STANDARDS_OFFICER, Role.SECTION_HEAD}


def test_what_was_entered_by_hand_is_found_by_a_table():
    entered("GB 7718-2011", DAY(2012, 4, 20), name="预包装食品标签通则")

    assert counts(taken([LABELS[1]])) == [0, 1, 0, 0]
    assert Adoption.objects.count() == 0
    assert ImportJob.objects.count() == 0
