"""Clues of counterfeits: the holder is heard, the inspectors get what is not theirs."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from brands.models import CounterfeitClue
from brands.services import counterfeits
from brands.tasks import close_counterfeit_clues
from inspections.models import Complaint
from inspections.services import complaints
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from tests.brands.publicity_factories import clue, counterfeit, standing
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import at_once

pytestmark = pytest.mark.django_db
State = CounterfeitClue.State


@pytest.fixture
def officer(db):
    return UserFactory(roles=[Role.CASE_OFFICER])


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


def refused(code, call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code


def looked_into(complaint, *, head, result="ordered"):
    """The inspectors take it to its end."""
    inspector = UserFactory(roles=[Role.INSPECTOR])
    complaint = complaints.accept(complaint, by=head)
    complaint = complaints.assign(complaint, by=head, to=inspector)
    complaint = complaints.check(complaint, by=inspector, result=result, finding="现场查获。")
    return complaints.close(complaint, by=head)


def test_fifteen_working_days_to_check_it(officer):
    with time_machine.travel("2026-09-21 09:00+08:00"):
        found = clue(by=officer)

    deadline = deadlines.of(found, "counterfeit-check")
    assert (deadline.rule.amount, deadline.due_on) == (15, dt.date(2026, 10, 19))
    assert found.division_id == found.honour.division_id
    assert found.officer == officer


def test_what_the_holder_disowns_becomes_a_clue_of_the_inspectors(officer):
    found = counterfeit(by=officer, enterprise=EnterpriseFactory(name="某灶具厂"))

    found = counterfeits.transfer(found, by=officer)

    complaint = found.complaint
    assert (found.state, complaint.kind, complaint.source) == (
        State.TRANSFERRED,
        "clue",
        "enterprise",
    )
    assert complaint.enterprise.name == "某灶具厂"
    assert complaint.product == "家用燃气灶"
    for words in ("测试优1号", "测试市场3号档", "非我公司产品"):
        assert words in complaint.text
    assert complaint.counterfeit_clue == found
    assert complaint.consequences.get().target == found
    assert not deadlines.of(found, "counterfeit-check").is_open
    assert deadlines.of(complaint, "clue-check").is_open


def test_a_seller_who_is_only_named_is_transferred_by_name_where_it_was_seen(officer):
    found = counterfeits.transfer(counterfeit(by=officer, seen_in_id=CHENCUN), by=officer)

    assert (found.complaint.enterprise_name, found.complaint.division_id) == (
        "某某灶具店",
        CHENCUN,
    )


def test_transferred_again_it_is_the_same_clue(officer):
    found = counterfeit(by=officer)
    first = counterfeits.transfer(found, by=officer)

    assert counterfeits.transfer(found, by=officer).complaint == first.complaint
    assert Complaint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_transferred_by_two_at_once_it_is_one_clue():
    found = counterfeit()
    people = [UserFactory(roles=[Role.CASE_OFFICER]) for _each in range(2)]

    first, second = at_once(
        *(lambda by=by: counterfeits.transfer(found, by=by).complaint_id for by in people)
    )

    assert first == second
    assert Complaint.objects.count() == 1


def test_what_cannot_be_transferred_says_why(officer):
    nameless = counterfeit(by=officer, enterprise_name="")
    refused("names_somebody", counterfeits.transfer, nameless, by=officer)
    own = counterfeits.verify(
        clue(nameless.honour, by=officer), by=officer, verdict="genuine", statement="是我公司产品。"
    )
    refused("is_counterfeit", counterfeits.transfer, own, by=officer)
    refused("wrong_state", counterfeits.transfer, clue(nameless.honour, by=officer), by=officer)
    brand = UserFactory(roles=[Role.BRAND_OFFICER])
    refused("forbidden", counterfeits.transfer, nameless, by=brand)
    assert not Complaint.objects.exists()


def test_the_inspectors_result_ends_it(officer, head, django_capture_on_commit_callbacks):
    found = counterfeits.transfer(counterfeit(by=officer), by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        complaint = looked_into(found.complaint, head=head)

    found.refresh_from_db()
    assert (found.state, found.closed_on) == (State.CLOSED, complaint.closed_on)
    assert "ordered to rectify" in found.outcome
    assert "现场查获" in found.outcome
    assert found.log.last().by is None
    assert counterfeits.learn(complaint) == []


def test_not_accepted_by_the_inspectors_it_is_closed_as_well(
    officer, head, django_capture_on_commit_callbacks
):
    found = counterfeits.transfer(counterfeit(by=officer), by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        complaints.refuse(found.complaint, by=head, note="不属管辖")

    found.refresh_from_db()
    assert found.state == State.CLOSED
    assert "not accepted" in found.outcome


def test_joined_to_another_it_waits_for_that_one(officer, head, django_capture_on_commit_callbacks):
    found = counterfeits.transfer(counterfeit(by=officer), by=officer)
    other = complaints.register(
        by=officer,
        kind="clue",
        source="letter",
        enterprise_name="某某灶具店",
        text="同一件事",
    )
    with django_capture_on_commit_callbacks(execute=True):
        complaints.join(found.complaint, by=head, to=other)
    found.refresh_from_db()
    assert found.state == State.TRANSFERRED

    with django_capture_on_commit_callbacks(execute=True):
        looked_into(other, head=head, result="unfounded")

    found.refresh_from_db()
    assert found.state == State.CLOSED


def test_a_listener_that_fails_does_not_undo_the_inspectors_step(
    officer, head, monkeypatch, django_capture_on_commit_callbacks
):
    found = counterfeits.transfer(counterfeit(by=officer), by=officer)

    def fails(complaint):
        raise RuntimeError

    monkeypatch.setattr(counterfeits, "learn", fails)
    with django_capture_on_commit_callbacks(execute=True):
        complaint = looked_into(found.complaint, head=head)

    complaint.refresh_from_db()
    assert complaint.state == "closed"
    monkeypatch.undo()
    # What it did not hear it finds by night.
    close_counterfeit_clues()
    found.refresh_from_db()
    assert found.state == State.CLOSED
    assert counterfeits.catch_up() == 0


def test_an_unfounded_one_ends_with_its_reason_and_one_that_is_proven_does_not(officer):
    found = clue(by=officer)
    found = counterfeits.drop(found, by=officer, note="为授权经销商")
    assert (found.state, found.outcome) == (State.UNFOUNDED, "为授权经销商")
    assert not Deadline.objects.of(found).open().exists()

    proven = counterfeit(by=officer, honour=found.honour)
    refused("not_proven", counterfeits.drop, proven, by=officer, note="算了")


def test_its_term_is_extended_once(officer, head):
    found = clue(by=officer)
    before = deadlines.of(found, "counterfeit-check").due_on

    found = counterfeits.extend(found, by=head, note="需送检", days=15)

    assert deadlines.of(found, "counterfeit-check").due_on > before
    refused("may_still_be_extended", counterfeits.extend, found, by=head, note="再延")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"place": ""}, "where it was seen"),
        ({"received_on": dt.date(2199, 1, 1)}, "come in"),
    ],
)
def test_what_cannot_be_is_refused_in_words(officer, facts, words):
    with pytest.raises((ValidationError, TransitionRefused), match=words):
        clue(by=officer, **facts)


def test_nobody_counterfeits_their_own_goods(officer):
    honour = standing()

    refused("its_own_holder", clue, honour, by=officer, enterprise=honour.enterprise)


def test_the_database_knows_what_belongs_together(officer):
    found = counterfeits.transfer(counterfeit(by=officer), by=officer)
    for change in (
        {"complaint": None},
        {"verdict": "genuine"},
        {"statement": ""},
        {"state": "closed"},
        {"state": "unfounded"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CounterfeitClue.objects.filter(pk=found.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CounterfeitClue.objects.filter(pk=found.pk).delete()


def test_the_maker_is_found_later_and_its_day_stays(officer):
    found = counterfeit(by=officer)
    found.enterprise = EnterpriseFactory()

    found = counterfeits.keep(found, by=officer, version=found.version)

    assert found.about == found.enterprise.name
    found.received_on -= dt.timedelta(days=1)
    refused("terms_run", counterfeits.keep, found, by=officer)


def test_people_of_another_county_see_nothing_of_it(officer):
    found = clue(by=officer)
    stranger = UserFactory(roles=[Role.CASE_OFFICER], home_id=BEIJIAO, divisions=["420200000000"])

    assert not CounterfeitClue.objects.visible_to(stranger).exists()
    with pytest.raises(ValidationError):
        clue(found.honour, by=stranger)
