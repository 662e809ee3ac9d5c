"""Two enterprises were one: where both have a workshop, one of the two stays."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import merging
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.wording import for_the_record
from workshops.models import Allocation, Workshop
from workshops.services import register, registrations

Conditions, Status = Workshop.Conditions, Workshop.Status

# What a merge closed, beside what it moved.
CLOSED = "workshops.Workshop.status"


@transaction.atomic
def settle(record, *, by) -> None:
    """After a merge: the workshop lies where the survivor does, and a second one gives way.

    What hangs on it moves as far as the rules of each table allow; a ledger or a registration,
    which are never rewritten, stay with the workshop that is closed now. So the one of the two
    that is registered has to be the one that stays.
    """
    kept, other = _pair(record)
    if kept is not None:
        register.follow(record.survivor)
    if kept is None or other is None:
        return
    refuse_if(
        other.registrations.in_force().exists() and not kept.registrations.in_force().exists(),
        "registered_one_stays",
        _("“%(duplicate)s” has the registration: merge “%(survivor)s” into it instead.")
        % {"duplicate": record.duplicate, "survivor": record.survivor},
    )
    moved, _stays = merging.move(_ways(), other.pk, kept.pk)
    places = other.allocations.held().filter(relocation__workshop=kept)
    if left := places.select_related("unit").first():
        words = _("%(unit)s of “%(duplicate)s” is not fit for what “%(survivor)s” makes.")
        names = {"duplicate": record.duplicate, "survivor": record.survivor, "unit": left.unit}
        raise TransitionRefused("unit_stays", words % names)
    record.moved |= {pointer.label: keys for pointer, keys in moved.items() if keys}
    if not other.is_closed:
        record.moved[CLOSED] = [other.pk]
    record.save(update_fields=["moved"])
    for registration in other.registrations.in_force():
        Deadline.objects.of(registration).open().void(_("the workshop was merged"))
    if not other.is_closed:
        with for_the_record():
            because = _("merged into “%s”") % record.survivor
        _put(other, Status.CLOSED, closed_on=timezone.localdate(), closed_because=because[:200])
    kept.refresh_from_db()
    register.settle(kept)
    _look_again(kept, other)


@transaction.atomic
def unsettle(record, *, by) -> None:
    """The merge was a mistake: what was moved goes home, and the workshop works on as it did."""
    kept, other = _pair(record)
    if kept is not None:
        register.follow(record.survivor)
    if other is None:
        return
    register.follow(record.duplicate)
    if kept is None:
        return
    for pointer in _ways():
        if keys := record.moved.get(pointer.label):
            pointer.rows(kept.pk).filter(pk__in=keys).update(**{pointer.field: other.pk})
    other.refresh_from_db()
    if other.pk in record.moved.get(CLOSED, []) and other.is_closed:
        before = other.history.exclude(status=Status.CLOSED).order_by("-pgh_id").first()
        _put(other, before.status, closed_on=None, closed_because="")
    register.settle(other)
    for registration in other.registrations.in_force():
        registrations.watch(registration)
    _look_again(kept, other)


def _ways():
    """What points at a workshop; a place is judged by its relocation and the varieties, so last."""
    return sorted(merging.pointers(Workshop), key=lambda pointer: pointer.model is Allocation)


def _pair(record):
    """The workshops of the survivor and of what was merged into it, held."""
    both = [record.survivor_id, record.duplicate_id]
    found = {
        row.enterprise_id: row for row in Workshop.objects.locked().filter(enterprise__in=both)
    }
    return found.get(record.survivor_id), found.get(record.duplicate_id)


def _put(workshop, status, **more):
    workshop.status = status
    for name, value in more.items():
        setattr(workshop, name, value)
    workshop.version += 1
    save(workshop, update_fields=["status", *more, "version", "updated_at"])


def _look_again(*workshops):
    """What the latest survey of each found is what its lists show."""
    for workshop in workshops:
        workshop.refresh_from_db()
        latest = workshop.survey_records.order_by("-surveyed_on", "-pk").first()
        workshop.surveyed_on = latest and latest.surveyed_on
        workshop.score = latest and latest.score
        workshop.conditions = Conditions.UNKNOWN
        if latest is not None:
            workshop.conditions = Conditions.COMPLETE if latest.complete else Conditions.INCOMPLETE
        save(workshop, update_fields=["surveyed_on", "score", "conditions", "updated_at"])
