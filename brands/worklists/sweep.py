"""What waits of sweeps: the cells of one's own patrol group."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brands.models import SweepCell
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def cells_waiting(user):
    rows = SweepCell.objects.visible_to(user).waiting().of_person(user)
    return rows.filter(sweep__state="open").order_by("sweep", "division", "trade")


def cell_rows(cells):
    return [
        WorkRow(
            title=str(each),
            url=reverse(
                "admin:brands_sweep_round",
                args=[each.sweep_id],
                query={"village": each.division_id},
            ),
            note=str(each.sweep),
        )
        for each in cells.select_related("sweep", "division", "trade")
    ]


register_worklist(
    worklist_of(
        SweepCell,
        "sweep-cells",
        _("Cells of a sweep to look at"),
        cells_waiting,
        {"state__exact": "waiting", "sweep__state__exact": "open", "mine": "1"},
        said=cell_rows,
        permission="brands.look_sweepcell",
        tone=Tone.INFO,
        order=52,
        in_field=True,
    )
)
