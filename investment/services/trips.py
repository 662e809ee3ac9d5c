"""Trips and visits: booked so that nobody comes twice, recorded in the firm's words, reported."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import register
from investment.models import Contact, Prospect, ProspectVisit, Trip
from investment.services import followup
from investment.services.prospects import home_of
from investment.workflow.trip import CHANGE, TRIP
from qualitysup.casework.saving import save as write
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import tidy

State = ProspectVisit.State


# --- Trips ----------------------------------------------------------------------------------------


@transaction.atomic
def draft(*, by, division_id=None, **facts) -> Trip:
    """Plan a trip; its visits are booked on the page of the trip."""
    refuse_if(not by.has_perm("investment.add_trip"), "forbidden", _("You may not plan trips."))
    trip = Trip(created_by=by, division_id=division_id or home_of(by), **facts)
    register.refuse_out_of_reach(trip.division_id, by=by)
    trip.name = tidy(trip.name)
    write(trip)
    return trip


@transaction.atomic
def save(trip, *, by, version=None) -> Trip:
    """Keep what was corrected, until the report is issued."""
    stored = Trip.objects.locked().get(pk=trip.pk)
    refuse_if(not by.has_perm(CHANGE), "forbidden", _("You may not change trips."))
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    refuse_if(not stored.is_open, "ended", _("The trip has ended: its report says how it was."))
    trip.state, trip.version, trip.name = stored.state, stored.version + 1, tidy(trip.name)
    write(trip)
    return trip


def depart(trip, *, by, **words) -> Trip:
    with TRIP.step(trip, "depart", by=by, **words) as trip:
        pass
    return trip


def come_back(trip, *, by, **words) -> Trip:
    """The delegation is back; the report is due within the term of that day."""
    with TRIP.step(trip, "come_back", by=by, **words) as trip:
        trip.came_back_on = trip.on
    return trip


def report(trip, *, by, **words) -> Trip:
    """The report with its number, in Word and PDF, firm by firm in their own words."""
    with TRIP.step(trip, "report", by=by, **words) as trip:
        pass
    return trip


def cancel(trip, *, by, note, **words) -> Trip:
    """Nobody goes: the firms are free to be booked again."""
    with TRIP.step(trip, "cancel", by=by, note=note, **words) as trip:
        for visit in trip.visits.booked():
            _call_off(visit, note)
    return trip


# --- Visits ---------------------------------------------------------------------------------------


@transaction.atomic
def book(visit, *, by) -> ProspectVisit:
    """Book a visit; a second one to the same firm is refused with who comes when."""
    prospect = followup.open_one(visit.prospect, by=by)
    if there := prospect.visits.booked().select_related("officer").first():
        raise TransitionRefused(
            "booked",
            _("%(officer)s has booked a visit to %(firm)s for %(day)s: go along, or agree on it.")
            % {"officer": there.officer, "firm": prospect, "day": f"{there.planned_on:%Y-%m-%d}"},
        )
    trip = visit.trip
    if trip is not None:
        trip = Trip.objects.visible_to(by).locked().get(pk=trip.pk)
        refuse_if(not trip.is_open, "ended", _("The trip has ended: its report says how it was."))
        refuse_if(
            not trip.from_on <= visit.planned_on <= trip.to_on,
            "outside",
            _("The trip is from %(first)s to %(last)s: choose one of these days.")
            % {"first": f"{trip.from_on:%Y-%m-%d}", "last": f"{trip.to_on:%Y-%m-%d}"},
        )
    visit.prospect, visit.division_id, visit.trip = prospect, prospect.division_id, trip
    write(visit)
    return visit


@transaction.atomic
def record(visit, *, by, said, on=None, met="", **protocol) -> ProspectVisit:
    """What the firm said, in its words, and what of the protocol was done. Never rewritten.

    A phone that heard no answer hands in again: the same words are the same visit.
    """
    on = on or visit.planned_on
    refuse_if(on > timezone.localdate(), "future", _("It is recorded once it was made."))
    words = {"visited_on": on, "said": said.strip(), "met": tidy(met)}
    words |= {step: bool(protocol.get(step)) for step in ProspectVisit.PROTOCOL}
    refuse_if(not words["said"], "no_words", _("Write down what the firm said."))
    followup.open_one(visit.prospect, by=by)
    there = ProspectVisit.objects.locked().get(pk=visit.pk)
    if there.state == State.MADE and all(
        getattr(there, name) == value for name, value in words.items()
    ):
        return there
    visit = _booked(there, by=by)
    visit.state = State.MADE
    for name, value in words.items():
        setattr(visit, name, value)
    write(visit)
    followup.contact(visit.prospect, by=by, on=on, how=Contact.How.VISIT, words=visit.said)
    if not visit.prospect.verbatim:
        Prospect.objects.filter(pk=visit.prospect_id).update(verbatim=visit.said)
    return visit


@transaction.atomic
def call_off(visit, *, by, because) -> ProspectVisit:
    """Nobody comes, for a reason; the firm is free to be booked again."""
    refuse_if(not because.strip(), "no_reason", _("Say in a few words why, or what."))
    return _call_off(_booked(visit, by=by), because)


def _call_off(visit, because):
    visit.state, visit.cancelled_because = State.CANCELLED, because.strip()[:200]
    write(visit)
    return visit


def _booked(visit, *, by) -> ProspectVisit:
    prospect = followup.open_one(visit.prospect, by=by)
    visit = ProspectVisit.objects.locked().get(pk=visit.pk)
    refuse_if(not visit.is_booked, "settled", _("This visit was recorded or cancelled already."))
    visit.prospect = prospect
    return visit
