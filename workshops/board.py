"""The allocation board of a zone: who is in which unit and until when, and who is to come."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from qualitysup.states import Tone, state
from workshops.models import Allocation, Area, Relocation, Unit, Variety, Zone
from workshops.services.allocations import Vacancy, unregistered, vacancy

State = Relocation.State


@dataclass(frozen=True)
class Holder:
    """Somebody's place in a unit, now or later."""

    allocation: Allocation
    on: dt.date

    @property
    def is_inside(self) -> bool:
        return self.allocation.moved_in_on is not None

    @property
    def has_overstayed(self) -> bool:
        """Past the last day, and nobody recorded that they moved out."""
        return self.is_inside and not self.allocation.covers(self.on)

    @property
    def is_late(self) -> bool:
        """Given from an earlier day on, and not moved in."""
        return not self.is_inside and self.allocation.starts_on < self.on

    @property
    def shown_state(self):
        if self.has_overstayed:
            return state(Tone.LATE, _("past its last day"))
        if self.is_inside:
            return state(Tone.GOOD, _("inside"))
        if self.is_late:
            return state(Tone.LATE, _("should have moved in"))
        return state(Tone.INFO, _("to move in"))


@dataclass(frozen=True)
class UnitCard:
    unit: Unit
    holders: list[Holder]
    vacancy: Vacancy
    on: dt.date

    @property
    def taken(self) -> int:
        """Places that are somebody's on the day."""
        return sum(each.allocation.covers(self.on) for each in self.holders)

    @property
    def shown_state(self):
        """From when there is room."""
        since = self.vacancy.since
        if since is None:
            return state(Tone.PLAIN, _("full"))
        if since == self.on:
            return state(Tone.GOOD, _("free"))
        return state(Tone.SOON, _("free from %(day)s") % {"day": since.isoformat()})


@dataclass(frozen=True)
class AreaCard:
    area: Area
    units: list[UnitCard] = field(default_factory=list)

    @property
    def places(self) -> int:
        return sum(card.unit.capacity for card in self.units)

    @property
    def taken(self) -> int:
        return sum(card.taken for card in self.units)


@dataclass(frozen=True)
class Comer:
    """A workshop that may be given a unit, or has not agreed yet."""

    relocation: Relocation
    made: list[Variety]
    # Why no unit can be given from today on, whichever it is; "" if nothing stands in the way.
    obstacle: str
    # Its place on the waiting list.
    position: int | None = None

    @property
    def may_be_given_a_unit(self) -> bool:
        return self.relocation.state in (State.AGREED, State.WAITING)


class Board:
    """What one person sees of a zone on a day; the same number of queries however full it is."""

    def __init__(self, zone: Zone, *, by, on: dt.date):
        self.zone, self.by, self.on = zone, by, on

    @cached_property
    def areas(self) -> list[AreaCard]:
        """Those for operators first, as one walks through them; then what the zone needs itself."""
        cards = {
            area.pk: AreaCard(area)
            for area in self.zone.areas.select_related("kind").order_by("kind__position", "pk")
        }
        held = {}
        for each in self._standing():
            held.setdefault(each.unit_id, []).append(each)
        for unit in self.zone.units.for_board():
            rows = held.get(unit.pk, [])
            holders = [Holder(each, self.on) for each in rows]
            free = vacancy(unit.capacity, rows, self.on)
            cards[unit.area_id].units.append(UnitCard(unit, holders, free, self.on))
        return sorted(cards.values(), key=lambda card: not card.area.kind.is_for_operators)

    def _standing(self):
        rows = Allocation.objects.visible_to(self.by).standing().filter(zone=self.zone)
        rows = rows.filter(moved_out_on=None).order_by("place", "starts_on", "pk")
        return rows.select_related("workshop__enterprise", "relocation")

    @cached_property
    def _ahead(self) -> list[Comer]:
        seen = Relocation.objects.visible_to(self.by).of(self.zone).ahead().for_board()
        rows = seen.exclude(state=State.PLANNED).by_urgency()
        waiting = [row.pk for row in seen.waiting().in_turn()]
        return [self._comer(row, waiting) for row in rows]

    def _comer(self, relocation, waiting):
        workshop = relocation.workshop
        return Comer(
            relocation,
            [each for each in workshop.varieties.all() if each.until is None],
            unregistered(workshop, self.on),
            waiting.index(relocation.pk) + 1 if relocation.pk in waiting else None,
        )

    @property
    def waiting(self) -> list[Comer]:
        found = [comer for comer in self._ahead if comer.position is not None]
        return sorted(found, key=lambda comer: comer.position)

    @property
    def agreed(self) -> list[Comer]:
        return [comer for comer in self._ahead if comer.relocation.state == State.AGREED]

    @property
    def candidates(self) -> list[Comer]:
        return [comer for comer in self._ahead if comer.relocation.state == State.CANDIDATE]
