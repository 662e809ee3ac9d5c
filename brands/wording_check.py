"""What a text about an honour may not say: every sentence that breaks a rule, and which.

The authority tells facts (产品质量法 25): it uses no words of recommendation or of superlatives,
names no honour that does not stand, and no number, day, brand or product that is not the
register's. An honour's own name breaks no rule, whatever words are in it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Honour, HonourKind, WordingRule
from qualitysup.documents import numbers

RECOMMENDS_NOTHING = "产品质量法 25"
NO_FALSE_MARK = "产品质量法 5"
SENTENCE = re.compile(r"[^。！？!?；;\r\n]+[。！？!?；;]?")
# A day, a month or a year; 16410-2020 is the number of a standard.
DAY = re.compile(
    r"(?<![\d-])((?:19|20)\d\d)(?:年|[-/.](?=\d))"
    r"(?:(0?[1-9]|1[0-2])(?!\d)(?:月|[-/.])?(?:(0?[1-9]|[12]\d|3[01])(?!\d)日?)?)?"
)
NUMBER = re.compile(r"(?:证书|荣誉)?(?:编号|证书号码?)[为是]?[::]?[“\"]?([^,。;、)”\"]+)")
BRAND = re.compile(r"“([^”]{1,30})”(?:牌|品牌|商标)|(?:品牌|商标)[为是]?[::]?“([^”]{1,30})”")


@dataclass(frozen=True)
class Objection:
    """A sentence, what is against it, and by which law; without a sentence the whole text."""

    sentence: str
    reason: str
    law: str

    def __str__(self):
        words = {"sentence": self.sentence, "reason": self.reason, "law": self.law}
        if self.sentence:
            return _("“%(sentence)s”: %(reason)s (%(law)s).") % words
        return _("%(reason)s (%(law)s).") % words


@dataclass(frozen=True)
class Record:
    """What the register knows of an honour and its holder: what a text is held against."""

    holder: str
    product: str
    brand: str
    number: str
    own_names: list[str]
    stands: bool
    # Days that a text may name.
    days: frozenset
    # Other kinds of honours by the words for them, and whether the holder has one that stands.
    others: dict[str, tuple[str, bool]]
    other_products: list[str]

    @classmethod
    def of(cls, honour, *, on):
        of_holder = Honour.objects.filter(enterprise=honour.enterprise_id)
        standing = set(of_holder.as_of(on).values_list("kind", flat=True))
        others = {
            _plain(word): (kind.name, kind.pk in standing)
            for kind in HonourKind.objects.exclude(pk=honour.kind_id)
            for word in (kind.name, *kind.also_called)
        }
        periods = honour.periods.all()
        days = {on, honour.granted_on, honour.valid_from, honour.valid_to, honour.ended_on}
        days |= {day for period in periods for day in (period.starts_on, period.ends_on)}
        products = {product.name for product in honour.enterprise.products.all()}
        products |= set(of_holder.values_list("product", flat=True))
        kind = honour.kind
        own = [kind.name, *kind.also_called, kind.grantor, honour.source, honour.enterprise.name]
        return cls(
            holder=honour.enterprise.name,
            product=_plain(honour.product),
            brand=_plain(honour.brand),
            number=honour.number,
            own_names=_longest_first(_plain(words) for words in own if words),
            stands=honour.stood_on(on),
            days=frozenset({*days, honour.enterprise.established_on} - {None}),
            others={word: others[word] for word in _longest_first(others)},
            other_products=_longest_first(
                word for word in map(_plain, products) if word and word not in honour.product
            ),
        )


def of(honour, *, headline, text, on=None) -> list[Objection]:
    """Everything that stands against telling this of an honour on a day, in the order of the text.

    The same few queries for any text.
    """
    on = on or timezone.localdate()
    record = Record.of(honour, on=on)
    rules = list(WordingRule.objects.in_force(on))
    found = list(_of_the_whole(record, _plain(headline + text)))
    for sentence in sentences(headline, text):
        found += _Sentence(sentence, record).objections(rules)
    return list(dict.fromkeys(found))


def sentences(headline, text) -> Iterator[str]:
    for part in (headline, text):
        for found in SENTENCE.findall(part):
            if sentence := found.strip():
                yield sentence


def _of_the_whole(record, plain):
    if not record.stands:
        yield Objection("", _("The honour does not stand on this day"), NO_FALSE_MARK)
    if _plain(record.holder) not in plain:
        words = _("The text does not name the holder, %s") % record.holder
        yield Objection("", words, RECOMMENDS_NOTHING)
    if record.product and record.product not in plain:
        words = _("The text does not name the product, %s") % record.product
        yield Objection("", words, RECOMMENDS_NOTHING)


class _Sentence:
    """One sentence; what was looked at is blanked, so that no part of a name is read again."""

    def __init__(self, sentence, record):
        self.sentence, self.record = sentence, record
        self.whole = self.left = _plain(sentence)
        self.found = []

    def objections(self, rules):
        self._facts()
        names_it = self._take(self.record.own_names)
        self._take([self.record.product])
        self._other_honours()
        if names_it:
            self._other_products()
        for rule in rules:
            self._take(rule.unless)
            if _plain(rule.words) in self.left:
                self._object(_("%(words)s: %(why)s") % vars(rule), rule.law)
        return self.found

    def _object(self, reason, law):
        self.found.append(Objection(self.sentence, reason, law))

    def _take(self, names) -> bool:
        """Blank these names; whether one of them was there."""
        before = self.left
        for name in map(_plain, names):
            if name:
                self.left = self.left.replace(name, "\0" * len(name))
        return self.left != before

    def _facts(self):
        for year, month, day in DAY.findall(self.whole):
            named = tuple(int(part) for part in (year, month, day) if part)
            known = {(each.year, each.month, each.day)[: len(named)] for each in self.record.days}
            if named not in known:
                words = "-".join(f"{part:02d}" for part in named)
                self._object(_("The register knows no %s of this honour") % words, NO_FALSE_MARK)
        for given in NUMBER.findall(self.whole):
            number = self.record.number
            if not number or not numbers.normalise(given).startswith(number):
                words = _("The certificate number is %s") % (number or _("not in the register"))
                self._object(words, NO_FALSE_MARK)
        for given in BRAND.findall(self.whole):
            brand = next(filter(None, given))
            if brand not in (self.record.brand, f"{self.record.brand}牌"):
                words = _("The brand is %s") % (self.record.brand or _("not in the register"))
                self._object(words, NO_FALSE_MARK)

    def _other_honours(self):
        for word, (name, stands) in self.record.others.items():
            if self._take([word]) and not stands:
                self._object(_("%s: the holder has none that stands") % name, NO_FALSE_MARK)

    def _other_products(self):
        for product in self.record.other_products:
            if self._take([product]):
                words = _("The honour was granted for %(own)s, not for %(other)s")
                words %= {"own": self.record.product or self.record.holder, "other": product}
                self._object(words, NO_FALSE_MARK)


def _plain(text) -> str:
    """Without blanks and in one width: 国 家 级 is 国家级."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(each for each in folded if each.isprintable() and not each.isspace())


def _longest_first(words) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
