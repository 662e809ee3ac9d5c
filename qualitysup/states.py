"""A state is a word in a shape with its colour; the same tone has the same icon everywhere."""

from datetime import date
from enum import StrEnum
from functools import cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

SOON = 7


class Tone(StrEnum):
    """What a colour says, in every list and on every page."""

    LATE = "late"  # overdue, failed, refused
    SOON = "soon"  # due within 7 days, provisional
    GOOD = "good"  # passed, done, in force
    INFO = "info"  # under way
    HOLD = "hold"  # suspended, halted
    PLAIN = "plain"  # not begun, not owed


ICONS = {
    Tone.LATE: "circle-alert",
    Tone.SOON: "clock-alert",
    Tone.GOOD: "circle-check",
    Tone.INFO: "circle-dot",
    Tone.HOLD: "circle-pause",
    Tone.PLAIN: "circle-dashed",
}


@cache
def icon(tone: Tone) -> SafeString:
    return lucide(ICONS[tone], size=16, aria_hidden="true")


def state(tone: Tone | str, word: str) -> SafeString:
    tone = Tone(tone)
    return format_html('<span class="state state--{}">{}{}</span>', tone, icon(tone), word)


def days_left(due_on: date | None, today: date | None = None) -> SafeString:
    """How a day that must not be missed stands; none while time stands still."""
    if due_on is None:
        return state(Tone.HOLD, _("suspended"))
    left = (due_on - (today or timezone.localdate())).days
    if left < 0:
        return state(Tone.LATE, ngettext("%d day late", "%d days late", -left) % -left)
    if left == 0:
        return state(Tone.SOON, _("due today"))
    tone = Tone.SOON if left <= SOON else Tone.PLAIN
    return state(tone, ngettext("%d day left", "%d days left", left) % left)
