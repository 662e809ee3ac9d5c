"""Codes of ICS and CCS, and what each lies in. Pure functions."""

import re

ICS = re.compile(r"(\d{2})(?:\.(\d{3})(?:\.(\d{2}))?)?")
CCS = re.compile(r"([A-Z])(\d{2})?")


def codes(text: str) -> list[str]:
    """The codes in a cell, in order, each once.

    >>> codes("25.120.10；25.120"), codes("J62, J 60")
    (['25.120.10', '25.120'], ['J62', 'J60'])
    """
    plain = re.sub(r"(?<=[A-Za-z]) (?=\d)", "", text).upper()
    return list(dict.fromkeys(re.split(r"[\s,;、，；/]+", plain.strip()))) if plain.strip() else []


def is_ics(code: str) -> bool:
    return ICS.fullmatch(code) is not None


def is_ccs(code: str) -> bool:
    return CCS.fullmatch(code) is not None


def keys(ics, ccs) -> list[str]:
    """What a standard with these codes is found under: each class and all that it lies in.

    >>> keys(["25.120.10"], ["J62"])
    ['CCSJ', 'CCSJ62', 'ICS25', 'ICS25.120', 'ICS25.120.10']
    """
    found = set()
    for code in ics:
        pieces = code.split(".")
        found |= {"ICS" + ".".join(pieces[:count]) for count in range(1, len(pieces) + 1)}
    for code in ccs:
        found |= {f"CCS{code[0]}", f"CCS{code}"}
    return sorted(found)


def below(key: str) -> list[str]:
    """The keys of which a standard in this class has at least one; a group of CCS is a range.

    >>> below("ICS25.120"), below("CCSJ60/62")
    (['ICS25.120'], ['CCSJ60', 'CCSJ61', 'CCSJ62'])
    """
    group = re.fullmatch(r"CCS([A-Z])(\d{2})/(\d{2})", key)
    if group is None:
        return [key]
    letter, first, last = group.groups()
    return [f"CCS{letter}{number:02}" for number in range(int(first), int(last) + 1)]
