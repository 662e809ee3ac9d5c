"""Patrols: entered by hand, assigned, postponed, made by a visit, cancelled, noted as missed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import notifications
from inspections.models import Leave, Patrol, PatrolFrequency, Postponement, Visit
from inspections.workflow.patrol import OVERRIDE, PATROL
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record, in_a_row

TERM = "patrol"


@transaction.atomic
def enter(*, by, enterprise, due_on, note, window_from=None, station=None, on=None):
    """Owe an enterprise a visit by a day, beside any plan."""
    today = on or timezone.localdate()
    refuse_if(
        not by.has_perm("inspections.add_patrol"), "forbidden", _("You may not enter patrols.")
    )
    refuse_if(
        enterprise.merged_into_id is not None,
        "merged",
        _("This enterprise was merged into another; the patrol goes to that one."),
    )
    refuse_if(due_on <= today, "past", _("A patrol is due on a day to come."))
    patrol = Patrol(
        enterprise=enterprise,
        division_id=enterprise.division_id,
        created_by=by,
        note=note,
        window_from=window_from or min(today, due_on),
        due_on=due_on,
        station=station,
    )
    save(patrol)
    _owe(patrol, on=today, holder=None)
    return patrol


@transaction.atomic
def change(patrol, *, by, version=None):
    """Keep what was corrected of a patrol entered by hand: why, and from when it may be made."""
    stored = Patrol.objects.locked().get(pk=patrol.pk)
    refuse_if(
        not by.has_perm("inspections.change_patrol"), "forbidden", _("You may not change patrols.")
    )
    refuse_if(
        version is not None and int(version) != stored.version,
        "stale",
        _("Somebody changed this case meanwhile. Look at it again first."),
    )
    stored.note, stored.window_from = patrol.note, patrol.window_from
    stored.version += 1
    save(stored)
    return stored


def _owe(patrol, *, on, holder):
    started = min(on, patrol.due_on - dt.timedelta(days=1))
    deadlines.start(
        patrol,
        TERM,
        on=started,
        holder=holder,
        title=patrol.title,
        amount=(patrol.due_on - started).days,
    )


# --- Who goes ------------------------------------------------------------------------------------


@transaction.atomic
def assign(patrol, *, by, **words):
    """Say which two go, and perhaps when; both need a badge that is valid on that day.

    They are told, and so is whoever no longer goes.
    """
    patrol, before = _assign(patrol, by=by, **words)
    notifications.assigned([(patrol, before, patrol.people)], by=by)
    return patrol


def _assign(patrol, *, by, inspector, partner, planned_on=None, station=None, **words):
    """The patrol, and who went until now."""
    with PATROL.step(patrol, "assign", by=by, **words) as patrol:
        patrol.station = station or patrol.station or inspector.station
        patrol.planned_on = planned_on
        day = planned_on or patrol.due_on
        refuse_if(inspector == partner, "same_person", _("The second inspector is another person."))
        refuse_if(
            planned_on is not None and planned_on < patrol.window_from,
            "too_early",
            _("It is to be made from %(day)s on.") % {"day": patrol.window_from.isoformat()},
        )
        refuse_if(
            planned_on is not None and planned_on > patrol.due_on and patrol.missed_on is None,
            "too_late",
            _("It is due on %(day)s; postpone it first, with the reason.")
            % {"day": patrol.due_on.isoformat()},
        )
        refuse_if(
            patrol.station_id is not None and inspector.station_id != patrol.station_id,
            "other_station",
            _("%(person)s is not of %(station)s.")
            % {"person": inspector, "station": patrol.station},
        )
        for person in (inspector, partner):
            _check_may_go(patrol, person, day)
        before = patrol.people
        patrol.inspector, patrol.partner = inspector, partner
        held = Deadline.objects.of(patrol).open().filter(term=TERM)
        deadlines.hand_over(held, to=inspector, by=by, tell=False)
    return patrol, before


def _check_may_go(patrol, person, day):
    refuse_if(
        not person.has_valid_badge(day),
        "badge",
        _("%(person)s has no enforcement badge that is valid on %(day)s.")
        % {"person": person, "day": day.isoformat()},
    )
    refuse_if(
        not patrol.division_id.startswith(tuple(person.division_prefixes) or ("-",)),
        "elsewhere",
        _("%(person)s does not work in %(division)s.")
        % {"person": person, "division": patrol.division},
    )
    refuse_if(
        Leave.objects.filter(person=person).touching(day, day).exists(),
        "on_leave",
        _("%(person)s is away on %(day)s.") % {"person": person, "day": day.isoformat()},
    )


@transaction.atomic
def assign_many(chosen, *, by, **words):
    """Assign several, each by itself; returns ``(assigned, refused)``, the latter with reasons.

    However many they are, each person hears of them once.
    """
    changes, refused = [], []
    for patrol in chosen:
        try:
            patrol, before = _assign(patrol, by=by, **words)
        except (TransitionRefused, ValidationError) as refusal:
            refused.append((patrol, refusal))
        else:
            changes.append((patrol, before, patrol.people))
    notifications.assigned(changes, by=by)
    return [patrol for patrol, _before, _now in changes], refused


# --- When ----------------------------------------------------------------------------------------


def postpone(patrol, *, by, due_on, note, override="", **words):
    """Put a patrol off, with the reason; past the law's floor only with a reason for that too."""
    with PATROL.step(patrol, "postpone", by=by, note=note, **words) as patrol:
        was = patrol.due_on
        refuse_if(due_on <= was, "not_later", _("A patrol is postponed to a later day."))
        past_floor = _past_floor(patrol, due_on)
        if past_floor:
            _check_override(past_floor, by=by, override=override)
        Postponement.objects.create(
            patrol=patrol,
            from_on=was,
            to_on=due_on,
            reason=note,
            override=override if past_floor else "",
            by=by,
        )
        patrol.due_on = due_on
        if patrol.planned_on and patrol.planned_on < patrol.on:
            patrol.planned_on = None
        with for_the_record():
            deadlines.void(patrol, [TERM], reason=_("postponed: %s") % note)
        _owe(patrol, on=patrol.on, holder=patrol.inspector)
    return patrol


def _past_floor(patrol, due_on) -> str:
    """食品生产经营监督检查管理办法 22: every operator is checked in full once in two years."""
    floor = PatrolFrequency.objects.in_force(patrol.on).filter(rule_set=PatrolFrequency.FLOOR)
    rule = floor.first()
    last = (
        Visit.objects.full_checks().filter(enterprise=patrol.enterprise_id).order_by("-started_at")
    )
    since = last.values_list("started_at", flat=True).first()
    if rule is None or since is None:
        return ""
    seen = timezone.localdate(since)
    by_then = seen + dt.timedelta(days=365 * rule.years // rule.times)
    if due_on <= by_then:
        return ""
    return _("The last full check was on %(seen)s; by %(rule)s the next is due by %(day)s.") % {
        "seen": seen.isoformat(),
        "rule": rule.legal_basis,
        "day": by_then.isoformat(),
    }


def _check_override(reason, *, by, override):
    if not by.has_perm(OVERRIDE):
        raise TransitionRefused("past_floor", reason)
    if not override.strip():
        hint = _("To go on all the same, record the reason for the override.")
        raise TransitionRefused("past_floor", in_a_row([reason, hint]), overridable=True)


# --- How it ends ---------------------------------------------------------------------------------


def fulfil(patrol, *, by, visit=None, done_on=None, **words):
    """It was made, on the day of the visit; made after its day, it counts as missed all the same.

    A visit of an earlier day that arrives late was in time: what was noted meanwhile is taken back.
    """
    with PATROL.step(patrol, "fulfil", by=by, **words) as patrol:
        day = timezone.localdate(visit.started_at) if visit else done_on or patrol.on
        refuse_if(day > patrol.on, "future", _("A patrol is made on its day, not before it."))
        patrol.visit, patrol.done_on = visit, day
        late = day > patrol.due_on
        patrol.missed_on = patrol.due_on + dt.timedelta(days=1) if late else None
        deadlines.meet(patrol, [TERM], on=day)
    return patrol


def fulfil_by_visit(visit):
    """The visit that was made for a patrol is finished; an ended patrol stays as it is."""
    patrol = Patrol.objects.locked().filter(pk=visit.errand, state=Patrol.State.PLANNED).first()
    # The enterprise may have been merged meanwhile: its patrol then moved with it, like the visit.
    if patrol is not None and patrol.enterprise_id == visit.enterprise_id:
        on = timezone.localdate(visit.finished_at)
        fulfil(patrol, by=visit.received_by, visit=visit, on=on)


@transaction.atomic
def cancel(patrol, *, by, note, **words):
    """It is no longer owed; the note says why. Whoever was to go is told."""
    with PATROL.step(patrol, "cancel", by=by, note=note, **words) as patrol:
        notifications.assigned([(patrol, patrol.people, set())], by=by)
    return patrol


def reinstate(patrol, *, by, note, **words):
    """Owe it again: the cancellation was a mistake, or what it was for is over."""
    with PATROL.step(patrol, "reinstate", by=by, note=note, **words) as patrol:
        _owe(patrol, on=patrol.on, holder=patrol.inspector)
    return patrol


# --- When two enterprises turn out to be one -----------------------------------------------------


def settle_merge(record, *, by) -> None:
    """What a plan owed to both is owed to the survivor once: end or move what stayed behind."""
    left = Patrol.objects.locked().open().filter(enterprise=record.duplicate_id)
    for patrol in left.select_related("plan"):
        theirs = Patrol.objects.filter(plan=patrol.plan, enterprise=record.survivor_id)
        if theirs.filter(nth=patrol.nth).exclude(state=Patrol.State.CANCELLED).exists():
            note = _("Merged into “%s”, whose own patrol of this plan stands.") % record.survivor
            cancel(patrol, by=by, note=note)
        else:
            patrol.enterprise_id = record.survivor_id
            patrol.nth = theirs.aggregate(last=Max("nth"))["last"] + 1
            save(patrol)
            record.moved.setdefault("inspections.Patrol.enterprise", []).append(patrol.pk)
            record.save()


def unsettle_merge(record, *, by) -> None:
    """The merge was a mistake: what was ended by it is owed to the duplicate again."""
    ended = Patrol.objects.locked().filter(
        enterprise=record.duplicate_id,
        state=Patrol.State.CANCELLED,
        log__name="cancel",
        log__at__gte=record.at,
    )
    for patrol in ended:
        reinstate(patrol, by=by, note=_("The merge was undone."))


def note_missed(on=None) -> int:
    """Note whose day has passed, each since the day after it, however late this runs."""
    return Patrol.objects.unnoted(on).update(
        missed_on=F("due_on") + dt.timedelta(days=1), version=F("version") + 1
    )
