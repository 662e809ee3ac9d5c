"""Surveys over the API: drafted, opened, looked through, typed in, listed."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import BEIJIAO, HUANGSHI, UserFactory
from tests.inspections.clients import api_of, queries
from tests.workshops.factories.survey import (
    BIJIANG,
    LINTOU,
    answers,
    form,
    head,
    opened,
    recorded,
    surveyor,
    trade,
)
from tests.workshops.factories.zone import workshop
from workshops.models import Survey, SurveyRecord

pytestmark = pytest.mark.django_db
SURVEYS, RECORDS = "/api/v1/surveys/", "/api/v1/survey-records/"


@pytest.fixture
def api(officer):
    return api_of(officer)


def today():
    return timezone.localdate()


def test_a_survey_is_drafted_changed_and_opened(api):
    facts = {
        "name": "北滘镇烧腊专项调查",
        "division": BEIJIAO,
        "checklist_version": form().pk,
        "trades": [trade("烧腊").pk],
        "starts_on": today().isoformat(),
        "ends_on": (today() + dt.timedelta(days=30)).isoformat(),
    }
    made = api.post(SURVEYS, facts, format="json")
    assert made.status_code == 201, made.content
    where = f"{SURVEYS}{made.json()['id']}/"
    change = {"people": [surveyor().pk], "name": "北滘镇烧腊小作坊专项调查"}

    changed = api.patch(where, change, format="json", headers={"If-Match": made["ETag"]})
    opened_now = api_of(head()).post(f"{where}open/", {}, format="json")

    assert changed.status_code == 200, changed.content
    assert opened_now.json()["state"] == "open"
    detail = api.get(where).json()
    assert (detail["villages"], detail["villages_waiting"]) == (20, 20)
    assert detail["people"] == change["people"]
    assert detail["deadlines"][0]["due_on"] == facts["ends_on"]
    stale = api.patch(where, change, format="json", headers={"If-Match": made["ETag"]})
    assert stale.status_code == 412


def test_villages_are_listed_and_settled(api):
    survey = opened()
    recorded(survey, workshop(division_id=BIJIANG), "sewage")
    where = f"{SURVEYS}{survey.pk}/villages/"

    listed = api.post(where, {"villages": [BIJIANG]}, format="json").json()
    over = {"villages": [LINTOU], "passed_over_because": "整村拆迁"}
    api.post(where, over, format="json")

    (bijiang,) = [row for row in listed if row["village"] == BIJIANG]
    assert (bijiang["standing"], bijiang["found"], bijiang["incomplete"]) == ("looked_at", 1, 1)
    (lintou,) = [row for row in api.get(where).json() if row["village"] == LINTOU]
    assert lintou["passed_over_because"] == "整村拆迁"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"villages": [BIJIANG], "none_found": True}, 409),
        ({"villages": ["440606101001"]}, 400),
        ({"villages": []}, 400),
    ],
)
def test_what_cannot_be_said_of_villages_is_refused(api, given, status):
    survey = opened()
    recorded(survey, workshop(division_id=BIJIANG))

    answer = api.post(f"{SURVEYS}{survey.pk}/villages/", given, format="json")

    assert answer.status_code == status, answer.content


def test_a_paper_form_is_typed_in(api):
    survey, made = opened(), workshop(division_id=BIJIANG)
    given = answers(survey.checklist_version, "sewage")
    facts = {"survey": survey.pk, "workshop": made.pk, "on": today().isoformat()}

    answer = api.post(RECORDS, facts | {"answers": given}, format="json")

    assert answer.status_code == 201, answer.content
    assert (answer.json()["score"], answer.json()["complete"]) == (85, False)
    assert answer.json()["reasons"][0].startswith("Key item failed: 周围无污水横流")
    refused = api.post(RECORDS, facts | {"answers": {}}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_answered")


def test_records_are_filtered_by_village_and_by_what_was_found(api):
    survey = opened()
    bad = recorded(survey, workshop(division_id=BIJIANG), "sewage")
    recorded(survey, workshop(division_id=LINTOU))

    def found(**params):
        return [row["id"] for row in api.get(RECORDS, params).json()["results"]]

    assert found(division=BIJIANG) == [bad.pk]
    assert found(complete="false") == [bad.pk]
    assert found(survey=survey.pk, complete="true", division=BIJIANG) == []
    assert len(found(division=BEIJIAO)) == 2


@pytest.mark.parametrize("url", [SURVEYS, RECORDS])
def test_a_list_costs_the_same_for_two_rows_and_twelve(api, url):
    for _each in range(2):
        recorded(opened(), workshop(division_id=BIJIANG))
    api.get(url)
    first = queries(lambda: api.get(url))
    for _each in range(10):
        recorded(opened(), workshop(division_id=LINTOU))

    assert queries(lambda: api.get(url)) == first
    assert len(api.get(url).json()["results"]) == 12


def test_what_lies_elsewhere_is_not_found():
    survey = opened()
    record = recorded(survey, workshop(division_id=BIJIANG))
    other = api_of(UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI]))

    for where in (
        f"{SURVEYS}{survey.pk}/",
        f"{SURVEYS}{survey.pk}/villages/",
        f"{RECORDS}{record.pk}/",
    ):
        assert other.get(where).status_code == 404
    assert other.get(SURVEYS).json()["count"] == 0
    assert other.post(f"{SURVEYS}{survey.pk}/open/", {}, format="json").status_code == 404
    assert (Survey.objects.count(), SurveyRecord.objects.count()) == (1, 1)
