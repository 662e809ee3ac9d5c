"""What products are made to: what is outdated, what will be, and how far trades keep theirs."""

from functools import partial

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.dashboard.registry import (
    SHOWN,
    Breakdown,
    Line,
    figure_of,
    register,
)
from qualitysup.states import Tone
from standards.models import Execution, TradeStandard

THEME = _("Standards executed")

figure = partial(figure_of, Execution, theme=THEME)


def by_trade(lens) -> list[Line]:
    """The classes of enterprises whose products are made to standards in force."""
    trade = "product__enterprise__industry"
    rows = lens.rows(Execution).in_force().order_by().exclude(**{trade: None})
    counted = rows.values_list(trade, f"{trade}__name").annotate(count=Count("pk"))
    return [
        Line(
            f"{code} {name}",
            count,
            lens.list_url(Execution, standing="in-force", **{f"{trade}__code__exact": code}),
        )
        for code, name, count in counted.order_by("-count", trade)[:SHOWN]
    ]


def not_kept(lens) -> list[Line]:
    """Of each trade's mandatory standard, the enterprises that are not on the edition in force."""
    rules = lens.rows(TradeStandard).for_list().with_coverage(lens.user)
    page = "admin:standards_tradestandard_firms"
    return [
        Line(
            f"{rule.industry} · {rule.series}",
            rule.outdated,
            f"{reverse(page, args=[rule.pk])}?standing=outdated",
        )
        for rule in rules.order_by("industry", "series")[:SHOWN]
    ]


register(
    figure(
        "executions-open",
        _("Products with a known standard"),
        _("One for each product and each standard that it is made to today."),
        lambda executions: executions.open(),
        order=10,
    ),
    figure(
        "executions-outdated",
        _("Products on an abolished standard"),
        _("Made to a standard that is no longer in force."),
        lambda executions: executions.outdated(),
        tone=Tone.LATE,
        order=20,
    ),
    figure(
        "executions-in-transition",
        _("Products whose standard ends within 180 days"),
        _("Made to a standard that is in force, and for how long is known."),
        lambda executions: executions.in_transition(),
        tone=Tone.SOON,
        order=30,
    ),
    figure(
        "executions-replaced",
        _("Products on replaced standards"),
        _("Another standard has taken the place of theirs, or will."),
        lambda executions: executions.replaced(),
        tone=Tone.INFO,
        order=40,
    ),
    Breakdown(
        key="executions-by-trade",
        theme=THEME,
        name=_("Standards in force by trade"),
        definition=_("Products made to a standard in force, by the class of their enterprise."),
        heads=(pgettext_lazy("of an enterprise", "trade"), _("products")),
        lines=by_trade,
        permission="standards.view_execution",
        order=10,
    ),
    Breakdown(
        key="trades-outdated",
        theme=THEME,
        name=_("Mandatory standards: enterprises on an abolished edition"),
        definition=_("Enterprises in operation of the trade that are on an old edition only."),
        heads=(_("trade and standard"), _("enterprises")),
        lines=not_kept,
        of_all=True,
        permission="standards.view_tradestandard",
        order=20,
    ),
)
