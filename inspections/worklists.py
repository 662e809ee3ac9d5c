"""What waits in campaigns and orders beside the steps themselves."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections.models import Complaint, RectificationOrder, RiskScore, TestResult
from qualitysup.casework.home import Worklist, WorkRow, case_rows, register_worklist
from qualitysup.regions.querysets import count_up_to
from qualitysup.states import Tone


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
