"""The patrol: planned, assigned, perhaps postponed; made, or cancelled with the reason."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from inspections.models import Patrol
from qualitysup.casework.workflow import Step, Workflow, states

Stage = Patrol.State

ASSIGN = "inspections.assign_patrol"
POSTPONE = "inspections.postpone_patrol"
CANCEL = "inspections.cancel_patrol"
FULFIL = "inspections.fulfil_patrol"
OVERRIDE = "inspections.override_patrol"


def not_missed(patrol):
    if patrol.missed_on is None and patrol.due_on >= patrol.day:
        return ""
    return _("Its day has passed: a missed patrol stays missed, and is made late or cancelled.")


def still_in_business(patrol):
    if patrol.enterprise.merged_into_id is not None:
        return _("This enterprise was merged into another: that one is patrolled.")
    if patrol.enterprise.status != Enterprise.Status.OPERATING:
        return _("This enterprise is out of business.")
    return ""


PATROL = Workflow(
    "inspections.Patrol",
    Step(
        "assign", _("Assign"), states(Stage.PLANNED), Stage.PLANNED, ASSIGN,
        "行政处罚法 42；食品生产经营监督检查管理办法 23",
    ),
    Step(
        "postpone", _("Postpone"), states(Stage.PLANNED), Stage.PLANNED, POSTPONE,
        "食品生产经营监督检查管理办法 22", guards=(not_missed,), noted=True,
    ),
    Step(
        "fulfil", _("Record that it was made"), states(Stage.PLANNED), Stage.DONE, FULFIL,
        "广东省市场监管条例 25", meets=("patrol",),
    ),
    Step(
        "cancel", _("Cancel"), states(Stage.PLANNED), Stage.CANCELLED, CANCEL,
        "广东省市场监管条例 25", voids=("patrol",), noted=True,
    ),
    Step(
        "reinstate", _("Take the cancellation back"), states(Stage.CANCELLED), Stage.PLANNED,
        CANCEL, "广东省市场监管条例 25", guards=(still_in_business,), noted=True,
    ),
    override_permission=OVERRIDE,
)  # fmt: skip
