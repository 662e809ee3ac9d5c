"""One cell of an imported table and what it says. Each function raises ``Unreadable`` in words."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from qualitysup.bounds import Bound
from qualitysup.wording import listed, tidy

Scale = Enterprise.Scale
Status = Enterprise.Status

# What marks a cell as text in our own exports (qualitysup.casework.exports) is not part of it.
MARKED = re.compile(r"^'(?=[=+\-@＝＋－＠\t\r])")
EMPTY = {"", "-", "—", "——", "/", "无", "暂无", "null", "none", "n/a", "#n/a"}
EXCEL_BEGINS = dt.date(1899, 12, 30)

STATUSES = {
    Status.OPERATING: "存续 在营 开业 在册 正常 在业 营业 存续在营开业在册 正常经营 生产 在产",
    Status.SUSPENDED: "停业 歇业 停产 暂停营业 停业歇业",
    Status.CANCELLED: "注销 已注销 注销企业",
    Status.REVOKED: "吊销 已吊销 吊销未注销 吊销营业执照",
    Status.RESCINDED: "撤销 已撤销 撤销登记",
    Status.MOVED_OUT: "迁出 已迁出 迁往外地",
}
SCALES = {
    Scale.LARGE: "大型 大 大型企业",
    Scale.MEDIUM: "中型 中 中型企业",
    Scale.SMALL: "小型 小 小型企业",
    Scale.MICRO: "微型 微 微型企业 小微 小微企业",
}

DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ t].*)?$")
AMOUNT = re.compile(
    r"^(?P<before>超过|逾|不少于|不低于|至少|≥|>=|>|约|大约|近|≈|~|不足|不到|不超过|至多|≤|<=|<)?"
    r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>亿|万|billion|bn|million|mn)?"
    r"(?P<after>余|多|以上|左右|以下|以内)?(?:万元|亿元|元|人|名)?$",
    re.IGNORECASE,
)
# In 万.
LARGE = {"亿": 10**4, "万": 1, "billion": 10**5, "bn": 10**5, "million": 100, "mn": 100}
BOUNDS = {
    Bound.AT_LEAST: "超过 逾 不少于 不低于 至少 ≥ >= > 余 多 以上",
    Bound.ABOUT: "约 大约 近 ≈ ~ 左右",
    Bound.AT_MOST: "不足 不到 不超过 至多 ≤ <= < 以下 以内",
}


class Unreadable(Exception):
    """What is wrong with a cell and what to do about it."""


def _by_word(table):
    return {word: value for value, words in table.items() for word in words.split()}


STATUS_OF, SCALE_OF, BOUND_OF = _by_word(STATUSES), _by_word(SCALES), _by_word(BOUNDS)


def text(cell) -> str:
    """The cell as typed: one line, no control characters, "" for what means nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    typed = str(cell)
    if typed.startswith("'"):
        typed = MARKED.sub("", typed)
    if not typed.isprintable():
        typed = "".join(character if character.isprintable() else " " for character in typed)
    typed = tidy(typed)
    return "" if typed.lower() in EMPTY else typed


def limited(words: str, field) -> str:
    if len(words) > field.max_length:
        raise Unreadable(
            _("“%(field)s” is longer than %(longest)d characters: shorten it.")
            % {"field": field.verbose_name, "longest": field.max_length}
        )
    return words


def day(words: str, *, may_be_ahead=False) -> dt.date:
    """A day in any of the usual spellings, or Excel's count of days."""
    plain = unicodedata.normalize("NFKC", words).lower()
    try:
        if found := DAY.match(plain):
            read = dt.date(*map(int, found.groups()))
        elif re.fullmatch(r"\d{8}", plain):
            read = dt.date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        elif re.fullmatch(r"\d{4,5}(\.\d+)?", plain):
            read = EXCEL_BEGINS + dt.timedelta(days=int(float(plain)))
        else:
            raise Unreadable(_("“%(day)s” is not a date: write it as 2005-03-01.") % {"day": words})
    except ValueError:
        raise Unreadable(
            _("The date “%(day)s” does not exist: correct it.") % {"day": words}
        ) from None
    if read > timezone.localdate() and not may_be_ahead:
        raise Unreadable(_("The date “%(day)s” is in the future: correct it.") % {"day": words})
    return read


def status(words: str) -> str:
    return _choice(words, STATUS_OF, Status)


def scale(words: str) -> str:
    return _choice(words, SCALE_OF, Scale)


def _choice(words, known, choices):
    # "在营（开业）" and "存续（在营、开业、在册）" are said in the first word already.
    pieces = re.split(r"[\W_]+", unicodedata.normalize("NFKC", words))
    for spelling in ("".join(pieces), *pieces):
        if found := known.get(spelling):
            return found
    if words in choices.values:
        return words
    raise Unreadable(
        _("“%(word)s” is not known: write one of %(known)s.")
        % {
            "word": words,
            "known": listed(next(w for w, v in known.items() if v == c) for c in choices),
        }
    )


def degrees(words: str) -> Decimal:
    try:
        return round(Decimal(words), 6)
    except InvalidOperation:
        raise Unreadable(
            _("“%(number)s” is not a coordinate: write degrees such as 113.216543.")
            % {"number": words}
        ) from None


def amount(words: str, factor: Decimal) -> tuple[str, Decimal]:
    """A figure and its bound: 超过570 is ("≥", 570)."""
    plain = unicodedata.normalize("NFKC", words).replace(" ", "")
    found = AMOUNT.match(plain)
    if found is None:
        raise Unreadable(
            _("“%(number)s” is not a figure: write 570, ≥570, 约570 or leave it empty.")
            % {"number": words}
        )
    value = Decimal(found["number"].replace(",", "")) * factor
    if found["unit"]:
        # 5亿 in a column of 万元 says its own unit.
        own = LARGE[found["unit"].lower()] * (10_000 if "人" in plain else 1)
        value = Decimal(found["number"].replace(",", "")) * own
    if value >= Decimal(10) ** 12:
        raise Unreadable(_("“%(number)s” is too large: check its unit.") % {"number": words})
    bound = BOUND_OF.get(found["before"] or found["after"] or "", Bound.EXACT)
    return str(bound), round(value, 4)


def year(words: str) -> int:
    plain = words.removesuffix("度").removesuffix("年")
    if not re.fullmatch(r"(19|20)\d\d", plain):
        raise Unreadable(_("“%(year)s” is not a year: write it as 2025.") % {"year": words})
    return int(plain)
