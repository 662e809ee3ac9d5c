"""What a survey found at a workshop: scored by the rule of its day, from phone and paper alike."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.models import Enterprise
from inspections.services import follow_ups, visits
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, UserFactory
from tests.workshops.factories import survey as factory
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
from workshops.models import ScoringRule, SurveyRecord, Workshop
from workshops.scoring import score
from workshops.services import survey_records, surveys

pytestmark = pytest.mark.django_db
NAME = "survey-recorded"


@pytest.fixture
def team():
    return [surveyor(), surveyor()]


def today():
    return timezone.localdate()


def follow_up(visit):
    return visit.follow_ups.get(name=NAME)


# --- The score -----------------------------------------------------------------------------------


class Item:
    def __init__(self, kind):
        self.kind, self.key, self.text = kind, kind, f"{kind} item"


RULE = ScoringRule(key_points=15, general_points=4, incomplete_below=60)


@pytest.mark.parametrize(
    ("failed", "left", "complete"),
    [
        ([], 100, True),
        (["general"], 96, True),
        (["general"] * 10, 60, True),
        (["general"] * 11, 56, False),
        (["key"], 85, False),
        (["key"] * 8, 0, False),
    ],
)
def test_failures_cost_points_and_a_key_item_is_enough_by_itself(failed, left, complete):
    scored = score([Item(kind) for kind in failed], RULE)

    assert (scored.score, scored.complete) == (left, complete)
    assert (scored.failures, scored.key_failures) == (len(failed), failed.count("key"))
    assert ("below" in {reason["code"] for reason in scored.reasons}) == (left < 60)


# --- From a phone --------------------------------------------------------------------------------


def test_a_finished_visit_becomes_the_record_of_its_survey(team):
    survey, made = opened(), workshop(division_id=BIJIANG)

    visit = sent(survey, team, "sewage", "label", enterprise=made.enterprise)

    record = SurveyRecord.objects.get(survey=survey)
    assert (record.workshop, record.visit, record.division_id) == (made, visit, BIJIANG)
    assert (record.score, record.failures, record.key_failures) == (81, 2, 1)
    assert not record.complete
    assert record.reasons_in_words == [
        "Key item failed: 周围无污水横流、积水，生产废水接入管网或者经处理排放 (−15)",
        "Item failed: 包装或者容器上标明名称、生产日期、保质期、配料、作坊名称、地址、登记证号、"
        "联系方式 (−4)",
    ]
    made.refresh_from_db()
    assert (made.surveyed_on, made.score, made.conditions) == (today(), 81, "incomplete")
    assert (made.fringe, made.floor_area, made.headcount) == (False, 60, 4)
    assert follow_up(visit).done_at


def test_done_again_nothing_changes(team):
    survey, made = opened(), workshop(division_id=BIJIANG)
    visit = sent(survey, team, "sewage", enterprise=made.enterprise)
    before = SurveyRecord.objects.values().get()

    survey_records.from_visit(visit)

    assert SurveyRecord.objects.values().get() == before


def test_whom_the_phone_entered_as_new_becomes_a_workshop_of_the_survey(team):
    """Nobody knew it, so its phone did not know what it was made for either."""
    survey = opened(trades=[trade("烧腊"), trade()])
    party = {"name": "北滘测试烧味档", "division": LINTOU, "representative": "测试档主"}

    visit = sent(survey, team, "sewage", party=party, errand=None, said={"trade": "烧腊"})

    made = Workshop.objects.get(enterprise=visit.enterprise)
    assert made.enterprise == Enterprise.objects.get(name="北滘测试烧味档")
    assert (made.trade, made.operator_name, made.division_id) == (
        trade("烧腊"),
        "测试档主",
        LINTOU,
    )
    assert made.conditions == "incomplete"
    assert SurveyRecord.objects.get().visit == visit


def test_a_visit_without_an_errand_where_nobody_surveys_is_owed_nothing(team):
    survey = opened()
    elsewhere = EnterpriseFactory(division_id=CHENCUN)

    visit = sent(survey, team, enterprise=elsewhere, errand=None)

    assert not visit.follow_ups.filter(name=NAME).exists()
    assert not SurveyRecord.objects.exists()


@pytest.mark.parametrize(
    "more", [{"outcome": "unreachable"}, {"disposition": "stopped", "outcome": "to_follow_up"}]
)
def test_a_closed_door_shows_nothing(team, more):
    survey, made = opened(), workshop(division_id=BIJIANG)

    visit = sent(survey, team, enterprise=made.enterprise, **more)

    assert not visit.follow_ups.filter(name=NAME).exists()


def test_a_workshop_of_another_town_is_refused_in_words_and_the_visit_stays(team):
    survey, made = opened(), workshop(division_id=CHENCUN)

    visit = sent(survey, team, enterprise=made.enterprise)

    assert visit.state == "finished"
    assert f"{made} is not in 北滘镇." in str(refused_words(visit))
    assert not SurveyRecord.objects.exists()


def refused_words(visit):
    """The refusal as it is kept is Chinese; its English is what the service says."""
    assert follow_up(visit).could_not_be_done
    with pytest.raises(TransitionRefused) as found, transaction.atomic():
        survey_records.from_visit(visit)
    return found.value


def test_a_phone_may_send_late_what_it_found_while_the_survey_ran(team):
    survey, made = opened(), workshop(division_id=BIJIANG)
    began = timezone.now() - dt.timedelta(days=1)
    surveys.look_at(survey.villages.all(), by=team[0])
    surveys.close(survey, by=head(), conclusion="完成")

    sent(survey, team, enterprise=made.enterprise, began=began)

    assert SurveyRecord.objects.get().surveyed_on == today() - dt.timedelta(days=1)


def test_what_was_found_before_the_survey_was_opened_is_none_of_it(team):
    survey, made = opened(on=today()), workshop(division_id=BIJIANG)

    visit = sent(
        survey, team, enterprise=made.enterprise, began=timezone.now() - dt.timedelta(days=2)
    )

    assert refused_words(visit).code == "survey_not_open"


def test_a_refused_visit_is_recorded_once_what_stood_in_the_way_is_gone(team):
    survey, made = opened(), workshop(division_id=CHENCUN)
    visit = sent(survey, team, enterprise=made.enterprise)
    Workshop.objects.filter(pk=made.pk).update(division=BIJIANG)

    owed = follow_ups.attempt(follow_up(visit).pk)

    assert owed.done_at
    assert SurveyRecord.objects.get().division_id == BIJIANG


def test_whatever_order_phones_find_signal_in_the_later_visit_stands(team):
    survey, made = opened(), workshop(division_id=BIJIANG)
    now = timezone.now()

    later = sent(
        survey, team, enterprise=made.enterprise, began=now - dt.timedelta(days=1, hours=1)
    )
    earlier = sent(
        survey, team, "sewage", enterprise=made.enterprise, began=now - dt.timedelta(days=3)
    )

    record = SurveyRecord.objects.get()
    assert (record.visit, record.complete) == (later, True)
    assert follow_up(earlier).done_at


def test_a_rule_is_that_of_the_day_and_a_record_keeps_its_own(team):
    old = ScoringRule.objects.get()
    old.valid_to = today() - dt.timedelta(days=1)
    old.save()
    strict = ScoringRule.objects.create(
        name="从严", valid_from=today() - dt.timedelta(days=1), key_points=30, general_points=10,
        incomplete_below=80, rank_key_failure=5, rank_fringe=10, rank_complaint=5, rank_order=5,
        rank_unit=10, legal_basis="测试", confidence="I",
    )  # fmt: skip
    survey = opened()
    before, after = (workshop(division_id=BIJIANG) for _each in range(2))

    early = recorded(survey, before, "label", on=today() - dt.timedelta(days=2))
    late = recorded(survey, after, "label", "training", "testing")

    assert (early.rule, early.score, early.complete) == (old, 96, True)
    assert (late.rule, late.score, late.complete) == (strict, 70, False)
    assert late.reasons_in_words[-1] == "70 points, complete from 80 on"


def test_a_rule_that_scored_something_stays_as_it_is():
    record = recorded(opened(), workshop(division_id=BIJIANG))
    rule = record.rule
    rule.key_points = 50

    with pytest.raises(IntegrityError, match="scoring rule"), transaction.atomic():
        rule.save()

    rule.refresh_from_db()
    rule.rank_fringe = 20
    rule.save()


# --- From paper ----------------------------------------------------------------------------------


def test_a_paper_form_is_typed_in_and_says_what_stood_on_it():
    survey, made = opened(), workshop(division_id=BIJIANG)

    record = recorded(survey, made, "mosquitoes", fringe="是", floor_area="35.5")

    assert (record.score, record.visit, record.complete) == (85, None, False)
    assert record.answers["mosquitoes"] == "fail"
    made.refresh_from_db()
    assert (made.fringe, made.floor_area) == (True, 35.5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sewage": None}, "not_answered"),
        ({"sewage": "perhaps"}, "no_such_answer"),
        ({"fringe": "也许"}, "no_such_answer"),
        ({"floor-area": "大约六十"}, "no_number"),
        ({"colour": "红"}, "no_such_item"),
    ],
)
def test_a_paper_form_answers_what_the_form_asks(change, code):
    survey, made = opened(), workshop(division_id=BIJIANG)
    given = factory.answers(survey.checklist_version) | change

    with pytest.raises(TransitionRefused) as found, transaction.atomic():
        survey_records.enter(survey, made, by=UserFactory(), on=today(), answers=given)

    assert found.value.code == code
    assert not SurveyRecord.objects.exists()


def test_a_number_that_cannot_be_is_no_news_of_the_workshop():
    survey, made = opened(), workshop(division_id=BIJIANG, floor_area=20)

    recorded(survey, made, floor_area="99999999", staff="-3")

    made.refresh_from_db()
    assert (made.floor_area, made.headcount) == (20, None)


@pytest.mark.parametrize(
    ("person", "days", "code"),
    [
        ({"roles": [Role.BRAND_OFFICER]}, 0, "forbidden"),
        ({}, 1, "future"),
        ({}, -11, "survey_not_open"),
    ],
)
def test_who_types_in_what_and_when(person, days, code):
    survey, made = opened(), workshop(division_id=BIJIANG)

    with pytest.raises(TransitionRefused) as found, transaction.atomic():
        recorded(survey, made, by=UserFactory(**person), on=today() + dt.timedelta(days=days))

    assert found.value.code == code


def test_an_older_survey_typed_in_later_does_not_change_how_the_workshop_stands():
    made = workshop(division_id=BIJIANG)
    recorded(opened(), made, "sewage")

    recorded(opened(), made, on=today() - dt.timedelta(days=5), fringe="是")

    made.refresh_from_db()
    assert (made.surveyed_on, made.conditions, made.fringe) == (today(), "incomplete", False)


# --- Two at once ---------------------------------------------------------------------------------


def test_the_same_packet_again_is_one_record(team):
    survey, made = opened(), workshop(division_id=BIJIANG)
    content, pictures = packet(survey, team, enterprise=made.enterprise)
    for picture in pictures:
        factory.send(picture, team[0])
    key = uuid.uuid4()

    visits.receive(key, content, by=team[0])
    visits.receive(key, content, by=team[0])

    assert SurveyRecord.objects.count() == 1
