"""A clue of a counterfeit: the holder is heard, and what is not theirs goes to the inspectors."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from brands.models import CounterfeitClue
from qualitysup.casework.workflow import Step, Workflow, states
from qualitysup.clock.services import deadlines

State, Verdict = CounterfeitClue.State, CounterfeitClue.Verdict
TERM = "counterfeit-check"
BASIS = "市场监督管理行政处罚程序规定 18"


def is_counterfeit(clue):
    if clue.verdict == Verdict.COUNTERFEIT:
        return ""
    return _("The holder said that the goods are theirs.")


def names_somebody(clue):
    if clue.about:
        return ""
    return _("Name the maker or seller, as goods or page name them.")


def not_proven(clue):
    if clue.verdict != Verdict.COUNTERFEIT:
        return ""
    return _("The holder said that it is counterfeit: transfer it.")


def may_still_be_extended(clue):
    """行政处罚程序规定 18: fifteen working days, and once fifteen more."""
    term = deadlines.of(clue, TERM)
    if term is None or not term.is_open:
        return _("The term to check this clue runs no more.")
    if term.changes.filter(kind="extension").count() >= term.rule.extensions:
        return _("This term has been extended as often as the law allows.")
    return ""


VERIFY = "brands.verify_counterfeitclue"
TRANSFER = "brands.transfer_counterfeitclue"

COUNTERFEIT = Workflow(
    "brands.CounterfeitClue",
    Step(
        "verify", gettext_lazy("Record what the holder said"), states(State.REGISTERED),
        State.VERIFIED, VERIFY, BASIS,
    ),
    Step(
        "transfer", gettext_lazy("Transfer to the inspectors"), states(State.VERIFIED),
        State.TRANSFERRED, TRANSFER, BASIS, guards=(is_counterfeit, names_somebody),
        meets=(TERM,), waits_in=states(State.VERIFIED),
    ),
    Step(
        "drop", pgettext_lazy("of a counterfeit clue", "Record that it is unfounded"),
        states(State.REGISTERED, State.VERIFIED), State.UNFOUNDED, VERIFY, BASIS,
        guards=(not_proven,), meets=(TERM,), noted=True,
    ),
    Step(
        "extend", gettext_lazy("Extend the term to check"),
        states(State.REGISTERED), State.REGISTERED, TRANSFER, BASIS,
        guards=(may_still_be_extended,), noted=True,
    ),
    # The inspectors ended what it became.
    Step(
        "close", pgettext_lazy("of a case", "Close"), states(State.TRANSFERRED), State.CLOSED,
        TRANSFER, BASIS, by_itself=True, offered=False,
    ),
)  # fmt: skip
