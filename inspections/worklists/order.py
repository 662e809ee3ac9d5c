"""What waits of orders: a re-inspection to call, an objection to decide, an order to issue."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections.models import RectificationOrder, TestResult
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def to_reinspect(user):
    return RectificationOrder.objects.visible_to(user).to_reinspect()


def objected_to(user):
    return RectificationOrder.objects.visible_to(user).objected_to()


def without_order(user):
    return TestResult.objects.visible_to(user).failed_without_order()


def result_rows(results):
    return [
        WorkRow(
            title=str(result),
            url=reverse("admin:inspections_testresult_change", args=[result.pk]),
            note=str(result.enterprise),
        )
        for result in results
    ]


register_worklist(
    worklist_of(
        RectificationOrder,
        "reinspect",
        _("Re-inspections to call"),
        to_reinspect,
        {"standing": "reinspect"},
        permission="inspections.reinspect_rectificationorder",
        tone=Tone.SOON,
        order=25,
        in_field=True,
    ),
    worklist_of(
        TestResult,
        "results-without-order",
        _("Failed results without an order"),
        without_order,
        {"order": "none"},
        said=result_rows,
        permission="inspections.add_rectificationorder",
        tone=Tone.SOON,
        order=35,
    ),
    worklist_of(
        RectificationOrder,
        "objections",
        _("Objections to decide"),
        objected_to,
        {"standing": "objection"},
        permission="inspections.change_objection",
        tone=Tone.INFO,
        order=36,
    ),
)
