"""Zones: workshops still to move in and inside, and how full each kind of area is."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.lists import list_url
from qualitysup.states import Tone
from workshops.models import Allocation, Area, Relocation

SUBJECT = _("Consolidation zones")

figure = partial(figure_of, Relocation, subject=SUBJECT)


def occupancy_by_area(user) -> list[Line]:
    """Each area for operators, in every zone that the person sees."""
    areas = Area.objects.visible_to(user).production().with_occupancy().select_related("zone")
    return [
        Line(
            _("%(zone)s, %(area)s: %(taken)s of %(places)s places")
            % {
                "zone": area.zone,
                "area": area,
                "taken": area.taken_count,
                "places": area.place_count,
            },
            round(100 * area.taken_count / area.place_count) if area.place_count else None,
            list_url(Allocation, standing="taken", area=area.pk),
        )
        for area in areas.order_by("zone", "kind__position", "pk")[:SHOWN]
    ]


register(
    figure(
        "relocations-ahead",
        _("Workshops to move in"),
        _("Proposed, agreed, waiting or given a unit, and not inside yet."),
        lambda relocations: relocations.ahead(),
        {"standing": "ahead"},
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "relocations-inside",
        _("Workshops consolidated"),
        _("Moved into a zone and still there."),
        lambda relocations: relocations.moved_in(),
        {"standing": "moved-in"},
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "relocations-overdue",
        _("Moving in overdue"),
        _("Given a unit from a day that has passed, and not moved in."),
        lambda relocations: relocations.overdue(),
        {"standing": "overdue"},
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="zone-occupancy",
        subject=SUBJECT,
        name=_("Occupancy by area"),
        definition=_("Places that are somebody's today, in percent of all places of the area."),
        heads=(_("area"), _("percent")),
        lines=occupancy_by_area,
        permission="workshops.view_allocation",
        order=10,
    ),
)
