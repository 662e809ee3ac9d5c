"""Complaints and clues (投诉举报)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Complaint
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.states import Tone

figure = partial(figure_of, Complaint, subject=_("Complaints and clues"))

register(
    figure(
        "complaints-open",
        _("Complaints and clues open"),
        _("Registered, and neither closed, refused nor joined to another."),
        lambda complaints: complaints.open(),
        {"standing": "open"},
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "complaints-overdue",
        _("Complaints and clues overdue"),
        _("A term to accept, check, mediate or answer has run out."),
        lambda complaints: complaints.overdue(),
        {"standing": "overdue"},
        tone=Tone.LATE,
        order=20,
    ),
)
