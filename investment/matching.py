"""What a firm asks for held against what parks offer, condition by condition, with the reason.

Pure: from conditions, offers and a day, the verdicts. What nobody said is unknown and never met;
what ran out is unknown as well, and the page says what to find out next.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from investment.distances import straight
from investment.models import Park, ParkOffer, Requirement, Subject
from investment.models.condition import quantity
from qualitysup.states import Tone, state


class Verdict(TextChoices):
    MET = "met", pgettext_lazy("of a condition", "met")
    NOT_MET = "not_met", pgettext_lazy("of a condition", "not met")
    UNKNOWN = "unknown", pgettext_lazy("of a condition", "unknown")


TONES = {Verdict.MET: Tone.GOOD, Verdict.NOT_MET: Tone.LATE, Verdict.UNKNOWN: Tone.SOON}
Comparison = Requirement.Comparison


@dataclass(frozen=True)
class Line:
    """One condition at one park: how it stands, why, and what would have to be found out."""

    requirement: Requirement
    verdict: Verdict
    reason: str
    offer: ParkOffer | None = None
    ask: str = ""

    @property
    def shown(self):
        return state(TONES[self.verdict], self.verdict.label)


@dataclass(frozen=True)
class Match:
    """A park and how each condition stands there."""

    park: Park
    lines: tuple[Line, ...]

    def count(self, verdict, *, hard=None) -> int:
        return sum(
            line.verdict == verdict and hard in (None, line.requirement.is_hard)
            for line in self.lines
        )

    @cached_property
    def counts(self) -> dict:
        return {verdict.value: self.count(verdict) for verdict in Verdict}

    @cached_property
    def rank(self):
        """Musts that fail weigh most, then musts that are met, then wishes; then the name."""
        return (
            self.count(Verdict.NOT_MET, hard=True),
            -self.count(Verdict.MET, hard=True),
            self.count(Verdict.NOT_MET, hard=False),
            -self.count(Verdict.MET, hard=False),
            self.park.name,
            self.park.pk,
        )

    @property
    def is_ruled_out(self) -> bool:
        return self.count(Verdict.NOT_MET, hard=True) > 0

    @property
    def asks(self) -> list[str]:
        """What to find out next, musts first, each once."""
        lines = sorted(self.lines, key=lambda line: not line.requirement.is_hard)
        return list(dict.fromkeys(line.ask for line in lines if line.ask))


def match(requirements, parks, on) -> list[Match]:
    """The parks in the order in which they fit; each has its offers prefetched."""
    asked = [each for each in requirements if each.dropped_on is None]
    found = [Match(park, tuple(_hold(each, park, on) for each in asked)) for park in parks]
    return sorted(found, key=lambda each: each.rank)


def _hold(requirement, park, on) -> Line:
    offers = [each for each in park.offers.all() if each.subject == requirement.subject]
    holding = [each for each in offers if each.holds(on)]
    offer = max(holding, key=lambda each: (each.valid_from, each.pk), default=None)
    if requirement.subject == Subject.TRANSPORT and (offer is None or offer.value is None):
        return _hold_distance(requirement, park, offer)
    if offer is None:
        return _nothing_holds(requirement, park, [each for each in offers if each.valid_from <= on])
    if requirement.comparison == Comparison.TOLD:
        return Line(requirement, Verdict.MET, _("Can be told: %s") % offer.shown, offer)
    if offer.value is None:
        words = {"said": offer.words, "asked": requirement.shown}
        return Line(
            requirement,
            Verdict.UNKNOWN,
            _("Only words: %(said)s; asked is %(asked)s.") % words,
            offer,
            _("A figure for: %s") % requirement.get_subject_display(),
        )
    return _compare(requirement, offer.value, offer.shown, offer)


def _compare(requirement, value, shown, offer=None) -> Line:
    below = value <= requirement.value
    above = value >= requirement.value
    met = below if requirement.comparison == Comparison.AT_MOST else above
    words = {"there": shown, "asked": requirement.shown}
    if met:
        return Line(requirement, Verdict.MET, _("%(there)s there, asked %(asked)s.") % words, offer)
    reason = _("%(there)s there, asked only %(asked)s.") % words
    if requirement.comparison == Comparison.AT_LEAST:
        reason = _("Only %(there)s there, asked %(asked)s.") % words
    return Line(requirement, Verdict.NOT_MET, reason, offer)


def _nothing_holds(requirement, park, past) -> Line:
    ask = _("%(subject)s of %(park)s") % {
        "subject": requirement.get_subject_display(),
        "park": park,
    }
    if not past:
        return Line(requirement, Verdict.UNKNOWN, _("Nobody has said anything of it."), ask=ask)
    last = max(past, key=lambda each: (each.valid_to, each.pk))
    words = {"day": f"{last.valid_to:%Y-%m-%d}", "said": last.shown}
    reason = _("What was said ran out on %(day)s: %(said)s.") % words
    return Line(requirement, Verdict.UNKNOWN, reason, last, ask)


def _hold_distance(requirement, park, offer) -> Line:
    """By the points of both; the straight line rules out, the road to it is an estimate."""
    if requirement.comparison == Comparison.TOLD:
        if offer is not None:
            return Line(requirement, Verdict.MET, _("Can be told: %s") % offer.shown, offer)
        return _nothing_holds(requirement, park, [])
    if requirement.point is None:
        return Line(
            requirement,
            Verdict.UNKNOWN,
            _("Nobody knows where the raw material comes from."),
            offer,
            _("Where the raw material comes from"),
        )
    if park.point is None:
        return Line(
            requirement,
            Verdict.UNKNOWN,
            _("Nobody has entered where the park lies."),
            offer,
            _("The point of %s") % park,
        )
    line = straight(requirement.point, park.point)
    words = {
        "origin": requirement.origin or "—",
        "line": round(line),
        "road": round(line * float(park.detour)),
        "asked": requirement.shown,
    }
    if requirement.comparison == Comparison.AT_LEAST:
        return _compare(requirement, round(line), quantity(round(line), Subject.TRANSPORT), offer)
    if line > requirement.value:
        reason = _("%(line)d km from %(origin)s in a straight line, asked %(asked)s.") % words
        return Line(requirement, Verdict.NOT_MET, reason, offer)
    if words["road"] <= requirement.value:
        reason = _(
            "%(line)d km from %(origin)s in a straight line, about %(road)d km by road; asked"
            " %(asked)s."
        )
        return Line(requirement, Verdict.MET, reason % words, offer)
    reason = _(
        "%(line)d km from %(origin)s in a straight line, but about %(road)d km by road; asked"
        " %(asked)s."
    )
    ask = _("The way by road from %(origin)s to %(park)s") % {
        "origin": words["origin"],
        "park": park,
    }
    return Line(requirement, Verdict.UNKNOWN, reason % words, offer, ask)
