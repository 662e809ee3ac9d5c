"""How what failed on a survey form becomes a score. Pure functions over the items that failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

FULL_SCORE = 100


@dataclass(frozen=True)
class Scored:
    """A score, whether the conditions are complete by it, and why both are what they are."""

    score: int
    key_failures: int
    failures: int
    complete: bool
    reasons: list[dict] = field(default_factory=list)


def score(failed: Iterable, rule) -> Scored:
    """What is left of 100 points after these items of a form failed, by this rule.

    重点项不合格, or a score below the rule's threshold: the conditions are incomplete.
    """
    reasons = [_lost(item, rule) for item in failed]
    left = max(FULL_SCORE - sum(reason["points"] for reason in reasons), 0)
    key_failures = sum(reason["code"] == "key" for reason in reasons)
    below = left < rule.incomplete_below
    if below:
        threshold = {"score": left, "threshold": rule.incomplete_below}
        reasons.append({"code": "below", **threshold})
    return Scored(
        score=left,
        key_failures=key_failures,
        failures=len(reasons) - below,
        complete=not (key_failures or below),
        reasons=reasons,
    )


def _lost(item, rule) -> dict:
    is_key = item.kind == "key"
    return {
        "code": "key" if is_key else "general",
        "item": item.key,
        "text": item.text,
        "points": rule.key_points if is_key else rule.general_points,
    }


def in_words(reason: dict) -> str:
    """A kept reason as a line: what was found, and what it cost."""
    match reason["code"]:
        case "key":
            words = _("Key item failed: %(text)s (−%(points)s)")
        case "general":
            words = _("Item failed: %(text)s (−%(points)s)")
        case "below":
            words = _("%(score)s points, complete from %(threshold)s on")
        case unknown:
            raise ValueError(f"No words for the reason {unknown!r}.")
    return words % reason
