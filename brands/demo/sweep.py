"""The sweep of Shunde, 206 villages by 30 trades: four towns done, one patrol group still out."""

import random

from brands.demo.staff import Staff, ago, ahead
from brands.models import PatrolGroup, Sweep, SweepFinding, SweepTrade
from brands.services import sweeps
from enterprises.models import Enterprise, IndustryClass
from qualitysup.regions.models import Division

NAME = "顺德区名牌资源地毯式摸底（演示）"
SHUNDE = "440606000000"
OPENED = 40
# What a column is headed, and the class of GB/T 4754 where the register's firms have one.
TRADES = [
    ("锻压机械", "3422"), ("塑料机械", "3523"), ("木工机械", "3524"), ("玻璃机械", ""),
    ("包装机械", ""), ("模具", ""), ("电饭锅", "3854"), ("电风扇", "3853"), ("空调器", ""),
    ("电冰箱", ""), ("洗衣机", ""), ("微波炉", ""), ("消毒柜", ""), ("燃气灶具", "3861"),
    ("燃气热水器", ""), ("灯饰", ""), ("音响", ""), ("木质家具", "2110"), ("金属家具", ""),
    ("家具五金", ""), ("木器涂料", "2641"), ("粘胶剂", ""), ("塑料管材", "2922"),
    ("卫生洁具", "3072"), ("纺织印染", ""), ("牛仔服装", ""), ("饲料", ""), ("肉制品", "1353"),
    ("豆制品", "1392"), ("花卉苗木", ""),
]  # fmt: skip
# Towns as they are gone through; those that come after are not begun.
DONE, HALF = 4, 2
CANDIDATES = 24
WHY = (
    "连续三年市级抽查合格，产品供应省外整机厂。（演示）",
    "按国家标准组织生产，检验设备齐全。（演示）",
    "本地同行中规模居前，商标在用六年。（演示）",
    "有出口，去年新上自动生产线。（演示）",
)


def load(staff: Staff) -> Sweep:
    chance = random.Random(20080607)
    chief = staff.chief
    sweep = sweeps.draft(
        by=staff.brand,
        division=Division.objects.get(pk=SHUNDE),
        name=NAME,
        starts_on=ago(OPENED),
        ends_on=ahead(60),
    )
    known = set(IndustryClass.objects.values_list("pk", flat=True))
    for name, code in TRADES:
        industry = code if code in known else None
        sweeps.look_for(
            sweep, SweepTrade(sweep=sweep, name=name, industry_id=industry), by=staff.brand
        )
    sweep = sweeps.open_sweep(sweep, by=chief, on=ago(OPENED))
    towns = list(Division.objects.filter(parent=SHUNDE, valid_to=None).order_by("pk"))
    _groups(sweep, staff, towns)
    _candidates(sweep, staff, towns[: DONE + HALF], chance)
    _settle(sweep, chief, towns, chance)
    return sweep


def _groups(sweep, staff, towns):
    """Two groups, half of the towns each."""
    for nth, person in enumerate(staff.inspectors):
        group = PatrolGroup(sweep=sweep, name=f"巡查{'一二'[nth]}组（演示）", leader=person)
        sweeps.keep_group(group, by=staff.chief, members=[staff.brand])
        for town in towns[nth::2]:
            sweeps.assign(sweep, group, by=staff.chief, division=town)


def _candidates(sweep, staff, towns, chance):
    """Firms of the register in the villages gone through, each in the trade that it is of."""
    codes = [code for _name, code in TRADES if code]
    for town in towns:
        firms = Enterprise.objects.filter(
            division__code__startswith=town.prefix, industry__in=codes, merged_into=None
        ).exclude(division=town)
        for firm in firms.order_by("pk")[: CANDIDATES // len(towns)]:
            cell = sweep.cells.filter(
                division=firm.division_id, trade__industry=firm.industry_id
            ).first()
            product = firm.products.first()
            if cell is None or product is None:
                continue
            finding = SweepFinding(
                cell=cell, enterprise=firm, product=product.name, because=chance.choice(WHY)
            )
            sweeps.find(finding, by=staff.chief, on=ago(chance.randrange(5, OPENED)))


def _settle(sweep, chief, towns, chance):
    """The rest of every village that was gone through; one is being torn down."""
    torn_down = False
    for nth, town in enumerate(towns[: DONE + HALF]):
        villages = list(Division.objects.filter(parent=town, valid_to=None).order_by("pk"))
        gone_through = villages if nth < DONE else villages[: len(villages) // 2]
        for village in gone_through:
            if not torn_down:
                waiting = sweep.cells.waiting().filter(division=village)
                sweeps.pass_over(waiting, by=chief, because="整村改造，厂房已拆除。（演示）")
                torn_down = True
                continue
            day = ago(chance.randrange(2, OPENED))
            sweeps.rest_of_village(sweep, village, by=chief, on=day)
