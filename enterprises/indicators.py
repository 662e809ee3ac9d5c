"""What managers watch of the register: who is in operation, of which class and size."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.dashboard.timing import on, standing

THEME = _("Register of enterprises")

register(
    figure_of(
        Enterprise,
        "enterprises-operating",
        _("Enterprises in operation"),
        _("Registered here by the day, and in operation by what is known now."),
        lambda enterprises: enterprises.operating(),
        theme=THEME,
        timing=standing("created_at"),
        by=("risk_class", "scale"),
        order=10,
        headline=True,
    ),
    figure_of(
        Enterprise,
        "enterprises-registered",
        _("Enterprises registered"),
        _("Entered into the register in the period, joined ones left out."),
        lambda enterprises: enterprises.current(),
        theme=THEME,
        timing=on("created_at"),
        order=20,
    ),
)
