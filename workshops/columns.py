"""Which column of an office's table of workshops means which field of their register."""

import re

from enterprises import columns

NAMES = {
    "name": """
        小作坊名称 作坊名称 食品小作坊名称 食品生产加工小作坊名称 小作坊 字号 店名 店铺名称 商号
    """,
    "trade": """
        行业 行业类别 业态 经营类别 作坊类型 作坊类别 小作坊类型 小作坊类别 生产类别 经营类型
        主营类别 主营 类别 食品类别 trade
    """,
    "operator_name": """
        经营者 经营者姓名 业主 业主姓名 负责人 负责人姓名 经营负责人 法定代表人 法人 老板
        operatorname
    """,
    "operator_kind": """
        经营主体类型 主体类型 经营者类型 主体性质 经营性质 operatorkind
    """,
    "fringe": """
        城乡结合部 是否城乡结合部 位于城乡结合部 是否位于城乡结合部 是否在城乡结合部 城乡接合部
        是否城乡接合部 fringe
    """,
    "floor_area": """
        面积 经营面积 生产面积 场所面积 建筑面积 生产场所面积 经营场所面积 加工面积 生产加工面积
        floorarea
    """,
    "headcount": """
        从业人数 从业人员 从业人员数 从业人员数量 员工人数 员工数 人数 工人数 用工人数 headcount
    """,
    "foods": """
        生产品种 食品品种 品种 品种名称 品种明细 主要产品 产品 产品名称 产品品种 生产食品
        生产加工品种 生产加工食品 经营品种 加工品种 登记品种 foods
    """,
    "categories": """
        类别编号 食品类别编号 品种类别编号 类别编码 食品类别编码 许可类别编号 分类编号 sc类别编号
        categories
    """,
    "registration_number": """
        登记证号 登记证编号 登记证号码 小作坊登记证号 小作坊登记证编号 证书编号 证号 登记编号
        registrationnumber
    """,
    "valid_from": """
        发证日期 发证时间 登记证发证日期 颁证日期 有效期起 有效期自 validfrom
    """,
    "valid_to": """
        有效期至 有效期止 有效期限 有效期 登记证有效期 登记证有效期至 到期日期 到期日 截止日期
        validto
    """,
    "status": """
        状态 经营状态 经营情况 作坊状态 生产状态 目前状态 现状 status
    """,
    "note": """
        备注 说明 note
    """,
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}


def recognise(header):
    """The field that a header means; what is no workshop's own is its enterprise's."""
    plain = columns.normalise(header)
    for spelling in (plain, re.sub(r"\([^)]*\)", "", plain)):
        if field := FIELDS.get(spelling):
            return field
    return columns.recognise(header)


def is_header(cells) -> bool:
    """A title line above the table is not its header; a name or a number has to be in it."""
    found = {recognise(cell) for cell in cells if cell}
    return len(found - {None}) > 1 and bool(found & {"name", "uscc"})
