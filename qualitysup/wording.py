"""How words and sentences are put together in the reader's language, and kept in the office's."""

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

# Who did what time or a rule brings about.
THE_SYSTEM = gettext_lazy("the system")


def for_the_record() -> override:
    """What is kept for everybody is kept in the office's language, whoever's work it comes of."""
    return override(settings.LANGUAGE_CODE)


def listed(words) -> str:
    """Names side by side: a, b; 甲、乙."""
    return _(", ").join(map(str, words))


def in_a_row(sentences) -> str:
    """Sentences one after the other; Chinese puts nothing between them."""
    space = "" if (get_language() or "").startswith("zh") else " "
    return space.join(map(str, sentences))


def tidy(text) -> str:
    """What somebody typed, without blanks around it and with one between its words."""
    return " ".join(str(text).split())
