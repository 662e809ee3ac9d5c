"""Which column of an office's own table means which field of the register."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

NAMES = {
    "name": """
        企业名称 单位名称 公司名称 名称 主体名称 市场主体名称 商事主体名称 经营主体名称
        生产者名称 经营者名称 字号名称 name
    """,
    "uscc": """
        统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一代码 信用代码/注册号
        统一社会信用代码/注册号 uscc
    """,
    "division": """
        行政区划 行政区划代码 行政区划编码 行政区划名称 区划代码 区划 所属区划 所属行政区划
        所属地区 所属区域 所在区域 所在地区 所在地 属地 省 省份 市 地市 城市 区县 县区 区 县
        所属区县 镇街 镇 街道 乡镇 镇街道 乡镇街道 所属镇街 所在镇街 所属镇 村居 村社区 村 社区
        division
    """,
    "industry": """
        行业代码 行业 行业编码 行业分类 行业分类代码 行业类别 所属行业 国民经济行业
        国民经济行业代码 国民经济行业分类 行业小类 行业小类代码 industry
    """,
    "address": """
        地址 住所 企业地址 单位地址 详细地址 注册地址 经营地址 生产地址 经营场所 住所地址
        通讯地址 企业住所 address
    """,
    "legal_representative": """
        法定代表人 法人 法人代表 法定代表人姓名 法定代表 负责人 经营者 投资人
        法定代表人/负责人 legalrepresentative
    """,
    "phone": """
        联系电话 电话 电话号码 手机 手机号 手机号码 联系方式 企业电话 固定电话 phone
    """,
    "established_on": """
        成立日期 成立时间 注册日期 注册时间 开业日期 设立日期 登记日期 establishedon
    """,
    "status": """
        经营状态 登记状态 企业状态 主体状态 存续状态 状态 经营情况 status
    """,
    "scale": """
        企业规模 规模 规模类型 企业规模类型 scale
    """,
    "lng": """
        经度 lng longitude
    """,
    "lat": """
        纬度 lat latitude
    """,
    "year": """
        年度 年份 统计年度 数据年度 报告年度 year
    """,
    "source": """
        数据来源 来源 source
    """,
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}

FIGURE = re.compile(
    r"^(?:(?P<year>(?:19|20)\d\d)年?度?)?(?:上?年度?|全年)?(?P<words>"
    r"(?P<sales>销售额|销售收入|销售总额|营业收入|营业额|主营业务收入)"
    r"|(?P<output>产值|总产值|工业产值|工业总产值)"
    r"|(?P<tax>纳税额|纳税总额|税收|税额|税金|缴税额|实缴税金)"
    r"|(?P<staff>从业人数|从业人员|从业人员数|职工人数|员工人数|员工数|人数)"
    r")(?P<unit>元|万元|亿元|人|名)?$"
)
# Money is kept in 万元; a column that names no unit is in 万元 as in the office's own tables.
FACTORS = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}


@dataclass(frozen=True)
class FigureColumn:
    """A yearly figure's column; without a year in the header it is the row's, or last year."""

    kind: str
    year: int | None
    factor: Decimal


def recognise(header) -> str | FigureColumn | None:
    """The field that a header means, however the office decorates it.

    >>> recognise("*法定代表人（负责人）：")
    'legal_representative'
    """
    plain = normalise(header)
    without_brackets = re.sub(r"\([^)]*\)", "", plain)
    for spelling in (plain, without_brackets):
        if field := FIELDS.get(spelling):
            return field
    if found := FIGURE.match(re.sub(r"[()]", "", plain)):
        kind = next(name for name in ("sales", "output", "tax", "staff") if found[name])
        factor = FACTORS.get(found["unit"] or "万元", Decimal(1))
        return FigureColumn(kind, int(found["year"]) if found["year"] else None, factor)
    return None


def normalise(header) -> str:
    text = unicodedata.normalize("NFKC", str(header or "")).casefold()
    text = re.sub(r"\((?:必填|选填|可空|必填项)\)", "", text)
    return re.sub(r"[\s*:、_-]", "", text)


def is_header(cells) -> bool:
    """A title line above the table is not its header; a name or a number has to be in it."""
    found = {recognise(cell) for cell in cells if cell}
    return len(found - {None}) > 1 and bool(found & {"name", "uscc"})
