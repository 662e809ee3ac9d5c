"""What an enterprise is found by: one normalised text, filled whenever the row is written."""

import re
import unicodedata
from collections import defaultdict
from functools import cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from qualitysup.grams import grams

__all__ = ["grams", "initials", "name_key", "normalise", "terms", "text_for"]

# Parts of a search text are kept apart by what no query can contain.
SEPARATOR = "|"

# Any piece of this is in most names; no index finds it sooner than reading does.
IN_MOST_NAMES = "有限公司"

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
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


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


def initials(text: str) -> list[str]:
    """Pinyin initials of a normalised text: character by character and, if it differs, by phrase.

    >>> initials("重庆美的")
    ['zqmd', 'cqmd']
    """
    letters, phrases = _readings()
    plain = "".join([letters.get(character, character) for character in text])
    if plain == text:
        return []
    phrased, done = list(plain), 0
    for place, character in enumerate(text):
        if place < done or character not in phrases:
            continue
        for phrase, reading in phrases[character]:
            if text.startswith(phrase, place):
                done = place + len(phrase)
                phrased[place:done] = reading
                break
    return list(dict.fromkeys([plain, "".join(phrased)]))


@cache
def _readings():
    """The initial of each character; and by first character the phrases that read otherwise."""
    letters = {chr(code): _initial(readings) for code, readings in PINYIN_DICT.items()}
    phrases = defaultdict(list)
    # The longest phrase is tried first.
    for phrase in sorted(PHRASES_DICT, key=len, reverse=True):
        if 2 <= len(phrase) == len(PHRASES_DICT[phrase]) <= 4:
            reading = "".join(_initial(readings[0]) for readings in PHRASES_DICT[phrase])
            if reading != "".join(letters.get(character, "") for character in phrase):
                phrases[phrase[0]].append((phrase, reading))
    return letters, dict(phrases)


def _initial(readings: str) -> str:
    return unicodedata.normalize("NFD", readings)[0].lower()
