"""Lots on their way through the laboratory, and a chain that a failure runs along."""

from itertools import count

from django.utils import timezone

from inspections.models import Checklist, ChecklistItem, ChecklistSection, ChecklistVersion
from tests.factories import UserFactory
from tests.workshops.factories.zone import LaboratoryFactory, ahead, workshop
from workshops.models import (
    Lot,
    LotInput,
    LotTest,
    LotTestItem,
    RequiredTest,
    Sale,
    ScoringRule,
    TestFrequency,
    ZoneCheck,
)
from workshops.services import lot_tests, recalls

numbers = count(1)
GOOD = [{"name": "菌落总数", "limit": "≤ 80000 CFU/g", "value": "1200 CFU/g", "passed": True}]
BAD = [
    *GOOD,
    {"name": "亚硝酸盐", "limit": "≤ 30 mg/kg", "value": "96 mg/kg", "passed": False},
]


def person():
    return UserFactory(is_staff=True)


def _lot(kind, of, state, **facts):
    facts = {
        "workshop": of,
        "division_id": of.division_id,
        "kind": kind,
        "state": state,
        "batch": f"{kind[0].upper()}{next(numbers):05d}",
        "quantity": 100,
        "made_on": ahead(0),
        "created_by": person(),
    } | facts
    return Lot.objects.create(**facts)


def bought(of=None, **facts):
    """In stock: pork of a supplier with its proof."""
    facts = {
        "product": "猪肉",
        "supplier_name": "测试肉联厂",
        "supplier_address": "测试路1号",
        "supplier_contact": "0757-2222",
        "conformity_proof": "HG001",
    } | facts
    return _lot(Lot.Kind.PURCHASED, of or workshop(), Lot.State.IN_STOCK, **facts)


def made(*sources, of=None, state=Lot.State.MADE, **facts):
    """Made of these lots, a kilo of each; ``state`` up to ``testing`` needs no report."""
    of = of or (sources[0].workshop if sources else workshop())
    sources = sources or (bought(of),)
    lot = _lot(Lot.Kind.PRODUCED, of, Lot.State.RECORDED, **{"product": "烧鹅"} | facts)
    for source in sources:
        put_in(lot, source)
    _walk(lot, Lot.State.MADE)
    if state != Lot.State.MADE:
        _walk(lot, state)
    return lot


def put_in(lot, source):
    return LotInput.objects.create(lot=lot, source=source, quantity=1, recorded_by=lot.created_by)


def said_afterwards(source):
    """A lot of which it comes out later that this went in as well."""
    lot = made(of=source.workshop, product="叉烧")
    LotInput.objects.create(
        lot=lot, source=source, quantity=1, reason="漏记", recorded_by=lot.created_by
    )
    return lot


def _walk(lot, state):
    lot.state = state
    lot.save(update_fields=["state"])


def released(*sources, **facts):
    """Past its release test, and free to be sold."""
    lot = made(*sources, state=Lot.State.TESTING, **facts)
    reported(lot)
    lot.refresh_from_db()
    for state in (Lot.State.PASSED, Lot.State.RELEASED):
        _walk(lot, state)
    return lot


def sampled(lot, **facts):
    """At the laboratory, and not reported yet."""
    facts = {
        "lot": lot,
        "division_id": lot.division_id,
        "zone_id": lot.zone_id,
        "sampled_on": timezone.localdate(),
        "by": lot.created_by,
    } | facts
    if "laboratory" not in facts:
        own = lot.zone_id is not None and lot.zone.laboratory
        facts["laboratory"] = own or LaboratoryFactory()
    return LotTest.objects.create(**facts)


def reported(lot, items=None, **facts):
    """Reported, straight into the table: the lot stays where it is."""
    facts = {"reported_on": timezone.localdate()} | facts
    reported_on, items = facts.pop("reported_on"), items or GOOD
    test = sampled(lot, **facts)
    LotTestItem.objects.bulk_create(
        LotTestItem(test=test, position=n, **item) for n, item in enumerate(items, start=1)
    )
    test.number = f"检{next(numbers):06d}"
    test.passed = all(item["passed"] for item in items)
    test.reported_on = reported_on
    test.reported_by, test.reported_at = test.by, timezone.now()
    test.save()
    return test


def sold(lot, *, to=None, quantity=5, **facts):
    """To a canteen, or to another operator of the register."""
    return Sale.objects.create(
        lot=lot,
        division_id=lot.division_id,
        quantity=quantity,
        buyer_name=str(to) if to else f"测试第{next(numbers)}食堂",
        buyer_address="测试路2号",
        buyer_contact="13800000000",
        buyer_workshop=to,
        recorded_by=lot.created_by,
        **facts,
    )


def taken_in(sale):
    """What another operator bought is in that operator's stock."""
    return bought(sale.buyer_workshop, product=sale.lot.product, sale=sale, quantity=sale.quantity)


def chain():
    """Pork goes into a goose that fails and into a sausage; the goose goes into a dish.

    ``{"pork", "goose", "sausage", "dish", "elsewhere"}``: goose, sausage and dish are sold, and
    ``elsewhere`` is the goose again, in the ledger of the operator that bought it.
    """
    of = workshop()
    pork = bought(of)
    goose, sausage = released(pork, of=of), released(pork, of=of, product="腊肠")
    dish = released(goose, of=of, product="烧鹅饭")
    sold(sausage)
    sold(dish)
    elsewhere = taken_in(sold(goose, to=workshop()))
    sold(goose)
    return {
        "pork": pork,
        "goose": goose,
        "sausage": sausage,
        "dish": dish,
        "elsewhere": elsewhere,
    }


def fails(lot, *, by, purpose=LotTest.Purpose.MANDATORY):
    """The laboratory reports that it fails, through the door that people use."""
    test = sampled(lot, purpose=purpose)
    return lot_tests.report(test, by=by, number=f"检{next(numbers):06d}", items=BAD)


def recalled(lot, *, by):
    return recalls.open_for(lot, by=by, reason="亚硝酸盐超标")


# --- The plan ------------------------------------------------------------------------------------


def frequency(risk_class="", times=4, items=1, **facts):
    facts = {"legal_basis": "测试", "confidence": "I"} | facts
    return TestFrequency.objects.create(risk_class=risk_class, times=times, items=items, **facts)


def owed(of=None, **facts):
    """A mandatory test that is due in thirty days."""
    of = of or workshop()
    facts = {
        "division_id": of.division_id,
        "year": ahead(30).year,
        "nth": 1,
        "times": 4,
        "window_from": ahead(-60),
        "due_on": ahead(30),
    } | facts
    return RequiredTest.objects.create(workshop=of, **facts)


# --- The zone's own checks -----------------------------------------------------------------------


def checklist(published=True):
    """A short checklist for zones: a key item, a number, a choice and words."""
    version = ChecklistVersion.objects.create(
        checklist=Checklist.objects.create(code="zone-check", name="集中加工场检查表"), number=1
    )
    section = ChecklistSection.objects.create(version=version, position=1, title="检查")
    for position, facts in enumerate(
        [
            {"key": "separate", "text": "生熟分开", "kind": "key"},
            {"key": "cold", "text": "冷藏温度", "answer": "number", "highest": 8, "unit": "℃"},
            {
                "key": "drains",
                "text": "排水",
                "answer": "choice",
                "choices": ["通畅", "堵塞"],
                "failing": ["堵塞"],
            },
            {"key": "remarks", "text": "其他", "answer": "text"},
        ],
        start=1,
    ):
        ChecklistItem.objects.create(section=section, position=position, **facts)
    if published:
        version.published_on, version.published_by = ahead(-30), person()
        version.save()
    return version


ALL_RIGHT = [
    {"item": "separate", "value": "pass"},
    {"item": "cold", "value": 4},
    {"item": "drains", "value": "通畅"},
    {"item": "remarks", "value": ""},
]


def checked(zone, *, on=None, score=100, version=None, **facts):
    """A check as it was written down, straight into the table."""
    return ZoneCheck.objects.create(
        zone=zone,
        division_id=zone.division_id,
        checked_on=on or timezone.localdate(),
        checklist_version=version or ChecklistVersion.objects.first() or checklist(),
        rule=ScoringRule.objects.first(),
        score=score,
        by=facts.pop("by", None) or person(),
        **facts,
    )
