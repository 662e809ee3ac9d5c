"""Samples, how many passed, and the orders that failed ones call for."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Sample
from inspections.querysets.sample import FAILED
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, lines_by_town, register
from qualitysup.dashboard.timing import on
from qualitysup.states import Tone

THEME = _("Samples")

figure = partial(figure_of, Sample, theme=THEME)


def failed_by_town(lens) -> list[Line]:
    return lines_by_town(
        lens.rows(Sample).drawn_in_year().failed(),
        lambda town: lens.list_url(Sample, standing="failed-year", division=town),
    )


register(
    figure(
        "samples-drawn",
        _("Batches sampled"),
        _("Drawn in the period, without those that were refused or discarded."),
        lambda samples: samples.drawn(),
        timing=on("drawn_on"),
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "samples-tested",
        _("Batches tested"),
        _("Of those drawn in the period, the ones whose result is known."),
        lambda samples: samples.drawn().tested(),
        timing=on("drawn_on"),
        order=15,
    ),
    figure(
        "samples-pass-rate",
        _("Pass rate of samples"),
        _("Of the tested ones; a failure that the re-test overturned counts as passed."),
        lambda samples: samples.drawn().tested().exclude(FAILED),
        timing=on("drawn_on"),
        share_of="samples-tested",
        headline=True,
        unit="%",
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "samples-without-order",
        _("Failed samples without an order"),
        _("The party was told, nobody waits for a re-test, and no order stands."),
        lambda samples: samples.without_order(),
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="samples-failed-by-town",
        theme=THEME,
        name=_("Failed batches by town"),
        definition=_("Drawn this year, failed and not overturned; the most first."),
        heads=(_("town or street"), _("batches failed")),
        lines=failed_by_town,
        permission="inspections.view_sample",
        order=10,
    ),
)
