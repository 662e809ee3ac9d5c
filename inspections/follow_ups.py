"""What a finished visit entails: each theme says what of it, for which visits, by which law.

A follow-up is owed to the visit and tried until it is done or closed by a person
(``services/follow_ups``); it refuses by raising. News that nothing depends on is
``signals.visit_finished``.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FollowUp:
    """``do`` is given the visit; done twice, it changes nothing the second time."""

    name: str
    label: str
    basis: str
    wanted: Callable[[object], bool]
    do: Callable[[object], object]


FOLLOW_UPS: dict[str, FollowUp] = {}


def register(name: str, label: str, *, basis: str = "", wanted=lambda visit: True):
    """Above the function that does it; ``wanted`` says of which visits it is owed."""

    def keep(do):
        FOLLOW_UPS[name] = FollowUp(name, label, basis, wanted, do)
        return do

    return keep


def wanted_by(visit) -> list[FollowUp]:
    return [each for each in FOLLOW_UPS.values() if _wants(each, visit)]


def _wants(follow_up, visit) -> bool:
    """Whoever cannot say is owed a try, which then says what is wrong: the visit is finished."""
    try:
        return follow_up.wanted(visit)
    except Exception:
        log.exception("Whether %s follows is not known.", follow_up.name)
        return True


def made_for(kind):
    """``wanted``: visits of this kind that name what they were made for."""
    return lambda visit: visit.kind == kind and visit.errand is not None
