"""Who should move first: the order, its reasons, and what becomes of the ticked."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.casework.workflow import TransitionRefused
from tests.factories import CHENCUN, HUANGSHI, UserFactory
from tests.inspections.clients import api_of, browser_of, queries, told
from tests.inspections.factories import ComplaintFactory, RectificationOrderFactory
from tests.workshops.factories.survey import BIJIANG, LINTOU, opened, recorded
from tests.workshops.factories.zone import (
    COOKED_MEAT,
    TOFU,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    workshop,
)
from workshops.models import Relocation, ScoringRule, SurveyRecord
from workshops.services import candidates

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:workshops_surveyrecord_ranking")
API = "/api/v1/survey-records/ranking/"


@pytest.fixture
def survey():
    return opened()


@pytest.fixture
def zone():
    return ZoneFactory()


def there(**facts):
    return workshop(division_id=BIJIANG, **facts)


def ranked(zone, by=None):
    found = candidates.ranked(zone, by=by or UserFactory())
    return found.explained(found.rows)


def test_incomplete_ones_lead_then_the_points(survey, zone):
    complete = recorded(survey, there(), "label", "testing", "training", "waste")
    bad = recorded(survey, there(), "sewage")
    worse = recorded(survey, there(), "sewage", "mosquitoes")

    rows = ranked(zone)

    assert [record.pk for record in rows] == [worse.pk, bad.pk, complete.pk]
    assert [record.rank for record in rows] == [1, 2, 3]


def test_every_point_is_a_reason_and_the_reasons_add_up(survey, zone):
    made = there(fringe=True)
    UnitFactory.create_batch(2, area__zone=zone, fit_for=[COOKED_MEAT])
    UnitFactory(area__zone=zone, fit_for=["25"])
    UnitFactory(fit_for=[COOKED_MEAT])  # in another zone
    ComplaintFactory(enterprise=made.enterprise)
    ComplaintFactory(enterprise=made.enterprise, state="closed")
    RectificationOrderFactory(enterprise=made.enterprise, state="issued")
    RectificationOrderFactory(enterprise=made.enterprise)  # a draft is no order yet
    recorded(survey, made, "sewage", "label", fringe="是")

    (row,) = ranked(zone)

    assert row.points == 19 + 5 + 10 + 5 + 5 + 10
    assert sum(reason["points"] for reason in row.why) == row.points
    assert row.words == [
        "81 points of 100 in the survey (+19)",
        "in the urban–rural fringe (+10)",
        "2 units of the zone fit what it makes (+10)",
        "1 key item failed (+5)",
        "1 open complaint or clue (+5)",
        "1 open order (+5)",
    ]


def test_a_unit_fits_only_all_that_a_workshop_makes_and_two_digits_cover_their_four(survey, zone):
    UnitFactory(area__zone=zone, fit_for=["04"])
    meat, both, nothing = there(), there(makes=(COOKED_MEAT, TOFU)), there(makes=())
    for made in (meat, both, nothing):
        recorded(survey, made, "sewage")

    fitting = {row.workshop: row.fitting_units for row in ranked(zone)}

    assert fitting == {meat: 1, both: 0, nothing: 0}


def test_whoever_is_on_the_way_closed_or_of_another_town_is_left_out(survey, zone):
    moving, closed, left = there(), there(), there()
    for made in (moving, closed, left):
        recorded(survey, made, "sewage")
    RelocationFactory(workshop=moving)
    closed.status, closed.closed_on, closed.closed_because = "closed", survey.opened_on, "拆迁"
    closed.save()
    elsewhere = ZoneFactory(division_id=CHENCUN)

    assert [row.workshop for row in ranked(zone)] == [left]
    assert ranked(elsewhere) == []


def test_the_latest_survey_ranks(survey, zone):
    made = there()
    recorded(survey, made, "sewage", on=survey.opened_on)
    latest = recorded(opened(), made)

    assert [row.pk for row in ranked(zone)] == [latest.pk]


def test_who_may_not_rank_is_told_so_and_without_a_rule_nobody_is(zone, inspector):
    with pytest.raises(TransitionRefused, match="may not rank"):
        ranked(zone, by=inspector)
    ScoringRule.objects.all().delete()
    with pytest.raises(TransitionRefused, match="No scoring rule"):
        ranked(zone)


def test_proposed_ones_carry_their_record_their_rank_and_their_reasons(survey, zone, officer):
    first, second = (
        recorded(survey, there(), *fail) for fail in (("sewage", "layout"), ("label",))
    )

    proposed, refused = candidates.propose(zone, [second.pk, 0], by=officer)

    (relocation,) = proposed
    assert refused == []
    assert (relocation.record, relocation.rank) == (second, 2)
    assert relocation.reasons == [{"code": "lost", "score": 96, "points": 4}]
    assert relocation.state == Relocation.State.CANDIDATE
    assert [row.pk for row in ranked(zone)] == [first.pk]


def test_the_ranking_costs_the_same_for_two_rows_and_twelve(survey, zone, officer):
    for _each in range(2):
        recorded(survey, there(), "sewage")
    browser = browser_of(officer)
    browser.get(PAGE)
    first = queries(lambda: browser.get(PAGE))
    for _each in range(10):
        recorded(survey, workshop(division_id=LINTOU), "sewage")

    assert queries(lambda: browser.get(PAGE)) == first
    assert browser.get(PAGE).content.decode().count('name="record"') == 12


def test_the_page_proposes_the_ticked_ones(survey, zone, officer):
    record = recorded(survey, there(), "sewage")
    browser = browser_of(officer)
    page = browser.get(PAGE).content.decode()
    assert "85 points of 100 in the survey (+15)" in page

    answer = browser.post(PAGE, {"record": [record.pk]}, follow=True)

    assert told(answer) == ["1 workshop is proposed for the zone."]
    assert Relocation.objects.get().record == record
    assert "Nobody is left to rank" in answer.content.decode()


def test_ticking_nobody_is_said(survey, zone, officer):
    recorded(survey, there(), "sewage")

    answer = browser_of(officer).post(PAGE, {}, follow=True)

    assert told(answer) == ["Tick those who are to be proposed."]


def test_a_zone_elsewhere_is_not_ranked_for(survey, zone):
    other = UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI])
    browser = browser_of(other)

    assert "There is no consolidation zone yet" in browser.get(PAGE).content.decode()
    asked = browser.get(PAGE, {"zone": zone.pk}).content.decode()
    assert "There is no consolidation zone yet" in asked
    assert zone.name not in asked
    assert browser.get(reverse("admin:workshops_surveyrecord_export_ranking")).status_code == 302
    assert api_of(other).get(API, {"zone": zone.pk}).status_code == 400


def test_an_inspector_gets_no_ranking(zone, inspector):
    assert browser_of(inspector).get(PAGE).status_code == 403
    assert api_of(inspector).get(API, {"zone": zone.pk}).status_code == 403


def test_the_workbook_has_every_row_with_its_reasons_and_the_export_is_logged(
    survey, zone, officer
):
    made = there()
    made.enterprise.name = "=HYPERLINK(1)"
    made.enterprise.save()
    recorded(survey, made, "sewage")
    recorded(survey, there())

    answer = browser_of(officer).get(
        reverse("admin:workshops_surveyrecord_export_ranking"), {"zone": zone.pk}
    )

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    header, first, second = book.get_sheet_by_index(0).to_python()
    assert header[0] == "rank"
    assert first[:2] == [1, "'=HYPERLINK(1)"]
    assert "1 key item failed (+5)" in first[-1]
    assert second[4] == "conditions complete"
    assert AccessLog.objects.get(action=AccessLog.Action.EXPORT).count == 2


def test_the_api_ranks_and_proposes(survey, zone, officer):
    record = recorded(survey, there(), "sewage")
    api = api_of(officer)

    (row,) = api.get(API, {"zone": zone.pk}).json()
    answer = api.post(API, {"zone": zone.pk, "records": [record.pk]}, format="json")

    assert (row["rank"], row["id"], row["points"]) == (1, record.pk, 20)
    assert sum(reason["points"] for reason in row["why"]) == row["points"]
    assert answer.json() == {"done": [Relocation.objects.get().pk], "refused": []}
    assert api.get(API, {"zone": zone.pk}).json() == []
    assert SurveyRecord.objects.count() == 1


def test_a_party_ranks_nobody(zone):
    party = UserFactory(roles=[Role.WORKSHOP_OPERATOR], divisions=[])

    assert browser_of(party).get(PAGE).status_code == 403
