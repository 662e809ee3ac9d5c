"""One row of a catalogue: what it says of a standard, and all that is wrong with it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from enterprises import cells
from enterprises.cells import Unreadable
from qualitysup.wording import listed
from standards import classes, columns
from standards.models import Adoption, Standard
from standards.numbers import Level, NotANumber, StandardNumber, find, parse

Degree = Adoption.Degree

DEGREES = {
    "IDT": Degree.IDT,
    "等同采用": Degree.IDT,
    "等同": Degree.IDT,
    "MOD": Degree.MOD,
    "修改采用": Degree.MOD,
    "修改": Degree.MOD,
    "NEQ": Degree.NEQ,
    "非等效": Degree.NEQ,
    "EQV": Degree.EQV,
    "等效采用": Degree.EQV,
    "等效": Degree.EQV,
}
# The longer word first: 非等效 is not 等效.
DEGREE = re.compile("|".join(sorted(DEGREES, key=len, reverse=True)), re.IGNORECASE)
ENDED = ("废止", "作废", "被代替", "已代替", "历史")


@dataclass
class Candidate:
    """A row on its way: ``fields`` of the standard, what it replaces and adopts."""

    number: int
    cells: list
    standard_number: StandardNumber | None = None
    fields: dict = field(default_factory=dict)
    replaces: list[str] = field(default_factory=list)
    adopts: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    # Rows of this kind are told apart by the number of the standard, below.
    uscc, name, place = None, "", ""


class Reader:
    """Reads rows under one header, and remembers which standards it has seen."""

    def __init__(self, header):
        self.header = header
        self.meanings = [columns.recognise(cell) if cell else None for cell in header]
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
        candidate = Candidate(number, row)
        given = defaultdict(str)
        for meaning, cell in zip(self.meanings, row, strict=False):
            if meaning and not given[meaning]:
                given[meaning] = cells.text(cell)
        for meaning, words in given.items():
            if words and meaning in PARSERS:
                self._try(candidate, PARSERS[meaning], candidate, words)
        for check in (_take_adoptions, _refuse_contradictions, self._tell_apart):
            self._try(candidate, check, candidate, given)
        return candidate

    def _try(self, candidate, step, *given):
        try:
            step(*given)
        except Unreadable as unreadable:
            candidate.errors.append(str(unreadable))

    def _tell_apart(self, candidate, given):
        """The same standard twice in one file: the first row counts."""
        if candidate.standard_number is None:
            if not given["number"]:
                raise Unreadable(_("A standard needs a number: fill it in."))
            return
        first = self.first.setdefault(str(candidate.standard_number), candidate.number)
        if first != candidate.number:
            raise Unreadable(_("Row %d is the same standard: leave one of them out.") % first)


def _refuse_contradictions(candidate, given):
    fields = candidate.fields
    if given["status"].startswith(ENDED) and "abolished_on" not in fields:
        raise Unreadable(
            _("The table says “%s” and not since when: write the day it was abolished.")
            % given["status"]
        )
    begun, published = fields.get("in_force_on"), fields.get("published_on")
    if begun and published and begun < published:
        raise Unreadable(_("It is in force before it was published: correct its days."))
    if begun and (ended := fields.get("abolished_on")) and ended < begun:
        raise Unreadable(_("It was abolished before it came into force: correct its days."))


def _take_adoptions(candidate, given):
    """ISO 9001:2015,IDT; or the degree in a column of its own."""
    numbers = [number for number in find(given["adopts"]) if number.level in ABROAD]
    degrees = [DEGREES[word.upper()] for word in DEGREE.findall(given["degree"] or given["adopts"])]
    if not numbers:
        if given["adopts"]:
            raise Unreadable(
                _("“%s” names no international standard: write it as in ISO 9001:2015, IDT.")
                % given["adopts"]
            )
        return
    if len(degrees) not in (1, len(numbers)):
        raise Unreadable(
            _("It is not clear how closely it adopts %(numbers)s: write %(degrees)s behind each.")
            % {"numbers": listed(numbers), "degrees": "IDT, MOD, NEQ"}
        )
    if len(degrees) == 1:
        degrees *= len(numbers)
    candidate.adopts = {str(n): str(d) for n, d in zip(numbers, degrees, strict=True)}


ABROAD = (Level.INTERNATIONAL, Level.FOREIGN)


# --- Columns -------------------------------------------------------------------------------------


def _number(candidate, words):
    try:
        number = parse(words)
    except NotANumber as refusal:
        raise Unreadable(refusal.reason) from None
    if not number.is_dated:
        raise Unreadable(
            _("“%s” names no edition: write the year behind it, as in GB 7718-2011.") % words
        )
    candidate.standard_number = number


def _words(name):
    column = Standard._meta.get_field(name)

    def take(candidate, words):
        candidate.fields[name] = cells.limited(words, column)

    return take


def _day(name):
    def take(candidate, words):
        candidate.fields[name] = cells.day(words, may_be_ahead=True)

    return take


def _codes(name, fits, example):
    def take(candidate, words):
        codes = classes.codes(words)
        for code in codes:
            if not fits(code):
                raise Unreadable(
                    _("“%(code)s” is no such class: write it as in %(example)s.")
                    % {"code": code, "example": example}
                )
        candidate.fields[name] = codes

    return take


def _replaces(candidate, words):
    numbers = find(words)
    if not numbers:
        raise Unreadable(
            _("“%s” names no standard that is replaced: write its number, or leave it empty.")
            % words
        )
    candidate.replaces = list(dict.fromkeys(map(str, numbers)))


PARSERS = {
    "number": _number,
    "name": _words("name"),
    "name_en": _words("name_en"),
    "issuer": _words("issuer"),
    "published_on": _day("published_on"),
    "in_force_on": _day("in_force_on"),
    "abolished_on": _day("abolished_on"),
    "ics": _codes("ics", classes.is_ics, "25.120.10"),
    "ccs": _codes("ccs", classes.is_ccs, "J62"),
    "replaces": _replaces,
}
