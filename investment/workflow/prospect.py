"""The way of a prospect: lead, in talks, signed, built, funded, producing; or closed, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from investment.models import Prospect
from qualitysup.casework.workflow import Step, Workflow, states

State = Prospect.State
BASIS = "招商引资项目管理制度"
MOVE, CLOSE = "investment.move_prospect", "investment.close_prospect"

# The clocks of a fresh lead, and the rhythm by its intention.
ANSWER, ASSESSMENT, FEEDBACK = (
    "investment-answer",
    "investment-assessment",
    "investment-feedback",
)
RESPONSE = (ANSWER, ASSESSMENT, FEEDBACK)
RHYTHM = {
    "near": "investment-contact-near",
    "conditional": "investment-contact-conditional",
    "mid": "investment-contact-mid",
}
CLOCKS = (*RESPONSE, *RHYTHM.values())


def spoken_with(prospect):
    if prospect.contacts.exists() or prospect.visits.made().exists():
        return ""
    return _("Nobody has spoken with the firm yet: record the contact or the visit.")


def has_an_intention(prospect):
    if prospect.intention in Prospect.WARM:
        return ""
    return _("Its intention is “%s”: correct it first.") % prospect.get_intention_display()


def is_no_double(prospect):
    if prospect.joined_to_id is None:
        return ""
    return _("It was joined to %s: go on there.") % prospect.joined_to


PROSPECT = Workflow(
    "investment.Prospect",
    Step(
        "talk", gettext_lazy("Take up talks"), states(State.LEAD), State.TALKS, MOVE, BASIS,
        guards=(spoken_with, has_an_intention),
    ),
    Step(
        "sign", gettext_lazy("The contract is signed"), states(State.TALKS), State.SIGNED, MOVE,
        BASIS, guards=(has_an_intention,),
    ),
    Step(
        "start", gettext_lazy("Building has begun"), states(State.SIGNED), State.STARTED, MOVE,
        BASIS,
    ),
    Step(
        "fund", gettext_lazy("The funds have arrived"), states(State.STARTED), State.FUNDED, MOVE,
        BASIS,
    ),
    Step(
        "produce", gettext_lazy("It produces"), states(State.FUNDED), State.PRODUCING, MOVE, BASIS,
        voids=CLOCKS,
    ),
    Step(
        "close", pgettext_lazy("of a prospect", "Close it"), states(*Prospect.STAGES[:-1]),
        State.CLOSED, CLOSE, BASIS, noted=True, voids=CLOCKS,
    ),
    Step(
        "reopen", pgettext_lazy("of a prospect", "Take it up again"), states(State.CLOSED),
        State.LEAD, CLOSE, BASIS, guards=(is_no_double,), noted=True,
    ),
    # It comes with joining two that are one firm.
    Step(
        "join", gettext_lazy("Join it to another one"), states(*Prospect.STAGES[:-1], State.CLOSED),
        State.CLOSED, "investment.join_prospect", BASIS,
        guards=(is_no_double,), voids=CLOCKS, offered=False,
    ),
)  # fmt: skip
