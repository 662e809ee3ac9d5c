"""The recall: opened with its whole list, the buyers told, closed when every line is settled."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.casework.workflow import Step, Workflow, states
from workshops.models import Recall

Stage = Recall.State

# 食品召回管理办法: how soon after the risk is known, and by when all of it is back, by level.
TELL = {level: f"recall-tell-{level}" for level in Recall.Level.values}
FINISH = {level: f"recall-finish-{level}" for level in Recall.Level.values}

NOTIFY = "workshops.notify_recall"
EXTEND = "workshops.change_recall"
CLOSE = "workshops.close_recall"


def every_buyer_told(recall):
    left = recall.lines.to_notify().count()
    if not left:
        return ""
    return ngettext(
        "%(count)d buyer was not told yet.", "%(count)d buyers were not told yet.", left
    ) % {"count": left}


def every_line_settled(recall):
    left = recall.lines.open().count()
    if not left:
        return ""
    return ngettext(
        "%(count)d line is open: say what came back, and what became of each lot.",
        "%(count)d lines are open: say what came back, and what became of each lot.",
        left,
    ) % {"count": left}


RECALL = Workflow(
    "workshops.Recall",
    Step(
        "extend", _("Look for more"), states(Stage.OPEN, Stage.NOTIFIED), Stage.OPEN, EXTEND,
        "食品安全法 63",
    ),
    Step(
        "notify", _("Record that every buyer was told"), states(Stage.OPEN), Stage.NOTIFIED,
        NOTIFY, "食品安全法 63", guards=(every_buyer_told,), meets=tuple(TELL.values()),
    ),
    Step(
        "close", _("Close the recall"), states(Stage.NOTIFIED), Stage.CLOSED, CLOSE,
        "食品安全法 63", guards=(every_line_settled,), meets=tuple(FINISH.values()), noted=True,
    ),
)  # fmt: skip
