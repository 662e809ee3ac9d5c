"""The institute: under which marks it may work, and what runs out."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import figure_of, register
from qualitysup.states import Tone
from standards.models import Accreditation

THEME = _("Institute")

figure = partial(figure_of, Accreditation, theme=THEME)

register(
    figure(
        "accreditations-valid",
        _("Accreditations that stand"),
        _("Valid today, neither run out nor withdrawn."),
        lambda rows: rows.valid_on(timezone.localdate()),
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "accreditations-expiring",
        _("Accreditations that run out within 180 days"),
        _("They stand, and are not renewed yet."),
        lambda rows: rows.expiring(),
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "accreditations-expired",
        _("Accreditations that ran out"),
        _("Run out, and not renewed."),
        lambda rows: rows.expired(),
        tone=Tone.LATE,
        order=30,
    ),
)
