"""The zone as the report tells it: who leads it, its seven areas; the rest of it is made up."""

from decimal import Decimal

from enterprises.models import Enterprise, Representation
from enterprises.services import register
from inspections.models import Laboratory
from qualitysup.regions.models import Division
from workshops.demo.staff import BEIJIAO, ago, ahead
from workshops.models import Area, AreaKind, Unit, Zone
from workshops.services import zones

NAME = "北滘镇熟食品集中加工场（演示）"
# Not at the end of the name: the register of the demo counts its own firms by such an end.
LEAD = "康鹏食品有限公司（演示数据）"
APPROVED, OPENED = 225, 200
# The letter of an area's units, how many, for how many each, and what they are fit for; the areas
# are those of the report.
UNITS = {
    "roast": ("烧", 12, 3, ("0401", "0404")),
    "cooked-meat": ("熟", 11, 3, ("0401",)),
    "soy": ("豆", 10, 3, ("25",)),
    "oil-rice-noodle": ("米", 4, 2, ("0104", "0201", "0103")),
}


def load(staff) -> Zone:
    town = Division.objects.get(pk=BEIJIAO)
    lead = register.save(Enterprise(name=LEAD, division=town), by=staff.officer, confirmed=True)
    laboratory = Laboratory.objects.create(
        name="北滘镇熟食品集中加工场检验室（演示）",
        cma_number="DEMO-CMA-101",
        cma_valid_to=ahead(400),
        contact="演示检验员",
    )
    zone = zones.draft(
        by=staff.officer,
        division=town,
        name=NAME,
        lead=lead,
        address="北滘镇演示大道1号（演示地址）",
        lng=Decimal("113.221000"),
        lat=Decimal("22.931000"),
        laboratory=laboratory,
    )
    _lay_out(zone, staff)
    zone = zones.approve(
        zone,
        by=staff.chief,
        on=ago(APPROVED),
        approval_number=f"演示〔{ago(APPROVED).year}〕1号",
        approved_by="北滘镇人民政府",
        note="由牵头企业组建，实行定点屠宰、集中检验、统一管理、分散经营。",
    )
    return zones.open_zone(zone, by=staff.chief, on=ago(OPENED))


def _lay_out(zone, staff):
    for kind in AreaKind.objects.order_by("position"):
        area = zones.keep_area(Area(zone=zone, kind=kind, name=kind.name), by=staff.officer)
        letter, count, capacity, fit_for = UNITS.get(kind.pk, ("", 0, 0, ()))
        for number in range(1, count + 1):
            unit = Unit(
                zone=zone,
                area=area,
                code=f"{letter}-{number:02d}",
                capacity=capacity,
                floor_area=40 * capacity,
            )
            zones.keep_unit(unit, by=staff.officer, categories=fit_for)


def name(user, enterprise, *, staff):
    """Whom the demo's account acts for, since the zone operates."""
    Representation.objects.create(
        user=user, enterprise=enterprise, valid_from=ago(OPENED - 20), named_by=staff.officer
    )
