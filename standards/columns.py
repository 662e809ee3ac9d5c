"""Which column of a table of standards means which field of the catalogue."""

import re

from enterprises import columns

NAMES = {
    "number": "标准号 标准编号 标准代号 标准号码 编号 number",
    "name": "标准名称 中文名称 标准中文名称 中文标准名称 名称 name",
    "name_en": "英文名称 标准英文名称 英文标准名称 nameen",
    "issuer": "发布部门 发布单位 发布机构 批准部门 批准发布部门 发布部委 issuer",
    "published_on": "发布日期 发布时间 批准日期 颁布日期 publishedon",
    "in_force_on": "实施日期 实施时间 生效日期 inforceon",
    "abolished_on": "废止日期 废止时间 作废日期 失效日期 abolishedon",
    "status": "状态 标准状态 现行状态 有效性 status",
    "ics": "ics ics号 ics分类 ics分类号 国际标准分类号 国际标准分类",
    "ccs": "ccs ccs号 ccs分类号 中国标准分类号 中标分类号 中国标准分类 中标分类",
    "replaces": "代替 代替标准 代替标准号 替代标准 替代标准号 代替情况 replaces",
    "adopts": "采标 采标号 采标情况 采标标准 采标标准号 采用国际标准 采用国际标准号 adopts",
    "degree": "采标程度 采用程度 采用国际标准程度 一致性程度 degree",
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}


def recognise(header) -> str | None:
    plain = columns.normalise(header)
    for spelling in (plain, re.sub(r"\([^)]*\)", "", plain)):
        if field := FIELDS.get(spelling):
            return field
    return None


def is_header(cells) -> bool:
    """A title line above the table names neither a number nor a day."""
    found = {recognise(cell) for cell in cells if cell}
    return "number" in found and len(found - {None}) > 1
