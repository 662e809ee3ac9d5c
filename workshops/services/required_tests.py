"""The mandatory tests that operators owe (强制检验): planned by class, done, missed, called off.

Each year is divided into as many periods as the class asks for; one test is owed by the end of
each. Planning again adds what a higher class asks for and takes nothing away.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record
from workshops.models import LotTest, RequiredTest, TestFrequency, Workshop
from workshops.services.siting import zone_of

TERM = "required-test"
CANCEL = "workshops.cancel_requiredtest"

# A period that is nearly over when its workshop or its class comes up asks for no test any more.
SHORTEST = dt.timedelta(days=15)


@dataclass(frozen=True)
class Period:
    nth: int
    starts_on: dt.date
    ends_on: dt.date


def periods(year: int, times: int) -> list[Period]:
    """A year in so many parts: of whole months where that comes out even, else of days."""
    if 12 % times == 0:
        months = range(1, 13, 12 // times)
        starts = [dt.date(year, month, 1) for month in months]
    else:
        first = dt.date(year, 1, 1)
        days = (dt.date(year + 1, 1, 1) - first).days
        starts = [first + dt.timedelta(days=days * n // times) for n in range(times)]
    ends = [start - dt.timedelta(days=1) for start in [*starts[1:], dt.date(year + 1, 1, 1)]]
    return [Period(n, *days) for n, days in enumerate(zip(starts, ends, strict=True), start=1)]


# --- Planned -------------------------------------------------------------------------------------


def plan(on=None) -> int:
    """Owe every operating workshop what is left of the year of this day; how many are new.

    Done again, it changes nothing. What a workshop that closed still owed is called off.
    """
    on = on or timezone.localdate()
    _call_off_of_closed(on)
    working = Workshop.objects.filter(status=Workshop.Status.OPERATING).order_by("pk")
    return sum(plan_for(pk, on=on) for pk in working.values_list("pk", flat=True).iterator())


@transaction.atomic
def plan_for(workshop_id: int, *, on=None) -> int:
    """One workshop's tests for the rest of the year, under the lock of its row."""
    on = on or timezone.localdate()
    Workshop.objects.locked().only("pk").get(pk=workshop_id)
    workshop = Workshop.objects.select_related("enterprise").get(pk=workshop_id)
    rule = TestFrequency.objects.of_class(workshop.enterprise.risk_class, on)
    if rule is None or workshop.status != Workshop.Status.OPERATING:
        return 0
    owed = list(workshop.required_tests.filter(year=on.year).values_list("due_on", flat=True))
    fresh = [
        period
        for period in periods(on.year, rule.times)
        if period.ends_on - on >= SHORTEST
        and not any(period.starts_on <= due_on <= period.ends_on for due_on in owed)
    ]
    zone = zone_of(workshop, on) if fresh else None
    for period in fresh:
        _owe(workshop, period, rule, zone=zone)
    return len(fresh)


def _owe(workshop, period, rule, *, zone):
    required = RequiredTest(
        workshop=workshop,
        division_id=workshop.division_id,
        zone=zone,
        year=period.ends_on.year,
        nth=period.nth,
        risk_class=rule.risk_class,
        times=rule.times,
        items=rule.items,
        window_from=period.starts_on,
        due_on=period.ends_on,
    )
    save(required)
    with for_the_record():
        title = str(required.title)
    deadlines.start(
        required,
        TERM,
        on=period.starts_on,
        holder=None,
        title=title,
        amount=(period.ends_on - period.starts_on).days,
    )


def _call_off_of_closed(on):
    closed = RequiredTest.objects.open().filter(workshop__status=Workshop.Status.CLOSED)
    left = closed.filter(due_on__gte=F("workshop__closed_on"))
    for required in left.select_related("workshop"):
        with for_the_record():
            _call_off(required, on=on, because=_("The workshop closed."))


# --- Done, missed, called off --------------------------------------------------------------------


def owed_for(test: LotTest) -> RequiredTest | None:
    """Which owed test a mandatory one is: that of its day, or the oldest that was missed."""
    if test.purpose != LotTest.Purpose.MANDATORY:
        return None
    if test.replaces_id is not None:
        return RequiredTest.objects.filter(test=test.replaces_id).first()
    rows = RequiredTest.objects.open().filter(workshop=test.lot.workshop_id).order_by("due_on")
    begun = rows.filter(window_from__lte=test.sampled_on)
    return begun.filter(due_on__gte=test.sampled_on).first() or begun.first()


def items_wanted(test) -> int:
    """In how many items a report has to be for the plan to count it."""
    required = owed_for(test)
    return required.items if required else 1


def fulfil(test) -> RequiredTest | None:
    """A report was recorded: what was owed is done, passed or not; made late, it stays missed."""
    found = owed_for(test)
    if found is None:
        return None
    required = RequiredTest.objects.locked().get(pk=found.pk)
    required.test = test
    required.done_on = required.done_on or test.reported_on
    if required.done_on > required.due_on and required.missed_on is None:
        required.missed_on = required.due_on + dt.timedelta(days=1)
    save(required)
    deadlines.meet(required, [TERM], on=required.done_on)
    return required


def note_missed(on=None) -> int:
    """Note whose day has passed, each since the day after it, however late this runs."""
    return RequiredTest.objects.unnoted(on).update(missed_on=F("due_on") + dt.timedelta(days=1))


@transaction.atomic
def cancel(required, *, by, reason) -> RequiredTest:
    """It is no longer owed, and why; one that was missed stays missed."""
    refuse_if(not by.has_perm(CANCEL), "forbidden", _("You may not call mandatory tests off."))
    required = RequiredTest.objects.locked().get(pk=required.pk)
    refuse_if(required.test_id is not None, "done", _("This test is done."))
    refuse_if(required.cancelled_on is not None, "ended", _("It was called off already."))
    refuse_if(not reason.strip(), "no_reason", _("Say in a few words why, or what."))
    return _call_off(required, on=timezone.localdate(), because=reason.strip())


def _call_off(required, *, on, because):
    required.cancelled_on, required.cancelled_because = on, because[:200]
    save(required)
    deadlines.void(required, [TERM], reason=because)
    return required
