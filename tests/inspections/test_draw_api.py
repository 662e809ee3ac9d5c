"""The API of draws: drafting, steps in the background, what was drawn."""

import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import Draw, DrawnEnterprise
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories import DrawFactory, DrawnEnterpriseFactory
from tests.inspections.stories_of_draws import everybody, inspectors, made

pytestmark = pytest.mark.django_db

DRAWS = "/api/v1/draws/"
DRAWN = "/api/v1/drawn-enterprises/"


def one(draw, part=""):
    return f"{DRAWS}{draw.pk}/{part}"


@pytest.fixture
def client():
    return api_of(everybody())


@pytest.fixture
def draw_input():
    today = timezone.localdate()
    return {
        "name": "锻压机械双随机抽查",
        "division": SHUNDE,
        "items": "执行标准情况",
        "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=60)).isoformat(),
        "strata": [{"risk_class": "D", "rate": "30"}, {"risk_class": "-", "rate": "50"}],
    }


def test_a_draw_goes_from_draft_to_checks_under_way(
    client, draw_input, django_capture_on_commit_callbacks
):
    EnterpriseFactory.create_batch(4)
    inspectors()
    draw = Draw.objects.get(pk=client.post(DRAWS, draw_input, format="json").json()["id"])

    for step in ("commit", "publish", "freeze", "draw", "begin"):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(one(draw, f"{step}/"), {}, format="json")
        assert response.status_code == 200, (step, response.content)

    told = client.get(one(draw)).json()
    assert (told["state"], told["drawn_count"]) == ("under_way", 2)
    assert told["work"]["state"] == "done"
    assert {row["risk_class"]: row["sample"] for row in told["strata"]} == {"D": 0, "-": 2}


def test_a_seed_is_empty_until_the_draw(client, draw_input):
    draw = Draw.objects.get(pk=client.post(DRAWS, draw_input, format="json").json()["id"])

    told = client.post(one(draw, "commit/"), {}, format="json").json()

    assert len(told["commitment"]) == 64
    assert told["seed"] == ""


def test_a_step_too_early_is_refused_in_words(client):
    response = client.post(one(DrawFactory(), "draw/"), {}, format="json")

    assert response.status_code == 409
    assert response.json()["code"] == "wrong_state"


def test_the_pool_of_another_city_is_not_drawn_from(draw_input):
    client = api_of(UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI]))

    response = client.post(DRAWS, draw_input, format="json")

    assert response.status_code == 400
    assert not Draw.objects.exists()


def test_an_industry_that_is_none_is_refused(client, draw_input):
    response = client.post(DRAWS, draw_input | {"mode": "targeted", "industries": ["99"]}, "json")

    assert (response.status_code, response.json()["code"]) == (409, "unknown_industry")
    assert not Draw.objects.exists()


def test_a_draw_elsewhere_is_not_found(stranger):
    draw = made()
    client = api_of(stranger)

    assert client.get(one(draw)).status_code == 404
    assert client.get(f"{DRAWN}{draw.drawn.first().pk}/").status_code == 404
    assert client.get(DRAWN).json()["results"] == []


def test_an_inspector_finds_their_own(client):
    row = made().drawn.first()
    person = row.inspectors.first().person

    found = api_of(person).get(f"{DRAWN}?mine=true").json()["results"]

    assert {each["id"] for each in found} == set(
        DrawnEnterprise.objects.of_inspector(person).values_list("pk", flat=True)
    )
    assert row.pk in {each["id"] for each in found}


def test_who_goes_instead_is_the_answer(client):
    row = made().drawn.first()
    leaves = row.inspectors.first()

    told = client.post(
        f"{DRAWN}{row.pk}/replace-inspector/",
        {"assigned": leaves.pk, "reason": "请假"},
        format="json",
    ).json()

    assert [each["released_on"] is None for each in told["inspectors"]] == [False, True, True]


def test_an_enterprise_still_in_the_register_is_not_ended_as_gone(client):
    row = made().drawn.first()

    response = client.post(f"{DRAWN}{row.pk}/gone/", {"note": "不查"}, format="json")

    assert (response.status_code, response.json()["code"]) == (409, "still_there")


def test_an_inspector_may_look_and_not_draw():
    client = api_of(UserFactory(roles=[Role.INSPECTOR]))
    draw = DrawFactory()

    assert client.get(one(draw)).status_code == 200
    assert client.post(one(draw, "commit/"), {}, format="json").status_code == 403


@pytest.mark.parametrize(
    ("address", "factory"), [(DRAWS, DrawFactory), (DRAWN, DrawnEnterpriseFactory)]
)
def test_a_list_costs_the_same_for_two_rows_and_twelve(client, address, factory):
    factory.create_batch(2)
    client.get(address)
    two = queries(lambda: client.get(address))
    factory.create_batch(10)

    assert queries(lambda: client.get(address)) == two
