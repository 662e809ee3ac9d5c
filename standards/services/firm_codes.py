"""Everything that writes firm codes: registered, renewed, cancelled."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from standards.models import FirmCode

# Two years, renewed within their last three months (商品条码管理办法): the table of terms has them.
RENEWAL = "firm-code-renewal"


@transaction.atomic
def keep(code, *, by) -> FirmCode:
    """Register a code, renew it by a later day, or put right what is told of it.

    Its last day follows from the day on which it was registered or renewed.
    """
    change = "change" if code.pk else "add"
    refuse_if(
        not by.has_perm(f"standards.{change}_firmcode")
        or not register.reaches(by, code.division_id),
        "forbidden",
        _("You may not enter firm codes of this place."),
    )
    today = timezone.localdate()
    for day in (code.granted_on, code.cancelled_on):
        refuse_if(day and day > today, "future", _("This day lies in the future."))
    stored = FirmCode.objects.locked().filter(pk=code.pk).first()
    refuse_if(
        stored and code.granted_on < stored.granted_on,
        "earlier",
        _("It was renewed on %s already.") % (stored and stored.granted_on.isoformat()),
    )
    counted = deadlines.computed(RENEWAL, code.granted_on)
    code.valid_to = counted.due
    save(code)
    if stored and stored.granted_on != code.granted_on:
        deadlines.meet(code, [RENEWAL], on=code.granted_on)
    if code.cancelled_on:
        Deadline.objects.of(code).open().void(_("cancelled"))
    elif code.valid_to >= today:
        deadlines.start(code, RENEWAL, on=code.granted_on, holder=by, title=code.title)
    return code
