"""Colours in steps: how much of the most a figure is, from 0 for nothing to 5 for the most."""

from collections.abc import Iterable
from math import ceil
from numbers import Number

STEPS = 5


def highest(figures: Iterable[object | None]):
    """The most of some figures; 0 where there are none."""
    return max((one for one in figures if isinstance(one, Number)), default=0)


def step(figure: object | None, most) -> int | None:
    """Of what is not known, or no number, there is none: it is left without a colour.

    >>> [step(figure, 10) for figure in (0, 1, 2, 3, 10, None)]
    [0, 1, 1, 2, 5, None]
    """
    if not isinstance(figure, Number):
        return None
    return min(STEPS, max(0, ceil(STEPS * figure / most))) if most > 0 else 0
