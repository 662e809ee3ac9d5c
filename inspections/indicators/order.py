"""Campaigns, the orders that they lead to, and failed tests that still call for one."""

import datetime as dt
from functools import partial

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inspections.models import Campaign, RectificationOrder, TestResult
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, indicator, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone

THEME = _("Campaigns and orders")
State = RectificationOrder.State

figure = partial(figure_of, RectificationOrder, theme=THEME)


# Days since an order was issued; half a year is what the press makers were halted for.
AGES = [(0, 30), (31, 90), (91, 180), (181, None)]


def by_age(lens) -> list[Line]:
    """Open orders by the days since they were issued."""
    open_orders = indicator("orders-open")
    spans = [_issued(*age) for age in AGES]
    counted = lens.counted(open_orders).aggregate(
        **{f"age{place}": Count("pk", filter=Q(**span)) for place, span in enumerate(spans)}
    )
    if not any(counted.values()):
        return []
    return [
        Line(_age_in_words(*age), counted[f"age{place}"], lens.url_of(open_orders, **span))
        for place, (age, span) in enumerate(zip(AGES, spans, strict=True))
    ]


def _issued(first, last):
    today = timezone.localdate()
    span = {"issued_on__lte": today - dt.timedelta(first)}
    return span if last is None else span | {"issued_on__gte": today - dt.timedelta(last)}


def _age_in_words(first, last):
    if last is None:
        return gettext("more than %d days") % (first - 1)
    return gettext("%(first)d to %(last)d days") % {"first": first, "last": last}


register(
    figure_of(
        Campaign,
        "campaigns-open",
        _("Campaigns under way"),
        _("Opened, and neither concluded nor cancelled."),
        lambda campaigns: campaigns.under_way(),
        theme=THEME,
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "orders-issued",
        _("Orders issued"),
        _("Issued in the period, withdrawn ones among them."),
        lambda orders: orders.exclude(issued_on=None),
        timing=on("issued_on"),
        by=("officer",),
        order=15,
        headline=True,
    ),
    figure(
        "orders-open",
        _("Orders open"),
        _("Issued, and neither resumed, revoked nor withdrawn."),
        lambda orders: orders.exclude(issued_on=None),
        timing=standing("issued_on", "closed_on"),
        by=("state", "officer"),
        headline=True,
        tone=Tone.INFO,
        order=20,
    ),
    figure(
        "orders-overdue",
        _("Orders overdue"),
        _("Orders of which a term has run out that somebody still owes."),
        lambda orders: orders.overdue(),
        tone=Tone.LATE,
        order=30,
    ),
    figure(
        "reinspections-next",
        _("Re-inspections to call"),
        _("Reported as rectified, or the day after announcement or halt has come."),
        lambda orders: orders.to_reinspect(),
        tone=Tone.SOON,
        order=40,
    ),
    figure(
        "orders-halted",
        _("Production halted"),
        _("By agreement, by decision or under seal; not the stop of the same product by law."),
        lambda orders: orders.halted(),
        tone=Tone.HOLD,
        order=50,
    ),
    figure(
        "orders-resumed",
        _("Production resumed"),
        _("Orders that ended with a passed re-inspection."),
        lambda orders: orders.filter(state=State.CLOSED),
        timing=on("closed_on"),
        tone=Tone.GOOD,
        order=60,
    ),
    figure_of(
        TestResult,
        "results-without-order",
        _("Failed results without an order"),
        _("A failed test result calls for an order (产品质量法 17)."),
        lambda results: results.failed_without_order(),
        theme=THEME,
        tone=Tone.SOON,
        order=70,
    ),
    Breakdown(
        key="orders-by-age",
        theme=THEME,
        name=_("Open orders by age"),
        definition=_("By the days since each was issued."),
        heads=(_("open for"), _("orders")),
        lines=by_age,
        permission="inspections.view_rectificationorder",
        order=10,
        kind="column",
    ),
)
