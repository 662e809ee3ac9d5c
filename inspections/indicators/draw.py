"""Random draws (双随机), and what was drawn."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Draw, DrawnEnterprise
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Random draws")

figure = partial(figure_of, DrawnEnterprise, theme=THEME)

register(
    figure_of(
        Draw,
        "draws-under-way",
        _("Draws under way"),
        _("Drawn, and not every check of them is concluded."),
        lambda draws: draws.under_way(),
        theme=THEME,
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "drawn-open",
        _("Drawn, to be checked"),
        _("Enterprises that were drawn and not checked yet."),
        lambda drawn: drawn.to_check(),
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "drawn-overdue",
        _("Drawn, overdue"),
        _("Not checked by the end of the period of their draw."),
        lambda drawn: drawn.overdue(),
        tone=Tone.LATE,
        order=30,
    ),
    figure(
        "drawn-checked",
        _("Drawn and checked"),
        _("Enterprises whose check by random draw is done."),
        lambda drawn: drawn.done(),
        timing=on("ended_on"),
        tone=Tone.GOOD,
        order=40,
    ),
    figure(
        "drawn-found",
        _("Checked by draw, something found"),
        _("Checks by random draw in which an item failed."),
        lambda drawn: drawn.found(),
        timing=on("ended_on"),
        tone=Tone.LATE,
        order=50,
    ),
)
