"""The campaign, and what has to be consulted on in it: 18号令 art. 50."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Campaign, Consultation
from qualitysup.casework.workflow import Step, TransitionRefused, Workflow, states

Stage = Campaign.State


def missing_consultations(campaign) -> list[str]:
    held = set(campaign.consultations.values_list("kind", flat=True))
    needed = (Consultation.Kind.CHAMBER, Consultation.Kind.GOVERNMENT)
    return [str(kind.label) for kind in needed if kind not in held]


def has_enterprises(campaign):
    if campaign.participations.exists():
        return ""
    return _("The campaign has no enterprise yet.")


def has_towns(campaign):
    if campaign.towns.exists():
        return ""
    return _("Say first in which towns the campaign runs.")


def no_order_open(campaign):
    left = campaign.orders.open().count()
    if not left:
        return ""
    return _("%(left)s orders of the campaign are still open.") % {"left": left}


class OfItsDivision(Workflow):
    """Who sees a campaign only because it reaches into their town takes no step of it."""

    def check(self, case, name, *, by, override=""):
        if not by.reaches(case.division_id):
            raise TransitionRefused("forbidden", _("You may not take this step."))
        return super().check(case, name, by=by, override=override)

    def outlook(self, case, *, by):
        return super().outlook(case, by=by) if by.reaches(case.division_id) else []


CAMPAIGN = OfItsDivision(
    "inspections.Campaign",
    Step(
        "open", _("Open the campaign"), states(Stage.DRAFT), Stage.OPEN,
        "inspections.open_campaign", "18号令 50", guards=(has_towns, has_enterprises),
    ),
    Step(
        "close", _("Conclude the campaign"), states(Stage.OPEN), Stage.CLOSED,
        "inspections.close_campaign", "18号令 50", guards=(no_order_open,),
    ),
    Step(
        "cancel", _("Cancel the campaign"), states(Stage.DRAFT, Stage.OPEN), Stage.CANCELLED,
        "inspections.close_campaign", "18号令 50", guards=(no_order_open,),
    ),
)  # fmt: skip
