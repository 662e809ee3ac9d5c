"""A lot, from its entry in a ledger until it is let go, taken back or destroyed.

食品安全法 50 (进货查验), 51–52 (出厂检验), 63 (召回); 生猪屠宰管理条例 9, 12, 15, 23.
"""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.workflow import Step, Workflow, states
from workshops.models import Lot

State = Lot.State

# --- Guards: each returns the reason for refusing, or "" ------------------------------------------


def came_in(lot):
    return "" if lot.is_input else _("What was made here does not come in.")


def made_here(lot):
    return _("What was bought or slaughtered is taken in, not made.") if lot.is_input else ""


def names_its_supplier(lot):
    """食品安全法 50: 供货者名称、地址、联系方式, and 生产日期或者生产批号."""
    if lot.kind != Lot.Kind.PURCHASED:
        return ""
    if not (lot.supplier_name and lot.supplier_address and lot.supplier_contact):
        return _("Name the supplier with address and contact.")
    if not (lot.batch or lot.produced_on):
        return _("Give the batch or the day of production.")
    return ""


def has_proof(lot):
    """食品安全法 50: 查验供货者的许可证和产品合格证明; meat has papers of its own."""
    if lot.kind == Lot.Kind.PURCHASED and not (lot.conformity_proof or lot.plant_id):
        return _("The number of its proof of conformity is missing.")
    return ""


def not_expired(lot):
    if lot.is_expired(lot.made_on):
        return _("It was past its best-before day, %(day)s, when it came.") % {
            "day": lot.best_before.isoformat()
        }
    return ""


def has_meat_papers(lot):
    if lot.kind != Lot.Kind.SLAUGHTERED and lot.plant_id is None:
        return ""
    if lot.plant_id is None:
        return _("Name the designated plant where it was slaughtered.")
    if lot.quarantine_paper_id is None:
        return _("The quarantine paper is missing.")
    if not lot.quality_certificate:
        return _("The number of the meat quality certificate is missing.")
    return ""


def plant_verified(lot):
    if lot.plant is None or lot.plant.verified_on is not None:
        return ""
    return _("The bureau has not verified certificate and sign plate of %(plant)s yet.") % {
        "plant": lot.plant
    }


def plant_covers_the_day(lot):
    if lot.plant is None or lot.plant.is_valid_on(lot.made_on):
        return ""
    return _("The certificate of %(plant)s was valid from %(first)s to %(last)s.") % {
        "plant": lot.plant,
        "first": lot.plant.valid_from.isoformat(),
        "last": lot.plant.valid_to.isoformat(),
    }


def paper_of_this_consignment(lot):
    paper = lot.quarantine_paper
    if paper is None or paper.workshop_id == lot.workshop_id:
        return ""
    return _("The quarantine paper %(number)s is of another consignment.") % {
        "number": paper.number
    }


def paper_is_for_meat(lot):
    paper = lot.quarantine_paper
    if paper is None or lot.kind != Lot.Kind.PURCHASED or not paper.is_for_animals:
        return ""
    return _("Bought meat comes with a paper for products; %(number)s is for live animals.") % {
        "number": paper.number
    }


def paper_issued_by_the_day(lot):
    """A paper issued afterwards was not there when the goods came: a backdated entry."""
    paper = lot.quarantine_paper
    if paper is None or paper.issued_on <= lot.made_on:
        return ""
    return _("The quarantine paper was issued on %(issued)s, after the day %(day)s.") % {
        "issued": paper.issued_on.isoformat(),
        "day": lot.made_on.isoformat(),
    }


def paper_valid_on_the_day(lot):
    paper = lot.quarantine_paper
    if paper is None or lot.made_on <= paper.valid_to:
        return ""
    return _("The quarantine paper was good until %(last)s; the day is %(day)s.") % {
        "last": paper.valid_to.isoformat(),
        "day": lot.made_on.isoformat(),
    }


def has_inputs(lot):
    return "" if lot.inputs.exists() else _("Say what it was made of.")


def no_input_held(lot):
    held = lot.inputs.of_held_sources().first()
    if held is None:
        return ""
    return _("%(source)s, which went into it, is held or recalled.") % {"source": held.source}


def an_input_is_held(lot):
    return "" if no_input_held(lot) else _("Nothing that went into it is held.")


def test_passed(lot):
    """集中检验: the latest release test that stands."""
    test = lot.tests.for_release().standing().order_by("-pk").first()
    if test is None:
        return _("The laboratory has reported no release test of it yet.")
    if not test.passed:
        return _("Its latest release test, %(number)s, failed.") % {"number": test.number}
    return ""


# Whoever keeps the ledger.
KEEP = "workshops.change_lot"
SUBMIT = "workshops.submit_lot"
TEST = "workshops.test_lot"
RELEASE = "workshops.release_lot"
HOLD = "workshops.hold_lot"
UNHOLD = "workshops.unhold_lot"
RECALL = "workshops.recall_lot"
DESTROY = "workshops.destroy_lot"

LOT = Workflow(
    "workshops.Lot",
    Step(
        "take_in", _("Take into stock"), states(State.RECORDED), State.IN_STOCK, KEEP,
        "食品安全法 50、53；生猪屠宰管理条例 23",
        guards=(
            came_in, names_its_supplier, has_proof, not_expired, has_meat_papers, plant_verified,
            plant_covers_the_day, paper_of_this_consignment, paper_is_for_meat,
            paper_issued_by_the_day, paper_valid_on_the_day,
        ),
        waits_in=states(State.RECORDED), where="is_input",
    ),
    Step(
        "turn_away", _("Turn away"), states(State.RECORDED), State.TURNED_AWAY, KEEP,
        "食品安全法 50", guards=(came_in,), noted=True, where="is_input",
    ),
    Step(
        "make", _("Close the record of making"), states(State.RECORDED), State.MADE, KEEP,
        "食品安全法 46", guards=(made_here, has_inputs, no_input_held), where="is_made_here",
    ),
    Step(
        "submit_to_lab", _("Send to the laboratory"), states(State.MADE, State.IN_STOCK),
        State.TESTING, SUBMIT, "食品安全法 51、52", waits_in=states(State.MADE),
    ),
    Step(
        "pass", _("Record: the lot passed"), states(State.TESTING), State.PASSED, TEST,
        "食品安全法 51、52", guards=(test_passed,), waits_in=states(State.TESTING),
    ),
    Step(
        "fail", _("Record: the lot failed"), states(State.TESTING), State.HELD, TEST,
        "食品安全法 52",
    ),
    Step(
        "release", _("Release"), states(State.PASSED), State.RELEASED, RELEASE,
        "食品安全法 51、52", guards=(test_passed, no_input_held), waits_in=states(State.PASSED),
    ),
    Step(
        "hold", _("Hold"),
        states(State.IN_STOCK, State.MADE, State.TESTING, State.PASSED, State.RELEASED),
        State.HELD, HOLD, "食品安全法 63", noted=True,
    ),
    # Its maker wrote down that something held went in: nobody decides, the lot stops with it.
    Step(
        "hold_for_input", _("Held with its input"),
        states(State.MADE, State.TESTING, State.PASSED, State.RELEASED), State.HELD, HOLD,
        "食品安全法 63", guards=(an_input_is_held,), noted=True, by_itself=True, offered=False,
    ),
    Step(
        "return_to_stock", _("Give back to stock"), states(State.HELD), State.IN_STOCK, UNHOLD,
        "食品安全法 63", guards=(came_in,), noted=True, where="is_input",
    ),
    Step(
        "unhold", _("End the hold"), states(State.HELD), State.PASSED, UNHOLD, "食品安全法 63",
        guards=(made_here, test_passed, no_input_held), noted=True, where="is_made_here",
    ),
    Step(
        "resubmit", _("Send to the laboratory again"), states(State.HELD), State.TESTING, UNHOLD,
        "食品安全法 52", guards=(made_here,), noted=True, where="is_made_here",
    ),
    Step(
        "recall", _("Recall"), states(State.RELEASED, State.HELD), State.RECALLED, RECALL,
        "食品安全法 63", noted=True,
    ),
    Step(
        "record_destruction", _("Record the destruction"),
        states(
            State.IN_STOCK, State.MADE, State.PASSED, State.RELEASED, State.HELD, State.RECALLED,
        ),
        State.DESTROYED, DESTROY, "食品安全法 63", noted=True,
    ),
)  # fmt: skip
