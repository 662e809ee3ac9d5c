"""标准号, the number of a standard, as people type it and as GB/T 1.1 prints it. Pure functions.

The number alone decides its nature: that of a sector without /T or /Z is mandatory in form,
whatever the law says of it today.
"""

import enum
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from qualitysup.wording import listed
from standards.number_families import ASTM, FAMILIES, RANGE, START, Family, Level

LONGEST = 80
YEARS = range(1950, 2100)


class Nature(enum.StrEnum):
    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    GUIDANCE = "guidance"
    NONE = ""


class NotANumber(ValueError):
    """The text is no number of a standard; ``reason`` tells the person what to do about it."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class StandardNumber:
    """One number in its parts; the year is ``None`` where the edition in force is meant."""

    prefix: str
    number: str
    year: int | None = None
    suffix: str = ""
    with_international: str = ""

    def __str__(self):
        return self.series + self._edition + self._amendment + self._second

    def __lt__(self, other):
        return self.sort_key < other.sort_key

    @property
    def series(self) -> str:
        """What all editions have in common: ``GB/T 1.1``."""
        return f"{self.prefix} {self.number}"

    @property
    def is_dated(self) -> bool:
        return self.year is not None

    @property
    def level(self) -> Level:
        return _family(self.series).level

    @property
    def nature(self) -> Nature:
        if self.level not in {Level.NATIONAL, Level.SECTOR, Level.LOCAL}:
            return Nature.NONE
        mark = self.prefix.partition("/")[2]
        if "T" in mark:
            return Nature.RECOMMENDED
        return Nature.GUIDANCE if mark == "Z" else Nature.MANDATORY

    @property
    def sort_key(self) -> str:
        """Orders by code point (``COLLATE "C"``): GB 2 before GB 10, parts before editions."""
        number = re.sub("[0-9]+", lambda digits: digits[0].zfill(10), self.number)
        return f"{self.prefix} {number} {self.year or 0:04} {self}"

    @property
    def _edition(self):
        if self.year is None:
            return ""
        # ASTM itself prints two digits; fifty years back and fifty ahead leave no doubt.
        short = self.prefix == "ASTM" and self.year < 2050
        return _family(self.series).dash + str(self.year)[2 if short else 0 :]

    @property
    def _amendment(self):
        if self.suffix.endswith("版"):
            return f"（{self.suffix}）"
        return f"/{self.suffix}".replace("-", "—") if self.suffix[:1].isupper() else self.suffix

    @property
    def _second(self):
        return self.with_international and f"/{self.with_international}"


def parse(text: str) -> StandardNumber:
    """The number that ``text`` is; ``NotANumber`` says why it is none.

    >>> parse("ｇｂ／ｔ19001－2016")
    StandardNumber(prefix='GB/T', number='19001', year=2016, suffix='', with_international='')
    """
    if len(text) > LONGEST:
        raise _too_long()
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in text):
        raise NotANumber(
            "control_character",
            _("The number contains invisible control characters. Type it instead of pasting it."),
        )
    # Only alone can a space stand for the dash, and a Chinese full stop for the point.
    folded = re.sub(r" ?[.。] ?(?=[0-9])", ".", _fold(text).strip(_QUOTES))
    folded = re.sub(r"([0-9]S?) (?=(?:19|20)[0-9]{2}$)", r"\1-", folded)
    for family in FAMILIES:
        if match := family.pattern.fullmatch(folded):
            number = _number(family, match)
            if len(str(number)) > LONGEST:
                raise _too_long()
            return number
    raise _not_a_number(folded)


def normalise(text: str) -> str:
    """The number as it ought to be written.

    >>> normalise("gb4706．1--2005/xg1-2016")
    'GB 4706.1—2005/XG1—2016'
    >>> normalise("codex stan 1-1985")
    'CXS 1-1985'
    """
    return str(parse(text))


def find(text: str) -> list[StandardNumber]:
    """Every number inside running text, in order; what is none, or a range, is passed over.

    >>> [str(number) for number in find("按GB 7718-2011和gb28050-2011检验")]
    ['GB 7718—2011', 'GB 28050—2011']
    """
    return list(_found(_fold(text)))


def _found(folded: str) -> Iterator[StandardNumber]:
    end = 0
    for start in START.finditer(folded):
        if start.start() < end:
            continue
        for family in FAMILIES:
            if match := family.pattern.match(folded, start.start()):
                break
        else:
            continue
        try:
            number = _number(family, match)
        except NotANumber:
            continue
        # Two letters and digits are most often a model or a quantity.
        if number.is_dated or "/" in number.prefix or number.level != Level.SECTOR:
            end = match.end()
            yield number


# What people write, folded.


class _Plain(dict):
    """One character for all that look like it; filled as characters are met."""

    def __missing__(self, code):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Pd" or character in "−ー⁃─━\N{SOFT HYPHEN}":
            plain = "-"
        elif character in "∕⁄⧸\\":
            plain = "/"
        elif character == "∶":
            plain = ":"
        elif category == "Cf":  # zero width
            plain = ""
        elif category[0] == "Z" or category == "Cc":
            plain = " "
        else:
            plain = character
        self[code] = plain
        return plain


_PLAIN = _Plain()
_QUOTES = " \"'“”‘’「」『』《》〈〉<>"


def _fold(text: str) -> str:
    text = re.sub("[¹²³⁰-⁹①-⓿]", " ", text)  # marks of footnotes, not digits
    folded = unicodedata.normalize("NFKC", text).upper().translate(_PLAIN)
    folded = re.sub(" +", " ", folded)
    folded = re.sub(r" ?([/:+~]) ?", r"\1", folded)
    folded = re.sub("(?: ?- ?)+", "-", folded)
    return re.sub("(?<=[0-9])一{1,2}(?=[0-9])", "-", folded).strip()  # as scanners read a dash


# From what has matched to a number.


@lru_cache(maxsize=4096)
def _family(series: str) -> Family:
    for family in FAMILIES:
        if family.pattern.fullmatch(series.upper()):
            return family
    raise _unknown_form(series)


def _number(family: Family, match: re.Match[str]) -> StandardNumber:
    parts = match.groupdict()
    number = StandardNumber(
        prefix=family.spell(parts["prefix"], parts.get("mark")),
        number=re.sub("(?<![0-9]) | (?![0-9])", "", parts["number"]),
        year=_year(family, parts["year"]),
        suffix=_suffix(family, parts["suffix"] or ""),
        with_international=normalise(parts["second"]) if parts.get("second") else "",
    )
    if _family(number.series).level != family.level:  # it would not be read back as what it is
        raise _unknown_form(match[0])
    return number


def _year(family: Family, digits: str | None) -> int | None:
    if digits is None:
        return None
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= 50 else 2000
        if year >= 2000 and family is not ASTM:
            raise NotANumber(
                "short_year",
                _("Write the year in full, as in GB 7718-2011: %(year)s instead of %(digits)s.")
                % {"year": year, "digits": digits},
            )
    if year not in YEARS:
        raise NotANumber(
            "year",
            _("%(digits)s cannot be the year of a standard. Look at the last four digits.")
            % {"digits": digits},
        )
    return year


def _suffix(family: Family, text: str) -> str:
    if family is ASTM:
        return text.replace(" ", "").lower()
    text = re.sub("[ (.)]", "", text)
    if text.endswith("版"):
        return f"{text[:4]}年版"
    if text.endswith("单"):
        return f"XG{text[1:-4]}"
    return text.removeprefix("/")


def _too_long() -> NotANumber:
    return NotANumber(
        "too_long",
        _("The number of a standard has at most %(count)d characters. Enter one number only.")
        % {"count": LONGEST},
    )


def _not_a_number(folded: str) -> NotANumber:
    """Why no family knows ``folded``."""
    found = list(_found(folded))
    words = {"text": folded, "number": listed(found)}
    if not folded:
        return NotANumber("empty", _("Enter the number of a standard, for example GB 7718-2011."))
    if RANGE.search(folded):
        return NotANumber(
            "range",
            _("Enter each part of the standard by itself: GB/T 5750.1-2006, GB/T 5750.2-2006 …"),
        )
    if len(found) > 1:
        return NotANumber(
            "several", _("These are several numbers: %(number)s. Enter one at a time.") % words
        )
    if found:
        return NotANumber(
            "other_words", _("Enter only %(number)s, without other words around it.") % words
        )
    if not re.search("[0-9]", folded) or re.fullmatch("DBS?[0-9]{2,6}/?[TZ]?", folded):
        return NotANumber(
            "no_digits",
            _("The number itself is missing from “%(text)s”. Write it as in GB 7718-2011.") % words,
        )
    if re.match("[0-9]", folded):
        return NotANumber(
            "no_prefix",
            _("Put the letters before “%(text)s”: GB, GB/T, QB/T, DB44/T, T/…, Q/…") % words,
        )
    return _unknown_form(folded)


def _unknown_form(text: str) -> NotANumber:
    return NotANumber(
        "unknown_form",
        _(
            "“%(text)s” is not the number of a standard. Write it as in GB/T 1.1-2020,"
            " T/SDMA 1-2024 or Q/AAA 001-2023."
        )
        % {"text": text},
    )
