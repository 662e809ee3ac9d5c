"""Risk classes as they are, and proposals to change them."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from enterprises.models.enterprise import RiskClass
from inspections.models import RiskScore
from qualitysup.dashboard.registry import Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone

SUBJECT = _("Risk classes")


def by_class(user) -> list[Line]:
    operating = Enterprise.objects.visible_to(user).operating().order_by()
    counted = dict(operating.values_list("risk_class").annotate(Count("pk")))
    return [
        Line(
            str(RiskClass(letter).label) if letter else str(_("not assessed")),
            counted[letter],
            list_url(Enterprise, risk_class__exact=letter, status__exact="operating"),
        )
        for letter in (*RiskClass.values, "")
        if letter in counted
    ]


register(
    figure_of(
        RiskScore,
        "risk-pending",
        _("Risk classes to decide"),
        _("The latest scoring proposes another class, and nobody has decided yet."),
        lambda scores: scores.pending(),
        {"my": "pending"},
        subject=SUBJECT,
        tone=Tone.SOON,
        order=10,
    ),
    Breakdown(
        key="enterprises-by-class",
        subject=SUBJECT,
        name=_("Operating enterprises by risk class"),
        definition=_("As decided; a proposal counts once it is confirmed."),
        heads=(_("risk class"), _("enterprises")),
        lines=by_class,
        permission="enterprises.view_enterprise",
        order=10,
    ),
)
