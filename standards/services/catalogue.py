"""Everything that writes the catalogue: entered, put right, replaced, adopting."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from qualitysup.wording import tidy
from standards import classes
from standards.models import Adoption, Replacement, Standard
from standards.numbers import Level, NotANumber, parse
from standards.signals import replaced

Degree = Adoption.Degree
Extent = Replacement.Extent

REPLACE = "standards.replace_standard"


# --- Entered --------------------------------------------------------------------------------------


@transaction.atomic
def enter(standard, *, by) -> Standard:
    """Put a standard into the catalogue; what earlier entries named as replaced is found now."""
    _refuse_without(by, "standards.add_standard", _("You may not enter standards."))
    check(standard)
    save(standard)
    settle([standard])
    return standard


@transaction.atomic
def correct(standard, *, by) -> Standard:
    """Put right what is told of a standard; its number stays, another number is another one."""
    _refuse_without(by, "standards.change_standard", _("You may not change standards."))
    Standard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    check(standard)
    save(standard)
    return standard


def check(standard) -> None:
    """What no column can say: that the number is one, dated, and the classes are classes."""
    try:
        standard.fill()
    except NotANumber as refusal:
        raise ValidationError({"number": refusal.reason}) from None
    if not parse(standard.number).is_dated:
        words = _("An edition has a year, as in GB 7718-2011: without one it is a whole series.")
        raise ValidationError({"number": words})
    for name, fits, example in (
        ("ics", classes.is_ics, "25.120.10"),
        ("ccs", classes.is_ccs, "J62"),
    ):
        for code in getattr(standard, name):
            if not fits(code):
                words = _("“%(code)s” is no such class: write it as in %(example)s.")
                raise ValidationError({name: words % {"code": code, "example": example}})


# --- Replaced -------------------------------------------------------------------------------------


@transaction.atomic
def replace(new, old_number, *, by, part="") -> Replacement:
    """Record that a standard takes the place of another, wholly or (``part``) in a part of it.

    One that is wholly replaced is abolished on the day on which the new one comes into force,
    unless the catalogue says another day already.
    """
    _refuse_without(by, REPLACE, _("You may not record what standards replace."))
    row = Replacement(new=new, old_number=_number(old_number), part=tidy(part))
    row.extent = Extent.PARTIAL if row.part else Extent.FULL
    refuse_if(row.old_number == new.number, "itself", _("A standard does not replace itself."))
    row.old = Standard.objects.filter(number=row.old_number).first()
    if row.old:
        _refuse_circle(new, row.old)
        _refuse_earlier(new, row.old)
    save(row)
    if row.old:
        _take_effect([row])
    return row


@transaction.atomic
def take_back(replacement, *, by) -> None:
    """A replacement that was entered by mistake; the day of abolition is put right by hand."""
    _refuse_without(by, REPLACE, _("You may not record what standards replace."))
    replacement.delete()


def _refuse_circle(new, old):
    """Through any number of others a standard never replaces itself."""
    refuse_if(
        old.pk == new.pk or Standard.objects.before([old.pk]).filter(pk=new.pk).exists(),
        "circle",
        _("%(old)s itself takes the place of %(new)s, perhaps through others: that is a circle.")
        % {"old": old.number, "new": new.number},
    )


def _refuse_earlier(new, old):
    refuse_if(
        new.in_force_on < old.in_force_on,
        "earlier",
        _("%(new)s came into force before %(old)s: correct the days, or turn them round.")
        % {"old": old.number, "new": new.number},
    )


def settle(standards) -> list[Replacement]:
    """Find what was named as replaced before it was in the catalogue; returns what was found."""
    by_number = {standard.number: standard for standard in standards}
    waiting = Replacement.objects.filter(old=None, old_number__in=by_number)
    rows = list(waiting.select_related("new").locked())
    for row in rows:
        row.old = by_number[row.old_number]
    settled = rows if _kept(rows) else [row for row in rows if _kept([row])]
    _take_effect(settled)
    return settled


def _kept(rows) -> bool:
    """False for a circle, or what is wholly replaced by two: it stays a number that is named."""
    try:
        with transaction.atomic():
            Replacement.objects.bulk_update(rows, ["old"])
    except IntegrityError:
        return False
    return True


def _take_effect(rows):
    """What is wholly replaced ends; whoever makes products to it is told after the commit."""
    ending = {}
    for row in rows:
        if row.extent == Extent.FULL and row.old.abolished_on is None:
            row.old.abolished_on = max(row.new.in_force_on, row.old.in_force_on)
            ending[row.old.pk] = row.old
    Standard.objects.bulk_update(ending.values(), ["abolished_on"])
    if rows:
        tell = partial(replaced.send_robust, Replacement, replacements=rows)
        transaction.on_commit(tell, robust=True)


# --- Adopted --------------------------------------------------------------------------------------


@transaction.atomic
def adopt(standard, international, degree, *, by) -> Adoption:
    """Record which international standard it adopts, and how closely."""
    _refuse_without(by, REPLACE, _("You may not record what standards adopt."))
    row = Adoption(standard=standard, international=_number(international), degree=degree)
    check_adoption(row)
    save(row)
    return row


def check_adoption(adoption) -> None:
    number = parse(adoption.international)
    refuse_if(
        number.level not in (Level.INTERNATIONAL, Level.FOREIGN),
        "not_international",
        _("%s is no international standard.") % number,
    )
    begun = adoption.standard.published_on or adoption.standard.in_force_on
    refuse_if(
        adoption.degree == Degree.EQV and begun.year >= Adoption.EQV_BEFORE,
        "eqv_is_old",
        _("EQV was used before 2002 only: since GB/T 20000.2-2001 it is IDT, MOD or NEQ."),
    )


@transaction.atomic
def take_back_adoption(adoption, *, by) -> None:
    _refuse_without(by, REPLACE, _("You may not record what standards adopt."))
    adoption.delete()


# --- Texts ----------------------------------------------------------------------------------------


def keep_text(standard, upload, *, by, caption="") -> Attachment:
    """Keep this bureau's copy of the text: it is seen where the bureau is, as a licence has it."""
    _refuse_without(by, "standards.change_standard", _("You may not keep texts of standards."))
    # A standard is nowhere; its copy lies with whoever keeps it.
    standard.division_id = by.home_id
    return files.attach(standard, upload, by=by, caption=tidy(caption))


def _number(text) -> str:
    try:
        return str(parse(text))
    except NotANumber as refusal:
        raise TransitionRefused(refusal.code, refusal.reason) from None


def _refuse_without(by, permission, words):
    refuse_if(not by.has_perm(permission), "forbidden", words)
