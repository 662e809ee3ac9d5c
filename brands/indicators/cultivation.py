"""The way to an honour as managers watch it: the funnel, how long stages take, what is late."""

from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Commitment, Cultivation
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone

THEME = gettext_lazy("Cultivation of brands")
Stage = Cultivation.State
FUNNEL = [*map(Stage, Cultivation.STAGES), Stage.WON]


def funnel(lens) -> list[Line]:
    """How many ever reached each stage, and which share of the stage before that is."""
    reached = lens.rows(Cultivation).reached()
    lines, before = [], None
    for stage in FUNNEL:
        count = reached.get(stage, 0)
        label = str(stage.label)
        if before:
            share = {"stage": label, "percent": count * 100 // before}
            label = _("%(stage)s (%(percent)d%% of the stage before)") % share
        lines.append(Line(label, count, lens.list_url(Cultivation, reached=stage.value)))
        before = count
    return lines


def days_per_stage(lens) -> list[Line]:
    """Half of those that left a stage stayed there no longer than this."""
    stayed = {}
    for stage, days in lens.rows(Cultivation).stays():
        stayed.setdefault(stage, []).append(days)
    return [
        Line(
            str(stage.label),
            round(median(stayed[stage])) if stage in stayed else None,
            lens.list_url(Cultivation, reached=stage.value),
        )
        for stage in map(Stage, Cultivation.STAGES)
    ]


register(
    figure_of(
        Cultivation,
        "cultivations-open",
        gettext_lazy("Firms on the way to an honour"),
        gettext_lazy("Found, and neither honoured nor given up."),
        lambda cultivations: cultivations.all(),
        timing=standing("found_on", "closed_on"),
        by=("state", "officer"),
        theme=THEME,
        tone=Tone.INFO,
        order=10,
    ),
    figure_of(
        Cultivation,
        "cultivations-found",
        gettext_lazy("Candidates taken up"),
        gettext_lazy("Firms whose way to an honour began in the period."),
        lambda cultivations: cultivations.all(),
        timing=on("found_on"),
        by=("kind",),
        theme=THEME,
        order=5,
        headline=True,
    ),
    figure_of(
        Cultivation,
        "cultivations-late",
        gettext_lazy("Firms with late commitments"),
        gettext_lazy("On the way to an honour, and something that was promised is overdue."),
        lambda cultivations: cultivations.under_way().with_late_commitments(),
        theme=THEME,
        tone=Tone.LATE,
        order=20,
    ),
    figure_of(
        Commitment,
        "commitments-late",
        gettext_lazy("Late commitments"),
        gettext_lazy("Open, of firms on the way to an honour, and their day is past."),
        lambda commitments: commitments.late(timezone.localdate()),
        theme=THEME,
        tone=Tone.LATE,
        order=30,
    ),
    figure_of(
        Cultivation,
        "cultivations-won",
        gettext_lazy("Honours won"),
        gettext_lazy("By firms that the bureau cultivated."),
        lambda cultivations: cultivations.filter(state="won"),
        timing=on("closed_on"),
        theme=THEME,
        tone=Tone.GOOD,
        order=40,
    ),
    Breakdown(
        key="cultivation-funnel",
        theme=THEME,
        name=gettext_lazy("From being found to the honour"),
        definition=gettext_lazy("How many firms ever reached each stage."),
        heads=(gettext_lazy("stage"), gettext_lazy("firms")),
        lines=funnel,
        permission="brands.view_cultivation",
        order=10,
        kind="funnel",
    ),
    Breakdown(
        key="cultivation-days",
        theme=THEME,
        name=gettext_lazy("Days per stage"),
        definition=gettext_lazy("The median of those that left the stage."),
        heads=(gettext_lazy("stage"), gettext_lazy("days")),
        lines=days_per_stage,
        permission="brands.view_cultivation",
        order=20,
    ),
)
