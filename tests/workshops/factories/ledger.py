"""Operators with their ledgers: keepers, plants, papers, and goods as they come and go."""

from decimal import Decimal
from itertools import count

from qualitysup.accounts.roles import Role
from tests.factories import SHUNDE, UserFactory
from tests.workshops.factories import lab
from tests.workshops.factories.zone import UnitFactory, acts_for, ahead, moved_in, workshop
from workshops.models import Lot, SlaughterPlant
from workshops.services import ledgers, lot_tests, lots, papers, plants

numbers = count(1)
Kind = Lot.Kind

SUPPLIER = {
    "supplier_name": "测试粮油批发部",
    "supplier_address": "测试路10号",
    "supplier_contact": "0757-33330000",
}
BUYER = {"buyer_name": "测试食堂", "buyer_address": "测试路2号", "buyer_contact": "13800000000"}


def keeper(of=None):
    """Somebody who acts for an operator, and the operator's workshop."""
    of = of or workshop()
    person = acts_for(of.enterprise)
    person.representations.update(valid_from=ahead(-400))
    person.workshop = of
    return person


def neighbours():
    """Two keepers whose workshops moved into one zone today, and who runs the zone."""
    chief = UserFactory(roles=[Role.SECTION_HEAD])
    unit = UnitFactory()
    other = UnitFactory(area=unit.area, zone=unit.zone)
    one = keeper(moved_in(unit, by=chief).workshop)
    two = keeper(moved_in(other, by=chief).workshop)
    return one, two, acts_for(unit.zone.lead, Role.ZONE_OPERATOR)


def plant(*, verified=True, **facts):
    """Certified for a year around today by the city; the bureau has verified it."""
    n = next(numbers)
    facts = {
        "division_id": SHUNDE,
        "name": f"测试第{n}屠宰场",
        "certificate_number": f"A4406{n:06d}",
        "sign_number": f"B4406{n:06d}",
        "issued_by": "佛山市人民政府",
        "valid_from": ahead(-300),
        "valid_to": ahead(300),
    } | facts
    if not verified:
        return SlaughterPlant.objects.create(**facts)
    by = UserFactory(roles=[Role.CASE_OFFICER])
    return SlaughterPlant.objects.create(**facts, verified_on=ahead(-1), verified_by=by)


def verified_by_the_bureau(by, **facts):
    return plants.verify(plant(verified=False, **facts), by=by)


def paper(by, **facts):
    """Issued today for live animals of the province."""
    facts = {
        "workshop": by.workshop,
        "kind": "animal_b",
        "number": f"44{next(numbers):08d}",
        "issued_on": ahead(0),
        "issuer": "测试动物卫生监督所",
        "origin": "测试养殖场",
    } | facts
    return papers.record(by=by, **facts)


def purchase(by, **facts):
    """Peanut oil with all that the law asks for, not taken in yet."""
    facts = {
        "product": "花生油",
        "quantity": Decimal(100),
        "batch": f"HS{next(numbers):04d}",
        "conformity_proof": "检2026-88",
        **SUPPLIER,
    } | facts
    return ledgers.enter(by=by, workshop=by.workshop, kind=Kind.PURCHASED, **facts)


def in_stock(by, **facts):
    return purchase(by, go_on=True, **facts)


def meat(by, **facts):
    """Pork with its three papers, not taken in yet; ``quarantine_paper=None`` came without."""
    facts = {
        "product": "白条肉",
        "quantity": Decimal(80),
        "quality_certificate": "RP2026001",
    } | facts
    if "plant" not in facts:
        facts["plant"] = plant()
    if "quarantine_paper" not in facts:
        facts["quarantine_paper"] = paper(by)
    return ledgers.enter(by=by, workshop=by.workshop, kind=Kind.SLAUGHTERED, **facts)


def production(by, *sources, **facts):
    """Made of ten of each of these, or of fresh oil; its making is closed."""
    sources = sources or (in_stock(by),)
    facts = {"product": "烧鹅", "quantity": Decimal(50), "go_on": True} | facts
    return ledgers.enter(
        by=by,
        workshop=by.workshop,
        kind=Kind.PRODUCED,
        inputs=[(source, Decimal(10)) for source in sources],
        **facts,
    )


def passes(lot, by):
    """Through the laboratory; ``by`` is the bureau's."""
    lots.submit(lot, by=by)
    test = lab.sampled(Lot.objects.get(pk=lot.pk))
    return lot_tests.report(test, by=by, number=f"检L{next(numbers):06d}", items=lab.GOOD)


def released(by, *sources, **facts):
    """Made, passed and released: free to be sold."""
    lot = production(by, *sources, **facts)
    passes(lot, UserFactory(roles=[Role.CASE_OFFICER]))
    return lots.release(Lot.objects.get(pk=lot.pk), by=by)


def sale(by, lot=None, **facts):
    facts = {"quantity": Decimal(5)} | facts
    if not facts.get("buyer_workshop"):
        facts = BUYER | facts
    return ledgers.sell(by=by, lot=lot or released(by), **facts)
