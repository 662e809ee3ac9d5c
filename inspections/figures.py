"""Before and after of a campaign: what each figure was, what it is, how much it grew."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inspections.models.campaign import growth

LABELS = {
    "pass_rate": _("pass rate (%)"),
    "sales": _("sales (10,000 yuan)"),
    "staff": _("staff"),
}


@dataclass(frozen=True)
class Figure:
    """One figure over the enterprises that stated it before and after; ``stated`` is how many."""

    name: str
    stated: int
    before: Decimal | int | None
    after: Decimal | int | None

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def growth(self):
        """In percent; of a rate, which is a percentage itself, in points."""
        if self.name != "pass_rate":
            return growth(self.before, self.after)
        return None if self.before is None else self.after - self.before


def of(participations) -> tuple[int, list[Figure]]:
    """How many enterprises there are, and each figure over those that stated it."""
    totals = participations.totals()
    return totals["enterprises"], [
        Figure(
            name,
            totals[f"{name}_stated"],
            totals[f"total_{name}_before"],
            totals[f"total_{name}_after"],
        )
        for name in LABELS
    ]
