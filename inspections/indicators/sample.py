"""Samples of this year, and the orders that failed ones call for."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Sample
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, lines_by_town, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Samples")

figure = partial(figure_of, Sample, subject=SUBJECT)


def failed_by_town(user) -> list[Line]:
    return lines_by_town(
        Sample.objects.visible_to(user).drawn_in_year().failed(),
        lambda town: list_url(Sample, standing="failed-year", division=town),
    )


register(
    figure(
        "samples-drawn",
        _("Batches sampled this year"),
        _("Drawn since 1 January, without those that were refused or discarded."),
        lambda samples: samples.drawn_in_year(),
        {"standing": "year"},
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "samples-pass-rate",
        _("Pass rate of samples this year"),
        _("Of the tested ones; a failure that the re-test overturned counts as passed."),
        lambda samples: samples.drawn_in_year().tested(),
        {"standing": "tested"},
        value=lambda tested: tested.pass_rate(),
        unit="%",
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "samples-without-order",
        _("Failed samples without an order"),
        _("The party was told, nobody waits for a re-test, and no order stands."),
        lambda samples: samples.without_order(),
        {"standing": "unordered"},
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="samples-failed-by-town",
        subject=SUBJECT,
        name=_("Failed batches by town"),
        definition=_("Drawn this year, failed and not overturned; the most first."),
        heads=(_("town or street"), _("batches failed")),
        lines=failed_by_town,
        permission="inspections.view_sample",
        order=10,
    ),
)
