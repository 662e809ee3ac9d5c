"""A filing or declaration of enterprise standards: handed in, published, looked at, corrected."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qualitysup.casework.workflow import Clock, Step, TransitionRefused, Workflow, states
from qualitysup.clock.services import deadlines
from qualitysup.evidence.models import Attachment
from qualitysup.wording import listed
from standards.models import Filing, FilingItem, Standard, TradeStandard

State, Standing = Filing.State, FilingItem.Standing
RECORD, EXPIRY = "filing-record", "filing-expiry"
RECORD_PAPER = "filing_record"
REVIEW, CORRECTION = "filing-review", "filing-correction"
LAW, MEASURES = "标准化法 27", "企业标准化促进办法"


# --- Complete ------------------------------------------------------------------------------------


def names_products(filing):
    if filing.products.exists():
        return ""
    return _("Name the products that are made to it.")


def names_standards(filing):
    """标准化法 27: number and name of every standard executed."""
    if filing.is_own or filing.standards.exists():
        return ""
    return _("Name its own standard, or the standards of others that are executed.")


def has_its_text(filing):
    if not filing.is_own or Attachment.objects.of(filing).standing().exists():
        return ""
    return _("Add the text of the standard to the evidence.")


def promises_something(filing):
    """标准化法 27: of its own standard also what the product does, and how it is tested."""
    if not filing.is_own:
        return ""
    items = list(filing.items.all())
    if not any(item.kind in ("function", "performance") for item in items):
        return _("List at least one indicator of function or performance.")
    untested = [item.name for item in items if not item.test_method]
    if untested:
        return _("Say how these are tested: %s.") % listed(untested)
    return ""


def refers_to_what_is_in_force(filing):
    ended = [
        row.standard.number
        for row in filing.standards.select_related("standard")
        if not row.standard.is_in_force(filing.day)
    ]
    if ended:
        return _("Not in force on that day: %s. Name the edition that is.") % listed(ended)
    return ""


def keeps_what_is_mandatory(filing):
    """标准化法 21: nothing is lower than a mandatory national standard."""
    lower = filing.items.filter(standing=Standing.LOWER, against__nature="mandatory")
    if lower:
        return _("Lower than a mandatory standard asks: %s. Raise them.") % listed(lower)
    missing = [
        rule.series
        for rule in TradeStandard.objects.order_by("series")
        if (filing.enterprise.industry_id or "").startswith(rule.industry_id)
        and Standard.objects.on(filing.day).filter(series=rule.series).exists()
        and not filing.standards.filter(standard__series=rule.series).exists()
    ]
    if missing:
        return _("Mandatory for this trade and not named: %s.") % listed(missing)
    return ""


def says_what_is_lower(filing):
    """企业标准化促进办法: what is lower than a recommended standard is expressly stated."""
    silent = filing.items.filter(standing=Standing.LOWER, stated=False)
    if silent:
        return _("Lower than a standard asks, and not stated: %s.") % listed(silent)
    return ""


COMPLETE = (
    names_products,
    names_standards,
    has_its_text,
    promises_something,
    refers_to_what_is_in_force,
    keeps_what_is_mandatory,
    says_what_is_lower,
)


# --- Under its regime ----------------------------------------------------------------------------


def is_filed_with_the_bureau(filing):
    if filing.is_record:
        return ""
    return _("Since 2018 it is declared by the enterprise, and not filed.")


def was_not_corrected(filing):
    """标准化法 38: named in public once the day to correct it has passed."""
    owed = deadlines.of(filing, CORRECTION)
    if owed and owed.is_open and owed.due_on and owed.due_on < filing.day:
        return ""
    return _("The day by which it is to be corrected has not passed.")


def has_run_out(filing):
    if filing.valid_to and filing.valid_to < filing.day:
        return ""
    return _("Its last day has not passed.")


class FilingWorkflow(Workflow):
    def check(self, filing, name, *, by, override=""):
        """Whoever handed it in does not decide on it."""
        step = super().check(filing, name, by=by, override=override)
        if name in ("record", "review") and by.pk == filing.submitted_by_id:
            raise TransitionRefused("own_work", _("Nobody reviews what they handed in."))
        return step


SUBMIT = "standards.submit_filing"
CHECK = "standards.review_filing"
WITHDRAW = "standards.withdraw_filing"

FILING = FilingWorkflow(
    "standards.Filing",
    Step(
        "declare", gettext_lazy("Declare and publish"), states(State.DRAFT), State.PUBLISHED,
        SUBMIT, LAW, guards=COMPLETE, starts=(Clock(REVIEW, "filed_on"),), voids=(RECORD,),
        where="is_declaration",
    ),
    Step(
        "submit", gettext_lazy("Hand in for filing"), states(State.DRAFT), State.SUBMITTED,
        SUBMIT, "企业标准化管理办法（1990）", guards=(is_filed_with_the_bureau, *COMPLETE),
        meets=(RECORD,), lays_before=True, where="is_record",
    ),
    Step(
        "record", gettext_lazy("File and publish"), states(State.SUBMITTED), State.PUBLISHED,
        CHECK, "企业标准化管理办法（1990）", guards=COMPLETE, waits_in=states(State.SUBMITTED),
        starts=(Clock(EXPIRY, "recorded_on", optional=True), Clock(REVIEW, "filed_on")),
    ),
    Step(
        "send_back", gettext_lazy("Send back"), states(State.SUBMITTED), State.DRAFT, CHECK,
        "企业标准化管理办法（1990）", noted=True, sends_back=True,
    ),
    Step(
        "review", gettext_lazy("Record a review"), states(State.PUBLISHED), State.PUBLISHED,
        CHECK, "标准化法 29", guards=COMPLETE, meets=(REVIEW,), noted=True,
    ),
    Step(
        "order_correction", gettext_lazy("Order to correct it"), states(State.PUBLISHED),
        State.CORRECTING, CHECK, "标准化法 38", noted=True,
        starts=(Clock(CORRECTION, "correct_from"),),
    ),
    Step(
        "expose", gettext_lazy("Name it in public"), states(State.CORRECTING), State.EXPOSED,
        CHECK, "标准化法 38", guards=(was_not_corrected,),
    ),
    Step(
        "settle", gettext_lazy("Record that it is corrected"),
        states(State.CORRECTING, State.EXPOSED), State.PUBLISHED, CHECK, "标准化法 38",
        guards=COMPLETE, meets=(CORRECTION,), noted=True,
    ),
    Step(
        "withdraw", pgettext_lazy("of a filing", "Withdraw"),
        states(State.DRAFT, State.SUBMITTED, *Filing.STANDING), State.WITHDRAWN, WITHDRAW,
        MEASURES, noted=True, voids=(RECORD, EXPIRY, REVIEW, CORRECTION),
    ),
    # A later filing of the same number takes its place.
    Step(
        "replace", pgettext_lazy("of a filing", "Replace"), states(*Filing.STANDING),
        State.REPLACED, CHECK, MEASURES, by_itself=True, offered=False,
        voids=(EXPIRY, REVIEW, CORRECTION),
    ),
    Step(
        "expire", pgettext_lazy("of a filing", "Run out"), states(*Filing.STANDING),
        State.EXPIRED, CHECK, "企业产品标准管理规定", guards=(has_run_out,), by_itself=True,
        offered=False, meets=(EXPIRY,), voids=(REVIEW, CORRECTION),
    ),
)  # fmt: skip
