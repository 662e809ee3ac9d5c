"""Two surveyors at one workshop in the same moment: one workshop, one record, the later visit."""

import pytest

from inspections.models import Visit
from inspections.services import follow_ups
from qualitysup.casework.workflow import TransitionRefused
from tests.inspections.clients import at_once
from tests.workshops.factories.survey import (
    BIJIANG,
    LINTOU,
    opened,
    recorded,
    sent,
    surveyor,
    trade,
)
from tests.workshops.factories.zone import workshop
from workshops.models import SurveyRecord, Workshop
from workshops.services import surveys

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_visits_at_a_workshop_that_nobody_knew_make_one_workshop(monkeypatch):
    team, survey = [surveyor(), surveyor()], opened(trades=[trade()])
    monkeypatch.setattr(follow_ups, "attempt_all", lambda visit: None)
    party = {"name": "北滘测试豆腐坊", "division": LINTOU}
    first = sent(survey, team, "sewage", party=party, errand=None)
    second = sent(survey, team, enterprise=first.enterprise)
    keys = [visit.follow_ups.get(name="survey-recorded").pk for visit in (first, second)]

    done = at_once(*(lambda key=key: follow_ups.attempt(key) for key in keys))

    assert all(each.done_at for each in done)
    assert Workshop.objects.count() == 1
    assert SurveyRecord.objects.get().visit == max(Visit.objects.all(), key=lambda each: each.pk)


def test_none_found_and_something_found_in_the_same_moment_do_not_both_stand():
    survey, made = opened(), workshop(division_id=BIJIANG)
    village, one = survey.villages.get(village=BIJIANG), surveyor()

    def none_found():
        try:
            surveys.look_at([village], by=one, none_found=True)
        except TransitionRefused as refusal:
            return refusal.code
        return "kept"

    answers = at_once(none_found, lambda: recorded(survey, made, by=one))

    village.refresh_from_db()
    assert answers[0] in ("kept", "something_found")
    assert not village.none_found
    assert SurveyRecord.objects.count() == 1
