"""Risk classes as they are, and proposals to change them."""

from django.utils.translation import gettext_lazy as _

from inspections.models import RiskScore
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.states import Tone

THEME = _("Risk classes")


register(
    figure_of(
        RiskScore,
        "risk-pending",
        _("Risk classes to decide"),
        _("The latest scoring proposes another class, and nobody has decided yet."),
        lambda scores: scores.pending(),
        theme=THEME,
        tone=Tone.SOON,
        order=10,
    ),
)
