"""Clues of counterfeits: how many are open, late, with the inspectors, and how they ended."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from brands.models import CounterfeitClue
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Counterfeits of honoured goods")

figure = partial(figure_of, CounterfeitClue, subject=SUBJECT)


def by_state(user) -> list[Line]:
    rows = CounterfeitClue.objects.visible_to(user).order_by().values("state")
    counts = dict(rows.annotate(clues=Count("pk")).values_list("state", "clues"))
    return [
        Line(state.label, counts[state], list_url(CounterfeitClue, state__exact=state.value))
        for state in CounterfeitClue.State
        if state in counts
    ]


register(
    figure(
        "counterfeits-to-check",
        _("Counterfeit clues to check"),
        _("Registered, or the holder was heard; neither transferred nor ended."),
        lambda clues: clues.to_check(),
        {"standing": "to-check"},
        tone=Tone.SOON,
        order=10,
    ),
    figure(
        "counterfeits-overdue",
        _("Counterfeit clues overdue"),
        _("The fifteen working days to check them have run out."),
        lambda clues: clues.overdue(),
        {"standing": "overdue"},
        tone=Tone.LATE,
        order=20,
    ),
    figure(
        "counterfeits-open",
        _("Counterfeit clues open"),
        _("To check, or with the inspectors."),
        lambda clues: clues.open(),
        {"standing": "open"},
        tone=Tone.INFO,
        order=30,
    ),
    Breakdown(
        key="counterfeits-by-state",
        subject=SUBJECT,
        name=_("Counterfeit clues by state"),
        definition=_("All that were ever registered."),
        heads=(_("state"), _("clues")),
        lines=by_state,
        permission="brands.view_counterfeitclue",
        order=10,
    ),
)
