"""What the workshops bought, had slaughtered, made, had tested and sold over the last months.

The services write an entry as of now, one at a time; here are hundreds that were written on their
day, so they come in bulk, and every guard of the database looks at each of them.
"""

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from inspections.models import Laboratory
from workshops.demo import zone as place
from workshops.demo.staff import DAY, ago, ahead, analyse, at
from workshops.models import (
    Lot,
    LotInput,
    LotLog,
    LotTest,
    LotTestItem,
    QuarantinePaper,
    Sale,
    SlaughterPlant,
    Variety,
)
from workshops.services import plants, required_tests
from workshops.workflow.lot import LOT

State, Kind = Lot.State, Lot.Kind
Purpose = LotTest.Purpose
SHELF_LIFE = {"0401": 3, "0404": 90, "2501": 4}
EVERY, DAYS_BACK = 15, 100
OPERATORS = 30
FAILING_INSIDE, FAILING_BEFORE = 0.02, 0.16
BUYERS = (
    ("演示第一食堂", "北滘镇演示路2号", "0000-10000001"),
    ("演示农贸市场甲档", "北滘镇演示路18号", "0000-10000002"),
    ("演示酒家", "北滘镇演示路66号", "0000-10000003"),
)
GOOD = (
    ("菌落总数", "≤ 80000 CFU/g", "1300 CFU/g"),
    ("大肠菌群", "≤ 100 CFU/g", "< 10 CFU/g"),
    ("山梨酸", "≤ 0.075 g/kg", "未检出"),
    ("苯甲酸", "不得检出", "未检出"),
    ("致病菌", "不得检出", "未检出"),
)
BAD = ("菌落总数", "≤ 80000 CFU/g", "160000 CFU/g")


@dataclass
class Chain:
    """The lot that will fail, and who will find it out."""

    lot: Lot
    laboratory: Laboratory


@dataclass
class Making:
    """One production: on which day, of which lot, and how it did at the laboratory."""

    workshop: object
    zone: object
    day: date
    source: Lot
    code: str
    product: str
    quantity: int = 40
    takes: int = 30
    passes: bool = True
    lot: Lot = None


class Ledgers:
    """Entries written as of their day; ``numbers`` gives each paper its own."""

    def __init__(self, staff, zone, accredited):
        self.staff, self.zone, self.accredited = staff, zone, accredited
        self.numbers = itertools.count(1)
        self.plants = {}

    # --- What comes in ---------------------------------------------------------------------------

    def bring(self, wanted) -> list[Lot]:
        """``(workshop, zone, day, code)``: pork with its papers, or soy beans with their proof."""
        meat = [row for row in wanted if row[3] != "2501"]
        papers = QuarantinePaper.objects.bulk_create(
            QuarantinePaper(
                division_id=workshop.division_id,
                workshop=workshop,
                zone=zone,
                kind="animal_b",
                number=f"演示检疫{next(self.numbers):08d}",
                issued_on=day,
                valid_to=day,
                issuer="演示动物卫生监督所",
                origin="演示养殖场",
                recorded_at=at(day, 5),
                recorded_by=self.staff.workshop,
                keep_until=day,
            )
            for workshop, zone, day, _code in meat
        )
        paper_of = dict(zip(((row[0].pk, row[2]) for row in meat), papers, strict=True))
        lots = [
            self._pork(*row, paper_of[row[0].pk, row[2]]) if row[3] != "2501" else self._beans(*row)
            for row in wanted
        ]
        self._enter(lots)
        self._step(lots, "take_in")
        return lots

    def _pork(self, workshop, zone, day, _code, paper):
        return self._lot(
            workshop,
            zone,
            day,
            kind=Kind.SLAUGHTERED,
            product="白条猪肉",
            quantity=120,
            shelf_life_days=10,
            best_before=day + 10 * DAY,
            plant=self.plants[zone is not None],
            quarantine_paper=paper,
            quality_certificate=f"演示肉检{next(self.numbers):08d}",
        )

    def _beans(self, workshop, zone, day, _code):
        return self._lot(
            workshop,
            zone,
            day,
            kind=Kind.PURCHASED,
            product="黄豆",
            quantity=120,
            batch=f"演示{day:%Y%m%d}",
            shelf_life_days=180,
            best_before=day + 180 * DAY,
            supplier_name="演示粮油批发部",
            supplier_address="顺德区演示路10号",
            supplier_contact="0000-20000001",
            supplier_licence="演示许可00001",
            conformity_proof=f"演示合格{next(self.numbers):08d}",
        )

    def take_over(self, sale, *, zone) -> Lot:
        """What a neighbour sold is in the buyer's own ledger, on the same day."""
        sold = sale.lot
        lot = self._lot(
            sale.buyer_workshop,
            zone,
            sale.sold_on,
            kind=Kind.PURCHASED,
            product=sold.product,
            category_id=sold.category_id,
            quantity=sale.quantity,
            batch=sold.batch,
            produced_on=sold.made_on,
            shelf_life_days=sold.shelf_life_days,
            best_before=sold.best_before,
            sale=sale,
            supplier_name=sold.workshop.enterprise.name,
            supplier_address=self.zone.address,
            supplier_contact=sold.workshop.enterprise.phone,
            conformity_proof=sold.tests.for_release().passed().get().number,
        )
        self._enter([lot])
        self._step([lot], "take_in")
        return lot

    # --- What is made and where it goes ----------------------------------------------------------

    def make(self, makings) -> None:
        """Made, sampled the same day, reported the next; let go if it passed, else destroyed."""
        taken = defaultdict(int)
        for making in makings:
            key = making.workshop.pk, making.product, making.day
            taken[key] += 1
            shelf_life = SHELF_LIFE[making.code]
            making.lot = self._lot(
                making.workshop,
                making.zone,
                making.day,
                kind=Kind.PRODUCED,
                product=making.product,
                category_id=making.code,
                quantity=making.quantity,
                batch=f"{making.day:%Y%m%d}" + (f"-{taken[key]}" if taken[key] > 1 else ""),
                shelf_life_days=shelf_life,
                best_before=making.day + shelf_life * DAY,
            )
        lots = [making.lot for making in makings]
        self._enter(lots)
        LotInput.objects.bulk_create(
            LotInput(
                lot=making.lot,
                source=making.source,
                quantity=making.takes,
                recorded_at=at(making.day, 16),
                recorded_by=self.staff.workshop,
            )
            for making in makings
        )
        self._step(lots, "make")
        today = timezone.localdate()
        # What was made today waits for the laboratory, what was made yesterday for its report.
        sampled = [making for making in makings if making.day < today]
        self._step([making.lot for making in sampled], "submit_to_lab")
        reported = [making for making in sampled if making.day < today - DAY]
        self.test(
            [(making.lot, making.day, making.passes) for making in sampled],
            reported={making.lot.pk for making in reported},
        )
        passed = [making.lot for making in reported if making.passes]
        failed = [making.lot for making in reported if not making.passes]
        self._step(passed, "pass", later=1)
        self._step(passed, "release", later=1)
        self._step(failed, "fail", later=1, held_because="出厂检验不合格（演示）")
        old = [lot for lot in failed if lot.made_on < today - 9 * DAY]
        self._step(old, "record_destruction", later=3, note="两人在场，无害化处理。（演示）")

    def test(self, rows, *, purpose=Purpose.RELEASE, reported=None) -> list[LotTest]:
        """``(lot, day of sampling, whether it passed)``; inside, the zone's laboratory tests."""
        tests = LotTest.objects.bulk_create(
            LotTest(
                lot=lot,
                division_id=lot.division_id,
                zone_id=lot.zone_id,
                purpose=purpose,
                laboratory=self.zone.laboratory
                if lot.zone_id and purpose == Purpose.RELEASE
                else self.accredited,
                sampled_on=day,
                quantity="500 g",
                by=self.staff.zone if lot.zone_id else self.staff.officer,
            )
            for lot, day, _passes in rows
        )
        done = [
            (test, row[2])
            for test, row in zip(tests, rows, strict=True)
            if reported is None or row[0].pk in reported
        ]
        LotTestItem.objects.bulk_create(
            LotTestItem(
                test=test,
                position=n,
                name=item[0],
                limit=item[1],
                value=item[2],
                passed=item is not BAD,
            )
            for test, passes in done
            for n, item in enumerate(GOOD if passes else (BAD, *GOOD[1:]), start=1)
        )
        for test, passes in done:
            test.number, test.passed = f"演示检{next(self.numbers):08d}", passes
            test.reported_on = test.sampled_on + DAY
            test.reported_by, test.reported_at = test.by, at(test.reported_on, 17)
        LotTest.objects.bulk_update(
            [test for test, _passes in done],
            ["number", "passed", "reported_on", "reported_by", "reported_at"],
        )
        return [test for test, _passes in done]

    def sell(self, rows) -> list[Sale]:
        """``(lot, quantity, days after it was made, buyer)``, a buyer of the zone or another."""
        return Sale.objects.bulk_create(
            Sale(
                lot=lot,
                division_id=lot.division_id,
                quantity=quantity,
                sold_on=(day := lot.made_on + later * DAY),
                keep_until=lot.best_before,
                recorded_at=at(day, 18),
                recorded_by=self.staff.workshop,
                **_buyer(buyer),
            )
            for lot, quantity, later, buyer in rows
        )

    # --- All of them -----------------------------------------------------------------------------

    def _lot(self, workshop, zone, day, **facts):
        return Lot(
            workshop=workshop,
            zone=zone,
            division_id=workshop.division_id,
            made_on=day,
            created_by=self.staff.workshop,
            **facts,
        )

    def _enter(self, lots):
        """As of its day: the server's own moment is that of the evening of the day."""
        Lot.objects.bulk_create(lots)
        analyse(Lot, LotInput, LotTest)
        earlier = [lot for lot in lots if lot.made_on < timezone.localdate()]
        for lot in earlier:
            lot.created_at = at(lot.made_on, 18)
        Lot.objects.bulk_update(earlier, ["created_at"])

    def _step(self, lots, name, *, later=0, note="", **facts):
        """Take a step of the table for many lots, and log it for each."""
        step = LOT.steps[name]
        today = timezone.localdate()
        LotLog.objects.bulk_create(
            LotLog(
                case=lot,
                by=self.staff.zone if lot.zone_id else self.staff.officer,
                on=min(lot.made_on + later * DAY, today),
                name=name,
                from_state=lot.state,
                to_state=step.target,
                legal_basis=step.legal_basis,
                note=note,
            )
            for lot in lots
        )
        for lot in lots:
            lot.state, lot.version = step.target, lot.version + 1
            for field, value in facts.items():
                setattr(lot, field, value)
        Lot.objects.bulk_update(lots, ["state", "version", *facts], batch_size=500)


def _buyer(buyer) -> dict:
    if isinstance(buyer, tuple):
        name, address, contact = buyer
        return {"buyer_name": name, "buyer_address": address, "buyer_contact": contact}
    firm = buyer.enterprise
    return {
        "buyer_workshop": buyer,
        "buyer_name": firm.name,
        "buyer_address": firm.address,
        "buyer_contact": firm.phone,
    }


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
