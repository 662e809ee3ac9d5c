"""Which column of an office's table of honours means which field of their register."""

import re

from enterprises import columns

NAMES = {
    "name": """
        获奖企业 获奖单位 获得企业 获得单位 持有企业 持有人 生产企业 生产厂家 申报企业 企业
    """,
    "kind": """
        荣誉 荣誉名称 荣誉种类 荣誉类型 荣誉类别 荣誉称号 称号 称号名称 奖项 奖项名称 名牌类别
        名牌级别 名牌种类 种类 类别 kind
    """,
    "product": """
        产品 产品名称 获奖产品 名牌产品 名牌产品名称 免检产品 认证产品 product
    """,
    "brand": """
        品牌 品牌名称 商标 商标名称 注册商标 brand
    """,
    "number": """
        证书编号 证书号 证书号码 荣誉编号 证号 编号 number
    """,
    "granted_on": """
        授予日期 授予时间 获得日期 获得时间 获奖日期 获奖时间 颁发日期 颁证日期 发证日期 公告日期
        认定日期 评定日期 grantedon
    """,
    "valid_to": """
        有效期至 有效期止 有效期截止 有效期截止日期 有效期 到期日 到期日期 截止日期 validto
    """,
    "paper": """
        有效期依据 期限依据 延期文件 依据文件 依据 paper
    """,
    "source": """
        来源 数据来源 资料来源 公告 公告名称 公告文号 授予文件 授予文号 批准文号 发布文件 文号
        source
    """,
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}


def recognise(header) -> str | None:
    """The field that a header means; of the enterprise only its name and its number count."""
    plain = columns.normalise(header)
    for spelling in (plain, re.sub(r"\([^)]*\)", "", plain)):
        if field := FIELDS.get(spelling):
            return field
    field = columns.recognise(header)
    return field if field in ("name", "uscc") else None


def is_header(cells) -> bool:
    """Whose honour it is and of which kind: a title line above the table says neither."""
    found = {recognise(cell) for cell in cells if cell}
    return "kind" in found and bool(found & {"name", "uscc"})
