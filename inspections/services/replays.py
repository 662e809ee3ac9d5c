"""Drawing again from what is stored, by other means, and comparing: 同一种子、同一名单、同一结果.

The draw itself is done in SQL; the replay streams the pool file through ``drawing.replay``, so that
one checks the other.
"""

from dataclasses import dataclass, field
from itertools import zip_longest

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from inspections import drawing
from inspections.models import DrawnInspector
from inspections.services import pools
from qualitysup.wording import listed


@dataclass
class Replay:
    """What was compared, and every difference found, the first one first."""

    compared: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.differences

    def expect(self, what: str, stored, computed) -> None:
        if stored != computed:
            self.differences.append(
                _("%(what)s: stored %(stored)s, computed %(computed)s")
                % {"what": what, "stored": stored, "computed": computed}
            )


def replay(draw) -> Replay:
    """Recompute all of a draw from its revealed seed and its pool; nothing is changed."""
    found = Replay()
    found.expect(_("commitment"), draw.commitment, drawing.commitment(draw.seed))
    try:
        outcome = drawing.replay(pools.lines(draw), seed=draw.seed, pool_hash=draw.pool_hash)
    except drawing.TooFewInspectors as error:
        found.differences.append(_("Too few inspectors for %s") % error.candidate)
        return found
    found.expect(_("hash of the pool"), draw.pool_hash, outcome.pool_hash)
    _compare_strata(found, draw, outcome)
    if draw.is_drawn or draw.drawn_count:
        _compare_drawn(found, draw, outcome)
    found.compared |= {
        "candidates": sum(outcome.populations.values()),
        "drawn": len(outcome.drawn),
        "inspectors": sum(len(badges) for _one, badges in outcome.drawn),
    }
    return found


def _compare_strata(found, draw, outcome):
    for stratum in draw.strata.all():
        name = stratum.get_risk_class_display()
        population = outcome.populations.get(stratum.risk_class, 0)
        found.expect(_("candidates of class “%s”") % name, stratum.population, population)
        found.expect(
            _("number drawn of class “%s”") % name,
            stratum.sample,
            drawing.sample_size(population, rate=stratum.rate, number=stratum.number),
        )


def _compare_drawn(found, draw, outcome):
    originals = DrawnInspector.objects.filter(stands_in_for=None).order_by("position")
    rows = draw.drawn.order_by("position").prefetch_related(
        Prefetch("inspectors", originals, to_attr="originals")
    )
    for place, (row, again) in enumerate(zip_longest(rows, outcome.drawn), start=1):
        stored = row and _told(
            row.position,
            row.public_id,
            row.risk_class,
            row.key,
            [one.badge_number for one in row.originals],
        )
        one, badges = again or (None, [])
        computed = one and _told(place, one.candidate, one.risk_class, one.key, badges)
        found.expect(_("place %d") % place, stored or "—", computed or "—")


def _told(position, candidate, risk_class, key, badges) -> str:
    return f"{position}. {candidate} {risk_class} {key} {listed(badges)}"
