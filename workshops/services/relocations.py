"""Relocations into a zone: proposed, agreed, put on the list, given a unit, moved in, moved out."""

import datetime as dt
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record
from workshops import signals
from workshops.models import Relocation, Workshop
from workshops.notifications import relocation as notifications
from workshops.services import access, allocations
from workshops.workflow.relocation import (
    CHANGE,
    LEASE,
    MOVE_IN,
    RELOCATION,
    closing_visits,
    planned_since,
)

State = Relocation.State


def propose(workshop, *, zone, by, record=None, rank=None, reasons=()) -> Relocation:
    """Propose that a workshop moves into a zone; proposed already, it changes nothing.

    ``record``, ``rank`` and ``reasons`` are what the survey's ranking had for it.
    """
    refuse_if(
        not by.has_perm("workshops.add_relocation"),
        "forbidden",
        _("You may not propose relocations."),
    )
    refuse_if(workshop.is_closed, "workshop_is_open", _("This workshop is closed for good."))
    refuse_if(zone.is_closed, "zone_closed", _("%(zone)s is closed.") % {"zone": zone})
    refuse_if(
        not by.reaches(zone.division_id),
        "elsewhere",
        _("%(division)s is outside your divisions.") % {"division": zone.division},
    )
    if standing := _standing(workshop, zone):
        return standing
    relocation = Relocation(
        workshop=workshop,
        zone=zone,
        division_id=zone.division_id,
        created_by=by,
        record=record,
        rank=rank,
        reasons=list(reasons),
    )
    try:
        with transaction.atomic():
            relocation.clean_fields(
                exclude=["workshop", "zone", "division", "created_by", "record"]
            )
            relocation.save()
    except IntegrityError as broken:
        if broken.__cause__.diag.constraint_name != "relocation_open_once_per_workshop":
            raise
        return _standing(workshop, zone)
    return relocation


def _standing(workshop, zone):
    """The open relocation of a workshop, if it leads into this zone; into another it is refused."""
    standing = Relocation.objects.open().filter(workshop=workshop).select_related("zone").first()
    if standing is not None and standing.zone_id != zone.pk:
        words = _("%(workshop)s is on its way into %(zone)s: withdraw that first.")
        raise TransitionRefused(
            "relocation_open_once_per_workshop",
            words % {"workshop": workshop, "zone": standing.zone},
        )
    return standing


def agree(relocation, *, by, **words) -> Relocation:
    """Record that the operator agrees to move."""
    with RELOCATION.step(relocation, "agree", by=by, **words) as relocation:
        relocation.agreed_on = relocation.on
    return relocation


def decline(relocation, *, by, note, **words) -> Relocation:
    """The operator does not want to; the note says why. What was given is free again."""
    with RELOCATION.step(relocation, "decline", by=by, note=note, **words) as relocation:
        _take_back(relocation)
    return relocation


def withdraw(relocation, *, by, note, **words) -> Relocation:
    """The bureau gives it up, with the reason. What was given is free again."""
    with RELOCATION.step(relocation, "withdraw", by=by, note=note, **words) as relocation:
        _take_back(relocation)
    return relocation


def wait(relocation, *, by, **words) -> Relocation:
    """Put it on the zone's waiting list; one that comes back from a unit keeps its old day."""
    with RELOCATION.step(relocation, "wait", by=by, **words) as relocation:
        _take_back(relocation)
        relocation.waiting_since = relocation.waiting_since or relocation.on
    return relocation


def _take_back(relocation):
    relocation.planned_on = None
    relocation.allocations.standing().update(withdrawn_on=relocation.on)


# --- Units ---------------------------------------------------------------------------------------


@contextmanager
def _step(relocation, name, **words):
    """A step to do with a unit: what the workshop makes and where it lies stays still meanwhile."""
    with transaction.atomic():
        access.hold(relocation.workshop)
        with RELOCATION.step(relocation, name, **words) as relocation:
            yield relocation


def allocate(relocation, *, by, unit, starts_on, ends_on=None, **words) -> Relocation:
    """Give it a place in a unit from a first day to a last, or without one."""
    with _step(relocation, "allocate", by=by, **words) as relocation:
        _plan(relocation, unit, starts_on, ends_on)
    notifications.unit_given(relocation, by=by)
    return relocation


def reallocate(relocation, *, by, unit, starts_on, ends_on=None, note, **words) -> Relocation:
    """Before moving in: another unit, or other days. The place that it had is free again."""
    with _step(relocation, "reallocate", by=by, note=note, **words) as relocation:
        _take_back(relocation)
        with for_the_record():
            deadlines.void(relocation, [MOVE_IN], reason=_("given anew: %s") % note)
        _plan(relocation, unit, starts_on, ends_on)
    notifications.unit_given(relocation, by=by)
    return relocation


def _plan(relocation, unit, starts_on, ends_on):
    refuse_if(
        starts_on < relocation.on,
        "past",
        _("The first day is %(day)s or later.") % {"day": relocation.on.isoformat()},
    )
    allocations.give(relocation, unit=unit, starts_on=starts_on, ends_on=ends_on)
    relocation.planned_on = starts_on
    _owe(relocation, MOVE_IN, starts_on)


def transfer(relocation, *, by, unit, ends_on=None, note, **words) -> Relocation:
    """Once inside: another unit from this day on, or another last day in the same one."""
    with _step(relocation, "transfer", by=by, note=note, **words) as relocation:
        held = relocation.allocations.standing().locked().get(moved_out_on=None)
        if held.unit_id == unit.pk:
            refuse_if(
                ends_on is not None and ends_on < relocation.on,
                "past",
                _("The last day is %(day)s or later; who has left is recorded as moved out.")
                % {"day": relocation.on.isoformat()},
            )
            allocations.extend(held, ends_on=ends_on)
        else:
            _leave_unit(held, relocation.on)
            allocations.give(
                relocation,
                unit=unit,
                starts_on=relocation.on,
                ends_on=ends_on,
                moved_in_on=relocation.on,
            )
        with for_the_record():
            deadlines.void(relocation, [LEASE], reason=_("given anew: %s") % note)
        _owe_lease(relocation, ends_on)
    return relocation


def _leave_unit(held, on):
    """The day of the change belongs to the new unit; one that was moved into today, altogether."""
    yesterday = on - dt.timedelta(days=1)
    refuse_if(
        held.moved_in_on >= on,
        "same_day",
        _("It moved into this unit on %(day)s: record the change for a later day.")
        % {"day": held.moved_in_on.isoformat()},
    )
    held.moved_out_on = yesterday
    held.ends_on = min(held.ends_on or yesterday, yesterday)
    allocations.keep(held)


def _owe(relocation, term, day):
    """A day that is known: the rule counts as many days as lead up to it."""
    started = min(relocation.on, day - dt.timedelta(days=1))
    deadlines.start(
        relocation,
        term,
        on=started,
        holder=relocation.holder,
        title=relocation.title,
        amount=(day - started).days,
    )


def _owe_lease(relocation, ends_on):
    if ends_on is not None:
        _owe(relocation, LEASE, ends_on)


# --- In and out ----------------------------------------------------------------------------------


@transaction.atomic
def move_in(relocation, *, by, visit=None, override="", **words) -> Relocation:
    """The workshop works in its unit from this day on; its old site is closed.

    A visit that saw the old site since the unit was given proves that, or a recorded reason says
    why there was none. The workshop's place in the register becomes the zone's, and unless it has
    asked already, it has three working days to apply for the change of its registration.
    """
    with _step(relocation, "move_in", by=by, override=override, **words) as relocation:
        seen = closing_visits(relocation)
        relocation.closing_visit = seen.filter(pk=visit.pk).first() if visit else seen.first()
        refuse_if(
            visit is not None and relocation.closing_visit is None,
            "not_a_closing_visit",
            _("This visit does not show that the old site is closed: choose another."),
        )
        if relocation.closing_visit is None:
            relocation.unvisited_because = override.strip()
        held = relocation.allocations.standing().locked().get()
        refuse_if(
            not held.covers(relocation.on),
            "outside_its_days",
            _("%(unit)s is theirs %(days)s: change its days first.")
            % {"unit": held.unit, "days": held.days},
        )
        held.moved_in_on = relocation.moved_in_on = relocation.on
        allocations.keep(held)
        _move_the_register(relocation, by=by)
        _owe_lease(relocation, held.ends_on)
        signals.tell(signals.moved_in, relocation, by=by)
    asked = relocation.workshop.applications.moves().filter(filed_on__gte=planned_since(relocation))
    if asked.exists():
        deadlines.meet(relocation, [CHANGE], on=relocation.on)
    else:
        notifications.change_owed(relocation, by=by)
    return relocation


def _move_the_register(relocation, *, by):
    """The zone's place becomes the workshop's; the relocation remembers the old one."""
    zone, enterprise = relocation.zone, relocation.workshop.enterprise
    relocation.old_address = enterprise.address
    relocation.old_division_id = enterprise.division_id
    _enter_place(
        relocation.workshop,
        by=by,
        address=zone.address,
        division=zone.division,
        lng=zone.lng,
        lat=zone.lat,
    )


def _enter_place(workshop, *, by, address, division, lng=None, lat=None):
    """In the register, of the enterprise and of the workshop; a point that no longer holds goes."""
    enterprise = register.locked(workshop.enterprise)
    enterprise.address, enterprise.division = address, division
    enterprise.lng, enterprise.lat = lng, lat
    register.save(enterprise, by=by, confirmed=True)
    stored = Workshop.objects.locked().get(pk=workshop.pk)
    stored.division = division
    stored.version += 1
    save(stored)


@transaction.atomic
def move_out(relocation, *, by, note, address="", division=None, **words) -> Relocation:
    """The workshop has left; whoever is next on the waiting list and fits the unit is told of.

    ``address`` and ``division`` are where it works from now on, as far as anybody knows.
    """
    with _step(relocation, "move_out", by=by, note=note, **words) as relocation:
        held = relocation.allocations.standing().locked().get(moved_out_on=None)
        held.moved_out_on = relocation.moved_out_on = relocation.on
        held.ends_on = min(held.ends_on or relocation.on, relocation.on)
        allocations.keep(held)
        if address.strip():
            _enter_place(
                relocation.workshop,
                by=by,
                address=address.strip(),
                division=division or relocation.division,
            )
        signals.tell(signals.moved_out, relocation, by=by)
        if following := next_for(held.unit, on=relocation.on):
            notifications.place_is_free(following, held.unit, after=relocation)
    if address.strip():
        owe_change(relocation, since=relocation.moved_out_on)
    return relocation


def next_for(unit, *, on) -> Relocation | None:
    """The first on the waiting list whom a unit fits."""
    fit_for = [each.pk for each in unit.categories.all()]
    for waiting in unit.zone.relocations.waiting().in_turn().for_board():
        made = [each for each in waiting.workshop.varieties.all() if each.until is None]
        if not allocations.misfit(unit, made, fit_for=fit_for):
            return waiting
    return None


# --- The change of the registration that a move makes necessary -----------------------------------


def owe_change(relocation, *, since) -> None:
    """It works elsewhere since that day: its registration is to say so (广东 2016 办法 13)."""
    deadlines.start(relocation, CHANGE, on=since, holder=relocation.holder, title=relocation.title)


def change_asked(workshop, *, on) -> None:
    """Somebody applied for the change of place: that was owed, and is done."""
    for relocation in workshop.relocations.owing_change():
        deadlines.meet(relocation, [CHANGE], on=max(on, relocation.moved_in_on))


def change_unasked(workshop) -> None:
    """The application came to nothing while the workshop works in the zone: it is owed again."""
    for relocation in workshop.relocations.moved_in():
        owe_change(relocation, since=relocation.moved_in_on)
