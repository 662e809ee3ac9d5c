"""From the ranking into the zone: who moved in, who is given a unit, who waits and who declined.

Some are walked through every step by the services. Of the others, dozens that moved in long ago,
what the steps would have left is written in bulk; the database judges every place all the same.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise
from inspections.demo import visit as story
from inspections.services import visits
from qualitysup.clock.services import many
from qualitysup.evidence.services import files
from workshops.demo import zone as place
from workshops.demo.staff import DAY, ago, ahead, analyse, at
from workshops.models import (
    Allocation,
    Application,
    Relocation,
    RelocationLog,
    SurveyRecord,
    Unit,
    Workshop,
)
from workshops.services import applications, candidates, filing, relocations
from workshops.workflow.relocation import LEASE, RELOCATION

AREA_OF = {"roast-meat": "roast", "cooked-meat": "cooked-meat", "bean-products": "soy"}
# How many of each area move in, and how many of it have a unit and are still to come.
MOVE_IN = {"roast": 36, "cooked-meat": 30, "soy": 26}
PLANNED = {"roast": 0, "cooked-meat": 2, "soy": 2}
WAITING, CANDIDATES, DECLINES_EVERY = 10, 10, 21
A_DAY, FIRST, EVERY = 6, 196, 9
WALKED_EVERY, LEAVING = 9, 2
# The latest of them have not applied for the change of their registration yet.
UNASKED_FROM = 80
GIVEN_BEFORE, AGREED_BEFORE = 8 * DAY, 12 * DAY
UNVISITED = "旧址由镇政府组织统一清拆，监管所现场见证，影像存档。（演示）"
ENDS = """
    SELECT relocation.id AS case_id, relocation.division_id,
        enterprise.name || ' → ' || zone.name AS title,
        replace(%s, '/0/', '/' || relocation.id || '/') AS path,
        relocation.created_by_id AS holder_id, allocation.starts_on AS started_on,
        allocation.ends_on AS due_on
    FROM workshops_relocation AS relocation
    JOIN workshops_allocation AS allocation ON allocation.relocation_id = relocation.id
    JOIN workshops_zone AS zone ON zone.id = relocation.zone_id
    JOIN workshops_workshop AS workshop ON workshop.id = relocation.workshop_id
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = workshop.enterprise_id
    WHERE relocation.id = ANY(%s)
"""


@dataclass
class Move:
    """Somebody of the ranking with a place of a unit, and the day of moving in."""

    record: SurveyRecord
    unit: Unit
    place: int
    nth: int

    @property
    def day(self) -> date:
        """A few move on the same day, every nine days."""
        return ago(FIRST - EVERY * (self.nth // A_DAY))

    @property
    def ends_on(self) -> date:
        """Most leases run for years; a few end soon."""
        return ahead(20 + self.nth) if self.nth % 23 == 7 else self.day + 1095 * DAY

    @property
    def is_walked(self) -> bool:
        return self.nth % WALKED_EVERY == 0


def load(staff, zone) -> list[Relocation]:
    """Relocations that ended inside, in the order in which they came."""
    found = candidates.ranked(zone, by=staff.officer)
    ranked = found.explained(found.rows.incomplete())
    units = {area: _places(zone, area) for area in MOVE_IN}
    moves, fates = [], {"planned": [], "waiting": [], "candidate": [], "declined": []}
    for nth, record in enumerate(ranked):
        area = AREA_OF[record.workshop.trade.key]
        fate = _fate(nth, record, area, moves, fates)
        if fate == "moves":
            moves.append(Move(record, *next(units[area]), nth=len(moves)))
        elif fate:
            fates[fate].append(record)
    _moved_in(staff, zone, [move for move in moves if not move.is_walked])
    for move in moves:
        if move.is_walked:
            _walk_in(staff, _propose(staff, zone, move.record), move)
    _leave(staff, zone)
    place.name(staff.zone, zone.lead, staff=staff)
    _others(staff, zone, fates, units)
    inside = zone.relocations.moved_in().select_related("workshop__trade", "workshop__enterprise")
    return list(inside.order_by("moved_in_on", "pk"))


def _fate(nth, record, area, moves, fates) -> str:
    if nth % DECLINES_EVERY == 5:
        return "declined"
    registered = record.workshop.registrations.covering(timezone.localdate()).exists()
    if not registered:
        return "candidate" if len(fates["candidate"]) < CANDIDATES else ""
    taken = Counter(AREA_OF[move.record.workshop.trade.key] for move in moves)
    if taken[area] < MOVE_IN[area]:
        return "moves"
    planned = sum(AREA_OF[each.workshop.trade.key] == area for each in fates["planned"])
    if planned < PLANNED[area]:
        return "planned"
    return "waiting" if len(fates["waiting"]) < WAITING else ""


def _places(zone, area):
    """The units of an area with each of their places."""
    for unit in zone.units.filter(area__kind=area).order_by("code"):
        for number in range(1, unit.capacity + 1):
            yield unit, number


def _propose(staff, zone, record) -> Relocation:
    return relocations.propose(
        record.workshop,
        zone=zone,
        by=staff.officer,
        record=record,
        rank=record.rank,
        reasons=record.why,
    )


# --- In bulk -------------------------------------------------------------------------------------


def _moved_in(staff, zone, moves):
    rows = Relocation.objects.bulk_create(
        Relocation(
            zone=zone,
            workshop=move.record.workshop,
            division_id=zone.division_id,
            created_by=staff.officer,
            record=move.record,
            rank=move.record.rank,
            reasons=move.record.why,
            state=Relocation.State.MOVED_IN,
            version=3,
            agreed_on=move.day - AGREED_BEFORE,
            planned_on=move.day,
            moved_in_on=move.day,
            old_address=move.record.workshop.enterprise.address,
            old_division_id=move.record.workshop.division_id,
            unvisited_because=UNVISITED,
        )
        for move in moves
    )
    Allocation.objects.bulk_create(
        Allocation(
            relocation=row,
            zone=zone,
            workshop=row.workshop,
            unit=move.unit,
            division_id=zone.division_id,
            place=move.place,
            starts_on=move.day,
            ends_on=move.ends_on,
            moved_in_on=move.day,
        )
        for row, move in zip(rows, moves, strict=True)
    )
    steps = (("agree", AGREED_BEFORE), ("allocate", GIVEN_BEFORE), ("move_in", 0 * DAY))
    states = ("candidate", "agreed", "planned", "moved_in")
    RelocationLog.objects.bulk_create(
        RelocationLog(
            case=row,
            by=staff.chief if name == "move_in" else staff.officer,
            on=row.moved_in_on - before,
            name=name,
            from_state=states[n],
            to_state=states[n + 1],
            legal_basis=RELOCATION.steps[name].legal_basis,
            override=UNVISITED if name == "move_in" else "",
        )
        for row in rows
        for n, (name, before) in enumerate(steps)
    )
    _move_the_register(zone, [row.workshop for row in rows])
    analyse(Relocation, Allocation, Workshop)
    many.start_set(
        Relocation,
        LEASE,
        ENDS,
        [reverse("admin:workshops_relocation_change", args=[0]), [row.pk for row in rows]],
        on=timezone.localdate(),
    )


def _move_the_register(zone, workshops):
    """The zone's place is theirs from now on."""
    firms = [workshop.enterprise for workshop in workshops]
    for firm, workshop in zip(firms, workshops, strict=True):
        firm.address, firm.division_id = zone.address, zone.division_id
        firm.lng, firm.lat = zone.lng, zone.lat
        workshop.division_id = zone.division_id
        firm.version += 1
        workshop.version += 1
    Enterprise.objects.bulk_update(firms, ["address", "division", "lng", "lat", "version"])
    Workshop.objects.bulk_update(workshops, ["division", "version"])


# --- Step by step --------------------------------------------------------------------------------


def _walk_in(staff, relocation, move):
    relocations.agree(relocation, by=staff.officer, on=move.day - AGREED_BEFORE)
    relocation = relocations.allocate(
        relocation,
        by=staff.officer,
        unit=move.unit,
        starts_on=move.day,
        ends_on=move.ends_on,
        on=move.day - GIVEN_BEFORE,
    )
    seen = _closing_visit(staff, move)
    relocation = relocations.move_in(relocation, by=staff.officer, visit=seen, on=move.day)
    if move.nth < UNASKED_FROM:
        _change_registration(staff, relocation, move)


def _change_registration(staff, relocation, move):
    """It applies in time, the unit is looked at, and its certificate names the zone."""
    words = {"by": staff.officer}
    application = filing.file(
        workshop=relocation.workshop,
        kind=Application.Kind.CHANGE,
        changes=[Application.Change.MOVE],
        changed_on=move.day,
        filed_on=move.day + DAY,
        new_address=relocation.zone.address,
        new_division=relocation.zone.division,
        zone=relocation.zone,
        **words,
    )
    application = applications.accept(application, on=move.day + 2 * DAY, **words)
    seen = _visit(staff, move, move.day + 5 * DAY, "加工单元与申请一致，设施齐备。（演示）")
    application = applications.check(
        application, visit=seen, passed=True, on=move.day + 5 * DAY, **words
    )
    applications.grant(application, by=staff.chief, on=move.day + 7 * DAY)


def _closing_visit(staff, move):
    """Two inspectors saw that nothing is made at the old site any more."""
    return _visit(staff, move, move.day - 2 * DAY, "旧址已停止生产，设备已搬离，水电已断。（演示）")


def _visit(staff, move, day, summary):
    firm = Enterprise.objects.get(pk=move.record.workshop.enterprise_id)
    began = at(day, 15)
    photo = story.picture(move.nth, began)
    sha256 = story.digest(photo)
    files.receive(ContentFile(photo, name="photo.jpg"), sha256, by=staff.inspectors[0])
    sent = story.packet(
        firm,
        story.version("workshop-hygiene"),
        staff.inspectors,
        began,
        random.Random(move.nth),
        sha256,
        most_failures=0,
        kind="unplanned",
    )
    sent |= {"present": "演示·经营者", "summary": summary}
    received = visits.receive(
        uuid5(story.NAMESPACE, f"{firm.name} {day}"),
        sent,
        by=staff.inspectors[0],
        device="演示手机",
        at=at(day, 18),
    )
    return received.visit


def _leave(staff, zone):
    """Two of soy gave up; their places are free."""
    soy = zone.relocations.moved_in().filter(workshop__trade__key="bean-products")
    for nth, relocation in enumerate(soy.order_by("-moved_in_on", "pk")[:LEAVING]):
        relocations.move_out(
            relocation, by=staff.officer, on=ago(20 - nth), note="经营者转行，交还单元。（演示）"
        )


def _others(staff, zone, fates, units):
    """Those who are not inside: proposed now, asked, given a unit or put on the list."""
    for fate, records in fates.items():
        for nth, record in enumerate(records):
            relocation = _propose(staff, zone, record)
            if fate == "candidate":
                continue
            if fate == "declined":
                relocations.decline(
                    relocation, by=staff.officer, on=ago(190), note="已另租标准厂房，不进入加工场。"
                )
                continue
            relocation = relocations.agree(relocation, by=staff.officer, on=ago(60 - nth))
            if fate == "waiting":
                relocations.wait(relocation, by=staff.officer, on=ago(58 - nth))
            else:
                unit, _place = next(units[AREA_OF[record.workshop.trade.key]])
                relocations.allocate(
                    relocation, by=staff.officer, unit=unit, starts_on=ahead(5 + 3 * nth)
                )
