"""The vocabulary of drafting: distinct standards, who leads, which level."""

from django.apps import apps
from django.db.models import Count, Q
from django.db.models.functions import Left

from enterprises.querysets import PartyQuerySet
from enterprises.querysets import firms as found_firms
from qualitysup.regions.querysets import ScopedQuerySet, town_of

# What reports count: 国家标准、行业标准.
REPORTED = ("national", "sector")


class DraftingQuerySet(PartyQuerySet):
    division_path = "enterprise__division"

    def counted(self):
        """Without what stayed with a merged duplicate because its survivor has it as well."""
        return self.filter(enterprise__merged_into=None)

    def led(self):
        return self.counted().filter(place=1)

    def reported(self):
        """In national and sector standards."""
        return self.counted().filter(standard__level__in=REPORTED)

    def standards(self) -> int:
        """How many standards they are in, each once, however many enterprises took part."""
        return self.counted().aggregate(found=Count("standard", distinct=True))["found"]

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {"counted": self.counted, "led": self.led, "reported": self.reported}
        return found[key]() if key in found else self

    def search(self, text):
        enterprises = found_firms(text)
        standards = apps.get_model("standards.Standard").objects.search(text)
        return self.filter(Q(enterprise__in=enterprises) | Q(standard__in=standards))

    def for_list(self):
        return self.select_related("enterprise__division", "standard", "entered_by")

    # --- Leagues: the most standards first --------------------------------------------------------

    def by_enterprise(self):
        rows = self.counted().order_by().values("enterprise", "enterprise__name")
        counted = rows.annotate(found=Count("standard", distinct=True))
        return counted.order_by("-found", "enterprise")

    def by_town(self):
        rows = self.counted().order_by().annotate(town=town_of("enterprise__division_id"))
        counted = rows.values("town").annotate(found=Count("standard", distinct=True))
        return counted.order_by("-found", "town")

    def by_trade(self):
        """By division of GB/T 4754, the first two digits of the class."""
        known = self.counted().exclude(enterprise__industry=None).order_by()
        rows = known.annotate(trade=Left("enterprise__industry_id", 2))
        counted = rows.values("trade").annotate(found=Count("standard", distinct=True))
        return counted.order_by("-found", "trade")


class StatedFigureQuerySet(ScopedQuerySet):
    def latest(self, key, on):
        """What was last stated by a day."""
        return self.for_list().filter(key=key, as_of__lte=on).order_by("-as_of", "-pk").first()

    def for_list(self):
        return self.select_related("division")
