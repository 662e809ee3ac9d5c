"""What an indicator is: rows of one model, how they lie in time, and what tells them apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet

from qualitysup.dashboard.fields import field_at
from qualitysup.dashboard.periods import Period
from qualitysup.dashboard.timing import Timing
from qualitysup.regions.querysets import COUNTED_TO, ScopedQuerySet, count_up_to
from qualitysup.states import Tone


@dataclass(frozen=True, eq=False)
class Indicator:
    """One figure of a subject, declared once; pages, API, report and exports draw from it.

    With ``timing`` it is known for every period and any past day, and how many rows it has is kept
    by place and day, unless its figure is another one. Without ``timing`` its rows follow from
    today, and it is known for today only.
    """

    key: str
    theme: str
    name: str
    definition: str
    model: type[Model]
    # Of what a person may see, the rows that it counts.
    rows: Callable[[QuerySet], QuerySet]
    timing: Timing | None = None
    unit: str = ""
    # Of the rows another figure than their number; ``None`` where nothing is known.
    value: Callable[[QuerySet], object | None] | None = None
    # The indicator of which this one is the share, in percent.
    share_of: str = ""
    # Fields by whose values its rows are told apart.
    by: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN
    order: int = 50
    # What its list has to be told, to show all that is asked for.
    filters: Mapping[str, str] = field(default_factory=dict)
    # Shown on the page of the whole.
    headline: bool = False

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def subject(self) -> str:
        return self.model._meta.app_label

    @property
    def is_kept(self) -> bool:
        return self.timing is not None and self.value is None

    def within(self, rows: QuerySet, period: Period) -> QuerySet:
        """Of the rows of a list, those that it counts in a period."""
        found = self.rows(rows)
        return found.filter(self.timing.within(self.model, period)) if self.timing else found

    def having(self, rows: QuerySet, path: str, value: str) -> QuerySet:
        """Of its rows, those with one value of a field that it is told apart by."""
        field = field_at(self.model, path)
        return rows.filter(**{path: None if field.is_relation and not value else value})

    def measure(self, rows: QuerySet) -> tuple[object | None, bool]:
        """What its rows amount to, counted now, and whether that is exact."""
        if self.value:
            return self.value(rows), True
        return count_up_to(rows, COUNTED_TO)


def lies_somewhere(model) -> bool:
    """Whether its rows are seen by the division that they lie in."""
    return isinstance(model._default_manager.all(), ScopedQuerySet)
