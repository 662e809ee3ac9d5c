"""What is to be published and what is (一公开)."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Disclosure
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.states import Tone

figure = partial(figure_of, Disclosure, theme=_("Results to the public"))


def in_time(published) -> str | None:
    """The share of what was published that was published in its term; unknown before the first."""
    count = published.count()
    if not count:
        return None
    return f"{100 * (count - published.published_late().count()) // count}"


register(
    figure(
        "disclosures-waiting",
        _("To be published"),
        _("Results that were formed and are neither published nor refused."),
        lambda disclosures: disclosures.waiting(),
        tone=Tone.SOON,
        order=10,
    ),
    figure(
        "disclosures-overdue",
        _("Overdue to publish or withdraw"),
        _("Twenty working days after the result, or three after the annulment, are over."),
        lambda disclosures: disclosures.overdue(),
        tone=Tone.LATE,
        order=20,
    ),
    figure(
        "disclosures-shown",
        _("Shown to the public now"),
        _("Published, and neither withdrawn nor past their time."),
        lambda disclosures: disclosures.in_force(),
        tone=Tone.GOOD,
        order=30,
    ),
    figure(
        "disclosures-in-time",
        _("Published in time"),
        _("Of all that was ever published, the share published within its term."),
        lambda disclosures: disclosures.exclude(published_on=None),
        value=in_time,
        unit="%",
        order=40,
    ),
)
