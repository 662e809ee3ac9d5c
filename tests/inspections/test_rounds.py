import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import DrawnInspector, Round
from inspections.services import routes
from inspections.services.routes import Call, Point, minutes, shortest
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import (
    ComplaintFactory,
    DrawnEnterpriseFactory,
    PatrolFactory,
    StationPlaceFactory,
)

HERE = Point(113.20, 22.90)
EIGHT = 8 * 60


def east(steps, **more):
    """A call some kilometres to the east of the start."""
    return Call(Point(113.20 + steps / 100, 22.90), 30, **more)


# --- The way -------------------------------------------------------------------------------------


def test_a_degree_of_latitude_is_111_km_and_roads_are_longer():
    assert HERE.km_to(Point(113.20, 23.90)) == pytest.approx(111.2 * routes.DETOUR, rel=0.001)


def test_stops_along_a_road_are_made_in_its_order():
    calls = [east(n) for n in (5, 1, 4, 2, 3)]

    assert shortest(HERE, EIGHT, calls) == [1, 3, 4, 2, 0]


def test_a_window_comes_before_the_shorter_way():
    near, far = east(1), east(8, opens=EIGHT, closes=EIGHT + 40)

    assert shortest(HERE, EIGHT, [near, far]) == [1, 0]


def test_no_order_is_found_where_none_keeps_every_window():
    calls = [east(9, closes=EIGHT + 5), east(1)]

    assert shortest(HERE, EIGHT, calls) is None


def test_nobody_to_visit_is_no_way():
    assert shortest(HERE, EIGHT, []) == []


# --- Rounds --------------------------------------------------------------------------------------


@pytest.fixture
def person(db):
    place = StationPlaceFactory(lng=113.20, lat=22.90)
    return UserFactory(roles=[Role.INSPECTOR], badged=True, station=place.station)


def planned(person, *steps):
    """Patrols of today, each so far to the east; ``None`` is nowhere that is known."""
    made = []
    for step in steps:
        place = {} if step is None else {"lng": 113.2 + step / 100, "lat": 22.9}
        made.append(
            PatrolFactory(
                enterprise=EnterpriseFactory(**{"lng": None, "lat": None, **place}),
                inspector=person,
                planned_on=timezone.localdate(),
            )
        )
    return made


def order_of(round_):
    return list(round_.stops.order_by("position").values_list("case_id", flat=True))


def today(person):
    return routes.plan(person, timezone.localdate(), by=person)


def test_a_round_is_the_persons_patrols_nearest_first_and_unplaced_last(person):
    far, unplaced, near = planned(person, 5, None, 1)
    planned(UserFactory(), 2)

    found = today(person)

    assert order_of(found) == [near.pk, far.pk, unplaced.pk]
    assert float(found.km) == pytest.approx(6.9, abs=0.2)


def test_a_drawn_check_that_is_due_and_a_complaint_to_look_into_are_on_the_way(person):
    soon = timezone.localdate() + dt.timedelta(days=3)
    due, later = DrawnEnterpriseFactory(due_on=soon), DrawnEnterpriseFactory()
    for drawn in (due, later):
        DrawnInspector.objects.create(
            drawn=drawn, person=person, badge_number=person.badge_number, position=1
        )
    complaint = ComplaintFactory(state="assigned", holder=person)
    ComplaintFactory(state="assigned")

    assert {stop.case for stop in today(person).stops.all()} == {due, complaint}


def test_arrivals_follow_from_the_way_and_the_time_on_site(person):
    planned(person, 1, 2)

    first, second = today(person).stops.order_by("position")

    assert first.arrives_at == dt.time(8, 33)
    assert minutes(second.arrives_at) == minutes(first.arrives_at) + 45 + 3


def test_an_order_by_hand_is_kept_when_more_is_assigned(person):
    one, two = planned(person, 1, 2)
    found = today(person)
    keys = list(found.stops.order_by("-position").values_list("pk", flat=True))

    routes.reorder(found, keys, by=person)
    (three,) = planned(person, 0.5)
    found = today(person)

    assert found.by_hand
    assert order_of(found) == [two.pk, one.pk, three.pk]
    assert order_of(routes.shorten(found, by=person)) == [three.pk, one.pk, two.pk]


def test_a_stop_moves_by_one_place(person):
    one, two, three = planned(person, 1, 2, 3)
    stop = today(person).stops.get(case_id=three.pk)

    moved = routes.move(stop, by=person, places=-1)

    assert order_of(moved) == [one.pk, three.pk, two.pk]


def test_an_order_of_other_stops_is_refused(person):
    planned(person, 1)
    found = today(person)

    with pytest.raises(TransitionRefused) as refused:
        routes.reorder(found, [0], by=person)

    assert refused.value.code == "other_stops"


def test_what_is_made_already_leaves_the_round(person):
    one, two = planned(person, 1, 2)
    today(person)
    two.state, two.done_on = "done", timezone.localdate()
    two.save()

    assert order_of(today(person)) == [one.pk]


def test_a_window_that_cannot_be_kept_is_told_and_the_way_is_found_all_the_same(person):
    planned(person, 9, 1)
    stop = today(person).stops.order_by("-position").first()

    found = routes.set_window(
        stop, by=person, opens_at=dt.time(8, 0), closes_at=dt.time(8, 31), stay=30
    )

    assert found.stops.count() == 2
    assert Round.objects.get(pk=found.pk).warning


def test_the_phone_shows_todays_stops_in_order(person, client):
    far, near = planned(person, 5, 1)
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")

    client.post("/inspections/round/")
    page = client.get("/round/").content.decode()

    assert page.index(f"1. {near.enterprise}") < page.index(f"2. {far.enterprise}")
    assert near.enterprise.name in client.get("/inspections/round/").content.decode()


def test_a_stop_is_moved_with_a_button(person, client):
    one, two = planned(person, 1, 2)
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")
    found = today(person)
    stop = found.stops.get(case_id=two.pk)

    client.post(f"/inspections/round/{found.pk}/move/{stop.pk}/up/")

    assert order_of(found) == [two.pk, one.pk]


def test_nobody_moves_the_stops_of_somebody_elses_round_on_their_own_page(person, client):
    planned(person, 1)
    found = today(person)
    client.force_login(
        UserFactory(roles=[Role.INSPECTOR]), backend="qualitysup.accounts.backends.RoleBackend"
    )

    answer = client.post(f"/inspections/round/{found.pk}/move/{found.stops.get().pk}/up/")

    assert answer.status_code == 404


def test_the_field_app_finds_todays_round(person):
    from rest_framework.test import APIClient

    planned(person, 1)
    found = today(person)
    app = APIClient()
    app.force_authenticate(person)

    assert app.get("/api/v1/rounds/today/").json()["id"] == found.pk
