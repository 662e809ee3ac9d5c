"""Campaigns, the orders that they lead to, and failed tests that still call for one."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from inspections.models import Campaign, RectificationOrder, TestResult
from qualitysup.dashboard.registry import figure_of, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone

THEME = _("Campaigns and orders")
State = RectificationOrder.State

figure = partial(figure_of, RectificationOrder, theme=THEME)


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
)
