"""Clues of counterfeits: how many are open, late, with the inspectors, and how they ended."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from brands.models import CounterfeitClue
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Counterfeits of honoured goods")

figure = partial(figure_of, CounterfeitClue, theme=THEME)


def by_state(lens) -> list[Line]:
    rows = lens.rows(CounterfeitClue).order_by().values("state")
    counts = dict(rows.annotate(clues=Count("pk")).values_list("state", "clues"))
    return [
        Line(state.label, counts[state], lens.list_url(CounterfeitClue, state__exact=state.value))
        for state in CounterfeitClue.State
        if state in counts
    ]


register(
    figure(
        "counterfeits-received",
        _("Counterfeit clues received"),
        _("Received in the period, whatever became of them."),
        lambda clues: clues.all(),
        timing=on("received_on"),
        by=("source",),
        order=5,
    ),
    figure(
        "counterfeits-to-check",
        _("Counterfeit clues to check"),
        _("Registered, or the holder was heard; neither transferred nor ended."),
        lambda clues: clues.to_check(),
        tone=Tone.SOON,
        order=10,
    ),
    figure(
        "counterfeits-overdue",
        _("Counterfeit clues overdue"),
        _("The fifteen working days to check them have run out."),
        lambda clues: clues.overdue(),
        tone=Tone.LATE,
        order=20,
    ),
    figure(
        "counterfeits-open",
        _("Counterfeit clues open"),
        _("To check, or with the inspectors."),
        lambda clues: clues.open(),
        tone=Tone.INFO,
        order=30,
    ),
    Breakdown(
        key="counterfeits-by-state",
        theme=THEME,
        name=_("Counterfeit clues by state"),
        definition=_("All that were ever registered."),
        heads=(_("state"), _("clues")),
        lines=by_state,
        permission="brands.view_counterfeitclue",
        order=10,
    ),
)
