"""What campaigns, results and orders tell of an enterprise."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from enterprises.timeline import Entry
from inspections.models import Halt, Participation, RectificationOrder, Reinspection, TestResult


@timeline.register("order", gettext_lazy("orders"))
def orders(enterprise_ids, user):
    seen = RectificationOrder.objects.visible_to(user).exclude(issued_on=None)
    for order in seen.filter(enterprise__in=enterprise_ids):
        url = order.get_absolute_url()
        yield Entry(order.issued_on, _("Ordered to rectify: %s") % order, url)
        if order.closed_on:
            ended = {"order": order, "state": order.get_state_display()}
            yield Entry(order.closed_on, _("%(order)s: %(state)s") % ended, url)


@timeline.register("reinspection", gettext_lazy("re-inspections"))
def reinspections(enterprise_ids, user):
    seen = Reinspection.objects.visible_to(user).exclude(held_on=None).select_related("order")
    for held in seen.filter(order__enterprise__in=enterprise_ids):
        words = _("Re-inspection passed: %s") if held.passed else _("Re-inspection failed: %s")
        yield Entry(held.held_on, words % held.order, held.order.get_absolute_url())


@timeline.register("halt", gettext_lazy("halts"))
def halts(enterprise_ids, user):
    seen = Halt.objects.visible_to(user).select_related("order")
    for halt in seen.filter(order__enterprise__in=enterprise_ids):
        kind, url = {"kind": halt.get_kind_display()}, halt.order.get_absolute_url()
        yield Entry(halt.started_on, _("Halt begins: %(kind)s") % kind, url)
        if halt.ended_on:
            yield Entry(halt.ended_on, _("Halt ends: %(kind)s") % kind, url)


@timeline.register("result", gettext_lazy("test results"))
def results(enterprise_ids, user):
    seen = TestResult.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for result in seen:
        words = _("Test passed: %s") if result.passed else _("Test failed: %s")
        url = reverse("admin:inspections_testresult_change", args=[result.pk])
        yield Entry(result.tested_on, words % result, url)


@timeline.register("campaign", gettext_lazy("campaigns"))
def campaigns(enterprise_ids, user):
    seen = Participation.objects.visible_to(user).select_related("campaign")
    for row in seen.filter(enterprise__in=enterprise_ids).prefetch_related("visits"):
        url = row.campaign.get_absolute_url()
        yield Entry(row.added_on, _("In the campaign: %s") % row.campaign, url)
        for visit in row.visits.all():
            yield Entry(visit.visited_on, _("Visit of a work group: %s") % visit.findings, url)
