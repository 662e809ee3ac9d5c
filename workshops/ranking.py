"""Who should move into a zone first, and why: the points of a candidate, said one by one.

The points themselves are counted by the query (``SurveyRecordQuerySet.ranked_for``); here each is
explained, so that the sum of what a row says is the place that it has.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.scoring import FULL_SCORE


def reasons(record, rule) -> list[dict]:
    """What moves a ranked record up the list, as rows of {"code", "points", …}; most first."""
    found = [
        {"code": "lost", "score": record.score, "points": FULL_SCORE - record.score},
        _counted("key_failures", record.key_failures, rule.rank_key_failure),
        {"code": "fringe", "points": rule.rank_fringe if record.workshop.fringe else 0},
        _counted("complaints", record.open_complaints, rule.rank_complaint),
        _counted("orders", record.open_orders, rule.rank_order),
        {
            "code": "units",
            "count": record.fitting_units,
            "points": rule.rank_unit if record.fitting_units else 0,
        },
    ]
    counting = [reason for reason in found if reason["points"]]
    return sorted(counting, key=lambda reason: -reason["points"])


def _counted(code, count, points) -> dict:
    return {"code": code, "count": count, "points": count * points}


def in_words(reason: dict) -> str:
    """A reason of the ranking as a line: what it is, and what it counts."""
    count = reason.get("count", 0)
    match reason["code"]:
        case "lost":
            words = _("%(score)s points of 100 in the survey (+%(points)s)")
        case "key_failures":
            words = ngettext(
                "%(count)s key item failed (+%(points)s)",
                "%(count)s key items failed (+%(points)s)",
                count,
            )
        case "fringe":
            words = _("in the urban–rural fringe (+%(points)s)")
        case "complaints":
            words = ngettext(
                "%(count)s open complaint or clue (+%(points)s)",
                "%(count)s open complaints and clues (+%(points)s)",
                count,
            )
        case "orders":
            words = ngettext(
                "%(count)s open order (+%(points)s)", "%(count)s open orders (+%(points)s)", count
            )
        case "units":
            words = ngettext(
                "%(count)s unit of the zone fits what it makes (+%(points)s)",
                "%(count)s units of the zone fit what it makes (+%(points)s)",
                count,
            )
        case unknown:
            raise ValueError(f"No words for the reason {unknown!r}.")
    return words % reason
