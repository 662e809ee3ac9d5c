"""An application for a registration: every step, and every reason why not."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import WORKFLOWS, TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.documents.models import IssuedDocument
from tests.factories import BEIJIAO, UserFactory
from tests.inspections.factories import VisitFactory
from tests.workshops.factories.registration import (
    ROAST,
    accepted,
    checked,
    desk,
    filed,
    granted,
    registered,
    visited,
)
from tests.workshops.factories.zone import UnitFactory, ZoneFactory, ahead, category, moved_in
from tests.workshops.registering import on, paper, refused
from tests.workshops.terms import open_terms
from workshops.models import (
    Application,
    HealthCertificate,
    NegativeEntry,
    NegativeList,
    Registration,
    Worker,
)
from workshops.services import applications

pytestmark = pytest.mark.django_db
State, Kind = Application.State, Application.Kind
FOSHAN = "440600000000"


# --- The table ------------------------------------------------------------------------------------

OPEN = {"filed", "accepted", "checked"}
TABLE = {
    "accept": {"filed"},
    "turn_away": {"filed"},
    "check": {"accepted", "checked"},
    "grant": {"accepted", "checked"},
    "refuse": {"accepted", "checked"},
    "withdraw": OPEN,
    "deem": OPEN,
    "certify": {"deemed"},
}


def test_each_step_starts_from_its_own_states_and_no_others(leader):
    by = UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER])
    application = filed()
    workflow = WORKFLOWS["workshops.Application"]
    assert set(workflow.steps) == set(TABLE)

    for step, sources in TABLE.items():
        for state in State.values:
            application.state = state
            try:
                workflow.check(application, step, by=by)
            except TransitionRefused as refusal:
                possible = refusal.code != "wrong_state"
            else:
                possible = True
            assert possible == (state in sources), (step, state)


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        (Role.CASE_OFFICER, {"accept", "turn_away", "check", "withdraw"}),
        (Role.INSPECTOR, {"check"}),
        (Role.SECTION_HEAD, set(TABLE)),
        (Role.BUREAU_LEADER, {"grant", "refuse", "deem", "certify"}),
        (Role.WORKSHOP_OPERATOR, {"withdraw"}),
        (Role.ZONE_OPERATOR, set()),
        (Role.AUDITOR, set()),
        (Role.SYSTEM_ADMINISTRATOR, set()),
    ],
)
def test_each_role_takes_its_own_steps(role, steps):
    person = UserFactory(roles=[role])
    table = WORKFLOWS["workshops.Application"].steps.values()
    assert {step.name for step in table if person.has_perm(step.permission)} == steps


def test_only_time_takes_a_step_with_nobody():
    application = filed()
    refused("forbidden", applications.accept, application, by=None)


# --- Accepting, checking, deciding ----------------------------------------------------------------


@on(2026, 3, 2)
def test_accepting_starts_twenty_working_days_and_issues_the_notice(officer):
    application = applications.accept(filed(), by=officer)

    assert application.state == State.ACCEPTED
    assert application.accepted_on == dt.date(2026, 3, 2)
    assert open_terms(application) == {"registration-decision": dt.date(2026, 3, 30)}
    assert application.number.startswith("顺市监坊受〔2026〕")
    said = paper(application, "registration_acceptance")
    assert "本局将于2026年3月30日前作出决定" in said
    assert "烧鹅（0401" in said
    assert "现场核查" in said


def test_a_doubt_has_a_renewal_checked_on_site():
    renewal = filed(registered(until=ahead(100)).workshop, kind=Kind.RENEWAL)
    assert applications.accept(renewal, by=desk(), site_check=True).needs_site_check


def test_nothing_is_accepted_without_a_variety_or_for_a_closed_workshop(officer):
    refused("varieties_named", applications.accept, filed(foods=[]), by=officer)
    application = filed()
    close(application.workshop)
    refused("workshop_open", applications.accept, application, by=officer)


def close(made):
    type(made).objects.filter(pk=made.pk).update(
        status="closed", closed_on=ahead(0), closed_because="歇业"
    )


def test_who_turns_an_application_away_says_why(officer):
    application = filed()
    refused("no_reason", applications.turn_away, application, by=officer, note=" ")

    application = applications.turn_away(application, by=officer, note="未附平面图。\n请补正。")

    assert application.state == State.REFUSED
    assert open_terms(application) == {}
    assert "未附平面图。\n请补正。" in paper(application, "registration_not_accepted")


def test_the_site_is_checked_by_a_visit_to_that_workshop_since_the_application_came(inspector):
    application = accepted(filed_on=ahead(-3))
    check = {"by": inspector, "passed": True}
    elsewhere = VisitFactory()
    before = visited(application, days_ago=5)
    nobody_there = visited(application, outcome="unreachable")
    consulted = visited(application, kind="consultation")

    refused("other_party", applications.check, application, visit=elsewhere, **check)
    refused("other_day", applications.check, application, visit=before, **check)
    refused("not_looked_at", applications.check, application, visit=nobody_there, **check)
    refused("not_looked_at", applications.check, application, visit=consulted, **check)
    refused(
        "no_findings",
        applications.check,
        application,
        by=inspector,
        visit=visited(application),
        passed=False,
    )

    application = applications.check(application, visit=visited(application), **check)
    assert application.state == State.CHECKED
    assert application.site_passed


def test_a_renewal_that_needs_no_check_has_none():
    renewal = filed(registered(until=ahead(100)).workshop, kind=Kind.RENEWAL)
    renewal = applications.accept(renewal, by=desk())
    refused(
        "to_be_checked", applications.check, renewal, by=desk(), visit=visited(renewal), passed=True
    )


@on(2026, 3, 2)
def test_a_grant_registers_for_three_years_under_the_number_of_the_certificate():
    by = desk()
    application = granted(by=by)

    registration = application.registration
    assert application.state == State.GRANTED
    assert registration.number == application.certificate_number
    assert registration.number.startswith("顺市监坊登〔2026〕")
    assert (registration.valid_from, registration.valid_to) == (
        dt.date(2026, 3, 2),
        dt.date(2029, 3, 2),
    )
    assert registration.covers(dt.date(2029, 3, 2))
    assert not registration.covers(dt.date(2029, 3, 3))
    period = registration.periods.get()
    assert (period.origin, period.application) == ("grant", application)
    assert open_terms(registration) == {
        "registration-renewal-opens": dt.date(2028, 12, 2),
        "registration-renewal": dt.date(2029, 1, 31),
        "registration-expiry": dt.date(2029, 3, 2),
    }
    assert {d.holder for d in Deadline.objects.of(registration)} == {by}
    assert open_terms(application) == {}
    said = paper(application, "workshop_registration")
    assert f"登记证编号：{registration.number}" in said
    assert "2026年3月2日至2029年3月2日" in said
    assert "2029年1月31日前（含当日）" in said


def test_nothing_is_granted_before_the_site_check_is_passed():
    by = desk()
    application = accepted(by=by)
    assert "has not been checked" in refused(
        "site_check_passed", applications.grant, application, by=by
    )

    application = applications.check(
        application, by=by, visit=visited(application), passed=False, findings="生熟未分开"
    )
    assert "生熟未分开" in refused("site_check_passed", applications.grant, application, by=by)

    # Put right, looked at again, granted.
    application = applications.check(application, by=by, visit=visited(application), passed=True)
    assert applications.grant(application, by=by).state == State.GRANTED


def test_the_database_grants_nothing_without_its_site_check_either():
    application = accepted()
    with pytest.raises(IntegrityError, match="granted_once_its_site_passed"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            state="granted", decided_on=ahead(0), registration=registered(until=ahead(9))
        )


def negative_list(**facts):
    edition = NegativeList.objects.create(
        division_id=FOSHAN,
        title="测试市食品小作坊禁止目录",
        legal_basis="测试",
        confidence="M",
        **{"valid_from": ahead(-30), "valid_to": ahead(400)} | facts,
    )
    return edition


def test_what_the_negative_list_in_force_forbids_is_not_granted():
    by = desk()
    NegativeList.objects.all().delete()
    application = checked(by=by)
    NegativeEntry.objects.create(list=negative_list(), category=category(ROAST), products=["鹅"])

    reason = refused("nothing_forbidden", applications.grant, application, by=by)

    assert "烧鹅（测试市食品小作坊禁止目录" in reason
    NegativeEntry.objects.update(products=["鸭"])
    assert applications.grant(application, by=by).state == State.GRANTED


def test_a_list_that_is_over_forbids_nothing():
    by = desk()
    NegativeList.objects.all().delete()
    application = checked(by=by)
    over = negative_list(valid_to=ahead(-1))
    NegativeEntry.objects.create(list=over, category=category(ROAST))
    assert applications.grant(application, by=by).state == State.GRANTED


def test_an_approved_zone_is_excepted_and_a_planned_one_is_not():
    by = desk()
    NegativeList.objects.all().delete()
    NegativeEntry.objects.create(
        list=negative_list(), category=category(ROAST), allowed_in_zone=True
    )
    outside, planned = checked(by=by), checked(by=by, zone=ZoneFactory(planned=True))
    inside = checked(by=by, zone=ZoneFactory())

    for application in (outside, planned):
        reason = refused("nothing_forbidden", applications.grant, application, by=by)
        assert "Inside an approved zone" in reason
    assert applications.grant(inside, by=by).state == State.GRANTED
    assert inside.workshop.varieties.get(name="烧鹅").exception is not None


def test_what_a_zone_allows_is_renewed_inside_it_and_not_outside():
    by = desk()
    NegativeList.objects.all().delete()
    NegativeEntry.objects.create(
        list=negative_list(valid_from=ahead(-10)), category=category(ROAST), allowed_in_zone=True
    )
    outside, inside = registered(until=ahead(60)), registered(until=ahead(60))
    moved_in(UnitFactory(), by=by, workshop=inside.workshop)
    renewals = [accepted(each.workshop, by=by, kind=Kind.RENEWAL) for each in (outside, inside)]

    refused("nothing_forbidden", applications.grant, renewals[0], by=by)
    assert applications.grant(renewals[1], by=by).state == State.GRANTED


def test_workers_without_a_health_certificate_stop_a_grant_until_the_leader_gives_a_reason(leader):
    by = desk()
    application = checked(by=by)
    worker = Worker.objects.create(workshop=application.workshop, name="李测试")
    assert "李测试" in refused("staff_certified", applications.grant, application, by=by)
    refused("staff_certified", applications.grant, application, by=leader)

    application = applications.grant(application, by=leader, override="当日补证，已核对原件")

    assert application.state == State.GRANTED
    assert application.log.get(name="grant").override == "当日补证，已核对原件"
    assert worker.certificates.count() == 0


def test_with_valid_health_certificates_nothing_stands_in_the_way():
    by = desk()
    application = checked(by=by)
    worker = Worker.objects.create(workshop=application.workshop, name="李测试")
    HealthCertificate.objects.create(
        worker=worker,
        division_id=BEIJIAO,
        number="健1",
        issued_on=ahead(-10),
        valid_to=ahead(300),
    )
    assert applications.grant(application, by=by, override="不需要").state == State.GRANTED
    assert application.log.get(name="grant").override == ""


def test_a_workshop_that_closed_meanwhile_is_not_registered():
    by = desk()
    application = checked(by=by)
    close(application.workshop)
    refused("workshop_open", applications.grant, application, by=by)


def test_a_refusal_gives_its_reasons_on_paper():
    by = desk()
    application = checked(by=by, passed=False, findings="污水直排")
    application = applications.refuse(application, by=by, note="场所不符合要求。")

    assert (application.state, application.reasons) == (State.REFUSED, "场所不符合要求。")
    said = paper(application, "registration_refusal")
    assert "不符合要求。污水直排" in said
    assert "场所不符合要求。" in said
    assert "行政复议" in said
    assert open_terms(application) == {}


def test_a_refused_step_changes_nothing_and_logs_nothing():
    by = desk()
    application = accepted(by=by)
    before = (application.version, application.log.count(), IssuedDocument.objects.count())
    refused("site_check_passed", applications.grant, application, by=by)
    application.refresh_from_db()
    after = (application.version, application.log.count(), IssuedDocument.objects.count())
    assert after == before
    assert not Registration.objects.exists()


def test_a_stale_page_loses():
    by = desk()
    application = checked(by=by)
    refused("stale", applications.grant, application, by=by, version=application.version - 1)
