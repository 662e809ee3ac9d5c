"""Everything that writes one workshop. Admin, API and import come here."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from enterprises.services import register as enterprises
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from workshops.models import HealthCertificate, Workshop
from workshops.services import access, registrations, varieties, workers

Status = Workshop.Status

# What a person may set by hand; the rest has services of its own.
EDITABLE = (
    "trade",
    "operator_kind",
    "operator_name",
    "fringe",
    "floor_area",
    "headcount",
    "status",
    "note",
)
# What is told of the enterprise when its workshop is registered, and kept there.
OF_ENTERPRISE = ("name", "uscc", "division", "address", "phone", "lng", "lat")


@transaction.atomic
def register(*, by, enterprise=None, foods=(), confirmed=False, **told) -> Workshop:
    """Enter a workshop, of an enterprise of the register or together with a new one.

    ``foods`` are pairs of category and name. What is forbidden there is refused, entry named, and
    then nothing is entered.
    """
    refuse_if(
        not by.has_perm("workshops.add_workshop"),
        "forbidden",
        _("You may not register workshops."),
    )
    its_own = {name: told.pop(name) for name in OF_ENTERPRISE if name in told}
    if enterprise is None:
        enterprise = enterprises.save(Enterprise(**its_own), by=by, confirmed=confirmed)
    enterprise = enterprises.locked(enterprise)
    enterprises.refuse_out_of_reach(enterprise.division_id, by=by)
    refuse_if(
        Workshop.objects.filter(enterprise=enterprise).exists(),
        "registered",
        _("“%s” is registered as a workshop already.") % enterprise,
    )
    workshop = Workshop(
        enterprise=enterprise,
        division_id=enterprise.division_id,
        version=1,
        **{"operator_name": enterprise.legal_representative} | told,
    )
    save(workshop)
    for category, name in foods:
        varieties.begin(workshop, by=by, category=category, name=name)
    return workshop


@transaction.atomic
def change(workshop, *, by, version=None) -> Workshop:
    """Keep what was changed of a workshop; ``version`` is what the person looked at."""
    stored = access.locked(workshop, by=by, permission="workshops.change_workshop", version=version)
    refuse_if(stored.is_closed, "closed", _("This workshop is closed."))
    refuse_if(
        workshop.status == Status.CLOSED,
        "close",
        _("Closing it is a step of its own: give the day."),
    )
    workshop.version = stored.version + 1
    save(workshop, update_fields=[*EDITABLE, "version", "updated_at"])
    return workshop


@transaction.atomic
def close(workshop, *, by, because, on=None) -> Workshop:
    """A workshop is given up for good: it makes nothing, and nobody works there any more.

    Its registration is cancelled by a decision of its own.
    """
    workshop = access.locked(workshop, by=by, permission="workshops.close_workshop")
    today = timezone.localdate()
    on = on or today
    refuse_if(workshop.is_closed, "closed", _("This workshop is closed already."))
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    refuse_if(on > today, "future", _("A step is recorded on its day, not before it."))
    workshop.status = Status.CLOSED
    workshop.closed_on, workshop.closed_because = on, because.strip()
    workshop.version += 1
    save(
        workshop,
        update_fields=["status", "closed_on", "closed_because", "version", "updated_at"],
    )
    for variety in workshop.varieties.open().locked():
        varieties.end(variety, by=None, until=max(on, variety.since))
    workshop.workers.current(on).update(left_on=on)
    held = HealthCertificate.objects.filter(worker__workshop=workshop)
    workers.owe_no_more(held, reason=_("the workshop closed"))
    return workshop


@transaction.atomic
def follow(enterprise) -> None:
    """The enterprise moved to another division: its workshop and what hangs on it are there now."""
    workshop = Workshop.objects.locked().filter(enterprise=enterprise).first()
    if workshop is None or workshop.division_id == enterprise.division_id:
        return
    workshop.division_id = enterprise.division_id
    workshop.version += 1
    save(workshop, update_fields=["division", "version", "updated_at"])
    settle(workshop)


def settle(workshop) -> None:
    """What hangs on a workshop that moved lies where it lies now, and so do its deadlines."""
    registrations.follow(workshop)
    for certificate in HealthCertificate.objects.filter(worker__workshop=workshop).exclude(
        division=workshop.division_id
    ):
        certificate.division_id = workshop.division_id
        save(certificate, update_fields=["division"])
        if Deadline.objects.of(certificate).open().void(_("the workshop moved")):
            workers.watch(certificate, workshop)
