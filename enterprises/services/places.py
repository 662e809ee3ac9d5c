"""A division as people write it: a code of any length, a name, or a path such as 顺德区陈村镇."""

import re
from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import search
from enterprises.cells import Unreadable
from enterprises.models.enterprise import abolished
from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.wording import listed

WIDE = ("province", "city")
# What people leave out of a name: 陈村 for 陈村镇, 常教 for 常教社区居委会.
KIND = re.compile(
    r"(?:街道办事处|居民委员会|村民委员会|居委会|村委会|省|市|区|县|镇|乡|街道|社区)$"
)


class Gazetteer:
    """Every division by code and by name, read once for a whole file.

    A name that several divisions carry is looked for in the importing person's own first.
    """

    def __init__(self, prefixes=None):
        self.prefixes = prefixes
        self.divisions = {
            division.pk: division for division in Division.objects.select_related("replaced_by")
        }
        self.named = defaultdict(list)
        for division in self.divisions.values():
            for spelling in spellings(division.name):
                self.named[spelling].append(division)
        self.found: dict[str, str | Unreadable] = {}

    def find(self, words: str) -> str:
        """The code of the division; ``Unreadable`` when there is none, or more than one."""
        if words not in self.found:
            try:
                self.found[words] = self._find(search.normalise(words), words)
            except Unreadable as unreadable:
                self.found[words] = unreadable
        answer = self.found[words]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def _find(self, plain, words):
        division = self._by_code(plain) if plain.isdecimal() else self._by_name(plain, words)
        if division.valid_to and division.valid_to <= timezone.localdate():
            raise Unreadable(abolished(division))
        if division.level in WIDE:
            raise Unreadable(
                _("“%(place)s” is a whole %(level)s: name the county, town or village.")
                % {"place": words, "level": division.get_level_display()}
            )
        return division.pk

    def _by_code(self, code):
        if len(code) in codes.LENGTHS.values() and code.ljust(12, "0") in self.divisions:
            return self.divisions[code.ljust(12, "0")]
        raise Unreadable(
            _("The division code %(code)s is not known: compare it with the table of divisions.")
            % {"code": code}
        )

    def _by_name(self, plain, words):
        found = [
            division
            for start in range(len(plain))
            for division in self.named.get(plain[start:], ())
            if self._lies_in(division, plain[:start])
        ]
        found = self._narrowed(found, plain)
        if not found:
            raise Unreadable(
                _("The division “%(name)s” is not known: write its 12-digit code.")
                % {"name": words}
            )
        if len(found) > 1:
            raise Unreadable(
                _("“%(name)s” may be any of %(codes)s: write the code.")
                % {"name": words, "codes": listed(map(self._described, found[:5]))}
            )
        return found[0]

    def _narrowed(self, found, plain):
        """Fewer and fewer, as long as any are left."""
        today = timezone.localdate()
        order = list(codes.LENGTHS)
        highest = min((order.index(division.level) for division in found), default=0)
        for wanted in (
            lambda division: division.valid_to is None or division.valid_to > today,
            lambda division: self.prefixes is None or division.pk.startswith(tuple(self.prefixes)),
            lambda division: plain.endswith(search.normalise(division.name)),
            lambda division: order.index(division.level) == highest,
        ):
            found = [division for division in found if wanted(division)] or found
        return found

    def _lies_in(self, division, above: str) -> bool:
        """Whether what is written before a name are divisions that it lies in, outermost first."""
        parent = self.divisions.get(division.parent_id)
        while above and parent is not None:
            for spelling in spellings(parent.name):
                if above.endswith(spelling):
                    above = above.removesuffix(spelling)
                    break
            parent = self.divisions.get(parent.parent_id)
        return not above

    def _described(self, division):
        parent = self.divisions.get(division.parent_id)
        return f"{parent.name if parent else ''}{division.name} {division.pk}"


def spellings(name: str) -> list[str]:
    """The full name and what people shorten it to, longest first.

    >>> spellings("常教社区居委会")
    ['常教社区居委会', '常教社区', '常教']
    """
    found = [search.normalise(name)]
    while len(shorter := KIND.sub("", found[-1])) > 1 and shorter != found[-1]:
        found.append(shorter)
    return found
