"""What the database refuses of ledgers, in the words that a person can act on."""

from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from qualitysup.casework.workflow import TransitionRefused
from workshops.models import Lot, LotInput, QuarantinePaper, Sale

WORDS = {
    "lot_by_today": _("An entry is of today or an earlier day."),
    "lot_entry_stays": _(
        "An entry stays as it was written; add a correction with the reason instead."
    ),
    "lot_is_recorded_once": _("A lot that went on is not written down again."),
    "plant_verified": _("The bureau has not verified this plant yet."),
    "plant_covers_the_day": _("The plant's certificate does not cover the day."),
    "paper_of_this_consignment": _("The quarantine paper is of another consignment."),
    "paper_is_for_meat": _("Bought meat comes with a paper for products."),
    "paper_issued_by_the_day": _("The quarantine paper was issued after the day."),
    "paper_valid_on_the_day": _("The quarantine paper had expired on the day."),
    "quarantine_paper_not_of_tomorrow": _("A paper is not issued on a day to come."),
    "quarantine_paper_within_its_kind": _("A paper of this kind is not good for that long."),
    "workshops_quarantinepaper_number_key": _("This number is recorded for another consignment."),
    "sale_to_this_workshop": _("This was sold to somebody else."),
    "sale_taken_in_whole": _("What was sold is taken in as it was sold; its quantity differs."),
    "workshops_lot_sale_id_key": _("This sale was taken in already."),
    "has_inputs": _("Say what it was made of."),
    "test_passed": _("It has not passed its latest release test."),
    "no_input_held": _("Something that went into it is held or recalled."),
    "input_of_the_same_workshop": _("Only what is in the same workshop's stock can go in."),
    "input_was_there": _("What went in came later than that day."),
    "input_may_be_used": _("This may not be used: it is held, recalled or not in stock."),
    "input_not_expired": _("This was past its best-before day."),
    "inputs_form_no_circle": _("This was made of the lot that it is to go into."),
    "late_entry_has_a_reason": _("The lot is made: say why this is added afterwards."),
    "lot_input_kept": _("What went in stays as it was written; take it back with the reason."),
    "counter_entry_of_an_entry": _("Only an entry of this lot is taken back."),
    "counter_entry_within_its_entry": _("More cannot be taken back than was entered."),
    "lot_is_released": _("Only a released lot is sold."),
    "lot_not_expired": _("It was past its best-before day."),
    "sold_after_it_was_made": _("It was not made yet on that day."),
    "sold_by_today": _("An entry is of today or an earlier day."),
    "sale_not_taken_in": _("The buyer took it into its own ledger already."),
    "lot_kept": _("The law keeps this record still."),
} | {
    constraint.name: constraint.violation_error_message
    for model in (Lot, LotInput, Sale, QuarantinePaper)
    for constraint in model._meta.constraints
    if constraint.violation_error_message != constraint.default_violation_error_message
}


@contextmanager
def in_words():
    """Around a transaction: what a guard or a constraint refuses is a refusal with a reason."""
    try:
        yield
    except IntegrityError as broken:
        name = broken.__cause__.diag.constraint_name
        if name not in WORDS:
            raise
        raise TransitionRefused(name, WORDS[name]) from broken
