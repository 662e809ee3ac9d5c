"""What an enterprise is found by: one normalised text, filled whenever the row is written."""

import re
import unicodedata
from functools import cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

# Parts of a search text are kept apart by what no query can contain.
SEPARATOR = "|"

# What a name says about place and legal form, not about which enterprise it is.
_PLACE = re.compile(
    r"^(?:\w{2,3}省|\w{2,8}自治区)?(?:\w{2,3}市(?!场))?(?:\w{2,3}[区县])?(?:\w{2,3}[镇乡])?"
)
_FORM = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|公司|集团|总厂|分厂|厂|商行|经营部|店)+$"
)


def normalise(text: str) -> str:
    """Letters and digits only, one width, one case.

    >>> normalise("美的（Ｍｉｄｅａ）·电器")
    '美的midea电器'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def name_key(name: str) -> str:
    """What is left of a name without place and legal form: equal keys are probably one enterprise.

    >>> name_key("佛山市顺德区陈村镇宏力锻压机械有限公司")
    '宏力锻压机械'
    """
    whole = normalise(name)
    core = _FORM.sub("", _PLACE.sub("", whole))
    return core if len(core) > 1 else whole


def text_for(names, uscc: str | None = None) -> str:
    """The search text of an enterprise that carries, or carried, these names."""
    parts = [uscc.lower()] if uscc else []
    for name in names:
        plain = normalise(name)
        parts += [plain, *initials(plain)]
    return SEPARATOR.join(dict.fromkeys(parts))


def terms(query: str) -> list[str]:
    """The pieces that must all be found, in any order."""
    return [term for word in query.split() if (term := normalise(word))]


def grams(term: str) -> list[str]:
    """The longest index keys that a term is made of: itself, or its pairs of characters.

    >>> grams("美"), grams("美的电")
    (['美'], ['美的', '的电'])
    """
    if len(term) < 3:
        return [term]
    return [term[place : place + 2] for place in range(len(term) - 1)]


def initials(text: str) -> list[str]:
    """Pinyin initials of a normalised text: character by character and, if it differs, by phrase.

    >>> initials("重庆美的")
    ['zqmd', 'cqmd']
    """
    letters, phrases = _readings()
    plain = text.translate(letters)
    if plain == text:
        return []
    phrased = list(plain)
    place = 0
    while place < len(text):
        for length in (4, 3, 2):
            if reading := phrases.get(text[place : place + length]):
                phrased[place : place + length] = reading
                place += length - 1
                break
        place += 1
    return list(dict.fromkeys([plain, "".join(phrased)]))


@cache
def _readings():
    """The initial of each character, and the phrases in which one is read otherwise (重庆)."""
    letters = {code: _initial(readings) for code, readings in PINYIN_DICT.items()}
    phrases = {}
    for phrase, readings in PHRASES_DICT.items():
        if 2 <= len(phrase) == len(readings) <= 4:
            reading = "".join(_initial(alternatives[0]) for alternatives in readings)
            if reading != phrase.translate(letters):
                phrases[phrase] = reading
    return letters, phrases


def _initial(readings: str) -> str:
    return unicodedata.normalize("NFD", readings)[0].lower()
