"""Tables of workshops as towns send them: clean ones, and five thousand rows of mess."""

import random

from tests.enterprises.factories import uscc_number
from tests.enterprises.workbooks import xlsx

HEADER = [
    "序号",
    "小作坊名称",
    "统一社会信用代码",
    "所属镇街",
    "经营地址",
    "负责人姓名",
    "联系电话",
    "作坊类型",
    "主要产品",
    "面积（㎡）",
    "从业人数（人）",
    "是否城乡结合部",
    "登记证编号",
    "发证日期",
    "有效期至",
    "经营状态",
]


def row(name, town="北滘镇", trade="豆制品", foods="豆腐", **cells):
    """One line under ``HEADER``; other cells by their header."""
    given = {
        "小作坊名称": name,
        "所属镇街": town,
        "作坊类型": trade,
        "主要产品": foods,
        "负责人姓名": "陈强",
        "经营状态": "在营",
    } | cells
    return [given.get(header) for header in HEADER]


def table(path, rows, header=HEADER):
    return xlsx(path, rows, header=header)


# --- Five thousand rows --------------------------------------------------------------------------

TOWNS = [
    "北滘镇",
    "陈村镇",
    "乐从镇",
    "龙江镇",
    "杏坛镇",
    "均安镇",
    "大良街道",
    "容桂街道",
    "伦教街道",
]
SPELLINGS = [
    lambda town: town,
    lambda town: f"顺德区{town}",
    lambda town: f"佛山市顺德区{town}",
    lambda town: town.removesuffix("镇").removesuffix("街道"),
    lambda town: f" {town} ",
]
WARES = [
    ("烧腊", ["烧鹅", "叉烧", "烧鸭、烧肉", "烧鹅，叉烧；乳猪", "烧鹅(0401)"]),
    ("熟食", ["卤味", "卤水鹅/卤鸭", "白切鸡 盐焗鸡"]),
    ("豆制品", ["豆腐", "豆腐、豆干、腐竹", "0"]),
    ("糕点", ["月饼", "蛋散、鸡仔饼", "面包(2401)"]),
    ("米面制品", ["河粉", "濑粉、云吞皮", "花生油"]),
    ("其他", ["牛肉丸", "咸菜", "凉果"]),
]
AREAS = ["80", "80㎡", "约120平方米", " 60 ", "100左右", "45.5", None]
YES = ["是", "否", "√", "×", None, "Y"]
DAYS = ["2024-03-01", "2024/3/1", "2024.03.01", "2024年3月1日", "20240301", 45352]


def mess(count=5000, seed=20260301):
    """Rows that can be taken in, and how many of each kind that cannot: a fixed seed."""
    chance = random.Random(seed)
    rows, wrong = [], 0
    for number in range(count):
        town = chance.choice(TOWNS)
        trade, foods = chance.choice(WARES)
        name = f"{chance.choice(['阿', '老', '大', ''])}{number:04d}{trade}店"
        ware = chance.choice(foods)
        line = {
            "统一社会信用代码": uscc_number(number) if chance.random() < 0.3 else None,
            "town": chance.choice(SPELLINGS)(town),
            "trade": trade,
            "foods": ware if ware != "0" else "豆腐",
            "经营地址": f"{town}演示路{number}号",
            "联系电话": 13800000000 + number if chance.random() < 0.5 else f"138 {number:08d}",
            "面积（㎡）": chance.choice(AREAS),
            "从业人数（人）": chance.choice(["3", "3人", 5, "约8人", None]),
            "是否城乡结合部": chance.choice(YES),
            "经营状态": chance.choice(["在营", "正常", "停业", None]),
        }
        if chance.random() < 0.6:
            line |= {"登记证编号": f"粤食坊{number:08d}", "发证日期": chance.choice(DAYS)}
        if chance.random() < 0.04:
            wrong += 1
            line |= chance.choice(
                [
                    {"town": "月亮镇"},
                    {"trade": "火箭"},
                    {"foods": "酸奶(0501)"},
                    {"foods": "神秘食品", "trade": "其他"},
                    {"面积（㎡）": "很大"},
                    {"统一社会信用代码": "123"},
                    {"发证日期": "2023-02-30", "登记证编号": f"粤食坊{number:08d}"},
                    {"经营状态": "注销"},
                ]
            )
        rows.append(row(name, **line))
    return rows, wrong
