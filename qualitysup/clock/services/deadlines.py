"""Everything that starts, moves or ends a deadline. Workflows and the admin come here."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.clock import notifications, schedule
from qualitysup.clock.counting import Computation, compute
from qualitysup.clock.explaining import quantity
from qualitysup.clock.models import (
    CalendarYear,
    Deadline,
    DeadlineChange,
    ReminderStage,
    TermRule,
)
from qualitysup.clock.models.deadline import as_changes
from qualitysup.clock.querysets import NoRule
from qualitysup.notices.services import owing

Kind = DeadlineChange.Kind

RECOMPUTED = (
    "nominal_on",
    "due_on",
    "window_from",
    "alarm_on",
    "provisional",
    "paused",
    "next_reminder_at",
)
RECOMPUTE_BATCH = 1000


class ChangeRefused(Exception):
    """The law or the state of the deadline does not allow this change; ``reason`` says why."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Start:
    """A term that begins: from which day, and how long if the decision says so."""

    term: str
    on: date
    # The length that a decision sets, in the rule's unit.
    amount: int | None = None
    # The day whose law decides, where the case began before this term did.
    rule_on: date | None = None


def start(case, term, *, on, holder, title="", rule_on=None, amount=None) -> Deadline | None:
    """Start one term for a case; see ``start_all``."""
    starts = [Start(term, on, amount, rule_on)]
    return start_all(case, starts, holder=holder, title=title)[0]


def start_all(case, starts, *, holder, title="") -> list[Deadline | None]:
    """Start terms for a case, each under the rule of its day; what is open already is returned.

    ``None`` where the law of that day knew no such term: an old case is not bound by a new one.
    However many they are, it costs the same number of queries. Call it with the case locked.
    """
    starts = [replace(each, on=_day(each.on)) for each in starts]
    terms = [each.term for each in starts]
    running = {d.term: d for d in Deadline.objects.of(case).open().filter(term__in=terms)}
    fresh = [each for each in starts if each.term not in running]
    if fresh:
        rules = TermRule.objects.timeline(terms)
        calendar = CalendarYear.objects.as_calendar(min(each.on for each in fresh))
        stages = list(ReminderStage.objects.all())
        facts = {
            "case": case,
            "division_id": case.division_id,
            "title": (title or str(case))[:200],
            "path": case.get_absolute_url() if hasattr(case, "get_absolute_url") else "",
            "holder": holder,
        }
        for each in fresh:
            if rule := _rule(rules, each, each.rule_on or each.on):
                running[each.term] = Deadline(
                    rule=rule, term=each.term, amount=each.amount, started_on=each.on, **facts
                )
                _take(running[each.term], _compute(running[each.term], calendar), stages)
        Deadline.objects.bulk_create(d for d in running.values() if d.pk is None)
    return [running.get(term) for term in terms]


def _day(on):
    return timezone.localdate(on) if isinstance(on, datetime) else on


def _rule(rules, start, on):
    try:
        rule = rules.on(start.term, on)
    except NoRule:
        return None
    if start.amount is not None and not rule.by_decision:
        raise ChangeRefused("fixed_length", _("The law sets the length of this term."))
    return rule


def of(case, term) -> Deadline | None:
    """The latest deadline of this term for a case, open or ended."""
    return latest(case, [term]).get(term)


def latest(case, terms) -> dict[str, Deadline]:
    """Of each of these terms that ever ran for a case, its latest deadline, open or ended."""
    found = Deadline.objects.of(case).filter(term__in=terms)
    return {each.term: each for each in found.select_related("rule").order_by("pk")}


def computed(term, on, *, amount=None) -> Computation:
    """The dates that a term would have if it started on a day; nothing is kept."""
    rule = TermRule.objects.in_force(term, on).as_rule(amount)
    return compute(rule, on, calendar=CalendarYear.objects.as_calendar(on), changes=())


def meet(case, terms, *, on=None) -> int:
    """What was owed is done. Terms that are not open are left alone."""
    return (
        Deadline.objects.of(case)
        .open()
        .filter(term__in=terms)
        .update(met_on=on or timezone.localdate(), next_reminder_at=None)
    )


def void(case, terms, *, reason) -> int:
    """What was owed is no longer owed, and why."""
    return Deadline.objects.of(case).open().filter(term__in=terms).void(reason)


@transaction.atomic
def hand_over(deadlines, *, to, by, tell=True) -> int:
    """Make somebody else responsible for open deadlines, and tell them in one notice.

    ``tell=False`` is for whoever tells them of the work itself.
    """
    given = list(
        Deadline.objects.open()
        .filter(pk__in=[deadline.pk for deadline in deadlines])
        .exclude(holder=to)
        .select_related("rule")
        .locked()
    )
    if given:
        Deadline.objects.filter(pk__in=[d.pk for d in given]).update(holder=to)
        if tell:
            owing.record([notifications.handed_over(given, to, by=by, at=timezone.now())])
    return len(given)


def suspend(deadline, *, by, reason, on=None, legal_basis="") -> Deadline:
    """Time stands still from this day on, which itself no longer counts."""
    with transaction.atomic():
        deadline = _opened(deadline)
        on = on or timezone.localdate()
        if deadline.paused:
            raise ChangeRefused("suspended", _("This deadline is suspended already."))
        if on <= deadline.started_on or on > deadline.nominal_on:
            raise ChangeRefused(
                "outside_term",
                _("A suspension begins after %(start)s and no later than %(end)s.")
                % {"start": deadline.started_on, "end": deadline.nominal_on},
            )
        resumed = deadline.changes.filter(kind=Kind.RESUMPTION).last()
        if resumed and on < resumed.on:
            raise ChangeRefused("out_of_order", _("Time ran again only from %s.") % resumed.on)
        return _change(
            deadline, Kind.SUSPENSION, on=on, by=by, reason=reason, legal_basis=legal_basis
        )


def resume(deadline, *, by, reason, on=None, legal_basis="") -> Deadline:
    """Time runs again from this day on, which counts."""
    with transaction.atomic():
        deadline = _opened(deadline)
        on = on or timezone.localdate()
        if not deadline.paused:
            raise ChangeRefused("not_suspended", _("This deadline is not suspended."))
        suspended = deadline.changes.filter(kind=Kind.SUSPENSION).last()
        if on < suspended.on:
            raise ChangeRefused("out_of_order", _("It was suspended only on %s.") % suspended.on)
        return _change(
            deadline, Kind.RESUMPTION, on=on, by=by, reason=reason, legal_basis=legal_basis
        )


def extend(deadline, *, by, reason, amount, on=None, legal_basis="") -> Deadline:
    """Grant more time within what the rule allows: how often, how long, applied for how early.

    ``on`` is the day on which the extension was applied for.
    """
    with transaction.atomic():
        deadline = _opened(deadline)
        rule = deadline.rule
        on = on or timezone.localdate()
        if deadline.paused:
            raise ChangeRefused("suspended", _("Time stands still; resume it first."))
        if deadline.changes.filter(kind=Kind.EXTENSION).count() >= rule.extensions:
            raise ChangeRefused(
                "no_extension",
                _("The law allows no extension of this term.")
                if not rule.extensions
                else _("This term has been extended as often as the law allows."),
            )
        if not 1 <= amount <= rule.extension_limit:
            raise ChangeRefused(
                "too_long",
                _("An extension is at least one and at most %s long.")
                % quantity(rule.extension_limit, rule.unit),
            )
        days_left = (deadline.nominal_on - on).days
        if days_left < (rule.apply_before or 0):
            raise ChangeRefused(
                "too_late",
                _("An extension is applied for at least %d days before the term ends.")
                % (rule.apply_before or 0),
            )
        return _change(
            deadline,
            Kind.EXTENSION,
            on=on,
            by=by,
            reason=reason,
            legal_basis=legal_basis or rule.legal_basis,
            amount=amount,
            unit=rule.unit,
        )


def recompute(deadline) -> Deadline:
    """Compute the dates again from start, rule, changes and calendar: same facts, same days."""
    with transaction.atomic():
        deadline = Deadline.objects.locked().select_related("rule").get(pk=deadline.pk)
        if deadline.is_open:
            _recompute(deadline)
    return deadline


def recompute_between(first: date, last: date) -> int:
    """The calendar of these days changed: compute what asked it again. Returns how many moved."""
    stages = list(ReminderStage.objects.all())
    after, moved = 0, 0
    while True:
        with transaction.atomic():
            batch = list(
                Deadline.objects.asking_between(first, last)
                .filter(pk__gt=after)
                .select_related("rule")
                .prefetch_related("changes")
                .locked()[:RECOMPUTE_BATCH]
            )
            if not batch:
                return moved
            calendar = CalendarYear.objects.as_calendar(min(d.started_on for d in batch))
            changed = [d for d in batch if _take(d, _compute(d, calendar), stages)]
            Deadline.objects.bulk_update(changed, RECOMPUTED)
        after, moved = batch[-1].pk, moved + len(changed)


def reschedule() -> int:
    """The reminder stages changed: find each open deadline its next moment again."""
    stages = list(ReminderStage.objects.all())
    now = timezone.now()
    after, moved = 0, 0
    while True:
        with transaction.atomic():
            batch = list(
                Deadline.objects.open()
                # What is due to be reminded of already is the sweep's.
                .exclude(next_reminder_at__lte=now)
                .filter(pk__gt=after, paused=False)
                .select_related("rule")
                .locked()[:RECOMPUTE_BATCH]
            )
            if not batch:
                return moved
            changed = []
            for deadline in batch:
                moment = schedule.first_from(deadline, stages, now)
                if moment != deadline.next_reminder_at:
                    deadline.next_reminder_at = moment
                    changed.append(deadline)
            Deadline.objects.bulk_update(changed, ["next_reminder_at"])
        after, moved = batch[-1].pk, moved + len(changed)


def computation(deadline) -> Computation:
    """How the deadline's dates came about, for the page that explains them."""
    return _compute(deadline, CalendarYear.objects.as_calendar(deadline.started_on))


def _opened(deadline):
    deadline = Deadline.objects.locked().select_related("rule").get(pk=deadline.pk)
    if not deadline.is_open:
        raise ChangeRefused("ended", _("This deadline has ended."))
    return deadline


def _change(deadline, kind, **facts):
    if not facts["reason"].strip():
        raise ChangeRefused("no_reason", _("Give the reason."))
    deadline.changes.create(kind=kind, **facts)
    _recompute(deadline)
    return deadline


def _recompute(deadline):
    if _take(deadline, computation(deadline), list(ReminderStage.objects.all())):
        deadline.save(update_fields=RECOMPUTED)


def _compute(deadline, calendar):
    return compute(
        deadline.rule.as_rule(deadline.amount),
        deadline.started_on,
        calendar=calendar,
        changes=as_changes(deadline.changes.all()) if deadline.pk else (),
    )


def _take(deadline, computed, stages) -> bool:
    """Take over computed dates; true if anything changed.

    Of a deadline that is entered late, only what it is late for is still told; what nobody was
    told before it moved is not forgotten.
    """
    before = [getattr(deadline, name) for name in RECOMPUTED]
    watched = deadline.alarm_on
    deadline.nominal_on = computed.nominal
    deadline.due_on = computed.due
    deadline.window_from = computed.window_from
    deadline.alarm_on = computed.alarm_on
    deadline.provisional = computed.provisional
    deadline.paused = computed.due is None
    if deadline.paused:
        deadline.next_reminder_at = None
    elif deadline.alarm_on != watched:
        due_at = schedule.at(deadline.alarm_on)
        untold = deadline.next_reminder_at or due_at
        deadline.next_reminder_at = schedule.first_from(
            deadline, stages, min(timezone.now(), due_at, untold)
        )
    return [getattr(deadline, name) for name in RECOMPUTED] != before
