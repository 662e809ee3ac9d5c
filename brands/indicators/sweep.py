"""How far sweeps have come, and what they found: cells by town, candidates by trade."""

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.models import Sweep, SweepCell, SweepFinding
from qualitysup.dashboard.registry import (
    SHOWN,
    Breakdown,
    Line,
    figure_of,
    lines_by_town,
    register,
)
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Sweeps for brands")


def waiting(lens):
    return lens.rows(SweepCell).waiting().filter(sweep__state="open")


def waiting_by_town(lens) -> list[Line]:
    return lines_by_town(
        waiting(lens),
        lambda town: lens.list_url(
            SweepCell, state__exact="waiting", sweep__state__exact="open", division=town
        ),
    )


def candidates_by_trade(lens) -> list[Line]:
    found = lens.rows(SweepFinding).standing().order_by()
    counted = found.values(name=F("cell__trade__name")).annotate(found=Count("pk"))
    return [
        Line(
            row["name"],
            row["found"],
            lens.list_url(SweepFinding, standing="found", trade=row["name"]),
        )
        for row in counted.order_by("-found", "name")[:SHOWN]
    ]


register(
    figure_of(
        Sweep,
        "sweeps-open",
        _("Sweeps under way"),
        _("Opened, and not concluded yet."),
        lambda sweeps: sweeps.under_way(),
        theme=THEME,
        tone=Tone.INFO,
        order=10,
    ),
    figure_of(
        SweepCell,
        "sweep-cells-settled",
        _("Cells settled"),
        _("Villages by trades of sweeps under way: looked at, or passed over with a reason."),
        lambda cells: cells.exclude(state="waiting").filter(sweep__state="open"),
        theme=THEME,
        tone=Tone.GOOD,
        order=20,
    ),
    figure_of(
        SweepCell,
        "sweep-cells-waiting",
        _("Cells not looked at"),
        _("Villages by trades of sweeps under way: neither looked at nor passed over."),
        lambda cells: cells.waiting().filter(sweep__state="open"),
        theme=THEME,
        tone=Tone.SOON,
        order=30,
    ),
    figure_of(
        SweepFinding,
        "sweep-candidates",
        _("Candidates found"),
        _("Firms that sweeps named, by product; those withdrawn are left out."),
        lambda findings: findings.standing(),
        timing=on("found_on"),
        theme=THEME,
        tone=Tone.INFO,
        order=40,
    ),
    Breakdown(
        key="sweep-cells-waiting-by-town",
        theme=THEME,
        name=_("Cells not looked at by town"),
        definition=_("Of sweeps under way; the most first."),
        heads=(_("town"), _("cells")),
        lines=waiting_by_town,
        permission="brands.view_sweepcell",
        order=10,
    ),
    Breakdown(
        key="sweep-candidates-by-trade",
        theme=THEME,
        name=_("Candidates by trade"),
        definition=_("Candidates that stand, of all sweeps; the most first."),
        heads=(pgettext_lazy("of brands", "trade"), pgettext_lazy("of a sweep", "candidates")),
        lines=candidates_by_trade,
        permission="brands.view_sweepfinding",
        order=20,
    ),
)
