"""What waits where standards are replaced: products on what is abolished, or soon will be."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone
from standards.models import Execution


def seen(user):
    return Execution.objects.visible_to(user)


def rows_of(executions):
    return [
        WorkRow(
            title=f"{execution.product.enterprise} · {execution.product}",
            url=execution.get_absolute_url(),
            note=execution.standard.number,
            due_on=execution.standard.abolished_on,
        )
        for execution in executions
    ]


register_worklist(
    worklist_of(
        Execution,
        "executions-outdated",
        _("Products made to an abolished standard"),
        lambda user: seen(user).outdated().order_by("standard__abolished_on", "pk"),
        {"standing": "outdated"},
        said=rows_of,
        permission="standards.view_execution",
        tone=Tone.LATE,
        order=24,
    ),
    worklist_of(
        Execution,
        "executions-in-transition",
        _("Products whose standard is abolished within 180 days"),
        lambda user: seen(user).in_transition().order_by("standard__abolished_on", "pk"),
        {"standing": "in-transition"},
        said=rows_of,
        permission="standards.view_execution",
        tone=Tone.SOON,
        order=26,
    ),
)
