"""How words and sentences are put together in the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def listed(words) -> str:
    """Names side by side: a, b; 甲、乙."""
    return _(", ").join(map(str, words))


def in_a_row(sentences) -> str:
    """Sentences one after the other; Chinese puts nothing between them."""
    space = "" if (get_language() or "").startswith("zh") else " "
    return space.join(map(str, sentences))
