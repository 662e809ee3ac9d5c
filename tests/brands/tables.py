"""Tables of honours as a bureau keeps them: any rows, and those of the report."""

from brands.demo import honour as demo
from tests.enterprises.workbooks import xlsx

HEADER = [
    "序号",
    "获奖企业",
    "统一社会信用代码",
    "荣誉称号",
    "产品名称",
    "注册商标",
    "证书编号",
    "授予日期",
    "有效期至",
    "有效期依据",
    "公告文号",
]


def row(name, kind="广东名牌", product="燃气灶", granted_on="2006-09-20", **cells):
    """One line under ``HEADER``; other cells by their header."""
    given = {
        "获奖企业": name,
        "荣誉称号": kind,
        "产品名称": product,
        "授予日期": granted_on,
        "公告文号": "测试公告〔2006〕1号",
    } | cells
    return [given.get(header) for header in HEADER]


def table(path, rows, header=HEADER):
    return xlsx(path, rows, header=header)


def of_the_report(path):
    """The table of the demo, whose enterprises are in the register."""
    return xlsx(path, list(demo.table()), header=demo.HEADER)
