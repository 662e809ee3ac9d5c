"""The desk of a survey: its page, its villages, paper forms, records and rules."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.casework.home import board
from qualitysup.clock.models import Deadline
from tests.dashboard.watching import measure
from tests.factories import BEIJIAO, HUANGSHI, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.workshops.factories.survey import (
    BIJIANG,
    LINTOU,
    answers,
    form,
    head,
    opened,
    recorded,
    sent,
    surveyor,
    trade,
)
from tests.workshops.factories.zone import workshop
from workshops.models import ScoringRule, Survey, SurveyRecord, SurveyVillage

pytestmark = pytest.mark.django_db
LISTS = {
    "survey": Survey,
    "surveyrecord": SurveyRecord,
    "surveyvillage": SurveyVillage,
}


@pytest.fixture
def browser(officer):
    return browser_of(officer)


def url(name, *args):
    return reverse(f"admin:workshops_{name}", args=args)


def page(browser, name, *args, **params):
    answer = browser.get(url(name, *args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def today():
    return timezone.localdate()


def typed(**facts):
    return {
        "name": "北滘镇豆制品小作坊专项调查",
        "division": BEIJIAO,
        "checklist_version": form().pk,
        "trades": [trade().pk],
        "starts_on": today().isoformat(),
        "ends_on": (today() + dt.timedelta(days=30)).isoformat(),
        "officer": "",
        "people": [],
        "version": 0,
    } | facts


# --- The survey ----------------------------------------------------------------------------------


def test_a_survey_is_prepared_opened_and_concluded_at_the_desk(browser, officer):
    answer = browser.post(url("survey_add"), typed(), follow=True)
    assert answer.status_code == 200, answer.content
    survey = Survey.objects.get()
    assert (survey.division_id, survey.created_by, survey.state) == (BEIJIAO, officer, "draft")
    assert list(survey.trades.all()) == [trade()]

    chief = browser_of(head())
    step = {"on": today().isoformat(), "note": "", "version": survey.version}
    answer = chief.post(url("survey_step", survey.pk, "open"), step, follow=True)
    assert told(answer) == [f"{survey}: “Open the survey” is done."]
    survey.refresh_from_db()
    villages = list(survey.villages.values_list("pk", flat=True))
    settled = {"villages": villages, "what": "looked_at", "on": today().isoformat()}
    answer = browser.post(url("survey_villages", survey.pk), settled, follow=True)
    assert told(answer) == ["20 villages."]
    step |= {"version": survey.version, "conclusion": "全镇已查"}
    chief.post(url("survey_step", survey.pk, "close"), step, follow=True)

    survey.refresh_from_db()
    assert (survey.state, survey.conclusion) == ("closed", "全镇已查")
    assert "全镇已查" in page(browser, "survey_change", survey.pk)


def test_a_survey_that_is_under_way_still_gets_people_and_another_end(browser):
    survey, one = opened(), surveyor()
    facts = {"name": survey.name, "ends_on": (today() + dt.timedelta(days=9)).isoformat()}
    facts |= {"officer": survey.officer_id, "people": [one.pk], "version": survey.version}

    answer = browser.post(url("survey_change", survey.pk), facts, follow=True)

    assert answer.status_code == 200, answer.content
    survey.refresh_from_db()
    assert list(survey.people.all()) == [one]
    assert Deadline.objects.of(survey).open().get().due_on == survey.ends_on
    assert list(survey.trades.all()) == [trade()]


def test_the_page_of_a_survey_is_its_town_as_tiles(browser):
    survey = opened()
    for fail in (("sewage",), ()):
        recorded(survey, workshop(division_id=BIJIANG), *fail)

    shown = page(browser, "survey_change", survey.pk)

    assert shown.count('class="survey-tile ') == 20
    assert "2 found" in shown
    assert "1 incomplete" in shown
    assert f"survey__id__exact={survey.pk}&amp;division__code__exact={BIJIANG}" in shown


def test_a_tile_opens_the_records_that_it_counts(browser):
    survey = opened()
    here = recorded(survey, workshop(division_id=BIJIANG))
    there = recorded(survey, workshop(division_id=LINTOU))

    shown = page(
        browser,
        "surveyrecord_changelist",
        survey__id__exact=survey.pk,
        division__code__exact=BIJIANG,
    )

    assert str(here.workshop) in shown
    assert str(there.workshop) not in shown


def test_a_workshop_whose_village_nobody_entered_is_counted_and_said(browser):
    survey = opened()
    recorded(survey, workshop(division_id=BEIJIAO), "sewage")

    shown = page(browser, "survey_villages", survey.pk)

    assert "1 workshop is entered for the town without its village." in shown


def test_what_is_refused_of_villages_keeps_what_was_ticked(browser):
    survey = opened()
    recorded(survey, workshop(division_id=BIJIANG))
    village = survey.villages.get(village=BIJIANG)
    facts = {"villages": [village.pk], "what": "none_found", "on": today().isoformat()}

    answer = browser.post(url("survey_villages", survey.pk), facts)

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "In 碧江社区居委会 the survey found" in shown
    assert f'id="village-{village.pk}" checked' in shown


def test_nothing_ticked_is_said(browser):
    facts = {"what": "looked_at", "on": today().isoformat()}

    answer = browser.post(url("survey_villages", opened().pk), facts)

    assert "Tick the villages that are meant." in answer.content.decode()


def test_who_only_looks_changes_no_village():
    survey, leader = opened(), UserFactory(roles=[Role.BUREAU_LEADER])
    browser = browser_of(leader)

    assert 'name="villages"' not in page(browser, "survey_villages", survey.pk)
    assert browser.post(url("survey_villages", survey.pk), {}).status_code == 403


def test_a_survey_elsewhere_is_not_found():
    browser = browser_of(UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI]))
    survey = opened()

    for name in ("survey_change", "survey_villages", "survey_paper"):
        assert browser.get(url(name, survey.pk)).status_code == 404


# --- Paper forms ---------------------------------------------------------------------------------


def test_a_paper_form_is_typed_in_at_the_desk(browser):
    survey, made = opened(), workshop(division_id=BIJIANG)
    assert page(browser, "survey_paper", survey.pk).count("key item") == 12
    given = answers(survey.checklist_version, "mosquitoes")
    facts = {f"answer-{key}": value for key, value in given.items()}

    answer = browser.post(
        url("survey_paper", survey.pk),
        facts | {"workshop": made.pk, "on": today().isoformat(), "note": "纸质"},
        follow=True,
    )

    record = SurveyRecord.objects.get()
    assert (record.workshop, record.complete, record.note) == (made, False, "纸质")
    shown = answer.content.decode()
    assert "Key item failed: 周围和场所内无蚊蝇孳生，无鼠迹 (−15)" in shown
    assert "周围和场所内无蚊蝇孳生，无鼠迹 does not conform" in shown


def test_a_paper_form_says_what_is_not_answered_where_it_was_to_be(browser):
    survey, made = opened(), workshop(division_id=BIJIANG)

    answer = browser.post(
        url("survey_paper", survey.pk), {"workshop": made.pk, "on": today().isoformat()}
    )

    assert answer.content.decode().count("This field is required.") == 25
    assert not SurveyRecord.objects.exists()


# --- Records and rules ---------------------------------------------------------------------------


def test_the_record_of_a_visit_leads_to_it(browser):
    survey, made = opened(), workshop(division_id=BIJIANG)
    visit = sent(survey, [surveyor(), surveyor()], "sewage", enterprise=made.enterprise)

    shown = page(browser, "surveyrecord_change", SurveyRecord.objects.get().pk)

    assert "85 of 100 points" in shown
    assert visit.get_absolute_url() in shown


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_two_rows_and_twelve(browser, name):
    surveys = [opened() for _each in range(2)]
    for survey in surveys:
        recorded(survey, workshop(division_id=BIJIANG), "sewage")
    address = url(f"{name}_changelist")
    browser.get(address)
    first = queries(lambda: browser.get(address))
    for _each in range(10):
        recorded(opened(), workshop(division_id=LINTOU), "sewage")

    assert queries(lambda: browser.get(address)) == first


def test_records_are_found_by_the_name_of_the_workshop(browser):
    survey = opened()
    mine, other = (recorded(survey, workshop(division_id=BIJIANG)) for _each in range(2))

    shown = page(browser, "surveyrecord_changelist", q=mine.workshop.enterprise.name)

    assert str(mine.workshop) in shown
    assert str(other.workshop) not in shown


def test_a_rule_that_scored_something_keeps_its_points_on_the_page():
    record, browser = recorded(opened(), workshop(division_id=BIJIANG)), browser_of(head())

    shown = page(browser, "scoringrule_change", record.rule_id)

    assert 'name="key_points"' not in shown
    assert 'name="rank_fringe"' in shown
    assert 'name="key_points"' in page(browser, "scoringrule_add")
    assert ScoringRule.objects.count() == 1


# --- Home and dashboard --------------------------------------------------------------------------


def counted(user):
    return {each.worklist.key: each for each in board(user)}


def test_home_shows_a_surveyor_the_villages_that_wait_and_the_officer_who_is_to_be_proposed(
    officer,
):
    one = surveyor()
    survey = opened(people=[one], by=officer)
    recorded(survey, workshop(division_id=BIJIANG), "sewage")
    recorded(survey, workshop(division_id=BIJIANG))

    assert counted(one)["survey-villages"].count == 20
    assert "survey-candidates" not in counted(one)
    assert counted(officer)["survey-candidates"].count == 1
    browser = browser_of(one)
    shown = browser.get(counted(one)["survey-villages"].url).content.decode()
    assert "20 villages of surveys" in shown


def test_every_figure_opens_as_many_rows_as_it_says(officer, browser):
    survey = opened()
    recorded(survey, workshop(division_id=BIJIANG), "sewage")
    recorded(survey, workshop(division_id=LINTOU))
    workshop(division_id=LINTOU)

    found = measure(officer)["Surveys of workshops"]

    figures = {each.indicator.key: each for each in found["figures"]}
    assert {key: each.figure for key, each in figures.items()} == {
        "surveys-open": 1,
        "survey-villages-waiting": 20,
        "workshops-surveyed": 2,
        "workshops-unsurveyed": 1,
        "workshops-incomplete": 1,
    }
    for each in figures.values():
        answer = browser.get(each.url)
        assert answer.context["cl"].result_count == each.figure, each.url
    for breakdown, lines in found["tables"]:
        assert [line.figure for line in lines] == [1], breakdown.key
        assert browser.get(lines[0].url).context["cl"].result_count == 1
