"""Complaints and clues (投诉举报)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Complaint
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone

figure = partial(figure_of, Complaint, theme=_("Complaints and clues"))

register(
    figure(
        "complaints-received",
        _("Complaints and clues received"),
        _("Registered as received in the period, whatever became of them."),
        lambda complaints: complaints.all(),
        timing=on("received_on"),
        by=("kind", "source"),
        order=5,
        headline=True,
    ),
    figure(
        "complaints-open",
        _("Complaints and clues open"),
        _("Registered, and neither closed, refused nor joined to another."),
        lambda complaints: complaints.all(),
        timing=standing("received_on", "closed_on"),
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "complaints-overdue",
        _("Complaints and clues overdue"),
        _("A term to accept, check, mediate or answer has run out."),
        lambda complaints: complaints.overdue(),
        tone=Tone.LATE,
        order=20,
    ),
)
