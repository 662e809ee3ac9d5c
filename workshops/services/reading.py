"""One row of a table of workshops: what it says of the workshop besides its enterprise."""

from dataclasses import dataclass, field
from functools import partial

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import cells as enterprise_cells
from enterprises.cells import Unreadable
from enterprises.services import reading
from qualitysup.clock.models import TermRule
from qualitysup.regions import codes
from qualitysup.wording import listed
from workshops import cells, columns
from workshops.models import FoodCategory, Registration, Trade, Workshop


@dataclass
class Candidate(reading.Candidate):
    """A row on its way: ``workshop`` its fields, ``foods`` pairs of category code and name."""

    workshop: dict = field(default_factory=dict)
    foods: list = field(default_factory=list)
    categories: list = field(default_factory=list)
    registration: dict = field(default_factory=dict)

    # The same name in the next town is another workshop.
    named_within = codes.LENGTHS["town"]


class Reader(reading.Reader):
    """Reads rows of workshops; what is no workshop's own is read as an enterprise's."""

    candidate = Candidate

    def __init__(self, header, *, by=None):
        super().__init__(header, by=by)
        self.trades = Trades()
        self.larder = Larder()
        rule = TermRule.objects.in_force("registration-validity", timezone.localdate())
        self.validity = relativedelta(months=rule.amount)

    def recognise(self, header):
        return columns.recognise(header)

    def take(self, candidate, meaning, words, given):
        if meaning in PARSERS:
            candidate.workshop[meaning] = PARSERS[meaning](words[0])
        elif meaning in OF_REGISTRATION:
            # A day that cannot be read was given all the same.
            candidate.registration[meaning] = None
            candidate.registration[meaning] = OF_REGISTRATION[meaning](words[0])
        elif meaning == "trade":
            candidate.workshop["trade_id"] = self.trades.find(words[0])
        elif meaning == "foods":
            candidate.foods = [food for each in words for food in cells.products(each)]
        elif meaning == "categories":
            candidate.categories = [code for each in words for code in cells.codes(each)]
        else:
            super().take(candidate, meaning, words, given)

    def check(self, candidate):
        if "operator_name" in candidate.workshop:
            candidate.fields["legal_representative"] = candidate.workshop["operator_name"]
        try:
            candidate.foods = self.larder.sort(
                candidate.foods, candidate.categories, candidate.workshop.get("trade_id")
            )
            self._complete(candidate.registration)
        except Unreadable as unreadable:
            candidate.errors.append(str(unreadable))
        super().check(candidate)

    def _complete(self, registration):
        """Of the two days of a 登记证 one may be missing, for the rule says how long it holds."""
        number = registration.get("registration_number")
        if number is None:
            # Days without a number are nobody's.
            registration.clear()
            return
        begins, ends = registration.get("valid_from"), registration.get("valid_to")
        if begins is None and ends is None:
            if "valid_from" in registration or "valid_to" in registration:
                return
            raise Unreadable(
                _("The registration %s needs its days: write when it was issued.") % number
            )
        registration["valid_from"] = begins or ends - self.validity
        registration["valid_to"] = ends or begins + self.validity
        if registration["valid_from"] > registration["valid_to"]:
            raise Unreadable(
                _("The registration %s ends before it begins: correct its days.") % number
            )


class Trades:
    """Every trade by what tables call it, read once for a whole file."""

    def __init__(self):
        self.words = {}
        for trade in Trade.objects.all():
            for word in (trade.name, trade.key, *trade.also_called):
                self.words[word] = trade
        self.longest_first = sorted(self.words, key=len, reverse=True)

    def find(self, words: str) -> int:
        """The trade of that name, else the one whose longest word is in what is written."""
        if trade := self.words.get(words):
            return trade.pk
        for word in self.longest_first:
            if word in words:
                return self.words[word].pk
        names = listed(dict.fromkeys(trade.name for trade in self.words.values()))
        raise Unreadable(
            _("The trade “%(word)s” is not known: write one of %(known)s.")
            % {"word": words, "known": names}
        )


class Larder:
    """Every category by code and by the words for what is in it."""

    def __init__(self):
        self.categories = FoodCategory.objects.in_bulk()
        self.words = {
            word: code
            for code, category in self.categories.items()
            for word in (category.name, *category.also_called)
            if not category.is_group
        }
        self.longest_first = sorted(self.words, key=len, reverse=True)
        # Where a trade makes one category only, the trade says it.
        usual = Trade.objects.with_categories()
        self.only = {
            trade.pk: kinds[0].pk for trade in usual if len(kinds := trade.categories.all()) == 1
        }

    def sort(self, foods, codes, trade) -> list[tuple[str, str]]:
        """Each food with the category that it is of; each once, in the order in which they stand.

        The code beside a food counts, then one column's codes for another column's foods, then the
        words, then the trade.
        """
        if not foods:
            foods = [("", "")] * len(codes)
        if len(codes) == len(foods) or len(codes) == 1:
            beside = codes if len(codes) == len(foods) else codes * len(foods)
            foods = [(own or code, name) for (own, name), code in zip(foods, beside, strict=True)]
        found = [self._food(code, name, trade) for code, name in foods]
        return list(dict.fromkeys(found))

    def _food(self, code, name, trade):
        if code and code not in self.categories:
            raise Unreadable(_("The category code %s is not in the catalogue: correct it.") % code)
        if not code or len(code) == 2:
            code = self._by_word(code, name) or (self.only.get(trade) if not code else None)
        if code is None:
            raise Unreadable(
                _("The category of “%s” is not clear: write its code of four digits beside it.")
                % name
            )
        return code, enterprise_cells.limited(name or self.categories[code].name, VARIETY_NAME)

    def _by_word(self, group, name):
        return next(
            (
                self.words[word]
                for word in self.longest_first
                if word in name and self.words[word].startswith(group)
            ),
            None,
        )


def _limited(model, name):
    return partial(enterprise_cells.limited, field=model._meta.get_field(name))


VARIETY_NAME = Workshop._meta.get_field("varieties").related_model._meta.get_field("name")
# Meaning of a column → how the workshop's field of that name is read.
PARSERS = {
    "operator_name": _limited(Workshop, "operator_name"),
    "operator_kind": cells.operator_kind,
    "fringe": cells.yes_or_no,
    "floor_area": cells.area,
    "headcount": cells.people,
    "status": cells.status,
    "note": str,
}
OF_REGISTRATION = {
    "registration_number": _limited(Registration, "number"),
    "valid_from": enterprise_cells.day,
    "valid_to": cells.last_day,
}
