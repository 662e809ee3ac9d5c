"""What is blacked out before a result goes out (处罚信息公示规定 6). Pure: texts in, texts out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

BLACK = "＊＊＊"


class Reason(models.TextChoices):
    PERSON = "person", _("name of a person")
    ID_NUMBER = "id_number", _("identity card number")
    PHONE = "phone", _("telephone number")
    ACCOUNT = "account", _("bank account")
    SECRET = "secret", _("business secret")
    OTHER = "other", _("by hand")


# Longest first: an identity card number holds digits that would pass for a telephone.
DIGITS = (
    (
        Reason.ID_NUMBER,
        re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])"),
    ),
    (Reason.ACCOUNT, re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")),
    (Reason.PHONE, re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)")),
)
SECRET = re.compile(r"(?:配方|工艺参数|客户名单|进货价|采购价|成本价)[:：为是]?[^，。；\n]{1,60}")


@dataclass(frozen=True)
class Redaction:
    """One text that is blacked out wherever it stands, and why."""

    text: str
    why: str

    @property
    def replacement(self) -> str:
        """A name keeps its family name: 张某某.

        >>> Redaction("张小明", "person").replacement
        '张某某'
        """
        if self.why == Reason.PERSON:
            return self.text[0] + "某" * (len(self.text) - 1)
        return BLACK

    def as_row(self) -> dict:
        return asdict(self)


def propose(facts: dict, names: Iterable[str] = ()) -> list[Redaction]:
    """What seems to be nobody's business in these facts: for a person to look over.

    ``names`` are the people known to be concerned; a number or a secret is known by its looks.
    """
    found = {}
    people = sorted({name.strip() for name in names if len(name.strip()) >= 2}, key=len)
    for text in texts(facts):
        left = text
        for why, pattern in DIGITS:
            for number in pattern.findall(left):
                found.setdefault(number, why)
            left = pattern.sub(" ", left)
        for secret in SECRET.findall(left):
            found.setdefault(secret, Reason.SECRET)
        for name in people:
            if name in left:
                found.setdefault(name, Reason.PERSON)
    return [Redaction(text, str(why)) for text, why in found.items()]


def apply(facts: dict, redactions: Iterable[Redaction]) -> dict:
    """The facts as they go out; the longest text is blacked out first."""
    ordered = sorted(redactions, key=lambda each: len(each.text), reverse=True)
    return {name: _blackened(value, ordered) for name, value in facts.items()}


def texts(facts: dict) -> Iterator[str]:
    for value in facts.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (each for each in value if isinstance(each, str))


def _blackened(value, redactions):
    if isinstance(value, list):
        return [_blackened(each, redactions) for each in value]
    if isinstance(value, str):
        for each in redactions:
            value = value.replace(each.text, each.replacement)
    return value
