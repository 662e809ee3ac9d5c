"""Two enterprises were one: an honour that both told of is one honour."""

from django.db import transaction
from django.utils.translation import gettext as _

from brands.models import Honour
from brands.services import honours
from enterprises.services import merging
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.wording import for_the_record

State = Honour.State

# What a merge did to honours, beside moving them to the survivor.
DOUBLES = "brands.Honour.state"
HOLDER = "brands.Honour.enterprise"
# Pairs of a double and of the honour that stays.
PAIRS = "brands.Honour.stays"


@transaction.atomic
def settle(record, *, by) -> None:
    """After a merge: of two rows that tell of the same grant one stays, with what both know.

    The one that is said to be valid longer stays, since its periods are never rewritten; it takes
    over the number, the brand and the officer that only the other has, and what points at that.
    The other is not deleted but ends as a double on its first day, so that no count of any day
    finds it; publicity that was released of it is never rewritten and leaves the public page.
    """
    moved = record.moved
    left = Honour.objects.locked().filter(enterprise=record.duplicate).once().order_by("pk")
    for other in left.select_related("enterprise", "kind", "officer"):
        twin = (
            Honour.objects.locked()
            .filter(
                enterprise=record.survivor,
                kind=other.kind_id,
                product=other.product,
                granted_on=other.granted_on,
            )
            .once()
            .first()
        )
        if twin is None:
            continue
        stays, double = _which(twin, other)
        _become_one(stays, double, moved, survivor=record.survivor)
    record.save(update_fields=["moved"])


@transaction.atomic
def unsettle(record, *, by) -> None:
    """The merge was a mistake: the doubles tell of honours of their own again."""
    for pk, kept in record.moved.get(PAIRS, []):
        double, stays = (Honour.objects.locked().get(pk=key) for key in (pk, kept))
        for pointer in _ways():
            if keys := record.moved.get(f"{pointer.label}:{pk}"):
                pointer.rows(stays.pk).filter(pk__in=keys).update(**{pointer.field: double.pk})
        if double.state != State.DOUBLE:
            continue
        before = double.history.exclude(state=State.DOUBLE).order_by("-pgh_id").first()
        if before.number and stays.number == before.number:
            stays.number = ""
            save(stays, update_fields=["number"])
        double.state, double.number = before.state, before.number
        double.ended_on, double.ended_because = before.ended_on, before.ended_because
        # The other one of the two may be back with its own holder.
        save(double, update_fields=["state", "number", "ended_on", "ended_because"])
        honours.watch(double)


def _which(twin, other):
    """The one that stays, and the double; where both know as much the survivor's stays."""
    numbered = twin.number and other.number and twin.number != other.number
    refuse_if(
        numbered,
        "two_numbers",
        _("Both have %(honour)s, with the numbers %(one)s and %(other)s: correct the wrong one.")
        % {"honour": twin, "one": twin.number, "other": other.number},
    )
    return (other, twin) if _weight(other) > _weight(twin) else (twin, other)


def _weight(honour):
    """How much a row tells: that it ended, without end, until when, with a number."""
    return (
        honour.state != State.HELD,
        honour.valid_to is None,
        honour.valid_to or honour.valid_from,
        bool(honour.number),
    )


def _become_one(stays, double, moved, *, survivor):
    moved.setdefault(PAIRS, []).append([double.pk, stays.pk])
    ways, _stay = merging.move(_ways(), double.pk, stays.pk)
    moved |= {f"{pointer.label}:{double.pk}": keys for pointer, keys in ways.items() if keys}
    lacking = {
        name: getattr(double, name)
        for name in ("number", "brand", "officer")
        if not getattr(stays, name) and getattr(double, name)
    }
    with for_the_record():
        because = _("entered twice, with “%s” as well") % stays.enterprise
    double.state, double.number = State.DOUBLE, ""
    double.ended_on, double.ended_because = double.valid_from, because[:200]
    save(double, update_fields=["state", "number", "ended_on", "ended_because"])
    Deadline.objects.of(double).open().void(because)
    for name, value in lacking.items():
        setattr(stays, name, value)
    if stays.enterprise_id != survivor.pk:
        stays.enterprise = survivor
        moved.setdefault(HOLDER, []).append(stays.pk)
    save(stays, update_fields=["enterprise", *lacking])


def _ways():
    """What points at an honour and may point at another; periods and deadlines are its own."""
    own = (Deadline, Honour.periods.rel.related_model)
    return [pointer for pointer in merging.pointers(Honour) if pointer.model not in own]
