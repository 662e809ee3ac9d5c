"""The catalogue: what is in force, what comes, what adopts international standards."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.states import Tone
from standards.models import Standard
from standards.models.standard import LEVELS

THEME = _("Catalogue of standards")

figure = partial(figure_of, Standard, theme=THEME)


def by_level(lens) -> list[Line]:
    rows = lens.rows(Standard).in_force().order_by()
    counted = dict(rows.values_list("level").annotate(count=Count("pk")))
    return [
        Line(
            words, counted[level], lens.list_url(Standard, level__exact=level, standing="in-force")
        )
        for level, words in LEVELS
        if level in counted
    ]


def adoption_rate(standards) -> str | None:
    """Of those in force, in per cent; ``None`` where none is."""
    every = standards.count()
    return f"{standards.adopting().count() * 100 / every:.1f} %" if every else None


register(
    figure(
        "standards-in-force",
        _("Standards in force"),
        _("Of every level; in force today by their days."),
        lambda standards: standards.in_force(),
        tone=Tone.GOOD,
        order=10,
    ),
    figure(
        "standards-upcoming",
        _("Standards that come into force"),
        _("Published, and not in force yet."),
        lambda standards: standards.upcoming(),
        tone=Tone.INFO,
        order=20,
    ),
    figure(
        "standards-being-replaced",
        _("Standards that are being replaced"),
        _("In force, and another standard that takes their place is published."),
        lambda standards: standards.being_replaced(),
        tone=Tone.SOON,
        order=30,
    ),
    figure(
        "standards-adoption-rate",
        _("Adoption of international standards"),
        _("Of the national standards in force, how many adopt one: IDT, MOD or EQV; not NEQ."),
        lambda standards: standards.in_force().filter(level="national"),
        value=adoption_rate,
        order=40,
    ),
    Breakdown(
        key="standards-by-level",
        theme=THEME,
        name=_("Standards in force by level"),
        definition=_("In force today by their days."),
        heads=(_("level"), pgettext_lazy("of the catalogue", "standards")),
        lines=by_level,
        permission="standards.view_standard",
        order=10,
    ),
)
