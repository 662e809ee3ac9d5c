"""Finding what is due to be reminded of, and owing it. Costs what is due, not what exists."""

import logging

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import CASE_WORKERS, Role
from qualitysup.clock import notifications, schedule
from qualitysup.clock.models import Deadline, ReminderStage
from qualitysup.clock.models.reminder import Audience
from qualitysup.notices.services import owing

logger = logging.getLogger(__name__)

BATCH = 200

# Whom a stage falls to when the one it names is not there: up the ladder, and then down again.
DESK, HEAD, LEADER = Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER
LADDER = {
    Audience.HOLDER: (DESK, HEAD, LEADER),
    Audience.SECTION_HEAD: (HEAD, LEADER, DESK),
    Audience.BUREAU_LEADER: (LEADER, HEAD, DESK),
}


def sweep() -> int:
    """Owe every reminder whose moment has come. Any number of sweeps at once owe each one once.

    A batch is committed with the deadlines moved on to their next moment; another sweep skips the
    rows that this one holds. Where several stages passed meanwhile, after an outage or of a case
    entered late, each person is told once, how it stands now.
    """
    now = timezone.now()
    stages = list(ReminderStage.objects.all())
    staff, stranded, owed, full = None, [], 0, True
    while full:
        with transaction.atomic():
            due = list(
                Deadline.objects.to_remind(now)
                .exclude(pk__in=stranded)
                .select_related("rule", "holder")
                .select_for_update(skip_locked=True, of=("self",), no_key=True)[:BATCH]
            )
            full = len(due) == BATCH
            if due:
                staff = staff or Staff()
                owed += _owe(due, stages, staff, now, stranded)
    if stranded:
        logger.error(
            "%d deadlines are due and nobody is there to be told, e.g. %s",
            len(stranded),
            stranded[:20],
        )
    return owed


def _owe(due, stages, staff, now, stranded):
    notices, moved = [], []
    for deadline in due:
        moments = schedule.moments(deadline, stages)
        passed = [m for m in moments if deadline.next_reminder_at <= m.at <= now]
        told = [(moment, staff.audience(deadline, moment.audience)) for moment in passed]
        if not all(people for _moment, people in told):
            # It stays due, so that whoever comes to hold the office is told.
            stranded.append(deadline.pk)
            continue
        notices += [
            notifications.reminder(deadline, moment, person)
            for person, moment in _last_for_each(told).items()
        ]
        deadline.next_reminder_at = next((m.at for m in moments if m.at > now), None)
        moved.append(deadline)
    Deadline.objects.bulk_update(moved, ["next_reminder_at"])
    return len(owing.record(notices))


def _last_for_each(told) -> dict:
    """The latest stage for each person: the ones before it would say the same of today again."""
    last = {}
    for moment, people in told:
        for person in people:
            if person not in last or last[person].on < moment.on:
                last[person] = moment
    return last


class Staff:
    """Everybody who can be told, read once for a sweep."""

    def __init__(self):
        people = User.objects.holding(*CASE_WORKERS).annotate(
            division_codes=ArrayAgg("divisions", filter=Q(divisions__isnull=False), default=[])
        )
        self.people = {person.pk: person for person in people.order_by("pk")}
        self._found = {}

    def audience(self, deadline, audience) -> list[User]:
        """The people whom a stage is for; nobody only if the division has no staff at all."""
        holder = self.people.get(deadline.holder_id)
        if audience == Audience.HOLDER and holder and holder.reaches(deadline.division_id):
            return [holder]
        key = deadline.division_id, audience
        if key not in self._found:
            self._found[key] = self._first_of(LADDER[audience], deadline.division_id)
        return self._found[key]

    def _first_of(self, roles, division_id):
        """The holders of the first of these roles that anybody holds there."""
        there = [p for p in self.people.values() if p.reaches(division_id)]
        return next(filter(None, ([p for p in there if r in p.roles] for r in roles)), [])
