"""Through which everything is looked at: whose eyes, which place, which period."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import urlencode

from qualitysup.dashboard.indicator import Indicator, lies_somewhere
from qualitysup.dashboard.periods import Period
from qualitysup.lists import list_url
from qualitysup.regions import codes
from qualitysup.regions.models import Division


@dataclass(frozen=True)
class Lens:
    """What one person looks at: all that they see, or one division of it, in one period."""

    user: object
    period: Period
    place: Division | None = None

    @classmethod
    def of_today(cls, user) -> "Lens":
        """All that somebody sees, in this year."""
        today = timezone.localdate()
        return cls(user, Period(today.replace(month=1, day=1), today))

    @property
    def asked(self) -> dict[str, str]:
        """As an address says it."""
        days = {"since": self.period.since.isoformat(), "until": self.period.until.isoformat()}
        return days if self.place is None else days | {"place": self.place.pk}

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def above(self) -> list[str]:
        """The place and what it lies in, as far as the person sees that; the outermost first."""
        if self.place is None:
            return []
        prefixes = tuple(self.user.division_prefixes)
        return [code for code in codes.path(self.place.pk) if code.startswith(prefixes)]

    @property
    def is_of_today(self) -> bool:
        return self.period.until == timezone.localdate()

    def rows(self, model) -> QuerySet:
        """Of a model, what the person may see of the place."""
        rows = model.objects.visible_to(self.user)
        if self.place is None or not lies_somewhere(model):
            return rows
        return rows.filter(rows.within(self.place.prefix))

    def counted(self, indicator: Indicator) -> QuerySet:
        """The rows that an indicator counts."""
        return indicator.within(self.rows(indicator.model), self.period)

    def url_of(self, indicator: Indicator, **more) -> str:
        """The list of just these rows."""
        if indicator.timing:
            more |= {"since": self.period.since, "until": self.period.until}
        return self.list_url(indicator.model, **indicator.filters, counted=indicator.key, **more)

    def list_url(self, model, **filters) -> str:
        if self.place is not None:
            filters["place"] = self.place.pk
        return list_url(model, **filters)

    @cached_property
    def places(self) -> list[str]:
        """The codes whose sums together are what the person sees of the place.

        Nobody's divisions lie in one another here, so that nothing is counted twice.
        """
        prefixes = outermost(self.user.division_prefixes if self.user.is_active else ())
        if self.place is None:
            return [prefix.ljust(12, "0") for prefix in prefixes]
        return within(prefixes, self.place.pk)


def outermost(prefixes) -> list[str]:
    """Without those that lie in another of them."""
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not any(prefix.startswith(one) for one in kept):
            kept.append(prefix)
    return kept


def within(prefixes: list[str], code: str) -> list[str]:
    """The codes whose sums are what lies both in these divisions and in the one of the code."""
    place = codes.prefix(code)
    if any(place.startswith(prefix) for prefix in prefixes):
        return [code]
    return [prefix.ljust(12, "0") for prefix in prefixes if prefix.startswith(place)]
