"""What waits at the institute: certificates that run out, or have."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone
from standards.models import Accreditation, Qualification


def rows_of(certificates):
    return [
        WorkRow(
            title=str(each),
            url=each.get_absolute_url(),
            note=str(each.institute),
            due_on=each.valid_to,
        )
        for each in certificates
    ]


def list_of(model, key, label, standing, tone, order):
    return worklist_of(
        model,
        key,
        label,
        lambda user: model.objects.visible_to(user).standing(standing).order_by("valid_to", "pk"),
        {"standing": standing},
        said=rows_of,
        permission="standards.change_institute",
        tone=tone,
        order=order,
    )


register_worklist(
    list_of(
        Accreditation,
        "accreditations-expired",
        _("Accreditations that ran out and are not renewed"),
        "expired",
        Tone.LATE,
        24,
    ),
    list_of(
        Accreditation,
        "accreditations-expiring",
        _("Accreditations whose last day is within 180 days"),
        "expiring",
        Tone.SOON,
        27,
    ),
    list_of(
        Qualification,
        "qualifications-expiring",
        _("Qualifications whose last day is within 180 days"),
        "expiring",
        Tone.SOON,
        28,
    ),
)
