"""Complaints, reports and clues: 总局令第20号, and 行政处罚程序规定 art. 18 for what is checked."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Complaint
from qualitysup.casework.workflow import Clock, Step, Workflow, states
from qualitysup.clock.services import deadlines

Stage = Complaint.State
EVERY_CLOCK = ("complaint-accept", "complaint-mediate", "clue-check", "clue-answer")


def may_still_be_extended(complaint):
    """行政处罚程序规定 18: fifteen working days, and once fifteen more."""
    term = deadlines.of(complaint, "clue-check")
    if term is None or not term.is_open:
        return _("Only the term to check a report or a clue is extended.")
    if term.changes.filter(kind="extension").count() >= term.rule.extensions:
        return _("This term has been extended as often as the law allows.")
    return ""


def answered_if_it_must_be(complaint):
    if complaint.state == Stage.ANSWERED or not complaint.has_contact:
        return ""
    return _("Answer the complainant first: a way to reach them was left.")


ACCEPT = "inspections.accept_complaint"
ASSIGN = "inspections.assign_complaint"
CHECK = "inspections.check_complaint"

COMPLAINT = Workflow(
    "inspections.Complaint",
    Step(
        "accept", _("Accept"), states(Stage.REGISTERED), Stage.ACCEPTED, ACCEPT,
        "市场监督管理投诉举报处理暂行办法",
        starts=(Clock("complaint-mediate", "mediate_from", optional=True),),
        meets=("complaint-accept",), waits_in=states(Stage.REGISTERED),
    ),
    Step(
        "refuse", _("Do not accept"), states(Stage.REGISTERED), Stage.REFUSED, ACCEPT,
        "市场监督管理投诉举报处理暂行办法", meets=("complaint-accept",), voids=("clue-check",),
        noted=True,
    ),
    Step(
        "assign", _("Assign"), states(Stage.ACCEPTED), Stage.ASSIGNED, ASSIGN,
        "市场监督管理行政处罚程序规定 18", waits_in=states(Stage.ACCEPTED),
    ),
    Step(
        "check", _("Record what was found"), states(Stage.ASSIGNED), Stage.CHECKED, CHECK,
        "市场监督管理行政处罚程序规定 18",
        starts=(Clock("clue-answer", "answer_from", optional=True),), meets=("clue-check",),
    ),
    Step(
        "reply", _("Record the answer"), states(Stage.CHECKED), Stage.ANSWERED, CHECK,
        "市场监督管理投诉举报处理暂行办法", meets=("complaint-mediate", "clue-answer"),
    ),
    Step(
        "close", pgettext_lazy("of a case", "Close"),
        states(Stage.CHECKED, Stage.ANSWERED), Stage.CLOSED,
        "inspections.close_complaint", "市场监督管理投诉举报处理暂行办法",
        guards=(answered_if_it_must_be,), meets=("complaint-mediate",), voids=EVERY_CLOCK,
        waits_in=states(Stage.ANSWERED),
    ),
    Step(
        "reassign", _("Give it to somebody else"), states(Stage.ASSIGNED), Stage.ASSIGNED, ASSIGN,
        "市场监督管理行政处罚程序规定 18",
    ),
    Step(
        "extend", _("Extend the term to check"), states(Stage.ASSIGNED), Stage.ASSIGNED, ASSIGN,
        "市场监督管理行政处罚程序规定 18", guards=(may_still_be_extended,), noted=True,
    ),
    Step(
        "join", _("Join to another"),
        states(Stage.REGISTERED, Stage.ACCEPTED, Stage.ASSIGNED), Stage.JOINED, ACCEPT,
        "市场监督管理投诉举报处理暂行办法", voids=EVERY_CLOCK,
    ),
)  # fmt: skip
