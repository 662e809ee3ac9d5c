"""From a result that is formed to the public and back."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enterprises.services import merging
from inspections.models import Disclosure, Halt, RectificationOrder, Visit
from inspections.redaction import Redaction
from inspections.services import disclosures, orders, penalties, results
from inspections.tasks import expire_disclosures
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import ContactFactory, EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.factories import (
    DisclosureFactory,
    ObjectionFactory,
    TestResultFactory,
    VisitFactory,
)
from tests.inspections.stories import followed_up, order_in

State = Disclosure.State


def refused(code, call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


def finished(**facts):
    visit = VisitFactory(**facts)
    followed_up(visit)
    return visit


def published(disclosure, *, chief, leader, on=None):
    disclosures.approve(disclosure, by=leader, on=on)
    return disclosures.publish(disclosure, by=chief, on=on)


# --- The queue -----------------------------------------------------------------------------------


def test_a_finished_check_waits_for_the_public_from_its_own_day(db):
    visit = finished(failed_count=1)

    disclosure = Disclosure.objects.get()
    assert (disclosure.kind, disclosure.state, disclosure.source) == ("visit", "queued", visit)
    assert disclosure.facts["outcome"] == Visit.Outcome.TO_FOLLOW_UP
    assert deadlines.of(disclosure, "disclose").started_on == timezone.localdate(visit.ended_at)


def test_the_result_of_a_drawn_enterprise_is_a_kind_of_its_own(db):
    finished(kind=Visit.Kind.DRAW)

    assert Disclosure.objects.get().kind == "draw"


@pytest.mark.parametrize("kind", ["consultation", "survey", "work_group"])
def test_a_visit_that_checks_nothing_is_not_published(kind, db):
    finished(kind=kind)

    assert not Disclosure.objects.exists()


def test_the_inner_notes_of_a_visit_do_not_leave_the_house(db):
    finished(summary="内部研判：疑似惯犯", witness="证人甲", place="车间二楼")

    told = str(vars(Disclosure.objects.get()))
    for inside in ("内部研判", "证人甲", "车间二楼", "测试厂长"):
        assert inside not in told


def test_a_test_result_waits_as_soon_as_it_is_on_record(officer):
    result = TestResultFactory.build(
        enterprise=EnterpriseFactory(), recorded_by=None, failed_items="防护：缺失"
    )
    results.record(result, by=officer)

    disclosure = Disclosure.objects.get()
    assert (disclosure.kind, disclosure.facts["conclusion"]) == ("test", "failed")
    assert disclosure.facts["failed_items"] == ["防护：缺失"]


def test_twenty_working_days_as_the_work_calendar_has_it(officer):
    with time_machine.travel("2026-09-22 09:00+08:00"):
        result = TestResultFactory(tested_on=dt.date(2026, 9, 21), notified_on=None)
        disclosure = disclosures.queue(result, by=officer)

    assert deadlines.of(disclosure, "disclose").due_on == dt.date(2026, 10, 26)


def test_a_halt_and_a_revocation_are_queued_with_their_decision(db):
    order = order_in(RectificationOrder.State.REVOKED)

    kinds = dict(Disclosure.objects.exclude(kind="test").values_list("kind", "formed_on"))
    halt = order.halts.get(kind=Halt.Kind.PENALTY)
    assert kinds == {"halt": halt.started_on, "revocation": order.closed_on}


def test_a_halt_is_published_under_the_number_of_its_decision(db):
    order = order_in(RectificationOrder.State.HALTED)

    paper = IssuedDocument.objects.of(order).get(kind="halt")
    assert Disclosure.objects.get(kind="halt").facts["number"] == paper.number != order.number


def test_a_refused_decision_queues_nothing(db, leader):
    order = order_in(RectificationOrder.State.ISSUED)

    refused("no_legal_review", penalties.halt, order, by=leader, months=6, legal_review=" ")

    assert not Disclosure.objects.filter(kind="halt").exists()


def test_the_same_result_is_queued_once(officer):
    result = TestResultFactory()

    first, again = (disclosures.queue(result, by=officer) for _ in range(2))

    assert first == again
    with pytest.raises(IntegrityError), transaction.atomic():
        DisclosureFactory(source=result, kind="test")


def test_names_of_the_register_are_proposed_to_be_blacked_out(officer):
    firm = EnterpriseFactory(legal_representative="王小二")
    ContactFactory(enterprise=firm, name="赵六一")
    result = TestResultFactory(enterprise=firm, failed_items="由王小二、赵六一确认：缺防护")

    disclosure = disclosures.queue(result, by=officer)

    assert {row["text"] for row in disclosure.redactions} == {"王小二", "赵六一"}
    assert disclosures.preview(disclosure)["failed_items"] == ["由王某某、赵某某确认：缺防护"]


# --- Two people, and what goes out ---------------------------------------------------------------


def test_who_queued_it_does_not_approve_it(chief):
    disclosure = DisclosureFactory(created_by=chief)

    refused("own_work", disclosures.approve, disclosure, by=chief)


def test_who_redacted_it_does_not_approve_it(chief, leader):
    disclosure = disclosures.redact(
        DisclosureFactory(), by=chief, redactions=[Redaction("锻压机械", "other")]
    )

    refused("own_work", disclosures.approve, disclosure, by=chief)
    approved = disclosures.approve(disclosure, by=leader)

    assert approved.published["product"] == "＊＊＊"


def test_the_database_knows_the_second_person_too(chief):
    disclosure = DisclosureFactory(created_by=chief)

    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=disclosure.pk).update(approved_by=chief, published={})


def test_what_was_approved_is_not_redacted_any_more(officer, leader):
    disclosure = disclosures.approve(DisclosureFactory(), by=leader)

    refused("wrong_state", disclosures.redact, disclosure, by=officer, redactions=[])


def test_a_stale_page_does_not_redact(officer):
    disclosure = DisclosureFactory()
    disclosures.redact(disclosure, by=officer, redactions=[], version=0)

    refused("stale", disclosures.redact, disclosure, by=officer, redactions=[], version=0)


def test_sent_back_it_is_approved_anew(chief, leader):
    disclosure = disclosures.approve(DisclosureFactory(), by=leader)

    disclosure = disclosures.send_back(disclosure, by=chief, note="漏了一处")

    assert (disclosure.state, disclosure.approved_by, disclosure.published) == (
        "queued",
        None,
        None,
    )


def test_published_it_has_met_its_term(chief, leader, officer):
    disclosure = disclosures.queue(TestResultFactory(), by=officer)

    published(disclosure, chief=chief, leader=leader)

    assert deadlines.of(disclosure, "disclose").met_on == timezone.localdate()
    assert list(Disclosure.objects.in_force()) == [disclosure]


def test_published_twice_the_second_is_refused(chief, leader):
    disclosure = published(DisclosureFactory(), chief=chief, leader=leader)

    refused("wrong_state", disclosures.publish, disclosure, by=chief)
    assert disclosure.log.filter(name="publish").count() == 1


def test_a_warning_is_refused_with_its_ground(chief):
    disclosure = disclosures.refuse(DisclosureFactory(), by=chief, ground="warning", note="仅警告")

    assert (disclosure.state, disclosure.ground) == ("refused", "warning")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "'别的'"),
        ("published", "'{}'"),
        ("party_name", "'别人'"),
        ("published_on", "'2020-01-01'"),
        ("facts", "'{}'"),
    ],
)
def test_what_was_published_is_not_edited_by_anybody(column, value, db):
    disclosure = DisclosureFactory(state="published")

    with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
        connection.cursor().execute(
            f"UPDATE inspections_disclosure SET {column} = {value} WHERE id = %s", [disclosure.pk]
        )


# --- Withdrawn, and run out ----------------------------------------------------------------------


def test_an_annulled_result_is_withdrawn_within_three_working_days(chief, leader, officer):
    with time_machine.travel("2026-11-16 09:00+08:00"):
        disclosure = disclosures.queue(TestResultFactory(), by=officer)
        disclosure = published(disclosure, chief=chief, leader=leader)
        disclosure = disclosures.annul(disclosure, by=chief, note="复检合格")
        owed = deadlines.of(disclosure, "withdraw-disclosure")
        disclosure = disclosures.withdraw(disclosure, by=chief, note="原结论撤销")

    assert owed.due_on == dt.date(2026, 11, 19)
    assert not deadlines.of(disclosure, "withdraw-disclosure").is_open
    assert not Disclosure.objects.in_force().exists()


def test_a_withdrawn_result_can_be_published_anew(chief, leader, officer):
    result = TestResultFactory()
    disclosure = disclosures.queue(result, by=officer)
    disclosure = published(disclosure, chief=chief, leader=leader)
    disclosures.withdraw(disclosure, by=chief, note="品名有误")

    again = disclosures.queue(result, by=officer)

    assert again.pk != disclosure.pk


def halted(chief, leader, on):
    disclosure = DisclosureFactory(penalty=True, formed_on=on)
    return published(disclosure, chief=chief, leader=leader, on=on)


def test_a_halt_is_not_taken_down_early(chief, leader):
    disclosure = halted(chief, leader, timezone.localdate())

    refusal = refused(
        "not_taken_down_early", disclosures.withdraw, disclosure, by=chief, note="求情"
    )

    assert "14" in refusal.reason
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE inspections_disclosure SET state = 'withdrawn', withdrawn_on = now()"
        )


def test_an_annulled_halt_is_withdrawn(chief, leader):
    disclosure = halted(chief, leader, timezone.localdate())
    disclosure = disclosures.annul(disclosure, by=chief, note="复议撤销")

    assert disclosures.withdraw(disclosure, by=chief, note="复议撤销").state == "withdrawn"


def test_a_penalty_is_shown_for_three_years_and_not_a_day_longer(chief, leader):
    on = dt.date(2023, 3, 1)
    disclosure = halted(chief, leader, on)

    assert disclosure.shown_until == dt.date(2026, 3, 1)
    assert Disclosure.objects.in_force(dt.date(2026, 2, 28)).exists()
    assert not Disclosure.objects.in_force(dt.date(2026, 3, 1)).exists()


def test_a_halt_longer_than_three_years_is_shown_as_long_as_it_lasts(chief, leader):
    disclosure = DisclosureFactory(penalty=True, facts={"halt_months": 48})

    disclosure = published(disclosure, chief=chief, leader=leader, on=dt.date(2026, 3, 2))

    assert disclosure.shown_until == dt.date(2030, 3, 2)


def test_the_end_is_recorded_by_itself_and_once(chief, leader):
    disclosure = halted(chief, leader, dt.date(2023, 3, 1))

    expire_disclosures()
    expire_disclosures()

    disclosure.refresh_from_db()
    assert disclosure.state == "expired"
    taken = disclosure.log.get(name="expire")
    assert (taken.by, taken.who, taken.legal_basis) == (None, "the system", "处罚信息公示规定 13")


def test_nothing_but_the_end_comes_by_itself(chief, leader):
    disclosure = halted(chief, leader, dt.date(2023, 3, 1))

    refused("forbidden", disclosures.withdraw, disclosure, by=None, note="自动撤下")


def test_nothing_expires_before_its_time(chief, leader):
    disclosure = halted(chief, leader, timezone.localdate())

    refused("its_time_is_over", disclosures.expire, disclosure, by=chief)
    assert disclosures.expire_due() == 0


def test_an_upheld_objection_makes_a_published_result_one_to_withdraw(chief, leader, officer):
    order = order_in(RectificationOrder.State.ISSUED)
    disclosure = Disclosure.objects.filter(kind="test").first() or disclosures.queue(
        order.test_result, by=officer
    )
    published(disclosure, chief=chief, leader=leader)
    ObjectionFactory(order=order, upheld=True)

    orders.withdraw(order, by=chief, note="异议成立")

    disclosure.refresh_from_db()
    assert disclosure.annulled_on == timezone.localdate()
    assert deadlines.of(disclosure, "withdraw-disclosure").is_open


def test_what_no_longer_holds_is_not_published_any_more(chief, leader, officer):
    disclosure = disclosures.approve(
        disclosures.queue(result := TestResultFactory(), by=officer), by=leader
    )

    disclosures.source_annulled(result, by=officer, note="复检合格")

    refused("still_holds", disclosures.publish, disclosure, by=chief)
    disclosures.refuse(disclosure, by=chief, ground="annulled", note="复检合格")


# --- Whose it is ---------------------------------------------------------------------------------


def test_merged_away_it_goes_with_the_survivor_and_says_what_it_said(chief, leader):
    disclosure = published(DisclosureFactory(), chief=chief, leader=leader)
    survivor = EnterpriseFactory()

    merging.merge(survivor, disclosure.enterprise, by=UserFactory(roles=[Role.SECTION_HEAD]))

    before = disclosure.party_name
    disclosure.refresh_from_db()
    assert (disclosure.enterprise, disclosure.party_name) == (survivor, before)


@pytest.mark.parametrize(("home", "sees"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_sees_its_disclosures_and_no_others(home, sees, db):
    DisclosureFactory()
    person = UserFactory(home_id=home, divisions=[home])

    assert Disclosure.objects.visible_to(person).exists() == sees
