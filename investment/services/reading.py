"""One row of a table of prospects: what it says in figures and in words, and what is wrong."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import cells
from enterprises.cells import Unreadable
from investment import columns
from investment.models import Prospect, ProspectFigure
from qualitysup.wording import listed

# 亿元 in 万元, as figures are kept.
YI = Decimal(10_000)
UNITS = {"亿": YI, "万": Decimal(1)}
Intention = Prospect.Intention
INTENTIONS = {
    Intention.NEAR: "近期 有 有意向 近期有 near",
    Intention.MID: "中期 中远期 mid",
    Intention.CONDITIONAL: "有条件 条件 视条件 conditional",
    Intention.NONE: "无 没有 无意向 暂无 近期无 none",
    Intention.ELSEWHERE: "已选他处 他处 已选别处 已定他处 elsewhere",
}
INTENTION_OF = {word: value for value, words in INTENTIONS.items() for word in words.split()}


@dataclass
class Candidate:
    """A row on its way: the fields of a prospect, its figures by kind and year, its sites."""

    number: int
    cells: list
    name: str = ""
    fields: dict = field(default_factory=dict)
    also_called: list = field(default_factory=list)
    figures: dict = field(default_factory=dict)
    sites: dict = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    # Firms elsewhere have no number of ours: rows are told apart by name.
    uscc, place = None, ""


class Reader:
    """Reads rows under one header."""

    def __init__(self, header):
        self.header = header
        self.meanings = [columns.recognise(cell) if cell else None for cell in header]
        self.factors = [_factor(cell) for cell in header]

    @property
    def recognised(self) -> dict[str, str]:
        """Header → field or "", so that people see which columns count."""
        return {
            str(cell): (meaning or "").partition(":")[0]
            for cell, meaning in zip(self.header, self.meanings, strict=True)
            if cell
        }

    def read(self, number: int, row: list) -> Candidate:
        candidate, given, figures = Candidate(number, row), defaultdict(str), []
        for meaning, factor, cell in zip(self.meanings, self.factors, row, strict=False):
            words = cells.text(cell) if meaning else ""
            # 无 is an intention, though elsewhere an empty cell.
            if meaning == "intention" and not words and cell is not None:
                words = str(cell).strip()
            if words and ":" in meaning:
                figures.append((meaning, factor, words))
            elif words and not given[meaning]:
                given[meaning] = words
        for step, said in [
            *((_figure, (given["year"], *told)) for told in figures),
            (_facts, (given,)),
        ]:
            try:
                step(candidate, *said)
            except Unreadable as unreadable:
                candidate.errors.append(str(unreadable))
        return candidate


def _factor(header):
    """The unit of a column of figures, in 万元; None where its cells have to say it."""
    found = columns.UNIT.search(unicodedata.normalize("NFKC", str(header or "")))
    return next((UNITS[unit] for unit in UNITS if found and unit in found[1]), None)


def _facts(candidate, given):
    candidate.name = given["name"]
    if not candidate.name:
        raise Unreadable(_("A prospect needs its name: fill it in."))
    candidate.also_called = [name for name in re.split(r"[、,，;；]", given["also_called"]) if name]
    facts = {"name": candidate.name}
    for name in (
        "intention_words",
        "horizon_words",
        "project",
        "trade",
        "went_to",
        "source",
        "verbatim",
    ):
        field = Prospect._meta.get_field(name)
        facts[name] = cells.limited(given[name], field) if field.max_length else given[name]
    facts["regions"] = [each for each in re.split(r"[、,，;；/]", given["regions"]) if each]
    if given["intention"]:
        facts["intention"] = _intention(given["intention"])
    if given["found_on"]:
        facts["found_on"] = cells.day(given["found_on"])
    candidate.fields = {name: value for name, value in facts.items() if value}
    candidate.sites = {kind: given[kind] for kind in ("existing", "planned") if given[kind]}


def _intention(words):
    plain = re.sub(r"\(.*\)", "", unicodedata.normalize("NFKC", words)).strip().casefold()
    if value := INTENTION_OF.get(plain):
        return value
    known = listed(words.split()[0] for words in INTENTIONS.values())
    raise Unreadable(
        _("“%(word)s” is no kind of intention: write one of %(known)s, and the words beside it.")
        % {"word": words, "known": known}
    )


def _figure(candidate, year, meaning, factor, words):
    """570亿 and 5.7 billion are figures; 略有增长 stays words, and adds up to nothing."""
    kind, _colon, when = meaning.partition(":")
    told_of = _year(when, year)
    limit = ProspectFigure._meta.get_field("words")
    if not re.search(r"\d", words):
        candidate.figures[kind, told_of] = ("=", None, cells.limited(words, limit))
        return
    plain = unicodedata.normalize("NFKC", words)
    if factor is None and not re.search(r"亿|万|billion|bn|million|mn", plain, re.IGNORECASE):
        raise Unreadable(
            _("“%s” has no unit: write 亿 or 万 behind it, or (亿元) in the head of the column.")
            % words
        )
    bound, value = cells.amount(words, factor or YI)
    kept = words if re.search(r"[^\d.,]", words) else ""
    candidate.figures[kind, told_of] = (bound, value, cells.limited(kept, limit))


def _year(when, year) -> int:
    if len(when) == 4 and when.isdecimal():
        return int(when)
    if not year:
        raise Unreadable(
            _("Last year of which year? Add a column 年度, or write the year in the head.")
        )
    told_of = cells.year(year) + int(when)
    if told_of > timezone.localdate().year + 1:
        raise Unreadable(_("“%s” lies in the future: correct the year.") % told_of)
    return told_of
