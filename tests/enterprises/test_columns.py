import pytest
from django.utils import timezone

from enterprises import cells, columns
from enterprises.columns import FigureColumn
from enterprises.models import Enterprise

Status = Enterprise.Status


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("企业名称", "name"),
        ("*单位名称（必填）", "name"),
        (" 统一社会 信用代码：", "uscc"),
        ("统一社会信用代码/注册号", "uscc"),
        ("行政区划", "division"),
        ("行政区划代码", "division"),
        ("所属镇（街道）", "division"),
        ("行业代码", "industry"),
        ("住所（经营场所）", "address"),
        ("法定代表人（负责人）", "legal_representative"),
        ("联系电话", "phone"),
        ("成立日期", "established_on"),
        ("登记状态", "status"),
        ("企业规模", "scale"),
        ("备注", None),
        ("", None),
        (None, None),
        (3422, None),
    ],
)
def test_header_is_recognised_however_it_is_decorated(header, field):
    assert columns.recognise(header) == field


@pytest.mark.parametrize(
    ("header", "kind", "year", "factor"),
    [
        ("年销售额(万元)", "sales", None, 1),
        ("年销售额（万元）", "sales", None, 1),
        ("2025年销售额（亿元）", "sales", 2025, 10_000),
        ("上年度营业收入", "sales", None, 1),
        ("2024年度工业总产值(元)", "output", 2024, 0.0001),
        ("纳税总额(万元)", "tax", None, 1),
        ("从业人数（人）", "staff", None, 1),
    ],
)
def test_figure_header_says_kind_year_and_unit(header, kind, year, factor):
    found = columns.recognise(header)

    assert isinstance(found, FigureColumn)
    assert (found.kind, found.year, float(found.factor)) == (kind, year, factor)


@pytest.mark.parametrize(
    "written",
    ["2005-03-01", "2005/3/1", "2005.3.1", "2005年3月1日", "20050301", "38412", "２００５-３-１"],
)
def test_day_is_read_in_any_spelling(written):
    assert cells.day(written).isoformat() == "2005-03-01"


@pytest.mark.parametrize("written", ["2023-02-30", "20230230", "2023-13-01", "昨天", "1", "9" * 30])
def test_day_that_does_not_exist_is_refused_with_itself(written):
    with pytest.raises(cells.Unreadable, match=written[:10]):
        cells.day(written)


def test_day_to_come_is_refused():
    with pytest.raises(cells.Unreadable):
        cells.day(f"{timezone.localdate().year + 1}-01-01")


@pytest.mark.parametrize(
    ("written", "bound", "value"),
    [
        ("570", "=", 570),
        ("1,234.5", "=", 1234.5),
        ("超过570", "≥", 570),
        ("≥570", "≥", 570),
        ("50余", "≥", 50),
        ("3000多", "≥", 3000),
        ("约24", "≈", 24),
        ("24左右", "≈", 24),
        ("近1000", "≈", 1000),
        ("不足100", "≤", 100),
        ("5亿元", "=", 50_000),
        ("超过 3 亿", "≥", 30_000),
        ("０", "=", 0),
    ],
)
def test_figure_keeps_its_bound(written, bound, value):
    found = cells.amount(written, columns.FACTORS["万元"])

    assert (found[0], float(found[1])) == (bound, value)


@pytest.mark.parametrize("written", ["很多", "-5", "5-6", "1e9", "99999999999999", "=1+1"])
def test_figure_that_is_none_is_refused(written):
    with pytest.raises(cells.Unreadable):
        cells.amount(written, columns.FACTORS["万元"])


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("存续", Status.OPERATING),
        ("存续（在营、开业、在册）", Status.OPERATING),
        ("在营(开业)", Status.OPERATING),
        ("停业", Status.SUSPENDED),
        ("吊销，未注销", Status.REVOKED),
        ("注销", Status.CANCELLED),
        ("迁出", Status.MOVED_OUT),
        ("operating", Status.OPERATING),
    ],
)
def test_status_is_known_by_the_words_of_the_registry(written, status):
    assert cells.status(written) == status


def test_unknown_status_is_refused_with_the_known_ones():
    with pytest.raises(cells.Unreadable, match="存续"):
        cells.status("快乐")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  a\n b\t", "a b"),
        ("a\x00b", "a b"),
        (3422.0, "3422"),
        (440606101000, "440606101000"),
        (None, ""),
        ("—", ""),
        ("无", ""),
        ("'=1+1", "=1+1"),
        ("'s", "'s"),
    ],
)
def test_cell_is_one_line_of_text(cell, text):
    assert cells.text(cell) == text
