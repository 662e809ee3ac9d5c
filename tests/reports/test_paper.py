"""The paper of a study report: its page, its fonts, its numbers and its pictures."""

import io
import re
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image
from pypdf import PdfReader

from qualitysup import bounds
from qualitysup.documents import pdf
from qualitysup.reports import paper, pictures


def lines(**figures):
    return [
        {"label": label, "column": "", "figure": str(figure), "words": f"{figure:,}"}
        for label, figure in figures.items()
    ]


def chart(kind="bar", **figures):
    return {
        "name": "按镇街",
        "heads": ["镇街", "户"],
        "kind": kind,
        "unit": "户",
        "lines": lines(**figures),
        "left_out": 0,
    }


def figure(name, **facts):
    usual = {
        "name": name,
        "unit": "户",
        "figure": "12",
        "before": "10",
        "change": "2",
        "is_headline": True,
        "is_late": False,
        "definition": f"{name}的口径。",
    }
    return usual | facts


@pytest.fixture
def facts():
    stated = {
        "name": "备案企业标准",
        "value": "≥ 5,000",
        "unit": "项",
        "as_of": "2008-06-30",
        "source": "质监工作考察报告",
    }
    theme = {
        "name": "巡查",
        "figures": [
            figure("完成巡查"),
            figure("未改变", change="0"),
            figure("逾期巡查", figure="3", before="5", change="-2", is_late=True),
            figure("不知", figure="—", before="—", change=None),
        ],
        "charts": [chart(大良街道=30, 北滘镇=12)],
    }
    part = {
        "subject": "inspections",
        "name": "监督检查",
        "stated": [stated],
        "themes": [theme],
        "trends": [chart("line", **{f"2026-{month:02d}": month for month in range(1, 13)})],
        "places": {"heads": ["完成巡查"], "rows": [["大良街道", "30"]]},
    }
    return {
        "agency": "顺德市场监督管理局（演示）",
        "number": "",
        "place": "顺德区",
        "about": "监督检查",
        "since": "2026-01-01",
        "until": "2026-06-30",
        "issued_on": "2026-07-01",
        "texts": {},
        "parts": [part],
    }


def read(facts):
    return Document(io.BytesIO(paper.write(facts)))


def test_the_page_is_the_grid_of_the_standard(facts):
    """GB/T 9704-2012, 5.2: 22 lines of 28 characters on 156 mm × 225 mm, 3号仿宋."""
    word = read(facts)
    page = word.sections[0]
    grid = page._sectPr.find(qn("w:docGrid"))
    normal = word.styles["Normal"]
    across = (page.page_width - page.left_margin - page.right_margin) / Pt(1)
    down = (page.page_height - page.top_margin - page.bottom_margin) / Pt(1)
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    character = normal.font.size.pt + int(grid.get(qn("w:charSpace"))) / 4096

    assert grid.get(qn("w:type")) == "linesAndChars"
    assert (normal.font.size, normal.element.rPr.rFonts.get(qn("w:eastAsia"))) == (
        Pt(16),
        "仿宋_GB2312",
    )
    assert int(down // pitch) == 22
    assert int(across / character + 0.01) == 28
    assert (page.page_width.mm, page.top_margin.mm) == pytest.approx((210, 37), abs=0.1)


def test_fonts_are_named_and_not_shipped(facts):
    word = read(facts)
    faces = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in word.styles
        if style.name in ("Mark", "Headline", "Chapter", "Section", "Body")
    }

    assert faces == {
        "Mark": "方正小标宋简体",
        "Headline": "方正小标宋简体",
        "Chapter": "黑体",
        "Section": "楷体_GB2312",
        "Body": "仿宋_GB2312",
    }
    assert not [name for name in map(str, word.part.package.iter_parts()) if "font/" in name]


def test_a_number_stands_in_its_brackets_or_its_place_stays_blank(facts):
    assert "〔2026〕　　号" in [one.text for one in read(facts).paragraphs]

    facts["number"] = "顺市监报〔2026〕3号"
    assert "顺市监报〔2026〕3号" in [one.text for one in read(facts).paragraphs]


def test_shares_differ_by_points_and_not_by_percent(facts):
    share = figure("抽检合格率", unit="%", figure="86.1", before="90.9", change="-4.8")
    facts["parts"][0]["themes"][0]["figures"] = [share]

    said = [one.text for one in read(facts).paragraphs]
    assert "抽检合格率86.1%，比上期减少4.8个百分点。" in said


def test_what_is_told_compares_with_the_period_before_and_names_what_is_late(facts):
    said = [one.text for one in read(facts).paragraphs]

    assert (
        "完成巡查12户，比上期增加2户；未改变12户，与上期持平；逾期巡查3户，比上期减少2户。" in said
    )
    assert "需要关注：逾期巡查3户。" in said
    rows = [[cell.text for cell in row.cells] for row in read(facts).tables[0].rows]
    assert ["逾期巡查", "3", "5", "-2", "户"] in rows
    assert ["不知", "—", "—", "—", "户"] in rows


def test_figures_of_sources_stand_with_bound_day_and_source(facts):
    rows = [[cell.text for cell in row.cells] for table in read(facts).tables for row in table.rows]

    assert ["备案企业标准", "≥ 5,000 项", "2008-06-30", "质监工作考察报告"] in rows


def test_the_pdf_says_what_the_word_file_says_with_its_pictures(facts):
    word = paper.write(facts)
    pages = PdfReader(io.BytesIO(pdf.convert(word))).pages

    printed = "".join(re.sub(r"\s|—\d+—$", "", page.extract_text()) for page in pages)
    for paragraph in Document(io.BytesIO(word)).paragraphs:
        assert re.sub(r"\s", "", paragraph.text) in printed
    assert sum(len(page.images) for page in pages) == 2


def test_a_picture_says_to_a_listener_what_it_shows(facts):
    words = [shape._inline.docPr.get("descr") for shape in read(facts).inline_shapes]

    assert words[0] == "按镇街：大良街道 30；北滘镇 12"
    assert all(shape.width <= Mm(156) for shape in read(facts).inline_shapes)


@pytest.mark.parametrize("kind", ["bar", "line", "column", "funnel"])
def test_bars_are_as_long_as_their_figures(kind):
    """Of every bar, by its colour in the picture; the second is half of the first."""
    image = Image.open(io.BytesIO(pictures.drawn(chart(kind, 甲=40, 乙=20)))).convert("RGB")
    blue = tuple(int(pictures.COLOUR[place : place + 2], 16) for place in (1, 3, 5))
    found = [
        [image.getpixel((x, y)) == blue for x in range(image.width)] for y in range(image.height)
    ]
    is_upright = kind in ("line", "column")
    rows = list(zip(*found, strict=True)) if is_upright else found
    lengths = [length for length in map(sum, rows) if length > 4]
    longest, shortest = max(lengths), min(lengths)

    assert shortest / longest == pytest.approx(0.5, abs=0.03)


def test_what_cannot_be_drawn_is_a_table():
    assert pictures.drawn(chart(甲=0, 乙=0)) is None
    assert pictures.drawn(chart(甲=3)) is None
    assert pictures.drawn(chart("grid", 甲=3, 乙=4)) is None


def test_words_of_a_chart_are_no_code():
    hostile = chart(**{'"], panic("': 3, "#panic()": 4})

    assert pictures.drawn(hostile).startswith(b"\x89PNG")


def test_the_same_facts_give_the_same_pictures(facts):
    drawn = [pictures.drawn(facts["parts"][0]["trends"][0]) for _ in range(2)]

    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (Decimal("5000.00"), "≥", "≥ 5,000"),
        (Decimal("0.50"), "=", "0.5"),
        (100, "=", "100"),
        (Decimal("1E+3"), "≤", "≤ 1,000"),
        (0, "=", "0"),
    ],
)
def test_a_value_is_shown_with_its_bound(value, bound, words):
    assert bounds.shown(value, bound) == words
