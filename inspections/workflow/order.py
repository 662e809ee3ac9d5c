"""The rectification order, as the law lets it move.

产品质量法 (2018) arts 15, 17; 产品质量监督抽查管理暂行办法 (总局令第18号) arts 44–50; 行政处罚法
(2021) arts 42, 57–64.
"""

from django.utils.translation import gettext_lazy as _

from inspections.models import Objection, RectificationOrder
from inspections.workflow.campaign import missing_consultations
from qualitysup.casework.workflow import Clock, Step, TransitionRefused, Workflow, states
from qualitysup.clock.services import deadlines
from qualitysup.clock.services.many import void_set
from qualitysup.wording import listed

Order = RectificationOrder.State

# --- Guards of the order: each returns the reason for refusing, or "" -----------------------------


def has_items(order):
    if order.items.exists():
        return ""
    return _("Say first what is to be put right: the order has no item yet.")


def items_within_the_term(order):
    """The order's own term is not shorter than that of any of its items (行政处罚法 28)."""
    longest = order.longest_item
    if not longest:
        return ""
    own = deadlines.computed("correct", order.day)
    ends = deadlines.computed("correct-item", order.day, amount=longest).due
    if ends <= own.due:
        return ""
    return _(
        "An item has %(days)d days and would end on %(end)s, after the order itself (%(own)s): "
        "give it no more than %(most)d days, or no term of its own."
    ) % {
        "days": longest,
        "end": ends.isoformat(),
        "own": own.due.isoformat(),
        "most": own.rule.amount,
    }


def consulted_both(order):
    """A halt in a campaign needs the chamber's and the government's view on record."""
    if order.campaign_id is None:
        return _("Only an order of a campaign can be halted by agreement.")
    missing = missing_consultations(order.campaign)
    if not missing:
        return ""
    return _("Consult first, and record it: %(bodies)s.") % {"bodies": listed(missing)}


def not_halted_by_agreement(order):
    if order.halts.open().filter(kind="voluntary").exists():
        return _("This enterprise is halted by agreement already.")
    return ""


def term_can_be_extended(order):
    """The regime until 2019: one extension, asked for five days ahead, of 30 days at most."""
    term = deadlines.of(order, "correct")
    if term is None or term.rule.extensions:
        return ""
    return _("The law in force when the order was issued allows no extension.")


def correction_is_overdue(order):
    term = deadlines.of(order, "correct")
    if term is None or term.due_on < order.day:
        return ""
    return _("The term to rectify runs until %(day)s.") % {"day": term.due_on.isoformat()}


def window_is_open(order):
    """18号令 art. 48: after 60 and before 90 days of the announcement."""
    window = deadlines.of(order, "announce-window")
    if window is None or window.window_from <= order.day:
        return ""
    return _("Re-inspection after the announcement is lawful from %(first)s to %(last)s.") % {
        "first": window.window_from.isoformat(),
        "last": window.due_on.isoformat(),
    }


def halt_period_is_over(order):
    if order.halt_until is None or order.halt_until <= order.day:
        return ""
    return _("The halt runs until %(day)s; re-inspection follows its end.") % {
        "day": order.halt_until.isoformat()
    }


def failed_twice(order):
    """产品质量法 art. 17: a halt follows the failed re-inspection after the announcement."""
    if order.reinspections.filter(round="announced", passed=False).exists():
        return ""
    return _("The re-inspection after the announcement has not failed.")


def told_of_hearing(order):
    """行政处罚法 art. 63."""
    if order.hearing_notified_on is None:
        return _("The party was not told of its right to a hearing.")
    return ""


def hearing_right_is_spent(order):
    """行政处罚法 art. 64: five working days to ask for it, and the hearing itself if asked for."""
    if order.hearing_requested_on:
        return "" if order.state == Order.HEARING_HELD else _("The hearing was not held yet.")
    asked_by = deadlines.of(order, "hearing-request")
    if asked_by and asked_by.due_on >= order.day:
        return _("The party may ask for a hearing until %(day)s.") % {
            "day": asked_by.due_on.isoformat()
        }
    return ""


def may_still_ask_for_hearing(order):
    asked_by = deadlines.of(order, "hearing-request")
    if asked_by and asked_by.due_on < order.day:
        return _("The time to ask for a hearing ended on %(day)s.") % {
            "day": asked_by.due_on.isoformat()
        }
    return ""


def hearing_day_has_come(order):
    if order.hearing_on is None or order.hearing_on <= order.day:
        return ""
    return _("The hearing is on %(day)s.") % {"day": order.hearing_on.isoformat()}


def every_item_verified(order):
    left = order.items.open().count()
    if not left:
        return ""
    return _("Production does not resume before the re-inspection passes: %(left)s items open.") % {
        "left": left
    }


def latest_reinspection_passed(order):
    latest = order.reinspections.last()
    if latest and latest.passed:
        return ""
    return _("Production does not resume before a re-inspection passed.")


def too_early_to_resume(order):
    """Why production does not resume yet, in an order that is still on its way there."""
    if order.state == Order.PASSED or order.state not in RectificationOrder.OPEN_STATES:
        return ""
    return every_item_verified(order) or latest_reinspection_passed(order)


def objection_upheld(order):
    if order.state in RectificationOrder.NOT_ISSUED_STATES:
        return ""
    if order.objections.filter(decision=Objection.Decision.UPHELD).exists():
        return ""
    if order.sample is not None and order.sample.retest_passed:
        return ""
    return _("An issued order is withdrawn when an objection was upheld.")


# --- The rectification order ---------------------------------------------------------------------

SUBMIT = "inspections.submit_rectificationorder"
ISSUE = "inspections.issue_rectificationorder"
REINSPECT = "inspections.reinspect_rectificationorder"
ESCALATE = "inspections.escalate_rectificationorder"
RESUME = "inspections.resume_rectificationorder"
HALT = "inspections.halt_rectificationorder"

UNDER_REINSPECTION = states(
    Order.REINSPECTING, Order.REINSPECTING_ANNOUNCED, Order.REINSPECTING_HALTED
)
BEFORE_THE_HALT = states(
    Order.ISSUED, Order.REPORTED, Order.FAILED, Order.ESCALATED, Order.ANNOUNCED,
    Order.FAILED_AGAIN, Order.FILED, Order.HEARING_NOTIFIED, Order.HEARING_HELD,
)  # fmt: skip
EVERY_CLOCK = (
    "correct", "reinspect", "objection", "announce-window", "case-decision", "hearing-request",
    "service", "halt-period",
)  # fmt: skip

# A re-inspection is concluded in one go; what was found decides which of its outcomes it is.
CONCLUDE = Step(
    "conclude_reinspection", _("Conclude the re-inspection"), UNDER_REINSPECTION, Order.PASSED,
    REINSPECT, "产品质量法 17；18号令 47、48、49",
)  # fmt: skip


class OrderWorkflow(Workflow):
    def check(self, order, name, *, by, override=""):
        """Whoever asks too early to let production resume hears what is missing."""
        try:
            return super().check(order, name, by=by, override=override)
        except TransitionRefused as refusal:
            reason = too_early_to_resume(order) if name == "resume" else ""
            if refusal.code == "wrong_state" and reason:
                raise TransitionRefused("wrong_state", reason) from None
            raise

    def _move_clocks(self, order, step, *, by):
        """What ends the order's own term ends those of its items with it."""
        super()._move_clocks(order, step, by=by)
        if "correct" in (*step.meets, *step.voids):
            void_set(order.items.all(), "correct-item", reason=step.label)

    def outlook(self, order, *, by):
        """The outcomes of a re-inspection are no steps to choose from: concluding it is one.

        What the enterprise waits for stands there from the first day, with what it still needs.
        """
        found = super().outlook(order, by=by)
        if order.state in UNDER_REINSPECTION and by.has_perm(REINSPECT):
            others = [(step, no) for step, no in found if step.sources - UNDER_REINSPECTION]
            found = [(CONCLUDE, None), *others]
        if by.has_perm(RESUME) and (reason := too_early_to_resume(order)):
            found.append((self.steps["resume"], TransitionRefused("wrong_state", reason)))
        return found


ORDER = OrderWorkflow(
    "inspections.RectificationOrder",
    Step(
        "submit", _("Submit for approval"), states(Order.DRAFT), Order.SUBMITTED, SUBMIT,
        "18号令 46", guards=(has_items, items_within_the_term), lays_before=True,
    ),
    Step(
        "send_back", _("Send back"), states(Order.SUBMITTED), Order.DRAFT, ISSUE,
        "18号令 46", waits_in=states(Order.SUBMITTED), sends_back=True, noted=True,
    ),
    Step(
        "issue", _("Issue the order"), states(Order.DRAFT, Order.SUBMITTED), Order.ISSUED, ISSUE,
        "产品质量法 17；18号令 46", guards=(has_items, items_within_the_term),
        starts=(
            Clock("correct", "issued_on"),
            Clock("reinspect", "issued_on"),
            Clock("objection", "result_notified_on", optional=True),
        ),
        document="rectification_order", waits_in=states(Order.SUBMITTED),
    ),
    Step(
        "extend", _("Extend the term"), states(Order.ISSUED), Order.ISSUED, ISSUE,
        "总局令133号（2010）", guards=(term_can_be_extended,),
    ),
    Step(
        "agree_halt", _("Halt by agreement"), states(Order.ISSUED), Order.ISSUED,
        "inspections.halt_campaign", "18号令 50",
        guards=(consulted_both, not_halted_by_agreement), document="halt",
    ),
    Step(
        "report", _("Record the report of rectification"), states(Order.ISSUED), Order.REPORTED,
        REINSPECT, "18号令 46",
    ),
    Step(
        "call_reinspection", _("Call the re-inspection"),
        states(Order.ISSUED, Order.REPORTED), Order.REINSPECTING, REINSPECT, "18号令 47",
        document="reinspection_notice", waits_in=states(Order.REPORTED),
    ),
    Step(
        "note_overdue", _("Note that nothing was rectified in time"),
        states(Order.ISSUED, Order.REPORTED), Order.FAILED, ESCALATE, "产品质量法 17；18号令 47",
        guards=(correction_is_overdue,), voids=("correct", "reinspect"),
    ),
    Step(
        "pass_reinspection", _("Re-inspection passed"), UNDER_REINSPECTION, Order.PASSED,
        REINSPECT, "18号令 49", guards=(every_item_verified,),
        meets=("correct", "reinspect", "announce-window", "halt-period"),
    ),
    Step(
        "fail_reinspection", _("Re-inspection failed"), states(Order.REINSPECTING), Order.FAILED,
        REINSPECT, "产品质量法 17；18号令 47", meets=("reinspect",), voids=("correct",),
    ),
    Step(
        "escalate", _("Report to the province"), states(Order.FAILED), Order.ESCALATED,
        ESCALATE, "产品质量法 17；18号令 47", waits_in=states(Order.FAILED),
    ),
    Step(
        "announce", _("Record the province's announcement"), states(Order.ESCALATED),
        Order.ANNOUNCED, ESCALATE, "产品质量法 17",
        starts=(Clock("announce-window", "announced_on", law="issued_on"),),
    ),
    Step(
        "call_after_announcement", _("Call the re-inspection after the announcement"),
        states(Order.ANNOUNCED), Order.REINSPECTING_ANNOUNCED, REINSPECT, "18号令 48",
        guards=(window_is_open,), document="reinspection_notice", waits_in=states(Order.ANNOUNCED),
    ),
    Step(
        "fail_again", _("Re-inspection failed again"), states(Order.REINSPECTING_ANNOUNCED),
        Order.FAILED_AGAIN, REINSPECT, "产品质量法 17；18号令 48", meets=("announce-window",),
    ),
    Step(
        "file_case", _("File a penalty case"), states(Order.FAILED_AGAIN), Order.FILED,
        ESCALATE, "行政处罚法 54", starts=(Clock("case-decision", "filed_on"),),
        waits_in=states(Order.FAILED_AGAIN),
    ),
    Step(
        "notify_hearing", _("Tell the party of its right to a hearing"), states(Order.FILED),
        Order.HEARING_NOTIFIED, HALT, "行政处罚法 63",
        starts=(Clock("hearing-request", "hearing_notified_on"),), waits_in=states(Order.FILED),
    ),
    Step(
        "request_hearing", _("Record the request for a hearing"),
        states(Order.HEARING_NOTIFIED), Order.HEARING_REQUESTED, ESCALATE, "行政处罚法 64（一）",
        guards=(may_still_ask_for_hearing,), meets=("hearing-request",),
    ),
    Step(
        "schedule_hearing", _("Give notice of the hearing"), states(Order.HEARING_REQUESTED),
        Order.HEARING_SCHEDULED, HALT, "行政处罚法 64（二）",
        waits_in=states(Order.HEARING_REQUESTED),
    ),
    Step(
        "hold_hearing", _("Record the hearing"), states(Order.HEARING_SCHEDULED),
        Order.HEARING_HELD, HALT, "行政处罚法 64", guards=(hearing_day_has_come,), noted=True,
    ),
    Step(
        "halt", _("Halt business for rectification"), BEFORE_THE_HALT, Order.HALTED, HALT,
        "产品质量法 17；行政处罚法 9（四）、57、58、63",
        soft_guards=(failed_twice, told_of_hearing, hearing_right_is_spent),
        starts=(
            Clock("service", "halted_on"),
            Clock("halt-period", "halted_on", amount="halt_months"),
        ),
        meets=("case-decision",),
        voids=("correct", "reinspect", "announce-window", "hearing-request"),
        document="halt", waits_in=states(Order.HEARING_NOTIFIED, Order.HEARING_HELD),
    ),
    Step(
        "call_after_halt", _("Call the re-inspection after the halt"), states(Order.HALTED),
        Order.REINSPECTING_HALTED, REINSPECT, "产品质量法 17", guards=(halt_period_is_over,),
        document="reinspection_notice",
    ),
    Step(
        "fail_finally", _("Re-inspection failed after the halt"),
        states(Order.REINSPECTING_HALTED), Order.FAILED_FINALLY, REINSPECT, "产品质量法 17",
        meets=("halt-period",),
    ),
    Step(
        "revoke", _("Record the revocation of the licence"), states(Order.FAILED_FINALLY),
        Order.REVOKED, HALT, "产品质量法 17；18号令 48", voids=EVERY_CLOCK,
        waits_in=states(Order.FAILED_FINALLY), noted=True,
    ),
    Step(
        "resume", _("Let production resume"), states(Order.PASSED), Order.CLOSED, RESUME,
        "18号令 49", guards=(every_item_verified, latest_reinspection_passed), voids=EVERY_CLOCK,
        document="resumption", waits_in=states(Order.PASSED),
    ),
    Step(
        "withdraw", _("Withdraw the order"),
        states(*RectificationOrder.NOT_ISSUED_STATES, *RectificationOrder.OPEN_STATES),
        Order.WITHDRAWN, ISSUE, "产品质量法 15", soft_guards=(objection_upheld,),
        voids=EVERY_CLOCK, noted=True,
    ),
    override_permission="inspections.override_rectificationorder",
)  # fmt: skip
