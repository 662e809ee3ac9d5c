"""How sure a figure is that somebody states: "more than 570" stays more than, never 570."""

from decimal import Decimal

from django.db import models


class Bound(models.TextChoices):
    EXACT = "=", "="
    AT_LEAST = "≥", "≥"
    ABOUT = "≈", "≈"
    AT_MOST = "≤", "≤"


def shown(value: Decimal | int, bound: str = Bound.EXACT) -> str:
    """A value with its bound, which is not said where it is exact.

    >>> shown(Decimal("5000.00"), "≥")
    '≥ 5,000'
    >>> shown(Decimal("0.50"))
    '0.5'
    """
    number = f"{value:,f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number if bound == Bound.EXACT else f"{bound} {number}"
