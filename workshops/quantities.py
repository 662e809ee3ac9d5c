"""How an amount of something is written: without the digits that nobody weighed."""

from decimal import Decimal


def plain(number: Decimal) -> str:
    """
    >>> plain(Decimal("90.000"))
    '90'
    """
    return f"{number.normalize():f}"


def amount(number: Decimal, unit: str) -> str:
    return f"{plain(number)} {unit}"
