"""The report of the story of 顺德, as of its day, says every figure that it was told with."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

import enterprises.demo
import inspections.demo.order
from brands.demo import honour, title
from brands.demo import staff as brand_staff
from investment.demo import staff as investment_staff
from investment.demo import trip
from qualitysup.accounts import demo as accounts
from qualitysup.accounts.roles import Role
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.documents import demo as documents
from qualitysup.documents.services import contents
from standards.demo import catalogue, drafting, institute
from tests.factories import HUANGSHI, SHUNDE, UserFactory
from tests.reports.conftest import made, rows_of

FACTS = Path(__file__).parent / "data" / "report_facts.csv"
PERIOD = Period(dt.date(2008, 1, 1), dt.date(2008, 6, 30))
BOUNDS = {"lower": "≥ ", "upper": "≤ ", "exact": ""}
# What the report calls a metric of the table of facts, where it calls it by another name.
NAMES = {
    "顺德大小企业数": "大小企业数",
    "中国名牌": "中国名牌产品",
    "广东名牌（省名牌产品）": "广东省名牌产品",
    "国家免检产品": "国家免检产品",
    "全国县级区域中国名牌数量第一": "顺德区中国名牌产品数量全国县级区域第一（连续）",
    "区域品牌/专业镇称号": "区域品牌和专业镇称号",
    "企业申请备案的标准": "备案企业标准",
    "办公面积": "面积（平方米）",
    "各类技术人员": "技术人员（人）",
    "国家级专家": "国家级专家（名）",
    "博士": "博士（人）",
    "硕士": "硕士（人）",
    "工程师职称及以上人员": "工程师及以上（人）",
    "各领域学术带头人": "学术带头人（名）",
    "固定资产": "固定资产（万元）",
    "年服务企业": "年服务企业（家）",
    "ISO9001认证年份": "首次取得ISO 9001认证",
    "ISO/IEC17025与17020双认可年份": "首次取得CNAS实验室认可（ISO/IEC 17025）",
    "走访名牌企业": "走访企业",
}


@pytest.fixture
def story(db):
    accounts.load(say=lambda words: None)
    documents.load(say=lambda words: None)
    enterprises.demo.load(enterprises=40, say=lambda words: None)
    inspections.demo.order.state_the_story()
    catalogue.load()
    drafting.load()
    institute.load()
    people = brand_staff()
    honour.load(people)
    title.load(people)
    trip.load(investment_staff())


def facts():
    with FACTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def said(fact) -> tuple[str, str]:
    """How the report says a fact: its name, and its value with bound and unit."""
    name = NAMES.get(fact["metric"], fact["metric"])
    bound = BOUNDS[fact["bound"].partition(" ")[0].rstrip(",")]
    is_year = fact["metric"].endswith("年份")
    value = fact["value"] if is_year or "." in fact["value"] else f"{int(fact['value']):,}"
    unit = re.sub(r"\(.*\)", "", fact["unit"])
    # Some names say the unit themselves.
    return name, f"{bound}{value}" if name.endswith(f"（{unit}）") else f"{bound}{value} {unit}"


def test_every_figure_of_the_story_is_in_the_report_of_its_day(story):
    roles = [Role.BUREAU_LEADER, Role.SECTION_HEAD, Role.STANDARDS_OFFICER]
    person = UserFactory(roles=roles, home_id=HUANGSHI, divisions=[HUANGSHI, SHUNDE])

    report, word = made(Lens(person, PERIOD), number="黄质监〔2008〕1号")

    told = {(row[0], row[1]): row[2:] for row in rows_of(word)}
    missing = [said(fact) for fact in facts() if said(fact) not in told]
    assert missing == []
    # Each says as of when and by whom.
    assert all(day <= "2008-06-30" and source for day, source in map(told.get, map(said, facts())))
    pages = PdfReader(io.BytesIO(contents.read(report.pdf_id))).pages
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    assert all(re.sub(r"\s", "", said(fact)[1]) in printed for fact in facts())
    assert "黄质监〔2008〕1号" in printed


def test_a_day_before_the_story_knows_nothing_of_it(story):
    person = UserFactory(roles=[Role.BUREAU_LEADER], home_id=SHUNDE, divisions=[SHUNDE])
    before = Period(dt.date(2004, 1, 1), dt.date(2004, 12, 31))

    _report, word = made(Lens(person, before))

    told = {row[0]: row[1] for row in rows_of(word)}
    assert told["发展年数"] == "1 年"
    assert not told.keys() & {"大小企业数", "中国名牌产品", "技术人员（人）", "走访企业"}


def test_a_bureau_of_another_city_is_told_nothing_of_it(story):
    """What a person of 黄石 alone sees of the story is its own trip."""
    person = UserFactory(roles=[Role.BUREAU_LEADER], home_id=HUANGSHI, divisions=[HUANGSHI])

    _report, word = made(Lens(person, PERIOD))

    told = {row[0] for row in rows_of(word)}
    assert "走访企业" in told
    assert not [name for name in told if "顺德" in name]
    assert not told & {"大小企业数", "中国名牌产品", "成立年份", "停产整顿时长", "备案企业标准"}
