"""What surveyors take along: the workshops that wait, and whom a phone meets without knowing."""

import uuid

import pytest
from django.utils import timezone

from inspections import errands
from inspections.services import routes
from tests.factories import CHENCUN
from tests.inspections.clients import api_of, queries
from tests.inspections.packets import sha
from tests.workshops.factories.survey import (
    BIJIANG,
    LINTOU,
    head,
    opened,
    packet,
    recorded,
    sent,
    surveyor,
    trade,
)
from tests.workshops.factories.zone import workshop
from workshops.models import SurveyRecord
from workshops.services import surveys

pytestmark = pytest.mark.django_db
URL = "/api/v1/field/"


@pytest.fixture
def one():
    return surveyor()


def taken(person, **params):
    answer = api_of(person).get(URL, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def stops(person, day=0):
    return taken(person)["days"][day]["stops"]


def test_a_surveyor_takes_along_the_workshops_that_wait_with_the_form_and_the_last_day(one):
    survey = opened(people=[one])
    made = workshop(division_id=BIJIANG)
    workshop(division_id=CHENCUN)
    workshop(division_id=BIJIANG, status="suspended")

    (stop,) = stops(one)

    assert (stop["kind"], stop["errand"]) == ("survey", survey.pk)
    assert (stop["enterprise"], stop["done"]) == (made.enterprise_id, False)
    assert stop["checklist_version"] == survey.checklist_version_id
    assert stop["due_on"] == survey.ends_on.isoformat()
    assert stop["why"] == f"special survey: {survey}"


def test_whoever_is_not_sent_out_takes_none_of_it_along(one):
    opened(people=[surveyor()])
    workshop(division_id=BIJIANG)

    assert stops(one) == []


def test_workshops_of_other_trades_are_no_stops(one):
    opened(people=[one], trades=[trade("烧腊")])
    workshop(division_id=BIJIANG)

    assert stops(one) == []


def test_what_was_surveyed_is_offered_no_more(one):
    survey = opened(people=[one])
    done, left = (workshop(division_id=BIJIANG) for _each in range(2))
    recorded(survey, done)

    assert [stop["enterprise"] for stop in stops(one)] == [left.enterprise_id]


def test_in_a_planned_round_a_stop_is_done_once_its_workshop_is_surveyed(one):
    survey, made = opened(people=[one]), workshop(division_id=BIJIANG)
    routes.plan(one, timezone.localdate(), by=one)
    assert [stop["done"] for stop in stops(one)] == [False]

    sent(survey, [one, surveyor()], enterprise=made.enterprise)

    (stop,) = stops(one)
    assert (stop["done"], stop["errand"]) == (True, survey.pk)


def test_after_the_survey_its_stops_are_given_up(one):
    survey = opened(people=[one])
    workshop(division_id=BIJIANG)
    routes.plan(one, timezone.localdate(), by=one)
    surveys.look_at(survey.villages.all(), by=one)
    surveys.close(survey, by=head(), conclusion="完成")

    (stop,) = stops(one)

    assert (stop["done"], stop["errand"]) == (True, None)


def test_a_workshop_of_two_surveys_is_one_stop_until_both_have_it(one):
    first, second = opened(people=[one]), opened(people=[one])
    made = workshop(division_id=BIJIANG)
    today = timezone.localdate()
    assert [errand.enterprise for errand in errands.of(one, today)] == [made.enterprise]

    recorded(first, made)

    (stop,) = stops(one)
    assert (stop["errand"], stop["done"]) == (second.pk, False)


def test_the_round_costs_the_same_for_two_workshops_and_twelve(one):
    opened(people=[one])
    for _each in range(2):
        workshop(division_id=BIJIANG)
    phone = api_of(one)
    phone.get(URL)
    first = queries(lambda: phone.get(URL))
    for _each in range(10):
        workshop(division_id=LINTOU)

    assert queries(lambda: phone.get(URL)) == first
    assert len(phone.get(URL).json()["days"][0]["stops"]) == 12


def test_the_packet_of_a_new_party_comes_in_over_the_api_photos_last(one):
    """As a phone sends it that met a stall nobody knew: no enterprise, no errand."""
    survey, colleague, phone = opened(), surveyor(), api_of(one)
    party = {"name": "北滘测试无名豆腐坊", "division": LINTOU, "representative": "测试业主"}
    content, pictures = packet(survey, [one, colleague], "sewage", party=party, errand=None)
    url = f"/api/v1/visits/{uuid.uuid4()}/"

    answer = phone.put(url, content, format="json")
    assert answer.status_code == 201, answer.content
    assert not SurveyRecord.objects.exists()
    for picture in pictures:
        upload = phone.put(f"/api/v1/evidence/{sha(picture)}/", picture, content_type="image/jpeg")
        assert upload.status_code < 300, upload.content
    assert phone.put(url, content, format="json").status_code == 200

    record = SurveyRecord.objects.get()
    assert (record.survey, record.division_id) == (survey, LINTOU)
    assert record.workshop.enterprise.name == "北滘测试无名豆腐坊"
