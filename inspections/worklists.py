"""What waits in inspections beside the steps themselves."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Complaint,
    DrawnEnterprise,
    Patrol,
    RectificationOrder,
    RiskScore,
    RoundStop,
    Sample,
    TestResult,
    Visit,
    VisitPacket,
)
from inspections.services.visits import STUCK_AFTER
from qualitysup.casework.home import Worklist, WorkRow, case_rows, register_worklist
from qualitysup.regions.querysets import count_up_to
from qualitysup.states import SOON, Tone


def to_reinspect(user):
    return RectificationOrder.objects.visible_to(user).to_reinspect()


def objected_to(user):
    return RectificationOrder.objects.visible_to(user).objected_to()


def without_order(user):
    return TestResult.objects.visible_to(user).failed_without_order()


def orders_url(standing):
    changelist = "admin:inspections_rectificationorder_changelist"
    return lambda user: f"{reverse(changelist)}?standing={standing}"


def result_rows(user, shown):
    for result in without_order(user).for_list()[:shown]:
        url = reverse("admin:inspections_testresult_change", args=[result.pk])
        yield WorkRow(title=str(result), url=url, note=str(result.enterprise))


for worklist in (
    Worklist(
        key="reinspect",
        label=_("Re-inspections to call"),
        count=lambda user: count_up_to(to_reinspect(user))[0],
        rows=lambda user, shown: case_rows(to_reinspect(user).for_list()[:shown]),
        url=orders_url("reinspect"),
        permission="inspections.reinspect_rectificationorder",
        tone=Tone.SOON,
        order=25,
        in_field=True,
    ),
    Worklist(
        key="results-without-order",
        label=_("Failed results without an order"),
        count=lambda user: count_up_to(without_order(user))[0],
        rows=result_rows,
        url=lambda user: f"{reverse('admin:inspections_testresult_changelist')}?order=none",
        permission="inspections.add_rectificationorder",
        tone=Tone.SOON,
        order=35,
    ),
    Worklist(
        key="objections",
        label=_("Objections to decide"),
        count=lambda user: count_up_to(objected_to(user))[0],
        rows=lambda user, shown: case_rows(objected_to(user).for_list()[:shown]),
        url=orders_url("objection"),
        permission="inspections.change_objection",
        tone=Tone.INFO,
        order=36,
    ),
):
    register_worklist(worklist)


def my_complaints(user):
    return Complaint.objects.visible_to(user).held_by(user)


def scores_to_decide(user):
    return RiskScore.objects.visible_to(user).pending()


def score_rows(user, shown):
    for score in scores_to_decide(user).for_list().order_by("-points", "-pk")[:shown]:
        yield WorkRow(
            title=score.enterprise.name,
            url=score.get_absolute_url(),
            note=f"{score.current_class or '—'} → {score.proposed_class}",
        )


for worklist in (
    Worklist(
        key="complaints",
        label=_("Complaints and clues assigned to me"),
        count=lambda user: count_up_to(my_complaints(user))[0],
        rows=lambda user, shown: case_rows(my_complaints(user).for_list()[:shown]),
        url=lambda user: f"{reverse('admin:inspections_complaint_changelist')}?standing=mine",
        permission="inspections.check_complaint",
        tone=Tone.SOON,
        order=26,
        in_field=True,
    ),
    Worklist(
        key="risk-scores",
        label=_("Risk classes to decide"),
        count=lambda user: count_up_to(scores_to_decide(user))[0],
        rows=score_rows,
        url=lambda user: f"{reverse('admin:inspections_riskscore_changelist')}?my=pending",
        permission="inspections.decide_riskscore",
        tone=Tone.INFO,
        order=38,
    ),
):
    register_worklist(worklist)


# --- Random draws --------------------------------------------------------------------------------


def drawn_of(user):
    """An inspector's own; of everybody's for whoever manages them."""
    rows = DrawnEnterprise.objects.visible_to(user).to_check()
    manages = user.has_perm("inspections.close_drawnenterprise")
    return rows if manages else rows.of_inspector(user)


def drawn_rows(user, shown):
    for row in drawn_of(user).for_list().order_by("due_on", "position", "pk")[:shown]:
        yield WorkRow(
            title=row.party_name,
            url=row.get_absolute_url(),
            note=row.draw.name,
            due_on=row.due_on,
        )


def drawn_url(user):
    standing = "open" if user.has_perm("inspections.close_drawnenterprise") else "mine"
    return f"{reverse('admin:inspections_drawnenterprise_changelist')}?standing={standing}"


register_worklist(
    Worklist(
        key="drawn-to-check",
        label=_("Drawn enterprises to check"),
        count=lambda user: count_up_to(drawn_of(user))[0],
        rows=drawn_rows,
        url=drawn_url,
        permission="inspections.view_drawnenterprise",
        tone=Tone.SOON,
        order=24,
        in_field=True,
    )
)


def stuck_visits(user):
    return Visit.objects.visible_to(user).stuck(timezone.now() - STUCK_AFTER)


def stuck_rows(user, shown):
    for visit in (
        stuck_visits(user).select_related("received_by").order_by("received_at", "pk")[:shown]
    ):
        yield WorkRow(title=visit.title, url=visit.get_absolute_url(), note=str(visit.received_by))


def conflicts(user):
    return VisitPacket.objects.visible_to(user).filter(conflict=VisitPacket.Conflict.OPEN)


def conflict_rows(user, shown):
    for packet in conflicts(user).select_related("visit", "sent_by").order_by("pk")[:shown]:
        yield WorkRow(
            title=packet.visit.title, url=packet.get_absolute_url(), note=str(packet.sent_by)
        )


def visits_url(standing):
    return lambda user: f"{reverse('admin:inspections_visit_changelist')}?standing={standing}"


for worklist in (
    Worklist(
        key="visits-stuck",
        label=_("Visits half arrived"),
        count=lambda user: count_up_to(stuck_visits(user))[0],
        rows=stuck_rows,
        url=visits_url("stuck"),
        permission="inspections.resolve_visit",
        tone=Tone.SOON,
        order=37,
    ),
    Worklist(
        key="visits-conflict",
        label=_("Conflicting visits to decide"),
        count=lambda user: count_up_to(conflicts(user))[0],
        rows=conflict_rows,
        url=visits_url("conflict"),
        permission="inspections.resolve_visit",
        tone=Tone.LATE,
        order=38,
    ),
):
    register_worklist(worklist)


def samples_to_notify(user):
    return Sample.objects.visible_to(user).to_notify()


def retests_to_decide(user):
    return Sample.objects.visible_to(user).to_decide()


def samples_url(standing):
    return lambda user: f"{reverse('admin:inspections_sample_changelist')}?standing={standing}"


for worklist in (
    Worklist(
        key="samples-to-notify",
        label=_("Results of samples to tell the party"),
        count=lambda user: count_up_to(samples_to_notify(user))[0],
        rows=lambda user, shown: case_rows(samples_to_notify(user).for_list()[:shown]),
        url=samples_url("notify"),
        permission="inspections.notify_sample",
        tone=Tone.SOON,
        order=33,
    ),
    Worklist(
        key="retests-to-decide",
        label=_("Re-tests to decide on"),
        count=lambda user: count_up_to(retests_to_decide(user))[0],
        rows=lambda user, shown: case_rows(retests_to_decide(user).for_list()[:shown]),
        url=samples_url("decide"),
        permission="inspections.retest_sample",
        tone=Tone.SOON,
        order=34,
    ),
):
    register_worklist(worklist)


# --- Patrols --------------------------------------------------------------------------------------


def patrols_due(user):
    return Patrol.objects.visible_to(user).due_within(SOON)


def patrols_overdue(user):
    return Patrol.objects.visible_to(user).overdue()


def stops_of_today(user):
    mine = RoundStop.objects.filter(round__person=user, round__on=timezone.localdate())
    return mine.order_by("position")


def stop_rows(user, shown):
    for stop in stops_of_today(user).for_page()[:shown]:
        at = stop.arrives_at.strftime("%H:%M") if stop.arrives_at else ""
        note = " · ".join(filter(None, [at, stop.what, stop.enterprise.address]))
        yield WorkRow(title=f"{stop.position}. {stop.enterprise}", url=stop.path, note=note)


def patrols_url(standing):
    return lambda user: f"{reverse('admin:inspections_patrol_changelist')}?standing={standing}"


for worklist in (
    Worklist(
        key="my-round",
        label=_("My round today"),
        count=lambda user: stops_of_today(user).count(),
        rows=stop_rows,
        url=lambda user: reverse("inspections:my-round"),
        permission="inspections.change_round",
        tone=Tone.INFO,
        order=5,
        in_field=True,
    ),
    Worklist(
        key="patrols-overdue",
        label=_("Patrols overdue"),
        count=lambda user: count_up_to(patrols_overdue(user))[0],
        rows=lambda user, shown: case_rows(
            patrols_overdue(user).for_list().order_by("due_on", "pk")[:shown]
        ),
        url=patrols_url("overdue"),
        permission="inspections.fulfil_patrol",
        tone=Tone.LATE,
        order=21,
    ),
    Worklist(
        key="patrols-due",
        label=_("Patrols due within 7 days"),
        count=lambda user: count_up_to(patrols_due(user))[0],
        rows=lambda user, shown: case_rows(
            patrols_due(user).for_list().order_by("due_on", "pk")[:shown]
        ),
        url=patrols_url("soon"),
        permission="inspections.fulfil_patrol",
        tone=Tone.SOON,
        order=22,
    ),
):
    register_worklist(worklist)
