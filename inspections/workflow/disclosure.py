"""A result on its way to the public: 处罚信息公示规定 2, 6, 9, 11, 13, 14, 16."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Disclosure
from qualitysup.casework.workflow import Clock, Step, TransitionRefused, Workflow, states

Stage = Disclosure.State


def not_taken_down_early(disclosure):
    """Art. 14: a halt or a revocation stays for its time; only what was annulled goes (art. 11)."""
    if not disclosure.is_grave or disclosure.annulled_on:
        return ""
    return _(
        "A halt or a revocation is not taken down early (处罚信息公示规定 14): it is shown until "
        "%(day)s. Record first that the decision was annulled, if it was."
    ) % {"day": disclosure.shown_until.isoformat()}


def still_holds(disclosure):
    if disclosure.annulled_on is None:
        return ""
    return _("The result was annulled on %(day)s: do not publish it.") % {
        "day": disclosure.annulled_on.isoformat()
    }


def not_annulled_yet(disclosure):
    return _("That it was annulled is recorded already.") if disclosure.annulled_on else ""


def its_time_is_over(disclosure):
    """Art. 13: three months or three years from the day it was published."""
    if disclosure.shown_until is None:
        return _("This result is shown without an end.")
    if disclosure.shown_until <= disclosure.day:
        return ""
    return _("It is shown until %(day)s.") % {"day": disclosure.shown_until.isoformat()}


class DisclosureWorkflow(Workflow):
    def check(self, disclosure, name, *, by, override=""):
        """Art. 16: what one person prepared, a second one approves."""
        step = super().check(disclosure, name, by=by, override=override)
        if name == "approve" and by.pk in (disclosure.created_by_id, disclosure.prepared_by_id):
            raise TransitionRefused(
                "own_work", _("A second person approves, not who queued or redacted it.")
            )
        return step


APPROVE = "inspections.approve_disclosure"
PUBLISH = "inspections.publish_disclosure"

DISCLOSURE = DisclosureWorkflow(
    "inspections.Disclosure",
    Step(
        "approve", _("Approve the publication"), states(Stage.QUEUED), Stage.APPROVED, APPROVE,
        "处罚信息公示规定 6、16", guards=(still_holds,), waits_in=states(Stage.QUEUED),
    ),
    Step(
        "send_back", _("Send back"), states(Stage.APPROVED), Stage.QUEUED, PUBLISH,
        "处罚信息公示规定 16", sends_back=True, noted=True,
    ),
    Step(
        "publish", _("Publish"), states(Stage.APPROVED), Stage.PUBLISHED, PUBLISH,
        "处罚信息公示规定 9；食品生产经营监督检查管理办法 39", guards=(still_holds,),
        starts=(
            Clock("penalty-shown", "penalty_from", optional=True, amount="penalty_months"),
        ),
        meets=("disclose",), waits_in=states(Stage.APPROVED),
    ),
    Step(
        "refuse", _("Do not publish"), states(Stage.QUEUED, Stage.APPROVED), Stage.REFUSED,
        APPROVE, "处罚信息公示规定 2、5、6", voids=("disclose",), noted=True,
    ),
    Step(
        "annul", _("Record that the decision was annulled"), states(Stage.PUBLISHED),
        Stage.PUBLISHED, "inspections.annul_disclosure", "处罚信息公示规定 11",
        guards=(not_annulled_yet,),
        starts=(Clock("withdraw-disclosure", "annulled_on"),), noted=True,
    ),
    Step(
        "withdraw", _("Withdraw from publication"), states(Stage.PUBLISHED), Stage.WITHDRAWN,
        PUBLISH, "处罚信息公示规定 11、12", guards=(not_taken_down_early,),
        meets=("withdraw-disclosure",), voids=("penalty-shown",), noted=True,
    ),
    Step(
        "expire", _("Record that its time is over"), states(Stage.PUBLISHED), Stage.EXPIRED,
        PUBLISH, "处罚信息公示规定 13", guards=(its_time_is_over,), meets=("penalty-shown",),
        voids=("withdraw-disclosure",), by_itself=True,
    ),
)  # fmt: skip
