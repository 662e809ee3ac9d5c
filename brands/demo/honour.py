"""A hundred and seventy-eight honours of sixty enterprises, as the report of 2008 counted them.

32 中国名牌, 76 广东名牌 and 70 国家免检 stood on 2008-06-30. They are entered as a table of the
bureau would be; beside them stand those of the kinds that are granted today.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import islice, product

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from brands.models import Honour
from brands.services import honours, reading
from brands.services import intake as honour_intake
from enterprises.demo import TAKEN_OVER, made_up_code
from enterprises.models import Enterprise, Product
from enterprises.services import intake
from enterprises.services.reading import Candidate
from qualitysup.regions.models import Division

AS_OF = dt.date(2008, 6, 30)
COUNTS = {"china-name-brand": 32, "guangdong-name-brand": 76, "inspection-exempt": 70}
SOURCE = "演示公告（荣誉数目见质量工作报告，企业为虚构）"
# Far above the numbers that the demo of the register gives out.
NUMBERED_FROM = 900_000_000
FIRMS = 60


@dataclass(frozen=True)
class Ware:
    product: str
    other: str
    industry: str
    word: str


WARES = (
    Ware("电饭锅", "电压力锅", "3854", "电器"),
    Ware("家用燃气灶", "燃气热水器", "3861", "燃气具"),
    Ware("电风扇", "换气扇", "3853", "电扇"),
    Ware("木工机械", "封边机", "3524", "木工机械"),
    Ware("木器涂料", "内墙涂料", "2641", "涂料"),
    Ware("塑料管材", "塑料管件", "2922", "塑胶"),
    Ware("家具", "床垫", "2110", "家具"),
    Ware("空调器", "电冰箱", "3852", "制冷"),
    Ware("微波炉", "消毒柜", "3854", "厨电"),
    Ware("注塑机", "机械手", "3523", "塑料机械"),
)
HEADER = [
    "统一社会信用代码",
    "企业名称",
    "荣誉名称",
    "产品名称",
    "品牌",
    "证书编号",
    "授予日期",
    "有效期至",
    "有效期依据",
    "来源",
]
# Kind as tables write it, the letters of its made-up numbers, how many, and on which days: all of
# them stood on the day of the report.
OF_2008 = (
    ("中国名牌", "名", "china-name-brand", ("2005-09-01", "2006-09-01", "2007-09-11")),
    ("广东省名牌产品", "粤", "guangdong-name-brand", ("2005-09-20", "2006-09-20", "2007-09-20")),
    ("国家免检", "免", "inspection-exempt", ("2005-12-06", "2006-12-06", "2007-12-06")),
)


def load(people) -> list[Honour]:
    """All of them in the order of the table, and then today's."""
    firms = enterprises(people.officer)
    rows = [*table(), *table_of_today(timezone.localdate())]
    reader = reading.Reader(HEADER)
    candidates = [reader.read(number, row) for number, row in enumerate(rows, start=2)]
    batch = honour_intake.compare(candidates, by=people.officer)
    if batch.rejected:
        raise ValueError([reason for _candidate, reason in batch.rejected])
    honour_intake.write(batch, by=people.officer)
    _give_up_one(people.chief)
    return firms


def enterprises(by) -> list[Enterprise]:
    villages = list(
        Division.objects.filter(code__startswith="440606", level=Division.Level.VILLAGE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    candidates = [
        Candidate(
            number=place,
            cells=[],
            fields={
                "name": name_of(place),
                "uscc": code_of(place),
                "division_id": villages[place * 7 % len(villages)],
                "industry_id": ware_of(place).industry,
                "address": f"演示大道{place}号",
                "legal_representative": f"演示·法人{place:02d}",
                "phone": f"0000-{place:08d}",
                "established_on": dt.date(1985 + place % 15, 3, 1),
                "scale": ("large", "medium", "small")[place % 3],
            },
        )
        for place in range(1, FIRMS + 1)
    ]
    batch = intake.compare(candidates, by=by)
    intake.write(batch)
    firms = [batch.found.get(each.number) or batch.enterprises[each.number] for each in candidates]
    of_these = Enterprise.objects.filter(pk__in=[firm.pk for firm in firms])
    of_these.update(created_at=timezone.now() - TAKEN_OVER)
    Product.objects.bulk_create(
        Product(enterprise=firm, name=ware)
        for place, firm in enumerate(firms, start=1)
        for ware in (ware_of(place).product, ware_of(place).other)
    )
    return firms


def name_of(place: int) -> str:
    return f"演示{place:02d}号名牌{ware_of(place).word}有限公司"


def code_of(place: int) -> str:
    return made_up_code("440606", NUMBERED_FROM + place)


def ware_of(place: int) -> Ware:
    return WARES[place % len(WARES)]


def table():
    """The rows of the report's day: first every enterprise's first product, then its other one."""
    for kind, letter, key, days in OF_2008:
        held = product((0, 1), range(1, FIRMS + 1))
        for number, (which, place) in enumerate(islice(held, COUNTS[key]), start=1):
            ware = ware_of(place)
            yield _row(
                place,
                kind,
                (ware.product, ware.other)[which],
                number=f"演示{letter}{number:04d}",
                granted_on=days[number % len(days)],
            )


def table_of_today(today):
    """Of the kinds that are granted today: one soon runs out, and some have no end."""
    last_of_three = today + relativedelta(days=60) - relativedelta(years=3)
    for number, granted_on in enumerate(
        (last_of_three, today - relativedelta(months=20), today - relativedelta(months=5)), start=1
    ):
        yield _row(number, "广东优质", ware_of(number).product, f"演示优{number:04d}", granted_on)
    for number, (months, last) in enumerate(((14, 22), (3, 33)), start=1):
        yield _row(
            number + 3,
            "湾区认证",
            ware_of(number + 3).product,
            f"演示湾{number:04d}",
            today - relativedelta(months=months),
            valid_to=today + relativedelta(months=last),
            paper="演示证书所载有效期",
        )
    yield _row(6, "中国消费名品", "", "演示消0001", "2025-04-30")
    yield _row(7, "佛山市政府质量奖", "", "演示奖0001", "2022-12-20")
    yield _row(8, "广东省政府质量奖", "", "演示奖0002", "2021-09-10")


def _row(place, kind, product, number, granted_on, *, valid_to="", paper=""):
    firm = [code_of(place), name_of(place)]
    brand = f"演示{place:02d}" if product else ""
    days = [str(granted_on), str(valid_to)]
    return [*firm, kind, product, brand, number, *days, paper, SOURCE]


def _give_up_one(by):
    """One of today's was given up by its holder."""
    honour = Honour.objects.get(number="演示湾0002")
    honours.give_up(honour, by=by, because="持有人停止生产该产品。（演示）")
