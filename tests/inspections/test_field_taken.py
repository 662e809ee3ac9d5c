"""What a phone takes along: all that its person may see of the next days, and not a query more."""

import datetime as dt

import pytest
from django.utils import timezone

from inspections.services import routes
from qualitysup.accounts.roles import Role
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories import (
    ChecklistVersionFactory,
    PatrolFactory,
    RectificationOrderFactory,
    SamplingPlanFactory,
    StationPlaceFactory,
    VisitFactory,
)
from tests.inspections.packets import io_named, photo, send, sha

URL = "/api/v1/field/"


@pytest.fixture
def person(db):
    place = StationPlaceFactory(lng=113.20, lat=22.90)
    return UserFactory(roles=[Role.INSPECTOR], badged=True, station=place.station)


@pytest.fixture
def phone(person):
    return api_of(person)


def today():
    return timezone.localdate()


def patrolled(person, on=None, **more):
    enterprise = more.pop("enterprise", None) or EnterpriseFactory(lng=113.21, lat=22.9)
    return PatrolFactory(enterprise=enterprise, inspector=person, planned_on=on or today(), **more)


def under_reinspection(person, enterprise=None):
    """An order whose re-inspection was called for today."""
    firm = {"enterprise": enterprise} if enterprise else {}
    order = RectificationOrderFactory(state="reinspecting", officer=person, **firm)
    order.reinspections.update(planned_on=today())
    return order


def taken(phone, **params):
    answer = phone.get(URL, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_planned_day_is_the_round_in_its_order(phone, person):
    near, far = patrolled(person), patrolled(person, note="投诉多")
    round_ = routes.plan(person, today(), by=person)
    first, second = round_.stops.order_by("position")

    days = taken(phone)["days"]

    assert [day["on"] for day in days] == [
        (today() + dt.timedelta(days=n)).isoformat() for n in range(3)
    ]
    assert [day["planned"] for day in days] == [True, False, False]
    assert days[0]["start"] == {"lng": 113.2, "lat": 22.9}
    assert {stop["errand"] for stop in days[0]["stops"]} == {near.pk, far.pk}
    stop = days[0]["stops"][0]
    assert (stop["position"], stop["enterprise"]) == (1, first.enterprise_id)
    assert (stop["kind"], stop["what"], stop["done"]) == ("patrol", "patrol", False)
    assert stop["due_on"] == near.due_on.isoformat()
    assert stop["arrives_at"] == first.arrives_at.isoformat()
    assert days[0]["stops"][1]["enterprise"] == second.enterprise_id


def test_without_a_round_the_day_is_what_is_due_and_each_thing_once(phone, person):
    tomorrow = today() + dt.timedelta(days=1)
    patrolled(person)
    later = patrolled(person, on=tomorrow)
    order = under_reinspection(person)

    content = taken(phone)

    assert [day["planned"] for day in content["days"]] == [False] * 3
    assert [[stop["kind"] for stop in day["stops"]] for day in content["days"]] == [
        ["patrol", "reinspection"],
        ["patrol"],
        [],
    ]
    assert content["days"][1]["stops"][0]["errand"] == later.pk
    called = content["days"][0]["stops"][1]
    assert called["errand"] == called["reinspection"]["id"] == order.reinspections.get().pk


def test_a_reinspection_shows_what_is_carried_with_its_photo_from_before(phone, person, officer):
    order = under_reinspection(person)
    item, other = order.items.order_by("position")
    before, on_order = photo(1), photo(2)
    for case, shot, kind in (
        (item, before, Attachment.Kind.OTHER),
        (order, on_order, Attachment.Kind.BEFORE),
        (order, photo(3), Attachment.Kind.AFTER),
    ):
        files.attach(case, io_named(shot), by=officer, kind=kind)

    content = taken(phone)

    carried = content["days"][0]["stops"][0]["reinspection"]
    assert (carried["order"], carried["round"]) == (order.pk, "first")
    assert [(each["id"], each["before"]) for each in carried["items"]] == [
        (item.pk, [sha(before)]),
        (other.pk, [sha(on_order)]),
    ]
    (card,) = content["enterprises"]
    (open_order,) = card["orders"]
    assert [each["text"] for each in open_order["items"]] == [item.requirement, other.requirement]
    assert [each["put_right"] for each in open_order["items"]] == [False, False]


def test_a_card_has_the_last_findings_in_words(phone, person):
    patrol = patrolled(person)
    for hours in (30, 20, 10, 5):
        VisitFactory(
            enterprise=patrol.enterprise,
            failed_count=1,
            summary=f"{hours}",
            started_at=timezone.now() - dt.timedelta(hours=hours),
        )
    VisitFactory(enterprise=patrol.enterprise, state="receiving")

    (card,) = taken(phone)["enterprises"]

    assert [found["summary"] for found in card["findings"]] == ["5", "10", "20"]
    assert card["findings"][0]["items"] == ["防护装置完好：不符合"]
    assert (card["lng"], card["lat"]) == (113.21, 22.9)


def test_what_lies_elsewhere_does_not_come_along(person):
    """The enterprise moved to a town that is not this person's; its patrol is no stop of theirs."""
    person.divisions.set([CHENCUN])
    mine = patrolled(person, enterprise=EnterpriseFactory(division_id=CHENCUN))
    patrolled(person, enterprise=EnterpriseFactory(division_id=BEIJIAO))
    UserFactory(roles=[Role.INSPECTOR], badged=True, home_id=HUANGSHI, divisions=[HUANGSHI])
    colleague = UserFactory(roles=[Role.INSPECTOR], badged=True, divisions=[CHENCUN])
    UserFactory(roles=[Role.INSPECTOR])

    content = taken(api_of(person))

    assert [each["id"] for each in content["enterprises"]] == [mine.enterprise_id]
    assert [stop["errand"] for stop in content["days"][0]["stops"]] == [mine.pk]
    assert [each["id"] for each in content["colleagues"]] == [colleague.pk]
    assert {each["code"][:9] for each in content["divisions"]} == {CHENCUN[:9]}


def test_it_brings_the_tables_that_a_phone_counts_with(phone):
    version = ChecklistVersionFactory()

    content = taken(phone)

    assert version.pk in [each["id"] for each in content["checklists"]]
    assert ["no_problem", "no problem found"] in content["vocabularies"]["outcomes"]
    assert {"correct", "correct-item"} <= {rule["term"] for rule in content["terms"]}
    assert today().year in content["calendar"]["years"]
    assert f"{today().year}-01-01" in content["calendar"]["holidays"]
    assert content["me"]["badge_number"]


def test_a_plan_of_the_bureau_is_carried_out_in_its_towns(person):
    person.divisions.set([CHENCUN])
    plan = SamplingPlanFactory(division_id=SHUNDE)
    SamplingPlanFactory(division_id=BEIJIAO)
    SamplingPlanFactory(division_id=SHUNDE, ends_on=today() - dt.timedelta(days=1))

    (found,) = taken(api_of(person))["sampling_plans"]

    assert found == {
        "id": plan.pk,
        "name": plan.name,
        "product": plan.product,
        "standard": plan.standard,
    }


def test_what_has_not_changed_is_not_sent_again(phone, person):
    first = phone.get(URL)
    same = phone.get(URL, headers={"If-None-Match": first["ETag"]})
    patrolled(person)
    other = phone.get(URL, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert (other.status_code, other["ETag"] == first["ETag"]) == (200, False)
    assert first.json()["version"] in first["ETag"]


@pytest.mark.parametrize("days", ["0", "8", "x", "1.5"])
def test_it_is_one_to_seven_days(phone, days):
    assert phone.get(URL, {"days": days}).status_code == 400


def test_whoever_records_no_visits_takes_nothing_along(stranger, leader):
    assert api_of(leader).get(URL).status_code == 403
    assert taken(api_of(stranger), days=1)["days"][0]["stops"] == []


@pytest.mark.parametrize("planned", [True, False])
def test_a_round_of_twelve_costs_no_more_statements_than_one_of_two(person, planned):
    def cost(stops):
        one = UserFactory(roles=[Role.INSPECTOR], badged=True, station=person.station)
        for _n in range(stops // 2):
            patrol = patrolled(one)
            VisitFactory(enterprise=patrol.enterprise, failed_count=1)
            files.attach(under_reinspection(one).items.first(), io_named(photo(_n)), by=one)
        if planned:
            routes.plan(one, today(), by=one)
        phone = api_of(one)
        taken(phone)
        return queries(lambda: phone.get(URL)), len(taken(phone)["days"][0]["stops"])

    (few, two), (many, twelve) = cost(2), cost(12)

    assert (two, twelve) == (2, 12)
    assert many == few


# --- Photos from before --------------------------------------------------------------------------


def picture(phone, shot, **more):
    return phone.get(f"/api/v1/evidence/{sha(shot)}/picture/", **more)


def test_a_photo_from_before_is_there_to_keep_scaled_and_without_its_exif(phone, officer):
    order, shot = RectificationOrderFactory(), photo(5)
    files.attach(order.items.first(), io_named(shot), by=officer)

    answer = picture(phone, shot, headers={"accept": "image/*"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer)[:4] == b"RIFF"
    assert "immutable" in answer["Cache-Control"]
    assert picture(phone, shot, data={"size": "thumb"}).status_code == 200
    assert picture(phone, shot, data={"size": "huge"}).status_code == 404


def test_a_photo_elsewhere_or_withdrawn_is_not_there(phone, officer, stranger):
    order, shot, gone = RectificationOrderFactory(), photo(5), photo(6)
    files.attach(order, io_named(shot), by=officer)
    files.withdraw(files.attach(order, io_named(gone), by=officer), by=officer, reason="误传")

    assert picture(api_of(stranger), shot).status_code == 404
    assert picture(phone, gone, headers={"accept": "image/webp"}).json()["code"] == "not_found"


def test_ones_own_photo_can_be_looked_at_before_its_visit_came(phone, person):
    send(photo(7), person)

    assert picture(phone, photo(7)).status_code == 200
