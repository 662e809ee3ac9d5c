"""One row of an imported table: what it says of an enterprise, and all that is wrong with it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import cells, columns, uscc
from enterprises.cells import Unreadable
from enterprises.columns import FigureColumn
from enterprises.models import Enterprise
from enterprises.services import industries, register
from enterprises.services.places import Gazetteer
from qualitysup.regions import codes

# Who says so, where the table does not: kept as data, so in the office's own language.
SOURCE = "企业名录导入"
# Excel keeps 15 digits of a number and rounds the rest.
EXACT_DIGITS = 15


@dataclass
class Candidate:
    """A row on its way: ``fields`` of the enterprise, ``figures`` by year, kind and source."""

    number: int
    cells: list
    fields: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def uscc(self) -> str | None:
        return self.fields.get("uscc")

    @property
    def name(self) -> str:
        return self.fields.get("name", "")

    # The place in which a name is one enterprise's.
    named_within = codes.LENGTHS["county"]

    @property
    def place(self) -> str:
        division = self.fields.get("division_id")
        return codes.prefix(division)[: self.named_within] if division else ""

    def keep_the_village(self, known: str) -> None:
        """A table of towns says nothing new of whoever is known by its village."""
        division = self.fields.get("division_id")
        if division and known != division and known.startswith(codes.prefix(division)):
            del self.fields["division_id"]

    def may_lie(self, division_id: str) -> bool:
        """Whether that division lies in the place, or the place in it."""
        other = codes.prefix(division_id)
        return bool(self.place) and (other.startswith(self.place) or self.place.startswith(other))


class Reader:
    """Reads rows under one header; what every row needs is fetched once.

    Another kind of row that is about an enterprise has a reader derived from this one.
    """

    candidate = Candidate

    def __init__(self, header, *, by=None):
        self.header = header
        self.by = by
        self.meanings = [self.recognise(cell) if cell else None for cell in header]
        self.places = Gazetteer(None if by is None else by.division_prefixes)
        self.industries = industries.known()
        self.last_year = timezone.localdate().year - 1

    def recognise(self, header):
        return columns.recognise(header)

    @property
    def recognised(self) -> dict[str, str]:
        """Header → field or "", so that people see which columns count."""
        return {
            str(cell): meaning.kind if isinstance(meaning, FigureColumn) else meaning or ""
            for cell, meaning in zip(self.header, self.meanings, strict=True)
            if cell
        }

    def read(self, number: int, row: list) -> Candidate:
        candidate = self.candidate(number, row)
        given = defaultdict(list)
        for meaning, cell in zip(self.meanings, row, strict=False):
            if meaning and (words := cells.text(cell)):
                given[meaning].append(words)
                if meaning == "uscc" and isinstance(cell, int | float):
                    _refuse_rounded(candidate, words)
        for meaning, words in given.items():
            try:
                self.take(candidate, meaning, words, given)
            except Unreadable as unreadable:
                candidate.errors.append(str(unreadable))
        self.check(candidate)
        return candidate

    def take(self, candidate, meaning, words, given):
        """What one column says, or several of the same meaning; ``given`` is all of the row."""
        if isinstance(meaning, FigureColumn):
            self._read_figure(candidate, meaning, words[0], given)
        elif meaning in PARSERS:
            name, parse = PARSERS[meaning]
            candidate.fields[name] = parse(self, words)

    def _read_figure(self, candidate, column, words, given):
        year = column.year or (cells.year(given["year"][0]) if "year" in given else self.last_year)
        source = given["source"][0][:100] if "source" in given else SOURCE
        candidate.figures[year, column.kind, source] = cells.amount(words, column.factor)

    def check(self, candidate):
        """What no column says alone."""
        fields = candidate.fields
        if ("lng" in fields) != ("lat" in fields):
            candidate.errors.append(_("Give longitude and latitude, or neither."))
        elif "lng" in fields and not (73 <= fields["lng"] <= 136 and 3 <= fields["lat"] <= 54):
            candidate.errors.append(
                _("The point is not in China: longitude 73 to 136, latitude 3 to 54.")
            )
        if "division_id" in fields and not register.reaches(self.by, fields["division_id"]):
            candidate.errors.append(
                _("This division is outside yours: send the row to the bureau there.")
            )
        if not (candidate.uscc or candidate.name or candidate.errors):
            candidate.errors.append(_("There is neither a name nor a code: fill in one."))


def _refuse_rounded(candidate, words):
    if len(words) > EXACT_DIGITS:
        candidate.errors.append(
            _("Excel has rounded the code %s: format the column as text and type it again.") % words
        )


def _number(reader, words):
    try:
        return uscc.clean(words[0])
    except ValidationError as error:
        raise Unreadable(error.messages[0]) from None


def _name(reader, words):
    name = cells.limited(words[0], Enterprise._meta.get_field("name"))
    if not any(character.isalnum() for character in name):
        raise Unreadable(_("“%s” is no name: correct it.") % name)
    return name


def _division(reader, words):
    # One column may hold the code beside others with the names; the code is exact.
    code = next((word for word in words if word.isdecimal()), None)
    return reader.places.find(code or "".join(words))


def _industry(reader, words):
    # "C3422", "3422 金属成形机床制造" and "3422" are the same.
    code = words[0].split()[0].lstrip("ABCDEFGHIJKLMNOPQRST") or words[0][0]
    if not industries.is_believable(code, reader.industries):
        raise Unreadable(
            _("The industry code “%s” is not in GB/T 4754: write its 4 digits.") % words[0]
        )
    return code


def _words(name):
    model_field = Enterprise._meta.get_field(name)
    return lambda reader, words: cells.limited(words[0], model_field)


def _one(parse):
    return lambda reader, words: parse(words[0])


# Meaning of a column → the field it fills and how.
PARSERS = {
    "uscc": ("uscc", _number),
    "name": ("name", _name),
    "division": ("division_id", _division),
    "industry": ("industry_id", _industry),
    "address": ("address", _words("address")),
    "legal_representative": ("legal_representative", _words("legal_representative")),
    "phone": ("phone", _words("phone")),
    "established_on": ("established_on", _one(cells.day)),
    "status": ("status", _one(cells.status)),
    "scale": ("scale", _one(cells.scale)),
    "lng": ("lng", _one(cells.degrees)),
    "lat": ("lat", _one(cells.degrees)),
}
