"""Penalties that are decided apart from an order (处罚决定): recorded, served, annulled."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Penalty
from inspections.signals import annulled, penalty_decided
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.documents import numbers


@transaction.atomic
def record(penalty, *, by) -> Penalty:
    """Keep a decision; whatever is public of it waits in the queue from here.

    Jurisdiction and party are the enterprise's on that day.
    """
    refuse_if(
        not by.has_perm("inspections.add_penalty"), "forbidden", _("You may not record penalties.")
    )
    refuse_if(
        penalty.decided_on > timezone.localdate(),
        "future",
        _("A decision is recorded once it was made, not before."),
    )
    firm = penalty.enterprise
    penalty.division_id, penalty.recorded_by = firm.division_id, by
    penalty.party_name, penalty.party_uscc = firm.name, firm.uscc or ""
    penalty.number = numbers.normalise(penalty.number)
    save(penalty)
    penalty_decided.send(Penalty, source=penalty, by=by)
    return penalty


@transaction.atomic
def serve(penalty, *, by, on) -> Penalty:
    """Record the day on which the party was served."""
    penalty = _changed(penalty, by=by)
    refuse_if(
        on > timezone.localdate(), "future", _("A step is recorded on its day, not before it.")
    )
    penalty.served_on = on
    save(penalty)
    return penalty


@transaction.atomic
def annul(penalty, *, by, note, on=None) -> Penalty:
    """Record that the decision no longer holds: what is public of it is withdrawn (art. 11)."""
    penalty = _changed(penalty, by=by)
    refuse_if(not note.strip(), "no_reason", _("Say in a few words why, or what."))
    on = on or timezone.localdate()
    refuse_if(
        on > timezone.localdate(),
        "future",
        _("It is recorded once it was annulled, not before."),
    )
    penalty.annulled_on, penalty.annulled_because = on, note.strip()[:300]
    save(penalty)
    annulled.send(Penalty, source=penalty, by=by, note=note)
    return penalty


def _changed(penalty, *, by):
    refuse_if(
        not by.has_perm("inspections.change_penalty"),
        "forbidden",
        _("You may not change penalties."),
    )
    penalty = Penalty.objects.locked().get(pk=penalty.pk)
    refuse_if(
        penalty.annulled_on is not None,
        "annulled",
        _("That it was annulled is recorded already."),
    )
    return penalty
