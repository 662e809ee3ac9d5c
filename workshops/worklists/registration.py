"""What waits of registrations: to be decided, to be looked at, to be renewed, to be struck off."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import case_rows, register_worklist, worklist_of
from qualitysup.states import Tone
from workshops import validity
from workshops.models import Application, Registration


def expiring(user):
    days = validity.invited_before(on=timezone.localdate())
    return Registration.objects.visible_to(user).expiring(days)


register_worklist(
    worklist_of(
        Application,
        "applications-to-decide",
        _("Applications for registration to decide"),
        lambda user: Application.objects.visible_to(user).awaiting(),
        {"standing": "decide"},
        permission="workshops.decide_application",
        tone=Tone.SOON,
        order=31,
    ),
    worklist_of(
        Application,
        "applications-to-check",
        _("Workshops to be checked on site"),
        lambda user: Application.objects.visible_to(user).to_check(),
        {"standing": "check"},
        permission="workshops.check_application",
        tone=Tone.SOON,
        order=32,
        in_field=True,
    ),
    worklist_of(
        Application,
        "applications-late",
        _("Changes that were applied for late"),
        lambda user: Application.objects.visible_to(user).late().open(),
        {"standing": "late-open"},
        permission="workshops.decide_application",
        tone=Tone.INFO,
        order=37,
    ),
    worklist_of(
        Application,
        "applications-to-certify",
        _("Deemed renewed, without a certificate"),
        lambda user: Application.objects.visible_to(user).to_certify(),
        {"standing": "certify"},
        permission="workshops.decide_application",
        tone=Tone.SOON,
        order=33,
    ),
    # Operators find their own here as well.
    worklist_of(
        Registration,
        "registrations-expiring",
        _("Registrations to be renewed soon"),
        expiring,
        {"standing": "expiring"},
        said=case_rows,
        permission="workshops.add_application",
        tone=Tone.SOON,
        order=34,
    ),
    worklist_of(
        Registration,
        "registrations-expired",
        _("Registrations that expired"),
        lambda user: Registration.objects.visible_to(user).expired(),
        {"standing": "expired"},
        said=case_rows,
        permission="workshops.add_application",
        tone=Tone.LATE,
        order=35,
    ),
)
