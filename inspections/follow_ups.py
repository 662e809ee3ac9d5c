"""What a finished visit entails: each theme says what of it, for which visits, by which law.

A follow-up is owed to the visit and tried until it is done or closed by a person
(``services/follow_ups``); it refuses by raising. News that nothing depends on is
``signals.visit_finished``.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

log = logging.getLogger(__name__)


# Between the name of a follow-up and the part of the visit that it is owed for.
OF = ":"


@dataclass(frozen=True)
class FollowUp:
    """``do`` is given the visit; done twice, it changes nothing the second time.

    With ``parts`` it is owed for each of those by itself, and ``do`` is given the part as well;
    they are the keys, each with what people call it.
    """

    name: str
    label: str
    basis: str
    wanted: Callable[[object], bool]
    do: Callable[..., object]
    parts: Callable[[object], dict[str, str]] | None = None


FOLLOW_UPS: dict[str, FollowUp] = {}


def register(name: str, label: str, *, basis: str = "", wanted=lambda visit: True, parts=None):
    """Above the function that does it; ``wanted`` says of which visits it is owed."""

    def keep(do):
        FOLLOW_UPS[name] = FollowUp(name, label, basis, wanted, do, parts)
        return do

    return keep


def wanted_by(visit) -> list[str]:
    """What is owed to a visit by name; of each part of it all that is owed, part after part."""
    whole = [each for each in FOLLOW_UPS.values() if each.parts is None and _wants(each, visit)]
    in_parts = [each for each in FOLLOW_UPS.values() if each.parts and _wants(each, visit)]
    named = [[f"{each.name}{OF}{part}" for part in each.parts(visit)] for each in in_parts]
    return [each.name for each in whole] + sorted(chain(*named), key=lambda name: name.split(OF)[1])


def split(name: str) -> tuple[FollowUp | None, list[str]]:
    """The follow-up of this name, if any theme does it still, and the part that it is for."""
    first, _of, part = name.partition(OF)
    return FOLLOW_UPS.get(first), [part] if part else []


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
