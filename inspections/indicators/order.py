"""Campaigns, the orders that they lead to, and failed tests that still call for one."""

from functools import partial

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from inspections.models import Campaign, RectificationOrder, TestResult
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, lines_by_town, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Campaigns and orders")
State = RectificationOrder.State

figure = partial(figure_of, RectificationOrder, subject=SUBJECT)
orders_url = partial(list_url, RectificationOrder)


def open_orders(user):
    return RectificationOrder.objects.visible_to(user).open()


def by_state(user) -> list[Line]:
    counted = dict(open_orders(user).order_by().values_list("state").annotate(Count("pk")))
    return [
        Line(str(state.label), counted[state], orders_url(state__exact=state))
        for state in State
        if state in counted
    ]


def open_by_town(user) -> list[Line]:
    return lines_by_town(open_orders(user), lambda town: orders_url(standing="open", division=town))


register(
    figure_of(
        Campaign,
        "campaigns-open",
        _("Campaigns under way"),
        _("Opened, and neither concluded nor cancelled."),
        lambda campaigns: campaigns.under_way(),
        {"state__exact": "open"},
        subject=SUBJECT,
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "orders-open",
        _("Orders open"),
        _("Issued, and neither resumed, revoked nor withdrawn."),
        lambda orders: orders.open(),
        {"standing": "open"},
        tone=Tone.INFO,
        order=20,
    ),
    figure(
        "orders-overdue",
        _("Orders overdue"),
        _("Orders of which a term has run out that somebody still owes."),
        lambda orders: orders.overdue(),
        {"standing": "overdue"},
        tone=Tone.LATE,
        order=30,
    ),
    figure(
        "reinspections-next",
        _("Re-inspections to call"),
        _("Reported as rectified, or the day after announcement or halt has come."),
        lambda orders: orders.to_reinspect(),
        {"standing": "reinspect"},
        tone=Tone.SOON,
        order=40,
    ),
    figure(
        "orders-halted",
        _("Production halted"),
        _("By agreement, by decision or under seal; not the stop of the same product by law."),
        lambda orders: orders.halted(),
        {"standing": "halted"},
        tone=Tone.HOLD,
        order=50,
    ),
    figure(
        "orders-resumed",
        _("Production resumed"),
        _("Orders that ended with a passed re-inspection."),
        lambda orders: orders.filter(state=State.CLOSED),
        {"state__exact": State.CLOSED},
        tone=Tone.GOOD,
        order=60,
    ),
    figure_of(
        TestResult,
        "results-without-order",
        _("Failed results without an order"),
        _("A failed test result calls for an order (产品质量法 17)."),
        lambda results: results.failed_without_order(),
        {"order": "none"},
        subject=SUBJECT,
        tone=Tone.SOON,
        order=70,
    ),
    Breakdown(
        key="orders-by-state",
        subject=SUBJECT,
        name=_("Open orders by state"),
        definition=_("In the order in which the law lets them move."),
        heads=(_("state"), _("orders")),
        lines=by_state,
        permission="inspections.view_rectificationorder",
        order=10,
    ),
    Breakdown(
        key="orders-by-town",
        subject=SUBJECT,
        name=_("Open orders by town"),
        definition=_("Where the parties lie; the most first."),
        heads=(_("town or street"), _("orders open")),
        lines=open_by_town,
        permission="inspections.view_rectificationorder",
        order=20,
    ),
)
