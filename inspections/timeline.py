"""What campaigns, results and orders tell of an enterprise."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from enterprises.timeline import Entry
from inspections.models import (
    Complaint,
    Disclosure,
    DrawnEnterprise,
    Halt,
    Participation,
    Patrol,
    Penalty,
    RectificationOrder,
    Reinspection,
    Sample,
    TestResult,
    Visit,
)


@timeline.register("order", gettext_lazy("orders"))
def orders(enterprise_ids, user):
    seen = RectificationOrder.objects.visible_to(user).exclude(issued_on=None)
    for order in seen.filter(enterprise__in=enterprise_ids).prefetch_related("items"):
        url = order.get_absolute_url()
        yield Entry(order.issued_on, _("Ordered to rectify: %s") % order, url)
        for item in order.items.all():
            if item.due_on and item.due_on <= timezone.localdate():
                yield Entry(item.due_on, _("Last day to put right: %s") % item, url)
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


@timeline.register("penalty", gettext_lazy("penalties"))
def penalties(enterprise_ids, user):
    seen = Penalty.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for penalty in seen:
        yield Entry(penalty.decided_on, _("Penalty: %s") % penalty, penalty.get_absolute_url())


@timeline.register("disclosure", gettext_lazy("results made public"))
def disclosures(enterprise_ids, user):
    seen = Disclosure.objects.visible_to(user).exclude(published_on=None)
    for shown in seen.filter(enterprise__in=enterprise_ids):
        url, kind = shown.get_absolute_url(), shown.get_kind_display()
        yield Entry(shown.published_on, _("Made public: %s") % kind, url)
        if shown.withdrawn_on:
            yield Entry(shown.withdrawn_on, _("Withdrawn from publication: %s") % kind, url)


@timeline.register("complaint", gettext_lazy("complaints and clues"))
def complaints(enterprise_ids, user):
    if not user.has_perm("inspections.view_complaint"):
        return
    seen = Complaint.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for told in seen:
        url, kind = told.get_absolute_url(), told.get_kind_display()
        yield Entry(told.received_on, _("Received: %s") % kind, url)
        if told.result:
            found = {"kind": kind, "result": told.get_result_display()}
            yield Entry(told.checked_on, _("%(kind)s: %(result)s") % found, url)


@timeline.register("draw", gettext_lazy("random draws"))
def draws(enterprise_ids, user):
    seen = DrawnEnterprise.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for row in seen.select_related("draw"):
        drawn_on = timezone.localdate(row.draw.revealed_at)
        yield Entry(drawn_on, _("Drawn for a check: %s") % row.draw, row.get_absolute_url())
        # What a visit found is the visit's to tell.
        if row.state == DrawnEnterprise.State.GONE:
            words = {"draw": row.draw, "note": row.note}
            told = _("Gone before the check of %(draw)s: %(note)s") % words
            yield Entry(row.ended_on, told, row.get_absolute_url())


@timeline.register("visit", gettext_lazy("visits"))
def visits(enterprise_ids, user):
    if not user.has_perm("inspections.view_visit"):
        return
    seen = Visit.objects.visible_to(user).finished().filter(enterprise__in=enterprise_ids)
    for visit in seen:
        found = {"kind": visit.get_kind_display(), "outcome": visit.get_outcome_display()}
        day = timezone.localdate(visit.started_at)
        yield Entry(day, _("%(kind)s: %(outcome)s") % found, visit.get_absolute_url())


@timeline.register("sample", gettext_lazy("samples"))
def samples(enterprise_ids, user):
    """What was drawn here, and what was drawn elsewhere under this enterprise's name."""
    if not user.has_perm("inspections.view_sample"):
        return
    seen = Sample.objects.visible_to(user).drawn()
    seen = seen.filter(Q(enterprise__in=enterprise_ids) | Q(producer__in=enterprise_ids))
    for sample in seen:
        url = sample.get_absolute_url()
        about = {"sample": sample, "product": sample.product}
        yield Entry(sample.drawn_on, _("Sample drawn: %(product)s, %(sample)s") % about, url)
        if sample.notified_on:
            yield Entry(sample.notified_on, _("Notice of the result: %(sample)s") % about, url)
        if sample.objected_on:
            yield Entry(sample.objected_on, _("Re-test asked for: %(sample)s") % about, url)


@timeline.register("patrol", gettext_lazy("patrols"))
def patrols(enterprise_ids, user):
    seen = Patrol.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for patrol in seen.select_related("reason", "enterprise"):
        url = patrol.get_absolute_url()
        if patrol.missed_on:
            yield Entry(patrol.missed_on, _("Patrol missed: %s") % patrol.why, url)
        if patrol.done_on:
            yield Entry(patrol.done_on, _("Patrol made: %s") % patrol.why, url)
