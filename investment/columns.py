"""Which column of an office's table of prospects means which field."""

import re

from enterprises import columns

NAMES = {
    "name": "企业 企业名称 公司 公司名称 单位 单位名称 客商 客商名称 走访企业 名称 name",
    "also_called": "别名 又称 曾用名 其他名称 简称",
    "year": "年度 年份 数据年度 数据年份 year",
    "intention": "意向 投资意向 意向分类 意向类别 意向类型",
    "intention_words": "意向说明 意向原话 意向描述 投资计划",
    "horizon_words": "时间 投资时间 意向时间 计划时间 时限 时间安排 horizon",
    "regions": "意向地区 意向区域 投资地区 目标地区 目标区域 region",
    "project": "项目 项目名称 拟投资项目 投资项目",
    "trade": "行业 产品 主营产品 主营业务 行业产品",
    "existing": "现有基地 已有基地 已建基地 基地情况 现有情况",
    "planned": "计划基地 拟建基地 规划基地",
    "went_to": "去向 已选地点 投资去向 落户地",
    "found_on": "日期 登记日期 走访日期 发现日期",
    "source": "来源 线索来源 资料来源 信息来源 source",
    "verbatim": "原文 记录 走访记录 情况 情况说明 备注 原话 verbatim",
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}

# 2007年销售总额, 去年销售额, 今年计划: the year is the column's own, or counted from 年度.
SALES = re.compile(
    r"(?P<when>(?:19|20)\d\d年?|去年|上年|上年度|今年|本年|本年度)?"
    r"(?P<plan>计划|预计)?(?:的)?(?:销售|营收|营业)?(?:总额|收入|额|总收入)?(?P<late>计划|预计)?"
)
UNIT = re.compile(r"[(（](.*?)[)）]")


def recognise(header) -> str | None:
    """The field that a header means; a figure is ``sales:-1`` (the year before) or ``sales:2007``.

    The year is relative to the row's own, 0 being this year.
    """
    plain = re.sub(r"\([^)]*\)", "", columns.normalise(header))
    if field := FIELDS.get(plain):
        return field
    found = SALES.fullmatch(plain)
    if not plain or found is None or not ("销售" in plain or "营" in plain or "计划" in plain):
        return None
    kind = "sales_plan" if found["plan"] or found["late"] else "sales"
    when = found["when"] or ("今年" if kind == "sales_plan" else "去年")
    if when[0].isdigit():
        return f"{kind}:{when[:4]}"
    return f"{kind}:{-1 if when.startswith(('去', '上')) else 0}"


def is_header(cells) -> bool:
    """Whom it is about, and something that only a table of prospects has."""
    found = {recognise(cell) for cell in cells if cell}
    telling = {"intention", "intention_words", "verbatim", "horizon_words", "regions"}
    figures = any(each and ":" in each for each in found)
    return "name" in found and (bool(found & telling) or figures)
