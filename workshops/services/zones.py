"""Consolidation zones: planned, laid out in areas and units, approved, opened, closed."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from workshops.models import Allocation, Area, Unit, Zone
from workshops.workflow.zone import ZONE

REFUSED = {
    "unit_in_an_area_of_its_zone": gettext_lazy("This area belongs to another zone."),
    "unit_keeps_room_for_whom_it_holds": gettext_lazy(
        "More workshops have places in this unit than that: give them other units first."
    ),
    "unit_in_use_keeps_its_categories": gettext_lazy(
        "Somebody has a place in this unit: until they leave it stays fit for what it is fit for."
    ),
}


@transaction.atomic
def draft(*, by, division, **facts) -> Zone:
    """Plan a zone in a town."""
    refuse_if(not by.has_perm("workshops.add_zone"), "forbidden", _("You may not plan zones."))
    _check_place(by, division)
    zone = Zone(division=division, created_by=by, **facts)
    save(zone)
    return zone


@transaction.atomic
def save_draft(zone, *, by, version=None) -> Zone:
    """Keep what was changed; a closed zone is frozen."""
    stored = _opened(zone, by=by, version=version)
    zone.state, zone.version = stored.state, stored.version + 1
    for fact in ("approval_number", "approved_by", "approved_on", "opened_on", "closed_on"):
        setattr(zone, fact, getattr(stored, fact))
    save(zone)
    return zone


def _check_place(by, division):
    refuse_if(
        not by.reaches(division.pk),
        "elsewhere",
        _("%(division)s is outside your divisions.") % {"division": division},
    )


def _opened(zone, *, by, version=None):
    """The zone as it stands, locked, for whoever may still change it."""
    stored = Zone.objects.locked().get(pk=zone.pk)
    refuse_if(not by.has_perm("workshops.change_zone"), "forbidden", _("You may not change zones."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(stored.is_closed, "wrong_state", _("A closed zone is not changed."))
    return stored


# --- Areas and units -----------------------------------------------------------------------------


@transaction.atomic
def keep_area(area, *, by) -> Area:
    """Lay out a functional area, or keep what was changed of it."""
    _opened(area.zone, by=by)
    if area.pk:
        stored = Area.objects.locked().get(pk=area.pk)
        taken = stored.units.filter(allocations__in=_standing(stored.zone_id)).exists()
        refuse_if(
            taken and stored.kind_id != area.kind_id,
            "area_in_use",
            _("Workshops have places in this area: its kind stays."),
        )
    save(area)
    return area


@transaction.atomic
def keep_unit(unit, *, by, categories=None) -> Unit:
    """Lay out a unit and what it is fit for, or keep what was changed of it.

    While somebody has a place in it, it only becomes fit for more and never too small for them.
    """
    _opened(unit.zone, by=by)
    unit.division_id = unit.zone.division_id
    with _in_words():
        save(unit)
        if categories is not None:
            unit.categories.set(categories)
    return unit


@transaction.atomic
def remove(part, *, by) -> None:
    """Strike out an area or a unit that nobody ever used."""
    _opened(part.zone, by=by)
    try:
        part.delete()
    except ProtectedError as kept:
        words = _("%(part)s is or was in use, and stays.") % {"part": part}
        raise TransitionRefused("in_use", words) from kept


def _standing(zone_id):
    return Allocation.objects.standing().filter(zone=zone_id, moved_out_on=None)


@contextmanager
def _in_words():
    """What a trigger refuses is a refusal with a reason."""
    try:
        yield
    except IntegrityError as broken:
        name = broken.__cause__.diag.constraint_name
        if name not in REFUSED:
            raise
        raise TransitionRefused(name, REFUSED[name]) from broken


# --- Steps ---------------------------------------------------------------------------------------


def approve(zone, *, by, approval_number, approved_by, approved_on=None, **words) -> Zone:
    """Record that the government approved the zone: number, authority and day of its paper."""
    with ZONE.step(zone, "approve", by=by, **words) as zone:
        zone.approval_number, zone.approved_by = approval_number.strip(), approved_by.strip()
        zone.approved_on = approved_on or zone.on
        refuse_if(
            zone.approved_on > zone.on,
            "future",
            _("The approval is of %(day)s or an earlier day.") % {"day": zone.on.isoformat()},
        )
    return zone


def open_zone(zone, *, by, **words) -> Zone:
    """Let workshops move in."""
    with ZONE.step(zone, "open", by=by, **words) as zone:
        zone.opened_on = zone.on
    return zone


def suspend(zone, *, by, note, **words) -> Zone:
    """Nobody moves in for now; who is inside stays."""
    with ZONE.step(zone, "suspend", by=by, note=note, **words) as zone:
        return zone


def resume(zone, *, by, note, **words) -> Zone:
    with ZONE.step(zone, "resume", by=by, note=note, **words) as zone:
        return zone


def close(zone, *, by, note, **words) -> Zone:
    """Close it for good, once everybody is out and nobody on the way."""
    with ZONE.step(zone, "close", by=by, note=note, **words) as zone:
        zone.closed_on = zone.on
    return zone
