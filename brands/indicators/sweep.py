"""How far sweeps have come, and what they found: cells by town, candidates by trade."""

from django.db.models import Count, F, Q
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
from qualitysup.lists import list_url
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import town_of
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


def coverage(lens) -> list[Line]:
    """Cells that the last sweep under way has not looked at, by place and trade."""
    sweep = lens.rows(Sweep).under_way().order_by("-pk").first()
    if sweep is None:
        return []
    is_town = lens.place is not None and lens.place.level == Division.Level.TOWN
    place = F("division_id") if is_town else town_of("division_id")
    cells = lens.rows(SweepCell).filter(sweep=sweep).order_by()
    counted = cells.values("trade", "trade__name", place=place).annotate(
        waiting=Count("pk", filter=Q(state="waiting"))
    )
    rows = list(counted.order_by("place", "trade"))
    names = Division.objects.in_bulk({row["place"] for row in rows})
    return [
        Line(
            str(names[row["place"]]),
            row["waiting"],
            list_url(
                SweepCell,
                state__exact="waiting",
                sweep__id__exact=sweep.pk,
                trade__id__exact=row["trade"],
                place=row["place"],
            ),
            column=row["trade__name"],
        )
        for row in rows
    ]


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
        key="sweep-coverage",
        theme=THEME,
        name=_("Coverage: what was not looked at"),
        definition=_(
            "Cells of the last sweep under way, by trade and town; of a town, by village."
        ),
        heads=(_("place"), _("cells")),
        lines=coverage,
        permission="brands.view_sweepcell",
        order=15,
        kind="grid",
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
