"""Complaints, reports and clues: their terms, who told them, what they led to."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from enterprises.services import merging
from inspections.models import Complainant, Complaint, Consequence, Visit
from inspections.services import complaints
from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory
from tests.inspections.clients import api_of, browser_of, queries
from tests.inspections.factories import (
    ComplainantFactory,
    ComplaintFactory,
    RectificationOrderFactory,
    VisitFactory,
)
from tests.inspections.stories import followed_up

Kind, State = Complaint.Kind, Complaint.State
LIST = "/admin/inspections/complaint/"
API = "/api/v1/complaints/"
WHO = {"name": "测小明", "phone": "13900001234", "address": "陈村镇某路1号"}


def refused(code, call, *args, **kwargs):
    with pytest.raises(TransitionRefused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code


def told(by, **facts):
    facts = {
        "kind": Kind.REPORT,
        "source": Complaint.Source.HOTLINE_12315,
        "enterprise": EnterpriseFactory(),
        "text": "没有防护罩。",
        "complainant": WHO,
    } | facts
    return complaints.register(by=by, **facts)


def terms(complaint):
    return {
        deadline.term: deadline.is_open
        for deadline in Deadline.objects.of(complaint).order_by("pk")
    }


@pytest.fixture
def people(officer, chief, inspector):
    return {"officer": officer, "chief": chief, "inspector": inspector}


def assigned(people, **facts):
    complaint = complaints.accept(told(people["officer"], **facts), by=people["officer"])
    return complaints.assign(complaint, by=people["chief"], to=people["inspector"])


# --- Which terms run -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "term"),
    [("complaint", "complaint-accept"), ("report", "clue-check"), ("clue", "clue-check")],
)
def test_the_first_term_runs_from_the_day_it_came_in(kind, term, officer):
    received = timezone.localdate() - dt.timedelta(days=2)

    complaint = told(officer, kind=kind, received_on=received)

    assert terms(complaint) == {term: True}
    assert deadlines.of(complaint, term).started_on == received


def test_seven_working_days_to_accept_and_fifteen_to_check(officer):
    with time_machine.travel("2026-09-21 09:00+08:00"):
        complaint, clue = told(officer, kind="complaint"), told(officer, kind="clue")

    # The Mid-Autumn and National Day holidays lie between.
    accept, check = deadlines.of(complaint, "complaint-accept"), deadlines.of(clue, "clue-check")
    assert accept.rule.amount == 7
    assert check.rule.amount == 15
    assert accept.due_on == dt.date(2026, 10, 8)
    assert check.due_on == dt.date(2026, 10, 19)


def test_accepted_a_complaint_is_to_be_mediated_and_a_report_is_not(officer):
    complaint, report = told(officer, kind="complaint"), told(officer)

    complaints.accept(complaint, by=officer)
    complaints.accept(report, by=officer)

    assert terms(complaint) == {"complaint-accept": False, "complaint-mediate": True}
    assert terms(report) == {"clue-check": True}


def test_checked_a_report_under_a_name_is_to_be_answered(people):
    complaint = assigned(people)

    complaints.check(complaint, by=people["inspector"], result="ordered", finding="属实")

    assert terms(complaint) == {"clue-check": False, "clue-answer": True}


@pytest.mark.parametrize("facts", [{"complainant": None}, {"kind": "clue"}])
def test_without_anybody_to_tell_no_answer_is_owed(facts, people):
    complaint = assigned(people, **facts)

    complaints.check(complaint, by=people["inspector"], result="unfounded", finding="不属实")

    assert terms(complaint) == {"clue-check": False}


def test_the_term_to_check_is_extended_once(people):
    complaint = assigned(people)
    before = deadlines.of(complaint, "clue-check").due_on

    complaint = complaints.extend(complaint, by=people["chief"], note="需送检", days=15)

    assert deadlines.of(complaint, "clue-check").due_on > before
    again = {"by": people["chief"], "note": "再延", "days": 1}
    refused("may_still_be_extended", complaints.extend, complaint, **again)


def test_its_deadlines_go_with_it_to_whom_it_is_given(people):
    complaint = assigned(people)
    other = UserFactory(roles=[Role.INSPECTOR])

    complaints.reassign(complaint, by=people["chief"], to=other)

    assert deadlines.of(complaint, "clue-check").holder == other


@pytest.mark.parametrize(
    "other",
    [{"roles": [Role.BRAND_OFFICER]}, {"divisions": [BEIJIAO]}, {"is_active": False}],
)
def test_it_is_given_only_to_somebody_who_looks_into_complaints_there(other, people):
    complaint = complaints.accept(told(people["officer"]), by=people["officer"])

    refused("not_theirs", complaints.assign, complaint, by=people["chief"], to=UserFactory(**other))


def test_it_is_not_closed_before_the_answer(people):
    complaint = assigned(people)
    complaint = complaints.check(
        complaint, by=people["inspector"], result="ordered", finding="属实"
    )

    refused("answered_if_it_must_be", complaints.close, complaint, by=people["chief"])
    complaint = complaints.reply(complaint, by=people["inspector"], answer="电话告知")
    complaint = complaints.close(complaint, by=people["chief"])

    assert complaint.state == State.CLOSED
    assert not any(terms(complaint).values())


def test_joined_to_another_nothing_more_is_owed(officer):
    firm = EnterpriseFactory()
    first, second = told(officer, enterprise=firm), told(officer, enterprise=firm)

    second = complaints.join(second, by=officer, to=first)

    assert (second.state, second.duplicate_of) == (State.JOINED, first)
    assert terms(second) == {"clue-check": False}
    refused("ended", complaints.join, first, by=officer, to=second)


def test_it_is_not_joined_to_itself(officer):
    complaint = told(officer)

    refused("itself", complaints.join, complaint, by=officer, to=complaint)


# --- What was told -------------------------------------------------------------------------------


def test_it_names_an_enterprise_in_some_way(officer):
    with pytest.raises(ValidationError, match="whom it is about"):
        told(officer, enterprise=None)


def test_the_same_number_of_a_source_is_registered_once(officer):
    told(officer, source_number="12315-1")

    with pytest.raises(ValidationError, match="registered already"):
        told(officer, source_number="12315-1")


def test_the_enterprise_is_found_later(officer):
    complaint = told(officer, enterprise=None, enterprise_name="某机械厂")
    complaint.enterprise = EnterpriseFactory()

    complaint = complaints.keep(complaint, by=officer, version=0)

    assert complaint.about == complaint.enterprise.name
    assert not Complaint.objects.unmatched().exists()


def test_kind_and_day_stay_because_its_terms_run_by_them(officer):
    complaint = told(officer)
    complaint.kind = Kind.COMPLAINT

    refused("terms_run", complaints.keep, complaint, by=officer)


def test_told_of_what_was_merged_it_is_about_the_survivor(officer, chief):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory()
    merging.merge(survivor, duplicate, by=chief)
    duplicate.refresh_from_db()

    assert told(officer, enterprise=duplicate).enterprise == survivor


def test_told_of_what_was_merged_twice_over_it_is_about_the_last_of_them(officer, chief):
    last, between, first = EnterpriseFactory.create_batch(3)
    merging.merge(between, first, by=chief)
    merging.merge(last, between, by=chief)
    first.refresh_from_db()

    assert first.merged_into == last
    assert told(officer, enterprise=first).enterprise == last


# --- Who told it ---------------------------------------------------------------------------------


def test_who_told_it_is_masked_and_the_look_is_written_down(officer):
    complaint = told(officer)
    browser = browser_of(officer)

    page = browser.get(f"{LIST}{complaint.pk}/change/").content.decode()
    assert "测** 139****1234" in page
    assert "13900001234" not in page
    assert "测小明" not in page
    assert not AccessLog.objects.filter(detail="complainant").exists()

    shown = browser.post(f"{LIST}{complaint.pk}/contact/")
    assert "13900001234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    look = AccessLog.objects.get(detail="complainant")
    assert (look.by, look.target_id, look.action) == (officer, str(complaint.pk), "read")


def test_a_link_does_not_show_who_told_it(officer):
    complaint = told(officer)

    assert browser_of(officer).get(f"{LIST}{complaint.pk}/contact/").status_code == 405


def test_an_inspector_does_not_see_who_told_it(officer, inspector):
    complaint = told(officer)

    assert browser_of(inspector).post(f"{LIST}{complaint.pk}/contact/").status_code == 403
    assert api_of(inspector).post(f"{API}{complaint.pk}/contact/").status_code == 403
    assert not AccessLog.objects.filter(detail="complainant").exists()


def test_the_api_shows_who_told_it_only_when_asked_and_writes_it_down(officer):
    complaint, api = told(officer), api_of(officer)

    assert "13900001234" not in api.get(f"{API}{complaint.pk}/").content.decode()
    assert api.post(f"{API}{complaint.pk}/contact/").json() == WHO
    assert AccessLog.objects.filter(detail="complainant", by=officer).count() == 1


def test_no_export_and_no_history_holds_who_told_it(officer):
    complaint = told(officer)
    browser = browser_of(officer)

    exported = b"".join(browser.get(f"{LIST}export/csv/").streaming_content).decode()
    (row,) = list(csv.reader(io.StringIO(exported)))[1:]
    history = browser.get(f"{LIST}{complaint.pk}/history/").content.decode()
    kept = Complainant.history.rel.related_model.objects.values().get()

    for words in (str(row), history, str(kept)):
        assert "13900001234" not in words
        assert "测小明" not in words


@pytest.mark.parametrize(
    ("who", "masked"),
    [
        ({"name": "张三", "phone": ""}, "张*"),
        ({"name": "", "phone": "13800001234"}, "138****1234"),
        ({"name": "", "phone": "110", "address": "某路"}, "***"),
    ],
)
def test_the_mask_tells_two_of_them_apart_and_no_more(who, masked):
    assert Complainant(**who).masked == masked


# --- What it led to ------------------------------------------------------------------------------


def test_a_visit_that_was_made_for_it_is_linked_by_itself_and_once(officer):
    complaint = told(officer)
    visit = VisitFactory(
        kind=Visit.Kind.COMPLAINT, errand=complaint.pk, enterprise=complaint.enterprise
    )

    for _ in range(2):
        followed_up(visit)

    assert Consequence.objects.get().target == visit


def test_a_visit_for_something_else_is_not(officer):
    complaint = told(officer)
    visit = VisitFactory(kind=Visit.Kind.PATROL, errand=complaint.pk)

    followed_up(visit)

    assert not Consequence.objects.exists()


def test_an_order_of_the_enterprise_is_linked_and_one_of_another_is_not(officer):
    complaint = told(officer)
    order = RectificationOrderFactory(enterprise=complaint.enterprise)

    complaints.led_to(complaint, order, by=officer)

    assert complaint.consequences.get().target == order
    refused("other_party", complaints.led_to, complaint, RectificationOrderFactory(), by=officer)


def test_what_it_led_to_stands_on_its_page(officer):
    complaint = told(officer)
    order = RectificationOrderFactory(enterprise=complaint.enterprise, state="issued")
    browser = browser_of(officer)

    response = browser.post(f"{LIST}{complaint.pk}/led-to/", {"order": order.pk, "result": ""})

    assert response.status_code == 302
    assert order.number in browser.get(f"{LIST}{complaint.pk}/change/").content.decode()


# --- Through the doors ---------------------------------------------------------------------------


def form(**typed):
    return {
        "version": "0",
        "kind": "report",
        "source": "12345",
        "source_number": "12345-7",
        "received_on": timezone.localdate().isoformat(),
        "enterprise": "",
        "enterprise_name": "某机械厂",
        "product": "",
        "text": "没有防护罩",
        "complainant_name": "测小明",
        "complainant_phone": "13900001234",
        "complainant_address": "",
    } | typed


def test_a_complaint_is_registered_in_the_admin_where_the_desk_is(officer):
    response = browser_of(officer).post(f"{LIST}add/", form())

    assert response.status_code == 302, response.context["errors"]
    complaint = Complaint.objects.get()
    assert (complaint.division_id, complaint.has_contact) == (SHUNDE, True)
    assert complaint.complainant.name == "测小明"


def test_it_is_not_registered_before_it_came_in(officer):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    response = browser_of(officer).post(f"{LIST}add/", form(received_on=tomorrow.isoformat()))

    assert "received_on" in response.context["adminform"].form.errors


def test_it_goes_from_desk_to_close_in_the_api(officer, chief, inspector):
    api, head, field = api_of(officer), api_of(chief), api_of(inspector)
    given = {
        "kind": "report",
        "source": "letter",
        "enterprise": EnterpriseFactory().pk,
        "text": "没有防护罩",
        "complainant": {"name": "测小明", "phone": "13900001234"},
    }

    made = api.post(API, given)
    assert made.status_code == 201, made.json()
    at = f"{API}{made.json()['id']}/"
    for client, step, words in (
        (api, "accept", {}),
        (head, "assign", {"to": inspector.pk}),
        (field, "check", {"result": "ordered", "finding": "属实"}),
        (field, "reply", {"answer": "电话告知"}),
        (head, "close", {}),
    ):
        response = client.post(f"{at}{step}/", words)
        assert response.status_code == 200, (step, response.json())

    assert api.get(at).json()["state"] == "closed"


def test_a_complaint_elsewhere_is_not_found(officer):
    complaint = ComplaintFactory()
    stranger = UserFactory(home_id=BEIJIAO, divisions=[BEIJIAO])

    assert browser_of(stranger).get(f"{LIST}{complaint.pk}/change/").status_code == 404
    assert api_of(stranger).get(f"{API}{complaint.pk}/").status_code == 404


@pytest.mark.parametrize(("home", "sees"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_sees_its_complaints_and_who_told_them_nowhere_else(home, sees, db):
    ComplainantFactory()
    person = UserFactory(home_id=home, divisions=[home])

    assert Complaint.objects.visible_to(person).exists() == sees
    assert Complainant.objects.visible_to(person).exists() == sees


def test_a_list_costs_the_same_for_two_rows_and_twelve(officer):
    browser, api = browser_of(officer), api_of(officer)
    ComplaintFactory.create_batch(2, state="assigned")
    costs = [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))]
    ComplaintFactory.create_batch(10, state="assigned")

    assert [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))] == costs


def test_what_is_given_to_me_waits_on_my_home_page(people):
    complaint = assigned(people)

    page = browser_of(people["inspector"]).get("/").content.decode()

    assert complaint.get_absolute_url() in page
