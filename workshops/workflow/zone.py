"""The consolidation zone from plan to closure (食品安全法 36)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitysup.casework.workflow import Step, Workflow, states
from workshops.models import Zone

State = Zone.State
BASIS = "食品安全法 36"
APPROVE = "workshops.approve_zone"
OPEN = "workshops.open_zone"


def has_lead(zone):
    if zone.lead_id is not None:
        return ""
    return _("Name the enterprise that takes the lead first.")


def has_units_for_production(zone):
    if zone.units.production().exists():
        return ""
    return _("Lay out at least one production area with units first.")


def has_laboratory(zone):
    """集中检验: nothing leaves a zone untested, so none operates without its laboratory."""
    if zone.laboratory is None:
        return _("Name the laboratory that tests what the zone makes first.")
    if not zone.laboratory.is_accredited(zone.day):
        return _(
            "The accreditation of %(laboratory)s ended on %(day)s: renew it, or name another."
        ) % {
            "laboratory": zone.laboratory,
            "day": zone.laboratory.cma_valid_to.isoformat(),
        }
    return ""


def nobody_is_inside(zone):
    inside = zone.relocations.moved_in().count()
    if not inside:
        return ""
    return ngettext(
        "%(count)s workshop is still in it: record that it moved out first.",
        "%(count)s workshops are still in it: record that they moved out first.",
        inside,
    ) % {"count": inside}


def nobody_is_on_the_way(zone):
    coming = zone.relocations.ahead().count()
    if not coming:
        return ""
    return ngettext(
        "%(count)s relocation into it is open: decline or withdraw it first.",
        "%(count)s relocations into it are open: decline or withdraw them first.",
        coming,
    ) % {"count": coming}


ZONE = Workflow(
    "workshops.Zone",
    Step(
        "approve", _("Record the approval"), states(State.PLANNED), State.APPROVED, APPROVE,
        BASIS, guards=(has_lead,), waits_in=states(State.PLANNED),
    ),
    Step(
        "open", _("Let it operate"), states(State.APPROVED), State.OPERATING, OPEN,
        BASIS, guards=(has_lead, has_units_for_production, has_laboratory),
        waits_in=states(State.APPROVED),
    ),
    Step(
        "suspend", _("Suspend"), states(State.OPERATING), State.SUSPENDED, OPEN,
        BASIS, noted=True,
    ),
    Step(
        "resume", _("Let it operate again"), states(State.SUSPENDED), State.OPERATING, OPEN,
        BASIS, guards=(has_lead, has_units_for_production, has_laboratory), noted=True,
    ),
    Step(
        "close", _("Close the zone"),
        states(State.PLANNED, State.APPROVED, State.OPERATING, State.SUSPENDED), State.CLOSED,
        OPEN, BASIS, guards=(nobody_is_inside, nobody_is_on_the_way), noted=True,
    ),
)  # fmt: skip
