"""Cells that only a table of workshops has; each function raises ``Unreadable`` in words."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from enterprises import cells
from enterprises.cells import Unreadable
from qualitysup.wording import listed
from workshops.models import Workshop

OperatorKind, Status = Workshop.OperatorKind, Workshop.Status

STATUSES = {
    Status.OPERATING: "在营 正常 营业 经营 生产 在产 正常生产 正常经营 存续 开业 在业",
    Status.SUSPENDED: "停业 歇业 停产 暂停 暂停生产 暂时停产 季节性停产",
    Status.CLOSED: "注销 已注销 关闭 已关闭 取缔 倒闭 结业 搬走 迁出",
}
KINDS = {
    OperatorKind.PERSON: "个人 自然人 个体 个体户 个体工商户 个体经营",
    OperatorKind.ENTERPRISE: "企业 公司 有限公司 法人 合作社 农民专业合作社",
}
YES_AND_NO = {True: "是 有 y yes 对 √ ✓ 1", False: "否 不是 无 n no 不 × 0"}
STATUS_OF, KIND_OF, ANSWER_OF = (
    {word: value for value, words in table.items() for word in words.split()}
    for table in (STATUSES, KINDS, YES_AND_NO)
)

AREA = re.compile(
    r"^(?:约|大约|近|≈|超过)?(\d+(?:\.\d+)?)(?:余|多|左右)?"
    r"(?:平方米|平方|平米|平|㎡|m2|m²)?(?:左右)?$"
)
PEOPLE = re.compile(r"^(?:约|大约|近)?(\d{1,3})(?:人|名|个人)?(?:左右)?$")
# What stands between two products of one cell.
BETWEEN = re.compile(r"[、，,;；/／|\n]+|\s{2,}|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
CODE = re.compile(r"[(\[]?(?<!\d)(\d{2}|\d{4})(?!\d)[)\]]?")


def _plain(words):
    return unicodedata.normalize("NFKC", words).casefold().replace(" ", "")


def _one_of(words, known):
    if (found := known.get(_plain(words))) is not None:
        return found
    raise Unreadable(
        _("“%(word)s” is not known: write one of %(known)s.")
        % {"word": words, "known": listed(_first_words(known))}
    )


def _first_words(known):
    """One word for each answer."""
    return {value: word for word, value in reversed(known.items())}.values()


def status(words: str) -> str:
    return _one_of(words, STATUS_OF)


def operator_kind(words: str) -> str:
    return _one_of(words, KIND_OF)


def yes_or_no(words: str) -> bool:
    return _one_of(words, ANSWER_OF)


def area(words: str) -> Decimal:
    """Square metres, however they are written."""
    found = AREA.match(_plain(words))
    if found is None or Decimal(found[1]) >= 10**6:
        raise Unreadable(_("“%s” is no floor area: write square metres such as 80.") % words)
    return Decimal(found[1]).quantize(Decimal("0.01"))


def people(words: str) -> int:
    found = PEOPLE.match(_plain(words))
    if found is None:
        raise Unreadable(_("“%s” is no number of people: write one such as 5.") % words)
    return int(found[1])


def last_day(words: str) -> dt.date:
    """A day that may lie ahead; of “2024-03-01至2027-02-28” the second."""
    until = re.split(r"[至~～到]|—+", unicodedata.normalize("NFKC", words))[-1].strip()
    return cells.day(until, may_be_ahead=True)


def products(words: str) -> list[tuple[str, str]]:
    """Pairs of category code, or "", and name: 烧鹅(0401)、豆腐 has two.

    >>> products("烧鹅（0401）、豆腐")
    [('0401', '烧鹅'), ('', '豆腐')]
    """
    found = []
    for piece in BETWEEN.split(unicodedata.normalize("NFKC", words)):
        code = CODE.search(piece)
        name = CODE.sub("", piece, count=1).strip(" .:()-等")
        if name or code:
            found.append((code[1] if code else "", name))
    return found


def codes(words: str) -> list[str]:
    """Category codes; a spreadsheet takes the zero before 0401 away."""
    found = re.findall(r"\d+", words)
    return [code.zfill(4) if len(code) == 3 else code for code in found if len(code) in (2, 3, 4)]
