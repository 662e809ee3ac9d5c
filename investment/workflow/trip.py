"""The way of a trip: planned, under way, back, reported with a number."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investment.models import Trip
from qualitysup.casework.workflow import Clock, Step, Workflow, states

State = Trip.State
BASIS = "招商考察报告制度"
CHANGE, REPORT = "investment.change_trip", "investment.report_trip"
REPORT_PAPER = "investment-trip-report"
TERM = "investment-trip-report"


def somebody_is_to_be_visited(trip):
    if trip.visits.standing().exists():
        return ""
    return _("No visit is booked for it yet: book one.")


def every_visit_is_recorded(trip):
    left = trip.visits.booked().count()
    if not left:
        return ""
    words = ngettext(
        "%d visit is neither recorded nor cancelled.",
        "%d visits are neither recorded nor cancelled.",
        left,
    )
    return words % left


def some_visit_was_made(trip):
    if trip.visits.made().exists():
        return ""
    return _("No visit was made: there is nothing to report.")


def begins_and_ends_in_words(trip):
    if trip.opening.strip() and trip.closing.strip():
        return ""
    return _("Write how the report begins and how it ends.")


TRIP = Workflow(
    "investment.Trip",
    Step(
        "depart", gettext_lazy("Depart"), states(State.PLANNED), State.UNDER_WAY, CHANGE, BASIS,
        guards=(somebody_is_to_be_visited,),
    ),
    Step(
        "come_back", gettext_lazy("Come back"), states(State.UNDER_WAY), State.BACK, CHANGE, BASIS,
        starts=(Clock(TERM, "came_back_on"),),
    ),
    Step(
        "report", gettext_lazy("Issue the report"), states(State.BACK), State.REPORTED, REPORT,
        BASIS, guards=(every_visit_is_recorded, some_visit_was_made, begins_and_ends_in_words),
        meets=(TERM,), document=REPORT_PAPER, waits_in=states(State.BACK),
    ),
    Step(
        "cancel", gettext_lazy("Cancel the trip"), states(State.PLANNED), State.CANCELLED, CHANGE,
        BASIS, noted=True,
    ),
)  # fmt: skip
