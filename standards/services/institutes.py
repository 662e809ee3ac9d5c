"""Everything that writes the institute: figures, accreditations, assessments, qualifications."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline, TermRule
from qualitysup.clock.services import deadlines
from standards.models import Accreditation, Assessment, Institute, InstituteFigure, Qualification

CHANGE = "standards.change_institute"
EXPIRY = "accreditation-expiry"
QUALIFIED = "qualification-expiry"
# The table of terms says after how many months each kind is looked at.
ASSESSED = "assessment-{kind}-"


@transaction.atomic
def keep(institute, *, by) -> Institute:
    """Enter an institute or put right what is told of it."""
    _refuse_others(institute, by=by)
    Institute.objects.locked().filter(pk=institute.pk).first()
    save(institute)
    return institute


@transaction.atomic
def state_figure(institute, *, by, **said) -> InstituteFigure:
    """Record what was said of the institute as of a day; an earlier word stays as it was."""
    _refuse_others(institute, by=by)
    future = said["as_of"] > timezone.localdate()
    refuse_if(future, "future", _("This day lies in the future."))
    figure = InstituteFigure(institute=institute, entered_by=by, **said)
    save(figure)
    return figure


# --- Accreditations -------------------------------------------------------------------------------


@transaction.atomic
def accredit(accreditation, *, by) -> Accreditation:
    """Enter a certificate: its last day and its assessments are deadlines from now on.

    It renews an earlier one of the same kind, of which nothing is owed any more.
    """
    _refuse_others(accreditation.institute, by=by)
    future = accreditation.granted_on > timezone.localdate()
    refuse_if(future, "future", _("This day lies in the future."))
    save(accreditation)
    alike = Accreditation.objects.filter(
        institute=accreditation.institute_id, kind=accreditation.kind
    )
    for row in alike.filter(granted_on__lt=accreditation.granted_on):
        Deadline.objects.of(row).open().void(_("renewed"))
    # One that is entered late was renewed long ago.
    if not alike.filter(granted_on__gt=accreditation.granted_on, withdrawn_on=None).exists():
        _watch(accreditation, by=by)
    return accreditation


CORRECTED = ["number", "body", "services", "scope"]


@transaction.atomic
def correct(accreditation, *, by) -> Accreditation:
    """Put right what is told of it; its kind and its days stay, a renewal is another row."""
    _refuse_others(accreditation.institute, by=by)
    _standing(accreditation)
    save(accreditation, update_fields=CORRECTED)
    return accreditation


@transaction.atomic
def assess(accreditation, *, by, done_on, outcome, note="") -> Assessment:
    """Record an assessment; the one that was owed next is done."""
    _refuse_others(accreditation.institute, by=by)
    accreditation = _standing(accreditation)
    refuse_if(
        done_on > timezone.localdate(),
        "future",
        _("A step is recorded on its day, not before it."),
    )
    refuse_if(
        done_on < accreditation.granted_on,
        "before_it_began",
        _("It is valid only from %s.") % accreditation.granted_on.isoformat(),
    )
    row = Assessment(
        accreditation=accreditation, done_on=done_on, outcome=outcome, note=note, entered_by=by
    )
    save(row)
    if outcome != Assessment.Outcome.FAILED:
        owed = Deadline.objects.of(accreditation).open().order_by("due_on", "pk")
        if deadline := owed.filter(term__startswith=_assessed(accreditation)).first():
            deadlines.meet(accreditation, [deadline.term], on=done_on)
    return row


@transaction.atomic
def withdraw(accreditation, *, by, because, on=None) -> Accreditation:
    """It was taken back or given up before its last day; nothing is owed for it any more."""
    may = by.has_perm("standards.withdraw_accreditation")
    refuse_if(not may, "forbidden", _("You may not record that accreditations ended."))
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    on = on or timezone.localdate()
    accreditation = _standing(accreditation)
    future = on > timezone.localdate()
    refuse_if(future, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        on < accreditation.granted_on,
        "before_it_began",
        _("It is valid only from %s.") % accreditation.granted_on.isoformat(),
    )
    accreditation.withdrawn_on, accreditation.withdrawn_because = on, because.strip()[:200]
    save(accreditation, update_fields=["withdrawn_on", "withdrawn_because"])
    Deadline.objects.of(accreditation).open().void(accreditation.withdrawn_because)
    return accreditation


def _standing(accreditation):
    rows = Accreditation.objects.locked().select_related("institute__division")
    found = rows.get(pk=accreditation.pk)
    refuse_if(found.withdrawn_on is not None, "ended", _("This accreditation has ended already."))
    return found


def _watch(accreditation, *, by):
    """Its last day, and the assessments that its kind owes before it."""
    starts = []
    today = timezone.localdate()
    if accreditation.valid_to and accreditation.valid_to >= today:
        length = (accreditation.valid_to - accreditation.granted_on).days
        if length:
            starts.append(
                deadlines.Start(EXPIRY, accreditation.granted_on, amount=length, rule_on=today)
            )
    rules = TermRule.objects.filter(term__startswith=_assessed(accreditation))
    for term in sorted(set(rules.values_list("term", flat=True))):
        due = deadlines.computed(term, accreditation.granted_on).due
        # What was owed before it was entered here was looked at by others.
        if due >= today and (accreditation.valid_to is None or due <= accreditation.valid_to):
            starts.append(deadlines.Start(term, accreditation.granted_on))
    if starts:
        deadlines.start_all(accreditation, starts, holder=by, title=accreditation.title)


def _assessed(accreditation) -> str:
    return ASSESSED.format(kind=accreditation.kind)


# --- People ---------------------------------------------------------------------------------------


@transaction.atomic
def qualify(qualification, *, by) -> Qualification:
    """Record what one of the institute's people may do; its last day is a deadline of theirs."""
    _refuse_others(qualification.institute, by=by)
    save(qualification)
    Deadline.objects.of(qualification).open().void(_("valid until another day"))
    today = timezone.localdate()
    if qualification.valid_to and qualification.valid_to > today:
        length = (qualification.valid_to - today).days
        start = deadlines.Start(QUALIFIED, today, amount=length, rule_on=today)
        deadlines.start_all(
            qualification, [start], holder=qualification.person, title=qualification.title
        )
    return qualification


def _refuse_others(institute, *, by):
    refuse_if(
        not by.has_perm(CHANGE) or not register.reaches(by, institute.division_id),
        "forbidden",
        _("You may not change what is told of this institute."),
    )
