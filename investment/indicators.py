"""Investment as managers watch it: stages, horizons, who is silent, what was said and signed."""

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment import board
from investment.models import Prospect, ProspectTask, ProspectVisit, Reception
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Investment")


def by_stage(lens) -> list[Line]:
    rows = lens.rows(Prospect).once().order_by().values_list("state")
    counted = dict(rows.annotate(Count("pk")))
    return [
        Line(
            str(stage.label),
            counted.get(stage, 0),
            lens.list_url(Prospect, standing="once", state__exact=stage),
        )
        for stage in board.STAGES
    ]


def by_horizon(lens) -> list[Line]:
    counted = lens.rows(Prospect).warm().stages_by_horizon()
    totals = dict.fromkeys(board.HORIZONS, 0)
    for (_stage, horizon), found in counted.items():
        totals[horizon] += found
    return [
        Line(str(words), totals[name], lens.list_url(Prospect, standing="warm", horizon=name))
        for name, words in board.HORIZON_WORDS.items()
    ]


def by_stage_and_horizon(lens) -> list[Line]:
    """Of firms that contact is kept with: how far they are, and when they would begin."""
    counted = lens.rows(Prospect).warm().stages_by_horizon()
    stages = [stage for stage in board.STAGES if any(one == stage for one, _when in counted)]
    return [
        Line(
            str(stage.label),
            counted.get((stage, name), 0),
            lens.list_url(Prospect, standing="warm", state__exact=stage, horizon=name),
            column=str(words),
        )
        for stage in stages
        for name, words in board.HORIZON_WORDS.items()
    ]


def by_intention(lens) -> list[Line]:
    counted = lens.rows(Prospect).once().intentions()
    return [
        Line(str(label), counted.get(value, 0), _of_intention(lens, value))
        for value, label in Prospect.Intention.choices
    ]


def _of_intention(lens, value):
    return lens.list_url(Prospect, standing="once", intention__exact=value)


def signed(rows):
    """亿元 of the contracts; None where nothing was signed."""
    total = rows.aggregate(total=Sum("signed_yi"))["total"]
    return None if total is None else board.in_yi(total * 10_000)


register(
    figure_of(
        Prospect,
        "prospects",
        _("Prospects found"),
        _("Found in the period, every firm once, whatever became of it."),
        lambda prospects: prospects.once(),
        timing=on("found_on"),
        theme=THEME,
        order=10,
    ),
    figure_of(
        Prospect,
        "prospects-warm",
        _("Firms that contact is kept with"),
        _("With a near, a mid-term or a conditional intention, and not ended."),
        lambda prospects: prospects.warm(),
        theme=THEME,
        tone=Tone.INFO,
        order=20,
    ),
    figure_of(
        Prospect,
        "prospects-silent",
        _("No contact for too long"),
        _("Of these, whose next contact is overdue by the rhythm of their intention."),
        lambda prospects: prospects.silent(),
        theme=THEME,
        tone=Tone.LATE,
        order=30,
    ),
    figure_of(
        ProspectTask,
        "prospect-tasks-late",
        _("Late tasks of prospects"),
        _("Materials or promises whose day is past and that are not settled."),
        lambda tasks: tasks.late(),
        theme=THEME,
        tone=Tone.LATE,
        order=40,
    ),
    figure_of(
        ProspectVisit,
        "prospect-visits-made",
        _("Visits made"),
        _("To firms, with what they said on record."),
        lambda visits: visits.made(),
        timing=on("visited_on"),
        by=("officer",),
        headline=True,
        theme=THEME,
        order=50,
    ),
    figure_of(
        Reception,
        "receptions-held",
        _("Firms that were here"),
        _("Invited, received, and the result is on record."),
        lambda receptions: receptions.filter(state="received"),
        timing=on("comes_on"),
        theme=THEME,
        tone=Tone.GOOD,
        order=60,
    ),
    figure_of(
        Prospect,
        "prospects-signed",
        _("Amount signed"),
        _("By the contracts of firms that signed and were not given up."),
        lambda prospects: prospects.signed(),
        theme=THEME,
        unit=_("100 million yuan"),
        value=signed,
        tone=Tone.GOOD,
        order=70,
    ),
    Breakdown(
        key="prospects-by-stage",
        theme=THEME,
        name=_("Prospects by stage"),
        definition=_("Every firm once, where it stands now."),
        heads=(pgettext_lazy("of a prospect", "stage"), _("firms")),
        lines=by_stage,
        permission="investment.view_prospect",
        order=10,
        kind="funnel",
    ),
    Breakdown(
        key="prospects-by-horizon",
        theme=THEME,
        name=_("When they would begin"),
        definition=_("Of firms that contact is kept with, by the last day that was said."),
        heads=(_("when"), _("firms")),
        lines=by_horizon,
        permission="investment.view_prospect",
        order=20,
    ),
    Breakdown(
        key="prospects-by-stage-and-horizon",
        theme=THEME,
        name=_("Stages and horizons"),
        definition=_(
            "Of firms that contact is kept with: how far they are, and when they would begin."
        ),
        heads=(pgettext_lazy("of a prospect", "stage"), _("firms")),
        lines=by_stage_and_horizon,
        permission="investment.view_prospect",
        order=25,
        kind="grid",
    ),
    Breakdown(
        key="prospects-by-intention",
        theme=THEME,
        name=_("Prospects by intention"),
        definition=_("Every firm once."),
        heads=(_("intention"), _("firms")),
        lines=by_intention,
        permission="investment.view_prospect",
        order=30,
    ),
)
