from qualitysup.casework.workflow import Clock, Step, Workflow, states
from tests.casework.errands.models import Errand

State = Errand.State


def has_parcels(errand):
    return "" if errand.parcels else "There is nothing in it: 0 parcels."


def is_signed(errand):
    return "" if errand.signed else "Nobody signed for it."


ERRAND = Workflow(
    "errands.Errand",
    Step(
        "send", "Send out", states(State.DRAFT), State.OUT, "errands.send_errand",
        "民法典 510", guards=(has_parcels,), starts=(Clock("correct", "sent_on"),),
    ),
    Step(
        "add", "Add a parcel", states(State.DRAFT, State.OUT), State.OUT, "errands.send_errand",
        "民法典 511",
    ),
    Step(
        "bring_back", "Bring back", states(State.OUT), State.BACK, "errands.change_errand",
        "民法典 512", meets=("correct",),
    ),
    Step(
        "send_again", "Send again", states(State.BACK), State.OUT, "errands.receive_errand",
        "民法典 513", waits_in=states(State.BACK), sends_back=True,
    ),
    Step(
        "receive", "Receive", states(State.BACK), State.DONE, "errands.receive_errand",
        "民法典 514", soft_guards=(is_signed,), waits_in=states(State.BACK),
    ),
    Step(
        "drop", "Drop", states(State.DRAFT, State.OUT, State.BACK), State.DROPPED,
        "errands.send_errand", "民法典 515", voids=("correct",), noted=True,
    ),
    override_permission="errands.override_errand",
)  # fmt: skip
