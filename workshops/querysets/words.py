"""How a list is searched: word by word, each found wherever it may stand."""

from collections.abc import Callable
from functools import reduce
from operator import and_

from django.db.models import Q


def every_word(text: str, found: Callable[[str], Q]) -> Q:
    """Rows in which each word is found: a product and its batch, typed one after the other."""
    return reduce(and_, map(found, text.split()), Q())
