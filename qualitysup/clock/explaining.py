"""A computed date in words. Pure but for the language of the reader."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualitysup.clock.counting import Computation, Extension, Suspension
from qualitysup.clock.terms import Unit
from qualitysup.wording import in_a_row, listed


def explain(computation: Computation) -> str:
    """How the date follows from its start, sentence by sentence."""
    return in_a_row(_sentences(computation))


def _sentences(computation):
    rule, nominal, due = computation.rule, computation.nominal, computation.due
    yield _("The term starts on %s; that day is not counted (Civil Code 201).") % _day(
        computation.start
    )
    for change in computation.changes:
        if isinstance(change, Suspension) and change.until:
            yield _("Time stood still from %(since)s and ran again from %(until)s.") % {
                "since": _day(change.since),
                "until": _day(change.until),
            }
        elif isinstance(change, Suspension):
            yield _("Time has stood still since %s.") % _day(change.since)
    if due is None:
        yield _("There is no due date until it runs again.")
    elif rule.window_to:
        yield _(
            "After %(amount)s and before %(window_to)s: from %(window_from)s to %(due)s, "
            "holidays or not."
        ) % {
            "amount": quantity(rule.amount, rule.unit),
            "window_to": quantity(rule.window_to, rule.unit),
            "window_from": _day(computation.window_from),
            "due": _day(due),
        }
    else:
        yield _("%(term)s end on %(nominal)s.") % {
            "term": _length(computation),
            "nominal": _day(nominal),
        }
        yield from _holidays(computation)
    if computation.unknown_years:
        yield _("The holidays of %s are not announced yet, so this date is provisional.") % (
            listed(computation.unknown_years)
        )
    if rule.legal_basis:
        yield _("Legal basis: %s.") % rule.legal_basis


def _length(computation):
    words = quantity(computation.rule.amount, computation.rule.unit)
    for change in computation.changes:
        if isinstance(change, Extension):
            words = _("%(term)s, extended by %(more)s,") % {
                "term": words,
                "more": quantity(change.amount, change.unit),
            }
    return words


def _holidays(computation):
    if computation.rule.unit == Unit.WORKDAY and computation.make_up_days:
        yield _("Worked at a weekend and therefore counted: %s.") % listed(
            map(_day, computation.make_up_days)
        )
    if computation.due != computation.nominal:
        name = _(computation.holiday) if computation.holiday else ""
        reason = (
            _("That day is a public holiday (%s)") % name
            if name
            else _("That day is not a working day")
        )
        yield _(
            "%(reason)s, so the last day is the next working day, %(due)s (Civil Code 203)."
        ) % {
            "reason": reason,
            "due": _day(computation.due),
        }


def quantity(amount: int, unit: str) -> str:
    if unit == Unit.MONTH:
        return ngettext("%d month", "%d months", amount) % amount
    if unit == Unit.WORKDAY:
        return ngettext("%d working day", "%d working days", amount) % amount
    return ngettext("%d calendar day", "%d calendar days", amount) % amount


def _day(day: date) -> str:
    return date_format(day, "Y-m-d D")
