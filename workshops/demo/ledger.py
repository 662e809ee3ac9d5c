"""What the workshops bought, had slaughtered, made, had tested and sold over the last months."""

import random
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from inspections.models import Laboratory
from workshops.demo import zone as place
from workshops.demo.entries import Ledgers, Making, Purpose, State
from workshops.demo.staff import DAY, ago, ahead
from workshops.models import Lot, SlaughterPlant, Variety
from workshops.services import plants, required_tests

EVERY, DAYS_BACK = 15, 100
OPERATORS = 30
FAILING_INSIDE, FAILING_BEFORE = 0.02, 0.16
BUYERS = (
    ("演示第一食堂", "北滘镇演示路2号", "0000-10000001"),
    ("演示农贸市场甲档", "北滘镇演示路18号", "0000-10000002"),
    ("演示酒家", "北滘镇演示路66号", "0000-10000003"),
)


@dataclass
class Chain:
    """The lot that will fail, and who will find it out."""

    lot: Lot
    laboratory: Laboratory


def load(staff, workshops, zone, inside) -> Chain:
    chance = random.Random(20080110)
    ledgers = Ledgers(staff, zone, _accredited())
    ledgers.plants = _plants(staff, zone)
    made = _foods(workshops)
    # One of 熟食 that buys of one of 烧腊; the account of the demo acts for the latter.
    maker, buyer = (
        next(each for each in inside if each.workshop.trade.key == key)
        for key in ("roast-meat", "cooked-meat")
    )
    makings = _before(workshops, ledgers, made, chance)
    makings += _since(inside[:OPERATORS], ledgers, made, chance, leave_out=(maker, buyer))
    ledgers.make(makings)
    sold = [making.lot for making in makings if making.lot.state == State.RELEASED]
    ledgers.sell([(lot, 12, 2, buyer) for lot in sold for buyer in BUYERS[:2]])
    _tests_owed(inside, ledgers, sold)
    place.name(staff.workshop, maker.workshop.enterprise, staff=staff)
    return _chain(ledgers, maker.workshop, buyer.workshop)


def _accredited():
    return Laboratory.objects.create(
        name="食品检验中心（演示）",
        cma_number="DEMO-CMA-102",
        cma_valid_to=ahead(600),
        contact="演示联系人",
    )


def _plants(staff, zone) -> dict:
    """One outside for those outside, and the zone's own slaughter area; both were verified."""
    rows = {
        False: ("演示定点屠宰场", "001", ahead(200), None),
        True: ("北滘镇熟食品集中加工场屠宰区（演示）", "002", ahead(40), zone),
    }
    found = {}
    for inside, (name, number, valid_to, of) in rows.items():
        plant = SlaughterPlant(
            division_id=zone.division_id,
            name=name,
            zone=of,
            certificate_number=f"演示屠宰证{number}",
            sign_number=f"演示标志牌{number}",
            issued_by="佛山市人民政府（演示）",
            valid_from=ago(400 if of is None else place.OPENED),
            valid_to=valid_to,
        )
        plant = plants.keep(plant, by=staff.officer)
        found[inside] = plants.verify(plant, by=staff.officer, on=plant.valid_from)
    return found


def _foods(workshops) -> dict:
    """What each workshop makes: pairs of category and name."""
    found = defaultdict(list)
    rows = Variety.objects.open().filter(workshop__in=workshops).order_by("pk")
    for row in rows:
        found[row.workshop_id].append((row.category_id, row.name))
    return found


def _before(workshops, ledgers, made, chance) -> list[Making]:
    """A few lots of the time before the zone, sampled by the bureau where they were made."""
    rows = [
        (workshop, None, ago(290 - nth), made[workshop.pk][0][0])
        for nth, workshop in enumerate(workshops[10:60])
    ]
    return [
        Making(
            workshop, None, day, source, *made[workshop.pk][0], passes=_passes(chance, before=True)
        )
        for (workshop, _zone, day, _code), source in zip(rows, ledgers.bring(rows), strict=True)
    ]


def _since(inside, ledgers, made, chance, *, leave_out) -> list[Making]:
    """Of every pig two productions, some days apart, since each moved in, up to today."""
    rows = []
    for nth, relocation in enumerate(each for each in inside if each not in leave_out):
        first = max(relocation.moved_in_on, ago(DAYS_BACK)) + (1 + nth % EVERY) * DAY
        for days in range(0, (timezone.localdate() - first).days + 1, EVERY):
            workshop = relocation.workshop
            rows.append((workshop, ledgers.zone, first + days * DAY, made[workshop.pk][0][0]))
    makings = []
    for (workshop, zone, day, _code), source in zip(rows, ledgers.bring(rows), strict=True):
        for nth, later in enumerate((0, 3)):
            if day + later * DAY <= timezone.localdate():
                food = made[workshop.pk][nth % len(made[workshop.pk])]
                passes = _passes(chance, before=False)
                makings.append(
                    Making(workshop, zone, day + later * DAY, source, *food, passes=passes)
                )
    return makings


def _passes(chance, *, before) -> bool:
    return chance.random() >= (FAILING_BEFORE if before else FAILING_INSIDE)


def _tests_owed(inside, ledgers, sold):
    """强制检验 of those who keep their ledgers here; the nightly plan owes the others theirs."""
    for relocation in inside[:OPERATORS]:
        required_tests.plan_for(relocation.workshop_id, on=ago(110))
    first, last = {}, {}
    for lot in sold:
        if lot.zone_id:
            first.setdefault(lot.workshop_id, lot)
            last[lot.workshop_id] = lot
    # A few missed their first one.
    lots = [*list(first.values())[OPERATORS // 6 :], *last.values()]
    rows = [(lot, lot.made_on + DAY, True) for lot in lots]
    for test in ledgers.test(rows, purpose=Purpose.MANDATORY):
        required_tests.fulfil(test)
    required_tests.note_missed()


def _chain(ledgers, maker, buyer) -> Chain:
    """叉烧 and 烧鹅 of one pig; a neighbour bought some 叉烧 and put it into a dish of its own."""
    zone = ledgers.zone
    [pork] = ledgers.bring([(maker, zone, ago(7), "0401")])
    char_siu = Making(maker, zone, ago(7), pork, "0404", "腊味叉烧")
    goose = Making(maker, zone, ago(5), pork, "0401", "叉烧")
    ledgers.make([char_siu, goose])
    sales = ledgers.sell(
        [(char_siu.lot, 8, 2, each) for each in (*BUYERS, buyer)]
        + [(goose.lot, 9, 2, each) for each in BUYERS[1:]]
    )
    taken = ledgers.take_over(sales[3], zone=zone)
    dish = Making(buyer, zone, ago(4), taken, "0401", "叉烧拼盘", quantity=12, takes=6)
    ledgers.make([dish])
    ledgers.sell([(dish.lot, 6, 2, BUYERS[0])])
    return Chain(lot=char_siu.lot, laboratory=ledgers.accredited)
