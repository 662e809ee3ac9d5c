"""A workshop's way into a zone: proposed, agreed to, given a unit, moved in, moved out."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Visit
from qualitysup.casework.workflow import Clock, Step, Workflow, states
from workshops.models import Relocation, Zone

State = Relocation.State
BASIS = "食品安全法 36"
MOVE_BASIS = "食品安全法 36；广东省食品生产加工小作坊登记管理办法（2016）13"
AGREE = "workshops.agree_relocation"
ALLOCATE = "workshops.allocate_relocation"
MOVE = "workshops.move_relocation"
WITHDRAW = "workshops.add_relocation"
OVERRIDE = "workshops.override_relocation"

MOVE_IN, LEASE = "zone-move-in", "zone-lease"
# 广东 2016 办法 13: whoever works elsewhere applies for the change of its 登记证.
CHANGE = "registration-change"


def workshop_is_open(relocation):
    if not relocation.workshop.is_closed:
        return ""
    return _("This workshop was closed for good on %(day)s.") % {
        "day": relocation.workshop.closed_on.isoformat()
    }


def zone_gives_units(relocation):
    """Units are given from the approval on, so that operators are there when it opens."""
    zone = relocation.zone
    if zone.state in (Zone.State.APPROVED, Zone.State.OPERATING):
        return ""
    return _(
        "%(zone)s is %(state)s: units are given once it is approved, and while it operates."
    ) % {
        "zone": zone,
        "state": zone.get_state_display(),
    }


def zone_operates(relocation):
    zone = relocation.zone
    if zone.state == Zone.State.OPERATING:
        return ""
    return _("%(zone)s does not operate: its state is “%(state)s”.") % {
        "zone": zone,
        "state": zone.get_state_display(),
    }


def is_registered_that_day(relocation):
    """登记证 in force on the day of moving in, whatever it was when the unit was given."""
    if relocation.workshop.registrations.covering(relocation.day).exists():
        return ""
    latest = relocation.workshop.registrations.order_by("-valid_to", "-pk").first()
    return no_registration(relocation.workshop, latest, relocation.day)


def no_registration(workshop, latest, day) -> str:
    """Why a workshop's latest registration does not cover a day, and what would help."""
    if latest is None:
        return _("%(workshop)s has no registration: it applies for one first.") % {
            "workshop": workshop
        }
    words = {"workshop": workshop, "number": latest.number, "day": day.isoformat()}
    if latest.ended_on is not None and latest.ended_on <= day:
        words["ended"] = latest.ended_on.isoformat()
        return (
            _(
                "The registration %(number)s of %(workshop)s was ended on %(ended)s:"
                " it applies for a new one first."
            )
            % words
        )
    if latest.valid_to < day:
        words["ended"] = latest.valid_to.isoformat()
        return (
            _(
                "The registration %(number)s of %(workshop)s expires on %(ended)s:"
                " renew it first, or choose a day until then."
            )
            % words
        )
    words["begins"] = latest.valid_from.isoformat()
    return _("The registration %(number)s of %(workshop)s begins only on %(begins)s.") % words


def place_is_empty(relocation):
    """Whoever had the place before may have overstayed."""
    allocation = relocation.allocation
    if allocation is None:
        return ""
    before = relocation.zone.allocations.standing().filter(
        unit=allocation.unit_id,
        place=allocation.place,
        starts_on__lt=allocation.starts_on,
        moved_in_on__isnull=False,
        moved_out_on=None,
    )
    overdue = before.select_related("workshop__enterprise").first()
    if overdue is None:
        return ""
    return _(
        "%(workshop)s is still in %(unit)s, its last day was %(day)s: record its moving out first."
    ) % {
        "workshop": overdue.workshop,
        "unit": allocation.unit,
        "day": overdue.ends_on.isoformat(),
    }


def planned_since(relocation):
    """The day on which the unit that it moves into was first given; ``None`` before."""
    given = relocation.log.filter(name="allocate").order_by("-pk")
    return given.values_list("on", flat=True).first()


def closing_visits(relocation):
    """Visits that saw the old site since the unit was given, the latest first.

    One that found nobody there tells that it is closed; a closed door or a refusal tells nothing.
    """
    since = planned_since(relocation)
    if since is None:
        return Visit.objects.none()
    unseen = (Visit.Outcome.UNREACHABLE, Visit.Outcome.UNCOOPERATIVE)
    seen = Visit.objects.finished().filter(
        enterprise=relocation.workshop.enterprise_id,
        kind__in=(*Visit.CHECKS, Visit.Kind.SURVEY),
        started_at__date__gte=since,
        started_at__date__lte=relocation.day,
    )
    return seen.exclude(outcome__in=unseen).order_by("-started_at", "-pk")


def old_site_was_closed_by_a_visit(relocation):
    if closing_visits(relocation).exists():
        return ""
    since = planned_since(relocation)
    return _("No visit to the old site is finished since the unit was given on %(day)s.") % {
        "day": since.isoformat() if since else "—"
    }


RELOCATION = Workflow(
    "workshops.Relocation",
    Step(
        "agree", _("Record that it agrees"), states(State.CANDIDATE), State.AGREED, AGREE,
        BASIS, guards=(workshop_is_open,), waits_in=states(State.CANDIDATE),
    ),
    Step(
        "allocate", _("Give a unit"), states(State.AGREED, State.WAITING), State.PLANNED,
        ALLOCATE, BASIS, guards=(workshop_is_open, zone_gives_units),
        waits_in=states(State.AGREED),
    ),
    Step(
        "move_in", _("Record moving in"), states(State.PLANNED), State.MOVED_IN, MOVE,
        MOVE_BASIS,
        guards=(workshop_is_open, zone_operates, is_registered_that_day, place_is_empty),
        soft_guards=(old_site_was_closed_by_a_visit,), meets=(MOVE_IN,),
        starts=(Clock(CHANGE, "moved_in_on"),),
    ),
    Step(
        "reallocate", _("Give another unit or other days"), states(State.PLANNED), State.PLANNED,
        ALLOCATE, BASIS, guards=(workshop_is_open, zone_gives_units), noted=True,
    ),
    Step(
        "wait", _("Put on the waiting list"), states(State.AGREED, State.PLANNED), State.WAITING,
        ALLOCATE, BASIS, guards=(workshop_is_open,), voids=(MOVE_IN,),
    ),
    Step(
        "transfer", _("Change the unit or the last day"), states(State.MOVED_IN), State.MOVED_IN,
        ALLOCATE, BASIS, guards=(zone_operates,), noted=True,
    ),
    Step(
        "move_out", _("Record moving out"), states(State.MOVED_IN), State.MOVED_OUT, MOVE,
        MOVE_BASIS, meets=(LEASE,), voids=(CHANGE,), noted=True,
    ),
    Step(
        "decline", _("Record that it declines"),
        states(State.CANDIDATE, State.AGREED, State.WAITING, State.PLANNED), State.DECLINED,
        AGREE, BASIS, voids=(MOVE_IN,), noted=True,
    ),
    Step(
        "withdraw", _("Withdraw the proposal"),
        states(State.CANDIDATE, State.AGREED, State.WAITING, State.PLANNED), State.WITHDRAWN,
        WITHDRAW, BASIS, voids=(MOVE_IN,), noted=True,
    ),
    override_permission=OVERRIDE,
)  # fmt: skip
