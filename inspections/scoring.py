"""A risk score in sentences: what was counted, and how many points it gave."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from qualitysup.wording import in_a_row

SENTENCES = {
    "findings": ngettext_lazy(
        "%(count)d item failed in visits of the last %(months)d months: %(points)d points.",
        "%(count)d items failed in visits of the last %(months)d months: %(points)d points.",
        "count",
    ),
    "failed_tests": ngettext_lazy(
        "%(count)d test failed in the last %(months)d months: %(points)d points.",
        "%(count)d tests failed in the last %(months)d months: %(points)d points.",
        "count",
    ),
    "overdue_orders": ngettext_lazy(
        "%(count)d order is overdue: %(points)d points.",
        "%(count)d orders are overdue: %(points)d points.",
        "count",
    ),
    "complaints": ngettext_lazy(
        "%(count)d complaint or clue in the last %(months)d months: %(points)d points.",
        "%(count)d complaints and clues in the last %(months)d months: %(points)d points.",
        "count",
    ),
    "months_unseen": gettext_lazy(
        "%(count)d months since the last visit, %(months)d of them free: %(points)d points."
    ),
}
NEVER = gettext_lazy(
    "Never visited in the %(count)d months since it was established: %(points)d points."
)


def sentences(parts: list[dict]) -> list[str]:
    """One sentence for each factor that added something, the heaviest first."""
    return [
        str((NEVER if part.get("never") else SENTENCES[part["factor"]]) % part) for part in parts
    ]


def explained(score) -> str:
    """The whole of a score as the reason of a class."""
    found = sentences(score.parts) or [_("Nothing counts against it.")]
    total = _("%(points)d points in the scoring of %(month)s: class %(letter)s.") % {
        "points": score.points,
        "month": f"{score.run.month:%Y-%m}",
        "letter": score.proposed_class,
    }
    return in_a_row([total, *found])
