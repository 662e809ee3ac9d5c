"""Slaughter plants: entered from the city's list, verified by the bureau, watched until expiry."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.services import deadlines
from qualitysup.wording import for_the_record
from workshops.models import SlaughterPlant

# What the certificate and the sign plate say: once it changes, somebody looks at them again.
CERTIFIED = ("name", "certificate_number", "sign_number", "issued_by", "valid_from", "valid_to")
TERM = "slaughter-certificate"


@transaction.atomic
def keep(plant, *, by):
    """Enter a plant or change it; a certificate that changed is verified again."""
    verb = "add" if plant.pk is None else "change"
    refuse_if(
        not by.has_perm(f"workshops.{verb}_slaughterplant"),
        "forbidden",
        _("You may not change slaughter plants."),
    )
    if plant.pk is not None:
        stored = SlaughterPlant.objects.select_for_update(no_key=True).get(pk=plant.pk)
        plant.verified_on, plant.verified_by = stored.verified_on, stored.verified_by
        if any(getattr(stored, name) != getattr(plant, name) for name in CERTIFIED):
            plant.verified_on = plant.verified_by = None
            with for_the_record():
                deadlines.void(plant, [TERM], reason=_("another certificate was entered"))
    save(plant)
    return plant


@transaction.atomic
def verify(plant, *, by, on=None):
    """Certificate and sign plate were compared with the city's list (生猪屠宰管理条例 9, 10).

    From here on lots may name the plant, and its expiry is a deadline.
    """
    refuse_if(
        not by.has_perm("workshops.verify_slaughterplant"),
        "forbidden",
        _("You may not verify slaughter plants."),
    )
    on = on or timezone.localdate()
    plant = SlaughterPlant.objects.select_for_update(no_key=True, of=("self",)).get(pk=plant.pk)
    refuse_if(
        on > timezone.localdate(), "future", _("A step is recorded on its day, not before it.")
    )
    refuse_if(
        not plant.is_valid_on(on),
        "plant_covers_the_day",
        _("The certificate is valid from %(first)s to %(last)s.")
        % {"first": plant.valid_from.isoformat(), "last": plant.valid_to.isoformat()},
    )
    plant.verified_on, plant.verified_by = on, by
    save(plant)
    deadlines.start(
        plant,
        TERM,
        on=plant.valid_from,
        holder=by,
        title=plant.title,
        amount=(plant.valid_to - plant.valid_from).days,
    )
    return plant
