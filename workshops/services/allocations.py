"""Places in units: who may have which and from when. Every refusal says what would help.

The database decides (``Allocation``); what is asked here first is asked for its words. The unit's
row is locked before the look, so that of two people in the same second one sees the other.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import in_a_row, listed
from workshops.models import Allocation, Unit
from workshops.workflow.relocation import no_registration

# Only for whoever wrote between the look and the write; as a rule the look finds better words.
REFUSED = {
    "allocation_of_its_relocation": gettext_lazy("This unit is in another zone."),
    "allocation_within_the_capacity": gettext_lazy("This unit is full."),
    "allocation_fits_the_varieties": gettext_lazy(
        "This unit is not fit for what the workshop makes."
    ),
    "allocation_while_registered": gettext_lazy("The workshop has no registration for that day."),
}


def give(relocation, *, unit, starts_on, ends_on=None, moved_in_on=None) -> Allocation:
    """The lowest free place of a unit, from first day to last. In the step's transaction."""
    unit = Unit.objects.locked().get(pk=unit.pk)
    unit = Unit.objects.select_related("area__kind", "zone").get(pk=unit.pk)
    place = _check(relocation, unit, starts_on, ends_on)
    allocation = Allocation(
        relocation=relocation,
        zone_id=relocation.zone_id,
        workshop_id=relocation.workshop_id,
        unit=unit,
        division_id=relocation.division_id,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        moved_in_on=moved_in_on,
    )
    return keep(allocation)


def keep(allocation) -> Allocation:
    """Write it; what the database has against it is a refusal with a reason."""
    try:
        with transaction.atomic():
            save(allocation)
    except ValidationError as broken:
        raise TransitionRefused(broken.code or "invalid", in_a_row(broken.messages)) from broken
    except IntegrityError as broken:
        name = broken.__cause__.diag.constraint_name
        if name not in REFUSED:
            raise
        raise TransitionRefused(name, REFUSED[name]) from broken
    return allocation


def _check(relocation, unit, starts_on, ends_on) -> int:
    """The place to give; refused in the order in which a person would ask."""
    workshop = relocation.workshop
    refuse_if(
        unit.zone_id != relocation.zone_id,
        "allocation_of_its_relocation",
        _("%(unit)s is in another zone.") % {"unit": unit},
    )
    refuse_if(
        ends_on is not None and ends_on < starts_on,
        "allocation_ends_after_it_starts",
        _("The last day is not before the first."),
    )
    made = list(workshop.varieties.open().select_related("category"))
    if reason := misfit(unit, made, fit_for=[each.pk for each in unit.categories.all()]):
        raise TransitionRefused("allocation_fits_the_varieties", reason)
    if reason := unregistered(workshop, starts_on):
        raise TransitionRefused("allocation_while_registered", reason)
    standing = Allocation.objects.standing().touching(starts_on, ends_on)
    standing = standing.select_related("workshop__enterprise", "unit").order_by("starts_on", "pk")
    if own := standing.filter(workshop=workshop).first():
        words = _("%(workshop)s has %(unit)s already (%(days)s).")
        raise TransitionRefused(
            "allocation_workshop_in_one_unit_at_a_time",
            words % {"workshop": workshop, "unit": own.unit, "days": own.days},
        )
    held = list(standing.filter(unit=unit))
    taken = {each.place for each in held}
    free = [place for place in range(1, unit.capacity + 1) if place not in taken]
    if not free:
        raise TransitionRefused("allocation_place_given_once", full(unit, held))
    return free[0]


def extend(allocation, *, ends_on) -> Allocation:
    """Give the place that somebody has until another last day, or without one."""
    Unit.objects.locked().get(pk=allocation.unit_id)
    others = Allocation.objects.standing().exclude(pk=allocation.pk)
    others = others.filter(unit=allocation.unit, place=allocation.place)
    after = others.touching(allocation.starts_on, ends_on).select_related("workshop__enterprise")
    if held := list(after):
        raise TransitionRefused("allocation_place_given_once", full(allocation.unit, held))
    allocation.ends_on = ends_on
    return keep(allocation)


def misfit(unit, made, *, fit_for) -> str:
    """Why a unit is not for what a workshop makes, or ""; a group of two digits fits all in it."""
    if not unit.area.kind.is_for_operators:
        return _("%(area)s is no production area: choose a unit where food is made.") % {
            "area": unit.area
        }
    if not made:
        return _("The register knows nothing that this workshop makes: add its varieties first.")
    wrong = [each for each in made if not each.category_id.startswith(tuple(fit_for) or ("-",))]
    if not wrong:
        return ""
    return _("%(unit)s is not fit for %(varieties)s.") % {
        "unit": unit,
        "varieties": listed(f"{each.name} ({each.category_id})" for each in wrong),
    }


def unfit_for(workshop, category) -> str:
    """Why the unit that a workshop was given is not for something more, or ""."""
    held = workshop.allocations.held().unfit_for(category).select_related("unit").first()
    if held is None:
        return ""
    words = _("%(unit)s, which it was given, is not fit for %(variety)s: give it another first.")
    return words % {"unit": held.unit, "variety": category}


def unregistered(workshop, day) -> str:
    """Why the workshop may not produce on a day, or ""."""
    held = sorted(workshop.registrations.all(), key=lambda each: (each.valid_to, each.pk))
    if any(each.covers(day) for each in held):
        return ""
    return no_registration(workshop, held[-1] if held else None, day)


def full(unit, held) -> str:
    """Who has the places and until when, and what to do."""
    holders = [
        _("%(workshop)s until %(day)s")
        % {"workshop": each.workshop, "day": each.ends_on.isoformat()}
        if each.ends_on
        else _("%(workshop)s without a last day") % {"workshop": each.workshop}
        for each in held
    ]
    return _("%(unit)s is taken: %(holders)s. Choose other days or another unit.") % {
        "unit": unit,
        "holders": listed(holders),
    }


# --- What the board shows before anybody chooses days --------------------------------------------


@dataclass(frozen=True)
class Vacancy:
    """From which day a place of a unit is free, and up to which, if somebody has it afterwards."""

    since: dt.date | None
    until: dt.date | None = None


def vacancy(capacity, standing, on) -> Vacancy:
    """The soonest free days of a unit from a day on; ``since`` is ``None`` where nobody leaves."""
    found = [_free(on, [each for each in standing if each.place == n]) for n in _places(capacity)]
    known = [each for each in found if each.since is not None]
    return min(known, key=lambda each: (each.since, -_ordinal(each.until)), default=Vacancy(None))


def _places(capacity):
    return range(1, capacity + 1)


def _ordinal(day):
    return dt.date.max.toordinal() if day is None else day.toordinal()


def _free(day, held) -> Vacancy:
    """Of one place: the first day from ``day`` on that nobody has it, and the last of those."""
    for each in sorted(held, key=lambda each: each.starts_on):
        if each.starts_on > day:
            return Vacancy(day, each.starts_on - dt.timedelta(days=1))
        if each.ends_on is None:
            return Vacancy(None)
        day = max(day, each.ends_on + dt.timedelta(days=1))
    return Vacancy(day)


@dataclass(frozen=True)
class Chance:
    """Whether a workshop may have a unit: from when, or why not."""

    unit: Unit
    vacancy: Vacancy
    reason: str = ""


def chances(relocation, *, on) -> list[Chance]:
    """Every unit of the zone for one workshop, however many, in the same number of queries."""
    units = list(relocation.zone.units.for_board())
    made = list(relocation.workshop.varieties.open().select_related("category"))
    held = {}
    for each in relocation.zone.allocations.from_day(on).exclude(relocation=relocation):
        held.setdefault(each.unit_id, []).append(each)
    return [_chance(unit, made, held.get(unit.pk, []), on) for unit in units]


def _chance(unit, made, held, on):
    free = vacancy(unit.capacity, held, on)
    reason = misfit(unit, made, fit_for=[each.pk for each in unit.categories.all()])
    if not reason and free.since is None:
        reason = _("%(unit)s is full, and nobody in it has a last day.") % {"unit": unit}
    return Chance(unit, free, reason)
