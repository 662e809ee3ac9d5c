"""Entries of the ledgers as they were written on their day, with what the laboratory found.

The services write an entry as of now, one at a time; here are hundreds that were written on their
day, so they come in bulk, and every guard of the database looks at each of them.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from workshops.demo.staff import DAY, analyse, at
from workshops.models import Lot, LotInput, LotLog, LotTest, LotTestItem, QuarantinePaper, Sale
from workshops.workflow.lot import LOT

State, Kind = Lot.State, Lot.Kind
Purpose = LotTest.Purpose
SHELF_LIFE = {"0401": 3, "0404": 90, "2501": 4}
GOOD = (
    ("菌落总数", "≤ 80000 CFU/g", "1300 CFU/g"),
    ("大肠菌群", "≤ 100 CFU/g", "< 10 CFU/g"),
    ("山梨酸", "≤ 0.075 g/kg", "未检出"),
    ("苯甲酸", "不得检出", "未检出"),
    ("致病菌", "不得检出", "未检出"),
)
BAD = ("菌落总数", "≤ 80000 CFU/g", "160000 CFU/g")


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
