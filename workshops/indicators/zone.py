"""Zones: workshops still to move in and inside, and how full each kind of area is."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.registry import SHOWN, Breakdown, Line, figure_of, register
from qualitysup.dashboard.timing import on, standing
from qualitysup.states import Tone
from workshops.models import Allocation, Area, Relocation

THEME = _("Consolidation zones")

figure = partial(figure_of, Relocation, theme=THEME)


def occupancy_by_area(lens) -> list[Line]:
    """Each area for operators, in every zone that the person sees."""
    areas = lens.rows(Area).production().with_occupancy().select_related("zone")
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
            lens.list_url(Allocation, standing="taken", area=area.pk),
        )
        for area in areas.order_by("zone", "kind__position", "pk")[:SHOWN]
    ]


register(
    figure(
        "relocations-ahead",
        _("Workshops to move in"),
        _("Proposed, agreed, waiting or given a unit, and not inside yet."),
        lambda relocations: relocations.ahead(),
        tone=Tone.INFO,
        order=10,
    ),
    figure(
        "relocations-inside",
        _("Workshops consolidated"),
        _("Moved into a zone, and still there on the day."),
        lambda relocations: relocations.all(),
        timing=standing("moved_in_on", "moved_out_on"),
        headline=True,
        tone=Tone.GOOD,
        order=20,
    ),
    figure(
        "relocations-made",
        _("Workshops moved in"),
        _("Moved into a zone in the period, whether they left again or not."),
        lambda relocations: relocations.all(),
        timing=on("moved_in_on"),
        order=25,
    ),
    figure(
        "relocations-overdue",
        _("Moving in overdue"),
        _("Given a unit from a day that has passed, and not moved in."),
        lambda relocations: relocations.overdue(),
        tone=Tone.LATE,
        order=30,
    ),
    Breakdown(
        key="zone-occupancy",
        theme=THEME,
        name=_("Occupancy by area"),
        definition=_("Places that are somebody's today, in percent of all places of the area."),
        heads=(_("area"), _("percent")),
        lines=occupancy_by_area,
        permission="workshops.view_allocation",
        order=10,
    ),
)
