"""What is publicised of an honour: written, approved by two others, released, withdrawn."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from brands import wording_check
from brands.models import PublicityItem
from qualitysup.casework.workflow import Step, TransitionRefused, Workflow, states
from qualitysup.wording import in_a_row

State = PublicityItem.State
# More in one refusal, and nobody reads them; the form shows all.
NAMED = 5


def tells_facts(item):
    """产品质量法 25: nothing is recommended, and what is told is as the register has it."""
    words = {"headline": item.headline, "text": item.text}
    return in_a_row(wording_check.of(item.honour, **words, on=item.day)[:NAMED])


class PublicityWorkflow(Workflow):
    def check(self, item, name, *, by, override=""):
        """Two approve it, and neither is its author."""
        step = super().check(item, name, by=by, override=override)
        if name in ("approve", "release") and by.pk == item.created_by_id:
            raise TransitionRefused("own_work", _("Nobody approves what they wrote themselves."))
        if name == "release" and by.pk == item.first_approver_id:
            raise TransitionRefused(
                "approved_already", _("Two people approve it: you did so already.")
            )
        if name == "submit" and by.pk != item.created_by_id:
            raise TransitionRefused("not_the_author", _("Its author submits it."))
        return step

    def decidable(self, items, user):
        return items.waiting_for(user)


WRITE = "brands.change_publicityitem"
APPROVE = "brands.approve_publicityitem"
WITHDRAW = "brands.withdraw_publicityitem"

PUBLICITY = PublicityWorkflow(
    "brands.PublicityItem",
    Step(
        "submit", gettext_lazy("Submit for approval"), states(State.DRAFT), State.SUBMITTED, WRITE,
        "产品质量法 25", guards=(tells_facts,), lays_before=True,
    ),
    Step(
        "approve", gettext_lazy("Approve (first of two)"), states(State.SUBMITTED), State.APPROVED,
        APPROVE, "产品质量法 25", guards=(tells_facts,), waits_in=states(State.SUBMITTED),
        lays_before=True,
    ),
    Step(
        "release", gettext_lazy("Approve (second of two) and release"), states(State.APPROVED),
        State.RELEASED, APPROVE, "产品质量法 25", guards=(tells_facts,),
        waits_in=states(State.APPROVED),
    ),
    Step(
        "send_back", gettext_lazy("Send back"), states(State.SUBMITTED, State.APPROVED),
        State.DRAFT, APPROVE, "产品质量法 25", noted=True, sends_back=True,
    ),
    Step(
        "withdraw", pgettext_lazy("of what is publicised", "Withdraw"),
        states(State.DRAFT, State.SUBMITTED, State.APPROVED, State.RELEASED), State.WITHDRAWN,
        WITHDRAW, "产品质量法 25", noted=True,
    ),
)  # fmt: skip
