"""A fictional register: made from a fixed seed, so that loading it twice finds the same firms."""

import datetime as dt
import random
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from enterprises.models import AnnualFigure, Enterprise, Product, RiskAssessment
from qualitysup.regions.models import Division
from qualitysup.reports.models import Statement

SHUNDE, HUANGSHI = "440606", "4202"
CHENCUN = "440606101"
# Every name ends with this: nobody is to take a demo firm for a real one.
MARK = "（演示）"
BATCH = 2000
# The report names no day; its words speak of about 2008.
REPORT, REPORT_DAY = "质监工作考察报告（约2008年）", dt.date(2008, 6, 30)
PRESS_MAKERS = 23

# industry class, product, standard it is made to, what the firm calls itself
TRADES = [
    ("3422", "开式压力机", "GB 17120—2025", "锻压机械"),
    ("3523", "注塑机", "GB/T 25156—2010", "塑料机械"),
    ("3524", "木工带锯机", "GB 12557—2010", "木工机械"),
    ("3854", "电饭锅", "GB 4706.19—2008", "电器"),
    ("3853", "电风扇", "GB 4706.27—2008", "电风扇"),
    ("3861", "家用燃气灶具", "GB 16410—2020", "燃气具"),
    ("2110", "木质家具", "GB 18584—2024", "家具"),
    ("2641", "木器涂料", "GB 18581—2020", "涂料"),
    ("2922", "聚氯乙烯管材", "GB/T 10002.1—2023", "塑胶管业"),
    ("3072", "卫生陶瓷", "GB/T 6952—2015", "洁具"),
    ("1353", "熟肉制品", "GB 2726—2016", "食品"),
    ("1392", "豆制品", "GB 2712—2014", "豆制品"),
]
FIRST = "启恒宏永顺荣嘉泰昌德信义和盛佳诚明远华丰兴达旺隆鑫瑞祥康安宁"
SECOND = "衡锋力锐轩晟煌腾翔骏驰宇泽润源沛朗毅坤乾铭钧铠霖岚岳川海洲航"
FORMS = ["有限公司", "实业有限公司", "厂", "制造有限公司"]
RISKS = {
    "A": "近三年监督检查未发现问题，无投诉举报。",
    "B": "近三年有一般问题，已按期改正。",
    "C": "近三年监督抽查有不合格或者逾期改正。",
    "D": "存在严重质量问题或者多次不合格。",
}
# The register was taken over at once; who came later was entered day by day.
TAKEN_OVER, LATER = dt.timedelta(days=1200), 0.35
SCALES = ["micro"] * 6 + ["small"] * 3 + ["medium"]


def load(*, enterprises, say, **options):
    _state()
    have = Enterprise.objects.filter(name__endswith=MARK).count()
    if have >= enterprises:
        return
    firms = islice(_firms(), have, enterprises)
    while batch := list(islice(firms, BATCH)):
        _keep(batch)
        have += len(batch)
        say(_("%(count)s enterprises") % {"count": have})


def _state():
    """What the report says of the place: 2万多家, no number but a bound."""
    Statement.objects.get_or_create(
        division_id=f"{SHUNDE}000000",
        subject="enterprises",
        name="大小企业数",
        as_of=REPORT_DAY,
        source=REPORT,
        defaults={"value": 20_000, "bound": "≥", "unit": "家", "words": "顺德有大小企业2万多家"},
    )


def _keep(firms):
    kept = Enterprise.objects.bulk_create([firm for firm, *_ in firms])
    RiskAssessment.objects.bulk_create(
        RiskAssessment(enterprise=firm, risk_class=firm.risk_class, reason=firm.risk_reason)
        for firm in kept
    )
    Product.objects.bulk_create(
        Product(enterprise=firm, name=product, standard=standard)
        for firm, (*_rest, product, standard) in zip(kept, firms, strict=True)
    )
    AnnualFigure.objects.bulk_create(
        AnnualFigure(enterprise=firm, year=year, kind="sales", value=value, source="演示数据")
        for firm, (_unsaved, sales, *_rest) in zip(kept, firms, strict=True)
        for year, value in sales.items()
    )


def _firms():
    """Endlessly the same firms: first the press makers of Chencun; one in ten is Huangshi's.

    Yields an unsaved enterprise, its sales by year in 万元, its product and the standard.
    """
    chance = random.Random(20080101)
    villages = {
        area: list(
            Division.objects.filter(code__startswith=area, level="village")
            .order_by("code")
            .values_list("code", "name")
        )
        for area in (SHUNDE, HUANGSHI, CHENCUN)
    }
    entered = _entered()
    number = 0
    while True:
        press = number < PRESS_MAKERS
        area = CHENCUN if press else chance.choices([SHUNDE, HUANGSHI], [9, 1])[0]
        industry, product, standard, word = TRADES[0] if press else chance.choice(TRADES)
        code, village = chance.choice(villages[area])
        home = "顺德区" if code.startswith(SHUNDE) else "黄石市"
        title = FIRST[number % 30] + SECOND[(number // 30) % 30] + _ordinal(number // 900)
        firm = Enterprise(
            name=f"{home}{title}{word}{chance.choice(FORMS)}{MARK}",
            uscc=made_up_code(code[:6], number),
            division_id=code,
            industry_id=industry,
            address=f"{village}演示路{chance.randrange(1, 400)}号",
            legal_representative=f"演示{number % 1000:03d}",
            phone=f"0000-{number % 10**8:08d}",
            established_on=dt.date(1988 + number % 34, 1 + number % 12, 1 + number % 28),
            created_at=entered[number % len(entered)],
            scale=chance.choice(SCALES),
            risk_class=(risk := chance.choices("ABCD", [60, 25, 12, 3])[0]),
            risk_reason=RISKS[risk],
            lng=round(113.2 + chance.random() * 0.2, 6) if home == "顺德区" else None,
            lat=round(22.7 + chance.random() * 0.3, 6) if home == "顺德区" else None,
        )
        firm.index()
        base = chance.randrange(80, 60_000)
        yield firm, {2024: base, 2025: round(base * chance.uniform(0.85, 1.25))}, product, standard
        number += 1


def _entered() -> list[dt.datetime]:
    """When firms came into the register, one after the other and over again."""
    chance, now = random.Random(1200), timezone.now()
    return [
        now - TAKEN_OVER * (chance.random() if chance.random() < LATER else 1)
        for _firm in range(1000)
    ]


def _ordinal(number) -> str:
    """Names run out after 900; then they are numbered."""
    return str(number) if number else ""


def made_up_code(county: str, number: int) -> str:
    """A well-formed code that no registrar gave out: its organisation part is a serial number."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    digits = ""
    for _place in range(7):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    body = f"91{county}XX{digits}"
    return body + uscc.calc_check_digit(body)
