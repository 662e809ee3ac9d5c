"""A firm on its way to an honour, on one page: how far it is, what it lacks, who owes what."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from brands import vetoes
from brands.models import Area, Commitment, Cultivation
from brands.workflow.cultivation import FORWARD, missing
from qualitysup.states import Tone, state

Stage = Cultivation.State


@dataclass(frozen=True)
class Stop:
    """A stage of the way: reached on a day by somebody, or still ahead."""

    label: str
    on: object = None
    by: object = None
    days: int | None = None
    is_here: bool = False


@dataclass(frozen=True)
class Checklist:
    """The commitments of one area, and how many of them are settled."""

    label: str
    rows: list[Commitment]

    @property
    def settled(self) -> int:
        return sum(not row.is_open for row in self.rows)

    @property
    def is_settled(self) -> bool:
        return self.settled == len(self.rows)

    @property
    def shown_state(self):
        words = _("%(done)d of %(all)d") % {"done": self.settled, "all": len(self.rows)}
        return state(Tone.GOOD if self.is_settled else Tone.SOON, words)


class CultivationPage:
    def __init__(self, cultivation, *, by):
        self.cultivation, self.by = cultivation, by

    # --- How far it is ---------------------------------------------------------------------------

    @cached_property
    def _log(self):
        return list(self.cultivation.log.select_related("by").order_by("pk"))

    @cached_property
    def way(self) -> list[Stop]:
        """Every stage in order with its day, and how long the firm stayed in it."""
        found = self.cultivation.found_on, self.cultivation.created_by
        reached = {Stage.SURVEYED: found}
        reached |= {Stage(entry.to_state): (entry.on, entry.by) for entry in self._log}
        days = [day for day, _by in reached.values()]
        stayed = dict(zip(reached, _lengths(days), strict=True))
        stops = [
            Stop(stage.label, *reached.get(stage, (None, None)), stayed.get(stage), self._is(stage))
            for stage in map(Stage, Cultivation.STAGES)
        ]
        if not self.cultivation.is_open:
            end = Stage(self.cultivation.state)
            stops = [stop for stop in stops if stop.on]
            stops.append(Stop(end.label, *reached[end], None, True))
        return stops

    def _is(self, stage) -> bool:
        return self.cultivation.state == stage

    # --- What it lacks ---------------------------------------------------------------------------

    @cached_property
    def next_step(self):
        return FORWARD.get(self.cultivation.state)

    @cached_property
    def missing(self):
        return missing(self.cultivation)

    @cached_property
    def vetoes(self):
        """Each with its row, where the person may look at it."""
        return [
            (veto, veto.url if self.by.has_perm(veto.permission) else "")
            for veto in vetoes.against(self.cultivation)
        ]

    @cached_property
    def records(self):
        """Vetoes that were entered by hand and can be lifted."""
        mine = self.cultivation.enterprise.vetoes.visible_to(self.by)
        return mine.select_related("entered_by") if self.may_change else []

    # --- Who owes what ---------------------------------------------------------------------------

    @cached_property
    def checklists(self) -> list[Checklist]:
        rows = list(self.cultivation.commitments.select_related("owner").order_by("pk"))
        return [
            Checklist(area.label, found)
            for area in Area
            if (found := [row for row in rows if row.area == area])
        ]

    @cached_property
    def screenings(self):
        return list(self.cultivation.screenings.with_totals().order_by("pk"))

    @cached_property
    def visits(self):
        return list(self.cultivation.visits.select_related("by"))

    # --- What can be done ------------------------------------------------------------------------

    @cached_property
    def may_change(self) -> bool:
        return self.cultivation.is_open and self.by.has_perm("brands.change_cultivation")

    @cached_property
    def may_settle(self) -> bool:
        return self.cultivation.is_open and self.by.has_perm("brands.change_commitment")

    @cached_property
    def beside(self):
        """Pages beside it: ``(address, words)``."""
        here, stages = self.cultivation.state, Stage
        visiting = here in (stages.CATALOGUED, stages.VISITED, stages.CULTIVATED)
        may = self.by.has_perm
        offered = [
            (
                "points",
                _("Fill in the screening sheet"),
                here == stages.RECOMMENDED and may("brands.screen_cultivation"),
            ),
            (
                "called",
                _("Record a visit to the firm"),
                visiting and may("brands.change_cultivation"),
            ),
            (
                "promise",
                _("Enter a commitment"),
                self.cultivation.is_open and may("brands.add_commitment"),
            ),
            ("veto", _("Record a veto"), may("brands.add_vetorecord")),
        ]
        return [
            (reverse(f"admin:brands_cultivation_{page}", args=[self.cultivation.pk]), words)
            for page, words, fits in offered
            if fits
        ]


def _lengths(days) -> list[int | None]:
    """From each day to the next; of the last nobody knows yet."""
    following = [*days[1:], None]
    return [
        (after - day).days if after else None for day, after in zip(days, following, strict=True)
    ]
