"""A survey from its draft to its conclusion, village by village."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.factories import ChecklistVersionFactory
from tests.workshops.factories.survey import (
    BEIJIAO_VILLAGE,
    BIJIANG,
    LINTOU,
    drafted,
    form,
    head,
    opened,
    recorded,
    surveyed_town,
    surveyor,
    trade,
)
from tests.workshops.factories.zone import acts_for, workshop
from workshops.models import Survey, SurveyRecord, SurveyVillage
from workshops.services import surveys
from workshops.workflow.survey import SURVEY

pytestmark = pytest.mark.django_db
State = Survey.State

# Typed out on purpose: a change to the workflow has to be made here too.
LEGAL = {("open", State.DRAFT), ("close", State.OPEN)}


def today():
    return timezone.localdate()


def village(survey, code=BIJIANG) -> SurveyVillage:
    return survey.villages.get(village=code)


def refused(call, *args, **words):
    with pytest.raises(TransitionRefused) as found, transaction.atomic():
        call(*args, **words)
    return found.value


@pytest.mark.parametrize("name", SURVEY.steps)
@pytest.mark.parametrize("state", State)
def test_a_survey_moves_only_as_the_table_says(name, state):
    assert (state in SURVEY.steps[name].sources) == ((name, state) in LEGAL)


def test_opening_lays_out_every_village_of_the_town_and_starts_the_term():
    survey = opened()

    villages = survey.villages.order_by("village")
    assert villages.count() == 20
    assert {each.village_id[:9] for each in villages} == {BEIJIAO[:9]}
    assert {each.standing for each in villages} == {"waiting"}
    deadline = Deadline.objects.of(survey).open().get()
    assert (deadline.term, deadline.due_on) == ("survey", survey.ends_on)
    assert [entry.name for entry in survey.log.all()] == ["open"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"division": SHUNDE}, "of_a_town"),
        ({"trades": []}, "has_trades"),
        ({"checklist_version": None}, "form_published"),
        ({"ends_on": -1}, "ends_ahead"),
    ],
)
def test_a_survey_is_opened_of_a_town_by_trades_on_a_published_form_with_an_end(facts, code):
    if "division" in facts:
        facts["division"] = surveyed_town(facts["division"])
    if "ends_on" in facts:
        facts["ends_on"] = today() + dt.timedelta(days=facts["ends_on"])
    if "checklist_version" in facts:
        facts["checklist_version"] = ChecklistVersionFactory(published_on=None)
    survey = drafted(**facts)

    assert refused(surveys.open_survey, survey, by=head()).code == code

    survey.refresh_from_db()
    assert survey.state == State.DRAFT
    assert not survey.villages.exists()
    assert not survey.log.exists()


def test_a_form_that_is_no_longer_used_opens_nothing():
    survey = drafted()
    checklist = survey.checklist_version.checklist
    checklist.retired_on = today()
    checklist.save()

    assert refused(surveys.open_survey, survey, by=head()).code == "form_published"


def test_whoever_prepares_a_survey_does_not_open_it():
    assert refused(surveys.open_survey, drafted(), by=UserFactory()).code == "forbidden"


def test_a_survey_is_not_concluded_while_a_village_waits():
    survey = opened()
    surveys.look_at(survey.villages.exclude(village__in=[BIJIANG, LINTOU]), by=surveyor())

    found = refused(surveys.close, survey, by=head(), conclusion="完成")

    assert found.code == "every_village_settled"
    assert found.reason == "2 villages were not looked at: 碧江社区居委会, 林头社区居委会."


def test_with_every_village_looked_at_or_passed_over_it_is_concluded_and_its_term_is_met():
    survey = opened()
    surveys.look_at(survey.villages.exclude(village=BIJIANG), by=surveyor())
    surveys.pass_over([village(survey)], by=surveyor(), because="整村拆迁，无人经营")

    survey = surveys.close(survey, by=head(), conclusion="全镇已查")

    assert (survey.state, survey.closed_on) == (State.CLOSED, today())
    assert Deadline.objects.of(survey).get().met_on == today()


def test_a_village_says_who_looked_at_it_when_and_that_none_was_found():
    survey, one = opened(), surveyor()
    day = today() - dt.timedelta(days=3)

    (looked_at,) = surveys.look_at([village(survey)], by=one, on=day, none_found=True)

    looked_at.refresh_from_db()
    assert (looked_at.standing, looked_at.looked_at_on) == ("none_found", day)
    assert looked_at.looked_at_by == one


def test_nobody_finds_nothing_where_a_workshop_was_surveyed():
    survey = opened()
    recorded(survey, workshop(division_id=BIJIANG))

    found = refused(surveys.look_at, [village(survey)], by=surveyor(), none_found=True)

    assert found.code == "something_found"
    assert village(survey).standing == "waiting"


def test_a_workshop_that_turns_up_takes_none_found_back():
    survey = opened()
    surveys.look_at([village(survey)], by=surveyor(), none_found=True)

    recorded(survey, workshop(division_id=BIJIANG))

    assert village(survey).standing == "looked_at"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"on": -11}, "before_it_opened"),
        ({"on": 1}, "future"),
    ],
)
def test_a_village_is_looked_at_while_the_survey_runs(words, code):
    words["on"] = today() + dt.timedelta(days=words["on"])

    assert refused(surveys.look_at, [village(opened())], by=surveyor(), **words).code == code


def test_passing_over_needs_a_reason_and_a_village_that_nobody_looked_at():
    survey = opened()
    surveys.look_at([village(survey)], by=surveyor())
    over = surveys.pass_over

    assert refused(over, [village(survey)], by=surveyor(), because="无").code == "looked_at"
    assert refused(over, [village(survey, LINTOU)], by=surveyor(), because=" ").code == "no_reason"


def test_a_concluded_survey_looks_at_nothing_more():
    survey = opened()
    surveys.look_at(survey.villages.all(), by=surveyor())
    surveys.close(survey, by=head(), conclusion="完成")

    found = refused(surveys.look_at, [village(survey)], by=surveyor())

    assert found.code == "wrong_state"


def test_who_may_not_survey_says_nothing_of_villages():
    brand = UserFactory(roles=[Role.BRAND_OFFICER])

    assert refused(surveys.look_at, [village(opened())], by=brand).code == "forbidden"


def test_under_way_only_the_end_and_the_people_change_and_the_term_follows():
    survey, one = opened(), surveyor()
    survey.ends_on = today() + dt.timedelta(days=80)

    survey = surveys.save(survey, by=UserFactory(), version=survey.version, people=[one])

    assert list(survey.people.all()) == [one]
    assert Deadline.objects.of(survey).open().get().due_on == survey.ends_on
    survey.starts_on -= dt.timedelta(days=1)
    assert refused(surveys.save, survey, by=UserFactory()).code == "survey_runs"
    survey.refresh_from_db()
    found = refused(surveys.save, survey, by=UserFactory(), trades=[trade("烧腊")])
    assert found.code == "survey_runs"


def test_a_stale_form_loses():
    survey = drafted()
    left_open = Survey.objects.get(pk=survey.pk)
    surveys.open_survey(survey, by=head())

    found = refused(surveys.save, left_open, by=UserFactory(), version=left_open.version)

    assert found.code == "stale"


@pytest.mark.parametrize(
    ("division", "sees"),
    [(SHUNDE, True), (BEIJIAO, True), (CHENCUN, False), (HUANGSHI, False)],
)
def test_who_sees_a_survey_and_its_parts(division, sees):
    survey = opened()
    record = recorded(survey, workshop(division_id=BEIJIAO_VILLAGE))
    person = UserFactory(home_id=division, divisions=[division])

    assert (survey in Survey.objects.visible_to(person)) == sees
    assert (record in SurveyRecord.objects.visible_to(person)) == sees
    assert SurveyVillage.objects.visible_to(person).exists() == sees


def test_a_party_sees_what_was_found_at_its_own_workshop_and_no_other():
    survey = opened()
    mine, other = (recorded(survey, workshop(division_id=BIJIANG)) for _each in range(2))
    operator = acts_for(mine.workshop.enterprise)

    assert list(SurveyRecord.objects.visible_to(operator)) == [mine]
    assert not Survey.objects.visible_to(operator).exists()
    assert not SurveyVillage.objects.visible_to(operator).exists()
    assert other.pk != mine.pk


def test_the_shipped_form_asks_what_the_report_found():
    items = {item.key: item for item in form().items()}

    assert {"sewage", "mosquitoes", "cleanliness", "layout", "health-certificates"} <= set(items)
    assert {key for key, item in items.items() if item.kind == "key"} >= {"sewage", "mosquitoes"}
    assert items["sewage"].photo == "always"
    assert all(item.clause for item in items.values() if item.answer == "verdict")
