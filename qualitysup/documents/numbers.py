"""文号, the number of an official paper (GB/T 9704-2012, 7.2.5). Pure functions.

The agency's code word, the year in full inside 〔〕, the sequence without 第 and without leading
zeros, and 号: ``顺市监责改〔2026〕12号``.
"""

import re
import unicodedata
from typing import NamedTuple

PATTERN = "^[一-龥]{2,12}〔20[0-9]{2}〕[1-9][0-9]*号$"

# What people type for 〔 and 〕, after NFKC has folded full width and small forms.
_OPENING = "〔[(【〖{"
_CLOSING = "〕])】〗}"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "〔" * len(_OPENING) + "〕" * len(_CLOSING))
_PARTS = re.compile("([一-龥]{2,12})〔(20[0-9]{2})〕([1-9][0-9]*)号")


class Number(NamedTuple):
    word: str
    year: int
    seq: int

    def __str__(self):
        return f"{self.word}〔{self.year}〕{self.seq}号"


def normalise(text: str) -> str:
    """A number, or a piece of one, as it ought to be written.

    >>> normalise(" 顺市监责改[２０２6]  第012号 ")
    '顺市监责改〔2026〕12号'
    >>> normalise("﹝2019﹞")
    '〔2019〕'
    """
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    return re.sub("(?<=〕)第?0*(?=[1-9])", "", folded)


def parse(text: str) -> Number:
    """The parts of a number in any spelling seen in the wild; ``ValueError`` for anything else."""
    match = _PARTS.fullmatch(normalise(text))
    if match is None:
        raise ValueError(f"not the number of a document: {text!r}")
    word, year, seq = match.groups()
    return Number(word, int(year), int(seq))
