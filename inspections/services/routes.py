"""The order of a person's visits of one day: the shortest way that keeps every window.

Distances are straight lines, lengthened as roads are; a town is small enough for that. Whoever has
no known place is visited last.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Avg
from django.utils.translation import gettext as _

from inspections import errands
from inspections.models import Round, RoundStop, StationPlace
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if

EARTH_KM = 6371.0
# How much longer a road of the delta is than the straight line, and how fast one gets on there.
DETOUR = 1.35
KM_A_MINUTE = 0.5
# When nobody is to be visited any more, in minutes after midnight.
LATEST = 18 * 60
SECONDS_TO_SEARCH = 1
MOST_STOPS = 60


@dataclass(frozen=True)
class Point:
    lng: float
    lat: float

    def km_to(self, other) -> float:
        """By road, as far as a straight line can tell (haversine × detour)."""
        lat, other_lat = radians(self.lat), radians(other.lat)
        half = sin((other_lat - lat) / 2) ** 2
        half += cos(lat) * cos(other_lat) * sin(radians(other.lng - self.lng) / 2) ** 2
        return 2 * EARTH_KM * asin(sqrt(half)) * DETOUR


@dataclass(frozen=True)
class Call:
    """A stop as the solver sees it: where, for how long, between which minutes of the day."""

    point: Point
    minutes: int
    opens: int = 0
    closes: int = LATEST


def minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def clock(minute: int) -> dt.time:
    return dt.time(min(minute // 60, 23), minute % 60)


def shortest(start: Point, sets_out: int, calls: list[Call]) -> list[int] | None:
    """The order in which to make the calls, or ``None`` if no order keeps every window.

    The way ends at the last of them: nobody counts the way home.
    """
    # Its library takes a while to load, and few processes plan rounds.
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    if not calls:
        return []
    home, away = 0, len(calls) + 1
    points = [start, *(call.point for call in calls)]
    metres = [[int(a.km_to(b) * 1000) for b in points] + [0] for a in points] + [[0] * (away + 1)]
    stays = [0, *(call.minutes for call in calls), 0]

    manager = pywrapcp.RoutingIndexManager(away + 1, 1, [home], [away])
    routing = pywrapcp.RoutingModel(manager)

    def distance(i, j):
        return metres[manager.IndexToNode(i)][manager.IndexToNode(j)]

    def time(i, j):
        drive = distance(i, j) / 1000 / KM_A_MINUTE
        return stays[manager.IndexToNode(i)] + int(drive + 0.5)

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(distance))
    day = 24 * 60
    routing.AddDimension(routing.RegisterTransitCallback(time), day, day, False, "time")
    times = routing.GetDimensionOrDie("time")
    times.CumulVar(routing.Start(0)).SetValue(sets_out)
    for node, call in enumerate(calls, start=1):
        times.CumulVar(manager.NodeToIndex(node)).SetRange(call.opens, call.closes)

    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    if len(calls) > 3:
        search.local_search_metaheuristic = (
            routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        )
        search.time_limit.seconds = SECONDS_TO_SEARCH
    found = routing.SolveWithParameters(search)
    if found is None:
        return None
    order, index = [], found.Value(routing.NextVar(routing.Start(0)))
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index) - 1)
        index = found.Value(routing.NextVar(index))
    return order


# --- Rounds --------------------------------------------------------------------------------------


@transaction.atomic
def plan(person, on, *, by, **given) -> Round:
    """The person's round of a day, made or brought up to date; an order by hand is kept.

    ``given`` may say when and where it starts; otherwise it is where the station is.
    """
    _check(by)
    round_ = Round.objects.locked().filter(person=person, on=on).first()
    if round_ is None:
        refuse_if(person.home_id is None, "no_home", _("This person has no home division."))
        round_ = Round(person=person, on=on, division_id=person.home_id)
    for name, value in given.items():
        setattr(round_, name, value)
    if round_.lng is None:
        _set_out_from_the_station(round_)
    round_.version += 1
    save(round_)
    _bring_in_errands(round_)
    _arrange(round_, keep=round_.by_hand)
    return round_


def _check(by):
    refuse_if(
        not by.has_perm("inspections.change_round"), "forbidden", _("You may not plan rounds.")
    )


def _set_out_from_the_station(round_):
    place = StationPlace.objects.filter(station=round_.person.station_id).first()
    if place is not None:
        round_.lng, round_.lat, round_.start = place.lng, place.lat, place.address


def _bring_in_errands(round_):
    """What is new comes last; what is no longer to be done that day goes."""
    there = {(stop.case_type_id, stop.case_id): stop for stop in round_.stops.all()}
    last = max((stop.position for stop in there.values()), default=0)
    wanted = set()
    for errand in errands.of(round_.person, round_.on)[:MOST_STOPS]:
        case_type = ContentType.objects.get_for_model(errand.case)
        key = case_type.pk, errand.case.pk
        wanted.add(key)
        if key not in there:
            last += 1
            round_.stops.create(
                position=last,
                enterprise=errand.enterprise,
                case_type=case_type,
                case_id=errand.case.pk,
                what=errand.what[:200],
                path=errand.case.get_absolute_url(),
            )
    gone = [stop.pk for key, stop in there.items() if key not in wanted]
    round_.stops.filter(pk__in=gone).delete()


@transaction.atomic
def shorten(round_, *, by) -> Round:
    """Give up the order by hand for the shortest way."""
    _check(by)
    round_ = Round.objects.locked().get(pk=round_.pk)
    round_.by_hand = False
    _bring_in_errands(round_)
    _arrange(round_, keep=False)
    return round_


@transaction.atomic
def reorder(round_, keys, *, by) -> Round:
    """Keep this order of the stops, by hand, until somebody asks for the shortest way again."""
    _check(by)
    round_ = Round.objects.locked().get(pk=round_.pk)
    stops = {stop.pk: stop for stop in round_.stops.all()}
    refuse_if(
        sorted(keys) != sorted(stops),
        "other_stops",
        _("The round has other stops by now. Look at it again first."),
    )
    round_.by_hand = True
    _lay(round_, [stops[key] for key in keys])
    return round_


def move(stop, *, by, places: int) -> Round:
    """Put one stop further to the front or to the back."""
    keys = list(stop.round.stops.order_by("position").values_list("pk", flat=True))
    here = keys.index(stop.pk)
    there = max(0, min(len(keys) - 1, here + places))
    keys.insert(there, keys.pop(here))
    return reorder(stop.round, keys, by=by)


def set_window(stop, *, by, opens_at, closes_at, stay) -> Round:
    """Say when an enterprise can be visited and for how long, and find the way anew."""
    _check(by)
    with transaction.atomic():
        round_ = Round.objects.locked().get(pk=stop.round_id)
        stop = RoundStop.objects.locked().get(pk=stop.pk)
        stop.opens_at, stop.closes_at, stop.minutes = opens_at, closes_at, stay
        save(stop)
        _arrange(round_, keep=round_.by_hand)
    return round_


def _arrange(round_, *, keep):
    stops = list(round_.stops.select_related("enterprise").order_by("position"))
    round_.warning = ""
    if not keep:
        placed = [stop for stop in stops if stop.enterprise.lng is not None]
        unplaced = [stop for stop in stops if stop.enterprise.lng is None]
        start = _start(round_, placed)
        calls = [_call(stop) for stop in placed]
        order = shortest(start, minutes(round_.starts_at), calls) if start else []
        if order is None:
            round_.warning = _("No order keeps every time window; the windows are left aside.")
            free = [Call(call.point, call.minutes, 0, 24 * 60) for call in calls]
            order = shortest(start, minutes(round_.starts_at), free) or range(len(placed))
        stops = [placed[n] for n in order] + unplaced
    _lay(round_, stops)


def _call(stop) -> Call:
    return Call(
        _point(stop.enterprise),
        stop.minutes,
        minutes(stop.opens_at) if stop.opens_at else 0,
        minutes(stop.closes_at) if stop.closes_at else LATEST,
    )


def _point(row) -> Point:
    return Point(float(row.lng), float(row.lat))


def _start(round_, placed) -> Point | None:
    """Where it starts; where the stops lie in the middle if nobody said."""
    if round_.lng is not None:
        return _point(round_)
    keys = [stop.enterprise_id for stop in placed]
    if not keys:
        return None
    enterprises = type(placed[0].enterprise).objects.filter(pk__in=keys)
    middle = enterprises.aggregate(lng=Avg("lng"), lat=Avg("lat"))
    return Point(float(middle["lng"]), float(middle["lat"]))


def _lay(round_, stops):
    """Write the order with what follows from it: arrivals and kilometres."""
    here = _point(round_) if round_.lng is not None else None
    now, whole = minutes(round_.starts_at), 0.0
    for position, stop in enumerate(stops, start=1):
        there = _point(stop.enterprise) if stop.enterprise.lng is not None else None
        km = here.km_to(there) if here and there else None
        now += int((km or 0) / KM_A_MINUTE + 0.5)
        if stop.opens_at:
            now = max(now, minutes(stop.opens_at))
        if stop.closes_at and now > minutes(stop.closes_at) and not round_.warning:
            round_.warning = _("%(enterprise)s cannot be reached before %(time)s.") % {
                "enterprise": stop.enterprise.name[:120],
                "time": stop.closes_at.strftime("%H:%M"),
            }
        stop.position, stop.arrives_at = position, clock(now)
        stop.km = None if km is None else Decimal(f"{km:.1f}")
        now += stop.minutes
        whole += km or 0
        here = there or here
    RoundStop.objects.bulk_update(stops, ["position", "arrives_at", "km"])
    round_.km = Decimal(f"{whole:.1f}")
    round_.version += 1
    save(round_)
