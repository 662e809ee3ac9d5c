"""The families of the numbers of standards (标准号), each known by its form.

Which letters a ministry, a city or a firm may use is nobody's closed list. What is closed is the
short list of bodies abroad, so that any other two or three letters are a Chinese sector. Military
standards (GJB) are counted as national.

The patterns read folded text: upper case, half width, one kind of dash, single spaces and none
around a slash, a colon or a dash. Every repetition is bounded, so that no text takes long.
"""

import enum
import re
from collections.abc import Callable
from typing import NamedTuple


class Level(enum.StrEnum):
    NATIONAL = "national"
    SECTOR = "sector"
    LOCAL = "local"
    ASSOCIATION = "association"
    ENTERPRISE = "enterprise"
    INTERNATIONAL = "international"
    FOREIGN = "foreign"


def _spell(prefix: str, mark: str | None) -> str:
    return prefix.replace(" ", "") + ("" if mark is None else f"/{mark}")


def _spell_world(prefix: str, mark: str | None) -> str:
    """ISO/TS and IEC/TR, but ISO/IEC TR and ISO Guide."""
    if mark == "GUIDE":
        return f"{prefix} Guide"
    return " ".join(filter(None, [prefix, mark])) if "/" in prefix else _spell(prefix, mark)


def _spell_codex(prefix: str, _mark: None) -> str:
    """The series of the Codex Alimentarius as it has named them since 2018."""
    series = {"STAN": "CXS", "GL": "CXG", "RCP": "CXC", "MRL": "CXM"}
    return series.get(re.split("[/ ]", prefix)[-1], prefix)


def _spell_europe(prefix: str, _mark: None) -> str:
    return " ".join(re.findall("ISO/IEC|ISO|IEC|VDE|EN|BS|DIN|NF|UNE|UNI", prefix))


class Family(NamedTuple):
    level: Level
    dash: str
    pattern: re.Pattern[str]
    spell: Callable[[str, str | None], str] = _spell


# A letter that begins a word, or follows the year of a number glued to this one.
START = re.compile("(?:(?<![A-Z0-9])|(?<=[-:][0-9]{4}))[A-Z]")
# Neither more of this number nor the beginning of a range.
_END = "(?!(?!GB)[A-Z]|[0-9]|[.:-][0-9]| ?[~至] ?[0-9A-Z])"
RANGE = re.compile(r"[0-9] ?[~至] ?[0-9A-Z]|\.[0-9]+-[0-9]+\.|所有部分|全部")

_YEAR = "(?:[:-](?P<year>[0-9]{4}|[0-9]{2}))?"
# After a dash that may as well lead to a part, only what is no part.
_CLEAR_YEAR = "(?:(?::|-(?=(?:19|20)[0-9]{2}))(?P<year>[0-9]{4}|[0-9]{2}))?"
_MARK = "(?:[/ ]?(?P<mark>[TZ]))?"
_NUMBER = r"[0-9]{1,8}[A-Z]?(?:\.[0-9]{1,3}[A-Z]?){0,3}"
_PARTS = r"[0-9]{1,6}[A-Z]?(?:\.[0-9]{1,4}){0,3}(?:-[0-9]{1,4}[A-Z]?){0,4}?"
_LETTERED = f"(?:(?<=[ -])(?!EN)[A-Z]{{1,2}} ?)?{_PARTS}"
# 修改单, and the edition after a 局部修订.
_SHEET = (
    "(?P<suffix>[/ ]?XG[0-9]{1,2}(?:-(?:19|20)[0-9]{2})?"
    r"|[ (]{0,2}第[0-9]{1,2}号修改单\)?"
    r"|[ (]{0,2}(?:19|20)[0-9]{2} ?年?版\)?)?"
)
_AMENDMENT = "(?:AMD|COR|AC|A)[. ]?[0-9]{1,2}(?::(?:19|20)[0-9]{2})?"
_AMENDMENTS = f"(?P<suffix>(?:[/+]{_AMENDMENT}){{1,3}})?"

_WORLD = (
    "(?P<prefix>ISO/IEC/IEEE|ISO/(?:IEC|ASTM|CIE)|ISO|IEC/IEEE|IEC|CISPR|IATF)"
    "(?:[/ ]?(?P<mark>TS|TR|PAS|GUIDE))?"
    f"[ -]?(?P<number>{_PARTS}){_CLEAR_YEAR}{_AMENDMENTS}"
)
# 双编号: an identical adoption bears both numbers.
_SECOND = f"(?:(?:/| ?IDT ?)(?P<second>{re.sub('[?]P<[a-z]+>', '?:', _WORLD)}))?"


def _home(level: Level, prefix: str, number: str = _NUMBER, *, dash: str = "—") -> Family:
    pattern = f"{prefix}[ -]?(?P<number>{number}){_YEAR}{_SHEET}{_SECOND}{_END}"
    return Family(level, dash, re.compile(pattern))


def _abroad(
    level: Level, prefix: str, number: str = _PARTS, *, dash: str = ":", spell=_spell
) -> Family:
    pattern = f"(?P<prefix>{prefix})[ -]?(?P<number>{number}){_CLEAR_YEAR}{_AMENDMENTS}{_END}"
    return Family(level, dash, re.compile(pattern), spell)


ASTM = Family(
    Level.FOREIGN,
    "-",
    re.compile(
        "(?P<prefix>ASTM)[ -]?(?P<number>[A-G] ?[0-9]{1,5}M?(?:/[A-G] ?[0-9]{1,5}M?)?)"
        "(?:[:-](?P<year>[0-9]{4}|[0-9]{2})"
        rf"(?P<suffix>[A-D]?(?:E[1-9])?(?: ?\((?:19|20)[0-9]{{2}}\))?))?{_END}"
    ),
)
_CODE = "[0-9]{6}|[0-9]{4}|[0-9]{2}"
_HAN = "[一-龥]"
# Letters of which two or three are no code of a sector.
_NO_SECTOR = (
    "GB|GJB|GSB|DBJ|DBS|DB[ -]?(?:[0-9]{4}|[0-9]{2}[A-Z])"
    "|(?:DGJ?|ISO|IEC|ITU|CX[SGCM]|CAC|EN|BS|DIN|NF|UNE|UNI|API|CSA|SAE|UL|JIS|KS|AS|NZS)[TZ]{0,2}(?![A-Z])"
)
# The first that fits: what is told by its letters before what is told by its form.
FAMILIES = (
    # GBZ is occupational health, never GB/Z; GBJ was construction, GBn food.
    _home(Level.NATIONAL, f"(?P<prefix>GB[ZJN]?|GJB){_MARK}"),
    _home(Level.NATIONAL, "(?P<prefix>GSB)", "[0-9]{2}-[0-9]{3,5}"),
    # Of a province, a city or a county; S is food safety, J construction.
    _home(
        Level.LOCAL,
        rf"(?P<prefix>D(?:B[SJ]?|GJ) ?(?:{_CODE})(?:\(J\))?)"
        "(?=[/ T])[/ ]?(?P<mark>TJ|JT|J|T|Z|)",
    ),
    _home(Level.LOCAL, "(?P<prefix>DBS?[0-9]{2})(?P<mark>)(?=-[0-9.]{1,8}[:-])"),
    # Construction standards that name the province in the number; DB/T 29 is that of Tianjin.
    _home(
        Level.LOCAL,
        "(?P<prefix>DBJ|DGJ|DG|DB(?=[/ ]?T ?29-[0-9]{1,3}(?![0-9])))(?:[/ ]?(?P<mark>TJ|JT|T|J))?",
        r"[0-9]{2}-[0-9]{1,4}(?:\.[0-9])?",
    ),
    _home(Level.LOCAL, f"(?P<prefix>SZDB|SZJG|SJG){_MARK}"),  # of Shenzhen
    _home(Level.LOCAL, rf"(?P<prefix>JJ[FG]\({_HAN}\))"),
    _home(
        Level.ASSOCIATION,
        "(?P<prefix>T/(?:[A-Z0-9]{2,10}(?= )|[0-9]{0,6}[A-Z]{2,10}|[0-9]{6,9}(?=-)))",
        r"[A-Z]{0,2}[0-9]{1,8}[A-Z]?(?:\.[0-9]{1,3}){0,3}(?:-[0-9]{1,4})??",
    ),
    _home(Level.ASSOCIATION, "(?P<prefix>CECS)", dash=":"),
    _home(
        Level.ENTERPRISE,
        rf"(?P<prefix>Q(?:[0-9]{{2}})?/(?:\([A-Z0-9一-龥]{{1,6}}\))?{_HAN}{{0,4}}"
        "(?:[A-Z0-9]{1,12}(?= [A-Z0-9])|[0-9]{0,10}[A-Z]{1,12}|(?<=[)一-龥]))(?:/[A-Z])?)",
        # A class before the number (J01 001), S of food safety after it.
        "(?:[A-Z][0-9]{1,3} (?=[0-9]))?[A-Z]{0,4} ?[0-9]{1,8}(?: ?S|[A-Z])?"
        "(?:[.-][0-9]{1,4}[A-Z]?){0,3}?",
    ),
    Family(Level.INTERNATIONAL, ":", re.compile(_WORLD + _END), _spell_world),
    _abroad(Level.INTERNATIONAL, "OIML|ITU-[TR]", f"[A-Z]{{1,3}}[. ]?{_PARTS}"),
    _abroad(
        Level.INTERNATIONAL,
        "CX[SGCM]|(?:CODEX|CAC)[/ ]?STAN|CAC/(?:GL|RCP|MRL)",
        dash="-",
        spell=_spell_codex,
    ),
    ASTM,
    _abroad(
        Level.FOREIGN,
        "AATCC|ANSI(?:/[A-Z]{2,6}){0,2}|API|ASME|CSA|IEEE|NFPA|SAE|UL",
        _LETTERED,
        dash="-",
    ),
    _abroad(Level.FOREIGN, "JIS|KS", f"[A-Z] ?{_PARTS}"),
    _abroad(Level.FOREIGN, "AS/NZS|AS|NZS"),
    _abroad(
        Level.FOREIGN,
        "(?:(?:BS|DIN|NF|UNE|UNI)(?: ?VDE)?(?: ?EN)?|EN)(?:[/ ]?(?:ISO/IEC|ISO|IEC))?",
        _LETTERED,
        spell=_spell_europe,
    ),
    # Last, for it has nothing but its form. A letter before the digits (JTG D60) stands apart.
    _home(
        Level.SECTOR,
        rf"(?P<prefix>(?!{_NO_SECTOR})(?:[A-Z]{{2,3}}?|[A-Z]{{2}}GJ|JJ[FG]\({_HAN}{{2,4}}\)))"
        "(?:(?:/| (?=[TZ] ))?(?P<mark>[TZ]))?",
        f"{_NUMBER}|(?:(?<=[ -])|(?<=JTG)|(?<=TG/T))[A-Z]{{1,2}} ?[0-9]{{1,5}}"
        "(?:/[0-9])?(?:-[0-9]{2})??",
    ),
)
