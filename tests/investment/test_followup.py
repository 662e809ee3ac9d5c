"""Conditions, tasks, policies, people and receptions: owed, answered, kept and erased."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from investment.models import (
    ContactPerson,
    PolicyEdition,
    PolicyGiven,
    ProspectTask,
    Reception,
    Requirement,
)
from investment.services import followup
from investment.tasks import erase_contact_persons
from qualitysup.audit.models import AccessLog
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.investment.factories import PolicyPackFactory, days, entered

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(TransitionRefused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def firm(officer):
    return entered(officer, intention="conditional")


@pytest.fixture
def pack():
    return PolicyPackFactory(division_id="420200000000")


def edition(pack, **facts):
    return PolicyEdition.objects.create(pack=pack, says="内容", source="文件", **facts)


def owed(firm, officer, *, kind="materials", requirements=(), due=5):
    task = ProspectTask(prospect=firm, kind=kind, words="寄送资料", owner=officer, due_on=days(due))
    return followup.owe(task, by=officer, requirements=requirements)


# --- Tasks ----------------------------------------------------------------------------------------


def test_materials_answer_conditions_and_keep_the_version_sent(firm, officer, pack):
    asked = followup.require(
        Requirement(prospect=firm, subject="land", comparison="≥", value=300, words="土地"),
        by=officer,
    )
    task = owed(firm, officer, requirements=[asked])
    asked.refresh_from_db()
    assert asked.task == task
    due = Deadline.objects.of(task).open().get()
    assert (due.due_on, due.holder) == (task.due_on, officer)

    second = edition(pack, valid_from=days(-1))
    task = followup.settle(task, by=officer, result="挂号信", edition=second)
    assert task.edition == second
    assert not Deadline.objects.of(task).open().exists()
    given = PolicyGiven.objects.get()
    assert (given.prospect, given.edition, given.by) == (firm, second, officer)
    with refused("settled"):
        followup.settle(task, by=officer, result="再寄一次")
    assert PolicyGiven.objects.count() == 1


def test_what_is_not_needed_is_given_to_nobody(firm, officer, pack):
    task = owed(firm, officer)
    task = followup.settle(task, by=officer, result="不要了", edition=edition(pack), needed=False)
    assert (task.state, task.edition) == ("dropped", None)
    assert Deadline.objects.of(task).get().void_reason == "不要了"
    assert not PolicyGiven.objects.exists()


def test_a_version_that_ran_out_is_sent_to_nobody(firm, officer, pack):
    old = edition(pack, valid_from=days(-90), valid_to=days(-1))
    with refused("run_out"):
        followup.settle(owed(firm, officer), by=officer, result="挂号信", edition=old)
    with refused("run_out"):
        followup.hand_out(firm, by=officer, edition=old)
    assert not PolicyGiven.objects.exists()


def test_versions_are_numbered_and_say_what_they_said(pack):
    first, second = edition(pack), edition(pack)
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(Exception, match="policyedition_says_what_it_said"), transaction.atomic():
        PolicyEdition.objects.filter(pk=first.pk).update(says="别的")


def test_a_new_version_ends_the_one_before(pack):
    first, second = edition(pack, valid_from=days(-9)), edition(pack, valid_from=days(0))
    first.refresh_from_db()
    assert first.valid_to == days(-1)
    assert list(PolicyEdition.objects.holding()) == [second]


def test_a_promise_is_due_today_or_later(firm, officer):
    with refused("past"):
        owed(firm, officer, kind="theirs", due=-1)


def test_a_condition_of_another_firm_is_answered_elsewhere(firm, officer):
    other = entered(officer, name="别家客商")
    asked = followup.require(
        Requirement(prospect=other, subject="land", comparison="?", words="土地"), by=officer
    )
    with refused("not_its_own"):
        owed(firm, officer, requirements=[asked])
    assert not ProspectTask.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"comparison": "≥", "value": None},
        {"comparison": "?", "value": 3},
        {"comparison": "?", "lng": "115.1"},
    ],
)
def test_a_condition_that_says_half_is_refused_in_words(firm, officer, broken):
    requirement = Requirement(prospect=firm, subject="transport", words="运距", **broken)
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        followup.require(requirement, by=officer)
    assert refusal.value.messages[0].endswith(".")


def test_a_condition_no_longer_asked_stays_on_record(firm, officer):
    asked = followup.require(
        Requirement(prospect=firm, subject="land", comparison="?", words="土地"), by=officer
    )
    followup.drop_requirement(asked, by=officer)
    asked.refresh_from_db()
    assert asked.dropped_on == days(0)


# --- People ---------------------------------------------------------------------------------------


def person(firm, officer, **facts):
    facts = {
        "post": "厂长",
        "name": "测试人",
        "phone": "13800001234",
        "consent": "名片",
        "consent_on": days(-1),
        "keep_until": days(10),
        **facts,
    }
    return followup.keep_person(ContactPerson(prospect=firm, **facts), by=officer)


@pytest.mark.parametrize(
    "without",
    [{"consent": ""}, {"consent_on": None}, {"keep_until": None}, {"keep_until": days(-2)}],
)
def test_nobody_is_kept_without_consent_and_a_last_day(firm, officer, without):
    with pytest.raises(ValidationError, match="only with consent"), transaction.atomic():
        person(firm, officer, **without)
    assert not ContactPerson.objects.exists()


def test_a_post_alone_needs_no_consent(firm, officer):
    kept = person(firm, officer, name="", phone="", consent="", consent_on=None, keep_until=None)
    assert kept.masked == "厂长"


def test_a_person_is_shown_masked_and_every_look_at_the_whole_is_logged(firm, officer, leader):
    kept = person(firm, officer)
    assert kept.masked == "厂长 测** 138****1234"
    with refused("forbidden"):
        followup.unmask(kept, by=leader)
    assert not AccessLog.objects.filter(action="read").exists()
    assert followup.unmask(kept, by=officer).phone == "13800001234"
    log = AccessLog.objects.get(action="read")
    assert log.by == officer
    assert "测试人" not in log.target_name
    assert "13800001234" not in log.target_name


def test_the_history_of_a_person_names_nobody(firm, officer):
    kept = person(firm, officer)
    kept.post = "经理"
    followup.keep_person(kept, by=officer)
    columns = {field.name for field in kept.history.model._meta.fields}
    assert not columns & {"name", "phone", "email"}
    assert kept.history.count() == 2


def test_whose_time_is_over_is_erased_but_for_the_post(firm, officer, time_machine):
    over, later = person(firm, officer), person(firm, officer, keep_until=days(40))
    erase_contact_persons()
    over.refresh_from_db()
    assert over.name
    time_machine.move_to(dt.datetime.combine(days(11), dt.time(4)))
    erase_contact_persons()
    erase_contact_persons()
    over.refresh_from_db()
    later.refresh_from_db()
    assert (over.post, over.name, over.phone) == ("厂长", "", "")
    assert over.erased_on is not None
    assert later.name == "测试人"


def test_the_database_keeps_no_name_of_who_was_erased(firm, officer):
    kept = person(firm, officer)
    followup.erase(kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.filter(pk=kept.pk).update(name="测试人")


# --- Receptions -----------------------------------------------------------------------------------


def test_a_firm_is_invited_comes_and_the_result_is_kept(firm, officer):
    invited = followup.receive(Reception(prospect=firm, words="欢迎来访"), by=officer)
    assert firm.contacts.get().words == "欢迎来访"
    invited.state = Reception.State.ACCEPTED
    with pytest.raises(ValidationError, match="a day and a programme"), transaction.atomic():
        followup.receive(invited, by=officer)
    invited.comes_on, invited.programme = days(0), "看园区"
    followup.receive(invited, by=officer)
    assert list(Reception.objects.coming()) == [invited]
    invited.state = Reception.State.RECEIVED
    with pytest.raises(ValidationError, match="what came of it"), transaction.atomic():
        followup.receive(invited, by=officer)
    invited.result = "满意，将再来。"
    followup.receive(invited, by=officer)
    assert firm.contacts.count() == 2
    assert not Reception.objects.coming().exists()


def test_nobody_was_here_before_the_day(firm, officer):
    early = Reception(
        prospect=firm, state="received", comes_on=days(3), programme="看园区", result="好"
    )
    with refused("future"):
        followup.receive(early, by=officer)
