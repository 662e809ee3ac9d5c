"""What waits of risk classes: proposals, the gravest first."""

from django.utils.translation import gettext_lazy as _

from inspections.models import RiskScore
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone


def to_decide(user):
    return RiskScore.objects.visible_to(user).pending().order_by("-points", "-pk")


def score_rows(scores):
    return [
        WorkRow(
            title=score.enterprise.name,
            url=score.get_absolute_url(),
            note=f"{score.current_class or '—'} → {score.proposed_class}",
        )
        for score in scores
    ]


register_worklist(
    worklist_of(
        RiskScore,
        "risk-scores",
        _("Risk classes to decide"),
        to_decide,
        {"my": "pending"},
        said=score_rows,
        permission="inspections.decide_riskscore",
        tone=Tone.INFO,
        order=38,
    )
)
