"""The patrol plan: drafted by a planner, computed by a worker, adopted by whoever answers for it.

广东省市场监管条例 25: the yearly plan of checks; 食品生产经营监督检查管理办法 20, 22.
"""

from django.utils.translation import gettext_lazy as _

from inspections.capacity import comparison
from inspections.models import PatrolFrequency, PatrolPlan, PlanReason
from inspections.selection import SELECTIONS
from qualitysup.casework.workflow import Step, Workflow, states

Stage = PatrolPlan.State

COMPUTE = "inspections.compute_patrolplan"
ADOPT = "inspections.adopt_patrolplan"

BASIS = "广东省市场监管条例 25；食品生产经营监督检查管理办法 22"


def has_reasons(plan):
    if plan.reasons.exists():
        return ""
    return _("Say first who is patrolled and why: the plan has no reason yet.")


def reasons_are_known(plan):
    """A subject may be gone whose reason a plan of last year still names."""
    unknown = [r.kind for r in PlanReason.objects.filter(plan=plan) if r.kind not in SELECTIONS]
    if not unknown:
        return ""
    return _("Nobody knows any more what this reason finds: %s.") % unknown[0]


def frequencies_changed(plan) -> bool:
    """The rules that it was computed by were edited since."""
    if plan.computed_at is None:
        return False
    used = plan.reasons.exclude(rule_set="").values("rule_set")
    return PatrolFrequency.objects.filter(
        rule_set__in=used, changed_at__gt=plan.computed_at
    ).exists()


def not_stale(plan):
    if plan.is_stale or frequencies_changed(plan):
        return _("What the plan is computed from was changed since: compute it again.")
    return ""


def proposes_something(plan):
    if plan.proposals.exists():
        return ""
    return _("The plan proposes no patrol.")


def none_due_yet(plan):
    first = plan.proposals.order_by("due_on").first()
    if first is None or first.due_on > plan.day:
        return ""
    return _("Patrols of it are due before it is adopted: let it begin later and compute again.")


def within_capacity(plan):
    over = comparison(plan).over
    if not over:
        return ""
    worst = max(over, key=lambda week: week.load - week.capacity)
    return _(
        "More is planned than the stations' people can do in %(weeks)s weeks; the worst is "
        "%(station)s, week %(week)s: %(load)s visits, %(capacity)s possible."
    ) % {
        "weeks": len(over),
        "station": worst.station or _("no station"),
        "week": worst.iso,
        "load": worst.load,
        "capacity": worst.capacity,
    }


def patrols_are_laid(plan):
    if plan.proposals.exists():
        return _("Its patrols are still being laid out.")
    return ""


def nothing_left(plan):
    left = plan.patrols.open().count()
    if not left:
        return ""
    return _("%(left)s patrols of the plan are neither made nor cancelled.") % {"left": left}


# What the worker says of the computation; nobody presses these.
INTERNAL = ("computed", "fail")


class PlanWorkflow(Workflow):
    def outlook(self, plan, *, by):
        found = super().outlook(plan, by=by)
        return [(step, refusal) for step, refusal in found if step.name not in INTERNAL]


PLAN = PlanWorkflow(
    "inspections.PatrolPlan",
    Step(
        "compute", _("Compute the plan"), states(Stage.DRAFT, Stage.COMPUTED), Stage.COMPUTING,
        COMPUTE, BASIS, guards=(has_reasons, reasons_are_known),
    ),
    Step(
        "computed", _("The plan is computed"), states(Stage.COMPUTING), Stage.COMPUTED, COMPUTE,
        BASIS,
    ),
    Step(
        "fail", _("The computation failed"), states(Stage.COMPUTING), Stage.DRAFT, COMPUTE, BASIS,
    ),
    Step(
        "adopt", _("Adopt the plan"), states(Stage.COMPUTED), Stage.ADOPTED, ADOPT, BASIS,
        guards=(not_stale, proposes_something, none_due_yet), soft_guards=(within_capacity,),
        waits_in=states(Stage.COMPUTED),
    ),
    Step(
        "send_back", _("Send back"), states(Stage.COMPUTED), Stage.DRAFT, ADOPT, BASIS,
        sends_back=True, noted=True,
    ),
    Step(
        "close", _("Conclude the plan"), states(Stage.ADOPTED), Stage.CLOSED, ADOPT, BASIS,
        guards=(patrols_are_laid, nothing_left),
    ),
    Step(
        "drop", _("Discard the plan"), states(Stage.DRAFT, Stage.COMPUTED), Stage.DROPPED, COMPUTE,
        BASIS, noted=True,
    ),
    override_permission="inspections.override_patrolplan",
)  # fmt: skip
