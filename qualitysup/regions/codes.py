"""The 12-digit division code (2+2+2+3+3 digits) as the path that it is. Pure functions."""

LENGTHS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}


def level(code: str) -> str:
    """The level that a full code names: the shortest one after which only zeros follow.

    >>> level("440606101000")
    'town'
    """
    for name, length in LENGTHS.items():
        if not code[length:].strip("0"):
            return name
    raise ValueError(code)


def prefix(code: str) -> str:
    """What every code at or below this division starts with.

    >>> prefix("440606000000")
    '440606'
    """
    return code[: LENGTHS[level(code)]]


def path(code: str) -> list[str]:
    """The full codes of a division and of all it lies in, outermost first.

    >>> path("440606000000")
    ['440000000000', '440600000000', '440606000000']
    """
    depth = len(prefix(code))
    return [code[:length].ljust(12, "0") for length in LENGTHS.values() if length <= depth]


def parent(code: str) -> str | None:
    """The full code one level up; ``None`` for a province.

    >>> parent("440606101000")
    '440606000000'
    """
    lengths = [length for length in LENGTHS.values() if length < len(prefix(code))]
    return code[: lengths[-1]].ljust(12, "0") if lengths else None
