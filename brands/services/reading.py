"""One row of a table of honours: what it says, and all that is wrong with it."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from brands import columns
from brands.models import Honour, HonourKind, HonourPeriod, ValidityRule
from brands.services.honours import Validity, check, end_with_kind, validity_of
from enterprises import cells, uscc
from enterprises.cells import Unreadable
from enterprises.models import Enterprise
from qualitysup.documents import numbers
from qualitysup.wording import listed

# "2006", "2006年", "2006-09", "2006年9月": an honour begins on a day, and none is made up here.
NO_DAY = re.compile(r"(19|20)\d\d(年?|[-/.年]\d{1,2}月?)")
ENDLESS = {"长期", "长期有效", "永久", "无期限", "不设有效期"}


@dataclass
class Candidate:
    """A row on its way: ``firm`` is who holds it as the row names it, ``honour`` what it says."""

    number: int
    cells: list
    firm: dict = field(default_factory=dict)
    honour: Honour = None
    valid_to: date | None = None
    paper: str = ""
    endless: bool = False
    validity: Validity | None = None
    errors: list[str] = field(default_factory=list)

    # An enterprise holds many honours: rows are not told apart by whose they are.
    uscc, name, place = None, "", ""


class Reader:
    """Reads rows under one header; kinds and rules of validity are fetched once."""

    def __init__(self, header):
        self.header = header
        self.meanings = [columns.recognise(cell) if cell else None for cell in header]
        self.kinds = Kinds()
        self.first = {}

    @property
    def recognised(self) -> dict[str, str]:
        """Header → field or "", so that people see which columns count."""
        return {
            str(cell): meaning or ""
            for cell, meaning in zip(self.header, self.meanings, strict=True)
            if cell
        }

    def read(self, number: int, row: list) -> Candidate:
        candidate = Candidate(number, row, honour=Honour())
        given = defaultdict(str)
        for meaning, cell in zip(self.meanings, row, strict=False):
            if meaning and not given[meaning]:
                given[meaning] = cells.text(cell)
        for meaning, words in given.items():
            if words:
                self._try(candidate, PARSERS[meaning], self, candidate, words)
        if not candidate.errors:
            self._try(candidate, self._complete, candidate, given)
        if not candidate.errors:
            self._try(candidate, self._tell_apart, candidate)
        return candidate

    def _try(self, candidate, step, *given):
        try:
            step(*given)
        except Unreadable as unreadable:
            candidate.errors.append(str(unreadable))
        except ValidationError as error:
            candidate.errors += error.messages

    def _complete(self, candidate, given):
        """What no column says alone: nothing is missing, and somebody says how long it lasts."""
        _refuse_missing(given)
        honour = candidate.honour
        check(honour)
        validity = self._validity(candidate)
        if validity.ends_on and validity.ends_on < honour.granted_on:
            raise Unreadable(_("It ends before it was granted: correct its days."))
        candidate.validity = validity
        honour.valid_from, honour.valid_to = honour.granted_on, validity.ends_on
        end_with_kind(honour)

    def _validity(self, candidate) -> Validity:
        """A paper goes before the rules; a last day that the rule gives as well needs none."""
        told, ruled = candidate.valid_to or candidate.endless, self.kinds.validity(candidate.honour)
        if candidate.paper and not told:
            raise Unreadable(_("A paper is named and no last day: write the day, or 长期."))
        if candidate.paper:
            return Validity(candidate.valid_to, basis=candidate.paper)
        if told and (ruled is None or ruled.ends_on != candidate.valid_to):
            raise Unreadable(_("Name the paper that says how long it is valid."))
        if ruled is None:
            words = _("No rule says how long it is valid: give its last day and the paper.")
            raise Unreadable(words)
        return ruled

    def _tell_apart(self, candidate):
        """The same honour twice in one file: the first row counts."""
        honour = candidate.honour
        whose = candidate.firm.get("uscc") or candidate.firm.get("name")
        key = (whose, honour.kind_id, honour.product, honour.granted_on)
        first = self.first.setdefault(key, candidate.number)
        if first != candidate.number:
            raise Unreadable(_("Row %d is the same honour: leave one of them out.") % first)


def _refuse_missing(given):
    whose = given["uscc"] or given["name"]
    missing = [
        words
        for there, words in (
            (whose, _("an enterprise")),
            (given["kind"], _("a kind of honour")),
            (given["granted_on"], _("the day on which it was granted")),
            (given["source"], _("a source")),
        )
        if not there
    ]
    if missing:
        raise Unreadable(_("An honour needs %s: fill it in.") % listed(missing))


class Kinds:
    """Every kind of honour by what tables call it, with its rules of validity."""

    def __init__(self):
        self.words = {
            _plain(word): kind
            for kind in HonourKind.objects.order_by("-pk")
            for word in (*kind.also_called, kind.key, kind.name)
        }
        self.rules = defaultdict(list)
        for rule in ValidityRule.objects.in_order():
            self.rules[rule.kind_id].append(rule)

    def find(self, words: str) -> HonourKind:
        if kind := self.words.get(_plain(words)):
            return kind
        known = listed(sorted({kind.name for kind in self.words.values()}))
        raise Unreadable(
            _("“%(word)s” is no kind of honour that is known: write one of %(known)s.")
            % {"word": words, "known": known}
        )

    def validity(self, honour) -> Validity | None:
        rules = self.rules[honour.kind_id]
        return validity_of(rules, granted_on=honour.granted_on, product=honour.product)


def _plain(words: str) -> str:
    """Without blanks and quotation marks: 中国名牌, “中国名牌” and 「中国 名牌」 are the same."""
    return re.sub(r"[\s“”\"「」『』《》]", "", unicodedata.normalize("NFKC", words)).casefold()


def day(words: str, **options) -> date:
    """A day in any usual spelling; a year or a month alone is none."""
    if NO_DAY.fullmatch(unicodedata.normalize("NFKC", words)):
        raise Unreadable(
            _("“%s” names no day: look it up in the announcement and write it as 2006-09-01.")
            % words
        )
    return cells.day(words, **options)


# --- Columns -------------------------------------------------------------------------------------


def _name(reader, candidate, words):
    candidate.firm["name"] = cells.limited(words, Enterprise._meta.get_field("name"))


def _uscc(reader, candidate, words):
    candidate.firm["uscc"] = uscc.clean(words)


def _kind(reader, candidate, words):
    candidate.honour.kind = reader.kinds.find(words)


def _granted_on(reader, candidate, words):
    candidate.honour.granted_on = day(words)


def _valid_to(reader, candidate, words):
    if words in ENDLESS:
        candidate.endless = True
    else:
        candidate.valid_to = day(words, may_be_ahead=True)


def _number(reader, candidate, words):
    words = numbers.normalise(words)
    candidate.honour.number = cells.limited(words, Honour._meta.get_field("number"))


def _paper(reader, candidate, words):
    candidate.paper = cells.limited(words, HonourPeriod._meta.get_field("basis"))


def _words(name, reader, candidate, words):
    setattr(candidate.honour, name, cells.limited(words, Honour._meta.get_field(name)))


PARSERS = {
    "name": _name,
    "uscc": _uscc,
    "kind": _kind,
    "granted_on": _granted_on,
    "valid_to": _valid_to,
    "number": _number,
    "paper": _paper,
} | {name: partial(_words, name) for name in ("product", "brand", "source")}
