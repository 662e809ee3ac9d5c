"""Everything that writes honours: granted, extended, re-reviewed, revoked, abolished."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Honour, HonourKind, HonourPeriod, ValidityRule
from enterprises.services import register as enterprises
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.documents import numbers
from qualitysup.wording import tidy

State = Honour.State
Origin = HonourPeriod.Origin

EXPIRY = "honour-expiry"


@dataclass(frozen=True)
class Validity:
    """Until when an honour is valid, and by what; ``ends_on`` is None where it has no end."""

    ends_on: date | None
    rule: ValidityRule | None = None
    basis: str = ""


def validity_of(rules, *, granted_on, product) -> Validity | None:
    """What a kind's rules, ``in_order``, say of such an honour; None where none speaks of it."""
    for rule in rules:
        if rule.speaks_of(granted_on, product):
            return Validity(rule.ends_on(granted_on), rule)
    return None


# --- Granting -------------------------------------------------------------------------------------


@transaction.atomic
def grant(honour, *, by, valid_to=None, basis="") -> Honour:
    """Enter an honour, valid as the rules of its kind say, or as its own paper does.

    ``valid_to`` and ``basis`` are the paper's: they go before the rules.
    """
    refuse_if(not by.has_perm("brands.add_honour"), "forbidden", _("You may not enter honours."))
    enterprises.refuse_out_of_reach(honour.enterprise.division_id, by=by)
    honour.product, honour.brand = tidy(honour.product), tidy(honour.brand)
    honour.number = numbers.normalise(honour.number)
    check(honour)
    validity = Validity(valid_to, basis=basis) if valid_to or basis else None
    validity = validity or validity_of(
        honour.kind.rules.in_order(), granted_on=honour.granted_on, product=honour.product
    )
    if validity is None:
        words = _("No rule says how long it is valid: give its last day and the paper.")
        raise ValidationError(words, code="no_rule")
    honour.valid_from = honour.valid_from or honour.granted_on
    honour.valid_to = validity.ends_on
    end_with_kind(honour)
    save(honour)
    _add(honour, Origin.GRANT, validity, by=by, on=honour.granted_on)
    watch(honour)
    return honour


def check(honour) -> None:
    """What no column can say: of a product, on a day on which its kind was granted."""
    kind = honour.kind
    check_product(honour)
    if honour.granted_on > timezone.localdate():
        raise ValidationError({"granted_on": _("This day lies in the future.")})
    if not kind.is_granted(honour.granted_on):
        words = _("%(kind)s was not granted on that day.") % {"kind": kind}
        raise ValidationError({"granted_on": words})


def check_product(aimed_at) -> None:
    """An honour, or a cultivation that aims at one, names a product where the kind is of one."""
    kind = aimed_at.kind
    if kind.of_product and not aimed_at.product:
        raise ValidationError({"product": _("This honour is granted to a product: name it.")})
    if not kind.of_product and aimed_at.product:
        words = _("This honour is granted to the enterprise, not to a product.")
        raise ValidationError({"product": words})


def end_with_kind(honour) -> None:
    """One of a kind that ended for everybody ended on that day; nothing is saved here."""
    kind = honour.kind
    if kind.ends_with_kind and honour.stood_on(kind.abolished_on):
        honour.state = State.ABOLISHED
        honour.ended_on, honour.ended_because = kind.abolished_on, kind.basis[:200] or str(kind)


def _add(honour, origin, validity, *, by, on):
    save(
        HonourPeriod(
            honour=honour,
            origin=origin,
            starts_on=honour.valid_from,
            ends_on=validity.ends_on,
            said_on=on,
            rule=validity.rule,
            basis=validity.basis,
            entered_by=by,
        )
    )


CORRECTED = ["brand", "number", "source", "officer"]


@transaction.atomic
def correct(honour, *, by) -> Honour:
    """Put right what is told of an honour; what was granted, to whom and when stays."""
    _refuse_without(by, "brands.change_honour", _("You may not change honours."))
    before = Honour.objects.visible_to(by).locked().get(pk=honour.pk)
    honour.brand, honour.number = tidy(honour.brand), numbers.normalise(honour.number)
    save(honour, update_fields=CORRECTED)
    if honour.officer_id != before.officer_id:
        watched = Deadline.objects.of(honour).open()
        if honour.officer_id:
            deadlines.hand_over(watched, to=honour.officer, by=by)
        else:
            watched.void(_("nobody is in charge"))
            watch(honour)
    return honour


# --- Longer ---------------------------------------------------------------------------------------


@transaction.atomic
def review(honour, *, by, valid_to, basis, on=None) -> Honour:
    """复评: it was looked at again on a day and is valid until another one, as a paper says."""
    _refuse_without(by, "brands.extend_honour", _("You may not extend honours."))
    honour = _standing(honour, by=by)
    refuse_if(not basis.strip(), "no_basis", _("Name the paper that says so."))
    refuse_if(
        honour.valid_to is None, "without_end", _("This honour has no end that could be moved.")
    )
    refuse_if(
        valid_to <= honour.valid_to,
        "not_longer",
        _("It is valid until %s already.") % honour.valid_to.isoformat(),
    )
    on = on or timezone.localdate()
    _refuse_other_days(honour, on)
    _lengthen(honour, Origin.REVIEW, Validity(valid_to, basis=basis.strip()), by=by, on=on)
    return honour


@transaction.atomic
def apply_rule(rule, *, by) -> int:
    """Give every honour that a rule speaks of the last day that it says; returns how many changed.

    Harmless when it is done again. What ended stays ended, and what has a paper of its own keeps
    the paper's last day.
    """
    _refuse_without(by, "brands.extend_honour", _("You may not extend honours."))
    rules = list(ValidityRule.objects.filter(kind=rule.kind).in_order())
    changed = 0
    honours = Honour.objects.visible_to(by).filter(kind=rule.kind).not_ended().by_rule_alone()
    for honour in honours.select_related("enterprise").locked():
        validity = validity_of(rules, granted_on=honour.granted_on, product=honour.product)
        if validity and validity.rule == rule and validity.ends_on != honour.valid_to:
            decided_on = rule.decided_on or timezone.localdate()
            _lengthen(honour, Origin.EXTENSION, validity, by=by, on=decided_on)
            changed += 1
    return changed


def _lengthen(honour, origin, validity, *, by, on):
    _add(honour, origin, validity, by=by, on=on)
    honour.valid_to = validity.ends_on
    save(honour, update_fields=["valid_to"])
    Deadline.objects.of(honour).open().void(_("valid until another day"))
    watch(honour)


# --- Ended ----------------------------------------------------------------------------------------


def revoke(honour, *, by, because, on=None) -> Honour:
    """撤销, by whoever granted it."""
    return _ended(honour, State.REVOKED, by=by, because=because, on=on)


def give_up(honour, *, by, because, on=None) -> Honour:
    return _ended(honour, State.GIVEN_UP, by=by, because=because, on=on)


@transaction.atomic
def _ended(honour, state, *, by, because, on):
    _refuse_without(by, "brands.end_honour", _("You may not end honours."))
    refuse_if(not because.strip(), "no_reason", _("Give the reason."))
    on = on or timezone.localdate()
    honour = _standing(honour, by=by)
    _refuse_other_days(honour, on)
    _end(honour, state, on=on, because=because.strip())
    return honour


@transaction.atomic
def abolish(kind, *, by, on, ends_all, basis) -> int:
    """废止: no longer granted from a day; returns how many honours ended with it."""
    _refuse_without(by, "brands.change_honourkind", _("You may not change kinds of honours."))
    refuse_if(not basis.strip(), "no_basis", _("Name the paper that says so."))
    kind = HonourKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    refuse_if(kind.abolished_on is not None, "abolished", _("This kind is abolished already."))
    kind.abolished_on, kind.ends_with_kind, kind.basis = on, ends_all, basis.strip()[:200]
    save(kind)
    if not ends_all:
        return 0
    standing = list(Honour.objects.filter(kind=kind, granted_on__lt=on).as_of(on).locked())
    for honour in standing:
        _end(honour, State.ABOLISHED, on=on, because=kind.basis)
    return len(standing)


def _end(honour, state, *, on, because):
    honour.state, honour.ended_on, honour.ended_because = state, on, because[:200]
    save(honour, update_fields=["state", "ended_on", "ended_because"])
    Deadline.objects.of(honour).open().void(honour.ended_because)


def _standing(honour, *, by) -> Honour:
    honour = Honour.objects.visible_to(by).locked().get(pk=honour.pk)
    refuse_if(honour.state != State.HELD, "ended", _("This honour has ended already."))
    return honour


def _refuse_other_days(honour, on) -> None:
    """Nothing is said of an honour before it began, and nothing in the future."""
    future = on > timezone.localdate()
    refuse_if(future, "future", _("A step is recorded on its day, not before it."))
    refuse_if(
        on < honour.valid_from,
        "before_it_began",
        _("It is valid only from %s.") % honour.valid_from.isoformat(),
    )


def _refuse_without(by, permission, words) -> None:
    refuse_if(not by.has_perm(permission), "forbidden", words)


# --- Watched --------------------------------------------------------------------------------------


def watch(honour) -> None:
    """Its last day is a deadline while it lies ahead."""
    today = timezone.localdate()
    if honour.state != State.HELD or honour.valid_to is None or honour.valid_to < today:
        return
    begun = min(honour.valid_from, today)
    length = (honour.valid_to - begun).days
    if length > 0:
        start = deadlines.Start(EXPIRY, begun, amount=length, rule_on=today)
        deadlines.start_all(honour, [start], holder=honour.officer, title=honour.title)
