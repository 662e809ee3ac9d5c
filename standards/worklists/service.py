"""What waits of the institute's services beside their steps: what is late, and codes that end."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone
from standards.models import FirmCode, ServiceRequest


def codes_of(codes):
    return [
        WorkRow(
            title=code.code, url=code.get_absolute_url(), note=code.holder, due_on=code.valid_to
        )
        for code in codes
    ]


register_worklist(
    worklist_of(
        ServiceRequest,
        "services-overdue",
        _("Services whose promised day has passed"),
        lambda user: ServiceRequest.objects.visible_to(user).overdue().order_by("pk"),
        {"standing": "overdue"},
        permission="standards.work_servicerequest",
        tone=Tone.LATE,
        order=24,
    ),
    worklist_of(
        FirmCode,
        "firm-codes-expiring",
        _("Firm codes to be renewed within three months"),
        lambda user: FirmCode.objects.visible_to(user).expiring().order_by("valid_to", "pk"),
        {"standing": "expiring"},
        said=codes_of,
        permission="standards.change_firmcode",
        tone=Tone.SOON,
        order=29,
    ),
)
